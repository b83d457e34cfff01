"""Certificates of referrals: written when a line is decided, derived again byte for byte."""
