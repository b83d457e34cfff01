"""The referrals that a person is on."""
