"""Status changes of many eligibles at once, previewed."""
