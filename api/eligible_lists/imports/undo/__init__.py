"""Taking a committed import back, while nothing depends on it."""
