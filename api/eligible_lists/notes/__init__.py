"""Notes on a list and on the people on it."""
