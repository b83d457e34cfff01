"""Scorings: what a model makes of a list's results, previewed and then applied."""
