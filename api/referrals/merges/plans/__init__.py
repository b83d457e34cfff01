"""What a merge would change, and what stands in its way."""
