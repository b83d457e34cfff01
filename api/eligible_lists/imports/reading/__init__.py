"""One uploaded file under one mapping and one scoring model, read in pieces."""
