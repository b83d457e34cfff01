"""Scoring models make scores of results; banding models make ranks of scores."""
