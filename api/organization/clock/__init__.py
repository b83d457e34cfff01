"""The demo clock: lets an inspection period or a deadline be seen to pass."""
