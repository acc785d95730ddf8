"""Google Calendar over its API."""
