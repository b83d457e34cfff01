"""The lists that a person is on."""
