"""Documents: what an agency prints or publishes, rendered from facts."""
