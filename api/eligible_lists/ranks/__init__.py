"""Ranks of a list: counted by blocks of scores, never by people."""
