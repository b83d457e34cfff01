"""Jobs over HTTP: what runs, what failed and why, again, stop."""
