"""Toggl Track over its API."""

SERVICE = "toggl"
