"""The people on a list in rank order, as they are read."""
