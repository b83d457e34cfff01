"""The accessible equivalents of each PDF: the same facts as CSV and as HTML."""
