"""Positions attached to a referral and taken off it."""
