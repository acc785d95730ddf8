"""Toggl Track over its API."""
