"""Reason codes that an agency keeps itself."""
