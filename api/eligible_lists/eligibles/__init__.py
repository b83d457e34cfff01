"""One eligible on a list: the row, its status, and the counts of the list that follow from it."""
