"""The line of a referral: how far it reaches now, computed on read from the list's counts."""
