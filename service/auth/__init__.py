"""Keys: the admin key, and those that people make for callers."""
