"""Files of the trade, in; drafts or all faults, out. `docs/documents.md` says what is read."""

from ledger.documents.door import SIZE, read_file
from ledger.documents.findings import Note
from ledger.documents.profile import Profile
from ledger.documents.profile_file import read_profile
from ledger.documents.reading import Reading, fields_of
from ledger.documents.shelf import profile_named, profile_names

__all__ = [
    "SIZE", "Note", "Profile", "Reading", "fields_of",
    "profile_named", "profile_names", "read_file", "read_profile",
]  # fmt: skip
