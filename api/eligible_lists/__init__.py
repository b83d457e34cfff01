"""Eligible lists: imports, examination results, life cycle and the people who stand on a list."""
