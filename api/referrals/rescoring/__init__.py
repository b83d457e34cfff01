"""What a re-score does to the open referrals of a list."""
