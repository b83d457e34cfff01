"""Which column of a file means what: given, remembered from the last such file, or guessed from the heads."""
