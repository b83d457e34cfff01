"""The people of a list on its open referrals."""
