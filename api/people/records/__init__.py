"""A person: found, read, and contact data changed with its history."""
