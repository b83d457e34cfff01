"""Papers about an eligible list: the score report, and the list with names."""
