"""How far a dossier is opened: what its member may keep closed, and what not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from ledger.attest.canonical import Json
from ledger.attest.dossier import Lists, ShownTradeline
from ledger.core.codes import Capacity, EntryClass
from ledger.core.entry import Content, Sealed, Void
from ledger.core.ids import Member
from ledger.proof.meta import Meta
from ledger.rulebook.figure_set import FigureSet


@dataclass(frozen=True, slots=True)
class Openness:
    """How far a member's entries are opened. `withheld`: those that it has to open and does not.

    It has to open what stands on its own tradelines, on claims that it answered otherwise than by declining, and on
    obligations that it holds. A void entry of its own counts as withheld: else it could choose, once the outcome is
    known, whether to show it open or void.
    """

    withheld: int
    sealed: int
    """By right: a stranger's claims, and what others wrote beside an obligation held."""
    void: int


def openness(
    member: Member,
    lists: Lists,
    tradelines: Iterable[ShownTradeline],
    contents: Mapping[int, Sequence[Content]],
) -> Openness:
    """How far the entries of a member's tradelines are opened."""
    own = {int.from_bytes(event.subject, "big") for event in lists[0]}
    held = {event.subject for event in lists[2]}
    withheld = sealed = void = 0
    for item in tradelines:
        metas = [Meta.from_bytes(entry.meta) for entry in item.entries]
        # A holder writes beside what it cannot open: that is no answer for the tradeline.
        answers = any(
            meta.recorder == member
            and meta.capacity is not Capacity.HOLDER
            and meta.entry_class is not EntryClass.DECLINE
            for meta in metas
        )
        for entry, meta, content in zip(item.entries, metas, contents[item.id], strict=True):
            if meta.entry_class is EntryClass.SHARE:
                continue
            bound = item.id in own or answers or entry.obligation in held
            hidden = isinstance(content, Sealed)
            void += isinstance(content, Void)
            sealed += hidden and not bound
            withheld += (hidden and bound) or (isinstance(content, Void) and meta.recorder == member)
    return Openness(withheld, sealed, void)


def minimum(found: FigureSet, opened: Openness) -> dict[str, Json]:
    """What is never withheld: the rulebook's minimum set, and how far the entries beneath it are opened."""
    return {**found.minimum(), "entries": asdict(opened)}
