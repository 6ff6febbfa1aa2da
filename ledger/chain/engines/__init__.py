"""Development chains as child processes: one node each, no consensus, on loopback only."""
