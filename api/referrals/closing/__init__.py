"""Closing, cancelling and reopening a referral."""
