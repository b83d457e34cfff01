"""What each row of a previewed file would change on the list."""
