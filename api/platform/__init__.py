"""What an installation needs that is not civil service."""
