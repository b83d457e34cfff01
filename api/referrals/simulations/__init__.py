"""What if: the line and the standings under what is only supposed; nothing is written."""
