"""The ledger read and proven, jobs and live changes over HTTP."""
