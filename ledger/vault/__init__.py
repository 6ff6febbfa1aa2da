"""The vault: one SQLite file with everything that must not be lost and must not be seen (docs/vault.md)."""
