"""Connecting a source to an account: consent, a check with one call, and the stored credentials."""
