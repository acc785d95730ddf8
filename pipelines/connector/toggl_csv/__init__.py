"""Toggl Track's exported files."""
