"""PDF renderers: facts in, bytes out; no database, no clock, no markup from data."""
