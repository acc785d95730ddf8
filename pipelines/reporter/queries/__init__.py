"""Reads of the report: tracked time, plans with targets, and estimates."""
