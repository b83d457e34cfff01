"""The certification report: what a referral reached, and what became of it."""
