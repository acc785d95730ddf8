"""Schedules: cron expressions in a time zone that accept jobs, each tick decided once on one database."""
