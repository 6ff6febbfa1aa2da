"""A real network of validators, and the ledger on it."""
