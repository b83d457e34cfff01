"""The agency itself: its name, zone, deadlines and periods."""
