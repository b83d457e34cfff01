"""Referrals as they are read."""
