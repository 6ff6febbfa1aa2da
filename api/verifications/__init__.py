"""A dossier in, a report out; nothing else is touched."""
