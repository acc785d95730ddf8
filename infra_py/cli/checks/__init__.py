"""The checks of `check`, one file for each part of the person's computer."""
