"""Reading a scoring: each result before and after, by score or by size of the move."""
