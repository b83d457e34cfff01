"""Everything that ever happened to a person."""
