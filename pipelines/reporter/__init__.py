"""The reporter: marts in, one A4 PDF per period and language out, the same bytes for the same data."""
