"""One module per section of the report: `load` turns rows into the strings and fractions that its template draws."""
