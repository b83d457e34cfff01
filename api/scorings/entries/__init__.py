"""Putting one person on a list by hand."""
