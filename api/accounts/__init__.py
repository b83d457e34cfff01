"""Users, sign-in, roles, invitations, API keys."""
