"""An eligible's status on the list as the referrals feel it."""
