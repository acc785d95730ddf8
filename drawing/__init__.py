"""What the report and the console draw alike. Pure: no database, no clock, and nothing else of LifeTracer."""
