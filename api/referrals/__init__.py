"""Referrals: certifying a list to positions, who is reachable and why, what was decided, who was hired."""
