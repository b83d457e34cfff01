"""API keys: what an integrator signs in with."""
