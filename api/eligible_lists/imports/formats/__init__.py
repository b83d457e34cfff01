"""File formats: bytes in, frozen rows and reasons out; no database and no clock."""
