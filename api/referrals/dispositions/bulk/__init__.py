"""One disposition for many people: previewed, then done as previewed."""
