"""One module for each page: its handlers fetch answers, make a view of them and render it."""
