"""The stream of live changes."""
