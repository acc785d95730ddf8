"""The drawing code that report and console share. Pure: no database, no clock, and no other package of LifeTracer."""
