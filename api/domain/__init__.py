"""The rules of merit hiring: pure functions over frozen facts, without clock, storage or binary floating point."""
