"""The read side of the ledger, and the work in the background: timeline, verification, jobs, live changes."""
