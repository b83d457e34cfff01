"""What applying a scoring changes: people on the list, its counts, its versions."""
