"""What was imported for a list, and the outcome under the scoring applied last."""
