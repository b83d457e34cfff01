"""Founding an agency: the ledger's first link, its administrator, reason codes and rule pack."""
