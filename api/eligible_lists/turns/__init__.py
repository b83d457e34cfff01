"""Turns in a list's life besides its way from draft to adoption, and what each would do now."""
