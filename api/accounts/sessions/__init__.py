"""Sign-ins: server-side sessions that can be revoked."""
