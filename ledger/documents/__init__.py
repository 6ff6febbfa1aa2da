"""Files of the trade, in; drafts or all faults, out. `docs/documents.md` says what is read."""

from ledger.documents.door import SIZE, read_file
from ledger.documents.findings import Note
from ledger.documents.profile import Profile, profile_named, profile_names, read_profile
from ledger.documents.reading import Reading, fields_of

__all__ = [
    "SIZE", "Note", "Profile", "Reading", "fields_of",
    "profile_named", "profile_names", "read_file", "read_profile",
]  # fmt: skip
