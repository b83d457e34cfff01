"""Protests against a tentative list."""
