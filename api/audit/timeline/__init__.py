"""What happened to one thing, in sentences."""
