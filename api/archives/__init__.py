"""The chain in files, for whoever may read: the ledger outlives its operator."""
