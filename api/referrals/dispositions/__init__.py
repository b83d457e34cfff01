"""What is decided about an eligible on a referral, and what that moves."""
