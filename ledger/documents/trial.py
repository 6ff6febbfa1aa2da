"""A table looked at: the profile that is proposed for it, and what it would give by that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from ledger.core.errors import BadInput, Misuse
from ledger.core.faults import Fault
from ledger.documents.door import read_file
from ledger.documents.findings import shown
from ledger.documents.profile import Profile
from ledger.documents.proposal import Proposal, propose
from ledger.documents.reading import Fields, Reading
from ledger.documents.remembered import name_for

SHOWN = 3
"""Items that a person is shown."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of looking at one file.

    `known` is the format that it is read in already, and then there is no proposal. `reading` is what it gives by the
    proposal; None where fields are missing, or it is no table. `faults` are those of whichever was tried.
    """

    known: str | None = None
    proposal: Proposal | None = None
    reading: Reading | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether the file can be read, by a known format or by the profile."""
        return self.known is not None or (self.reading is not None and self.reading.accepted)

    def items(self) -> list[Fields]:
        """The first of what it gives."""
        return list(islice(self.reading.fields(), SHOWN)) if self.reading is not None else []


def look_at(
    file: str, data: bytes, values: Mapping[str, str] | None = None, remembered: Sequence[Profile] = ()
) -> Trial:
    """A profile for a table that nobody knows; `values` are fields that are the same in every row. Total."""
    reading = read_file(file, data, None, remembered)
    if reading.format != "not read":
        return Trial(known=reading.format, faults=reading.faults)
    try:
        proposal = propose(file, data, values)
    except BadInput as refused:
        return Trial(faults=refused.faults)
    if proposal.missing:
        return Trial(proposal=proposal)
    tried = read_file(file, data, proposal.profile(name_for(file)))
    return Trial(proposal=proposal, reading=tried, faults=tried.faults)


def values_of(given: Sequence[str]) -> Mapping[str, str]:
    """Fields that are the same in every row, from texts `FIELD=TEXT`; Misuse names one that is no such text."""
    pairs = [value.partition("=") for value in given]
    for field, sign, text in pairs:
        if not (field and sign and text.strip()):
            raise Misuse(f"value {shown(field)}: FIELD=TEXT is expected, such as currency=EUR")
    return {field: text.strip() for field, _, text in pairs}
