"""The agency's own order: departments, job classes, positions, holidays, reason codes, the demo clock."""
