"""The bank's room: a dossier and a trust root in, a report out. Offline; the numbered list is docs/verification.md."""
