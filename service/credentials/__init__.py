"""Credentials of sources that are kept in the database, encrypted: the key, the rows, and which ones a run uses."""
