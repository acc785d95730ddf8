"""What `check` looks at, one file for each part of the person's computer."""
