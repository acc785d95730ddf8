"""Consent at Google for a program on a person's computer (RFC 8252): a loopback address, PKCE and a state."""

PERMISSIONS_PAGE = "https://myaccount.google.com/connections"
