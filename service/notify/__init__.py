"""Notifications to other services: the failure webhook."""
