"""The figures of many members, one after the other: for whoever may read many, such as an auditor or a supervisor."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ledger.app.chronicle import chronicle
from ledger.app.desk import Desk
from ledger.core.account import turned
from ledger.core.effect import VOIDS, Code
from ledger.core.facility import facilities
from ledger.core.history import Side, observations
from ledger.core.ids import Member
from ledger.rulebook.figure_set import FigureSet
from ledger.rulebook.rulebook import Rulebook
from ledger.rulebook.running.once import figures_at_once


@dataclass(frozen=True, slots=True)
class Counted:
    """A member's figures, and of how many entries: those that are `sealed` to the reader, or void, are in no figure."""

    member: Member
    tradelines: int
    entries: int
    sealed: int
    void: int
    figures: FigureSet


def census(
    desk: Desk,
    reader: Member,
    members: Iterable[Member],
    related: Iterable[tuple[Member, Member]],
    until: int,
    as_of: int,
    rulebook: Rulebook,
) -> Iterator[Counted]:
    """What `reader`'s vault shows of each up to block `until`; no more than one member's history is held at a time."""
    pairs = tuple(related)
    for member in members:
        found = chronicle(desk, reader, member, pairs, until)
        states = [page.state for page in found.pages.values()]
        codes = Counter(effect.code for state in states for effect in state.effects)
        seen = (item for side in Side for item in observations(found.history, side))
        lines = (line for side in Side for line in facilities(found.history, side))
        yield Counted(
            member=member,
            tradelines=len(states),
            entries=codes.total(),
            sealed=codes[Code.SEALED],
            void=sum(codes[code] for code in VOIDS.values()),
            figures=figures_at_once(seen, as_of, rulebook, lines, turned(found.history)),
        )
