"""Home: what waits for whoever is signed in, what is under way, what comes."""
