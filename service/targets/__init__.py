"""Targets: written by the SQL functions of the pipelines' migrations."""
