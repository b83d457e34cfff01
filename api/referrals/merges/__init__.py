"""Merging two persons who are one, and undoing it."""
