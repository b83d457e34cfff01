"""One score worked out step by step, by a model that need not be stored."""
