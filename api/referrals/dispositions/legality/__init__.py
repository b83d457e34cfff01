"""What may be recorded of a person now, and why not."""
