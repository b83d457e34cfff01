"""Measurements of the real processes on this machine: loopback only, bounded, each beside a limit of the same run."""
