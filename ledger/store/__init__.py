"""The index: decoded logs in SQLite, derived from the chain and disposable. All its SQL is here."""
