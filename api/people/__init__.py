"""Persons: who stands on lists, one row for somebody whatever the list."""
