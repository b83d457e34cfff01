"""Where everybody stands on a referral, why, and who moved."""
