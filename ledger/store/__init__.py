"""The index: decoded logs in SQLite or PostgreSQL, derived from the chain and disposable. All its SQL is here."""
