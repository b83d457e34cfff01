"""A whole file in temporary tables, to be compared with the list and stored by sets."""
