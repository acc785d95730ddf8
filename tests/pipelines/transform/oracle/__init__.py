"""The rules of actual time in plain Python, written from their description and not from the SQL, to compare both."""
