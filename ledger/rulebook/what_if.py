"""What if these payments were made: the figures with them beside the figures without."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ledger.core.account import Turned
from ledger.core.errors import Misuse
from ledger.core.facility import Facility
from ledger.core.history import Observation, Part, Side
from ledger.core.ids import ObligationId
from ledger.rulebook.figure_changes import FigureChange, figure_changes
from ledger.rulebook.figure_set import FigureSet
from ledger.rulebook.position import position
from ledger.rulebook.rulebook import Rulebook, figures

Supposed = Mapping[ObligationId, Sequence[Part]]
"""Payments that nobody made: amount (minor units), day, and the grade that their record would have."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Both sets of one day, and each value that differs."""

    without: FigureSet
    supposing: FigureSet
    changes: tuple[FigureChange, ...]


def what_if(
    seen: Iterable[Observation],
    supposed: Supposed,
    as_of: int,
    rulebook: Rulebook,
    facilities: Iterable[Facility] = (),
    turned: Iterable[Turned] = (),
) -> WhatIf:
    """The figures of both sides on the day `as_of`, all else as it is recorded now. Misuse as `with_payments`.

    A payment on the very day leaves promptness and DBT of that day as they are, where its debt was past due: an
    unpaid rest counts its age, and that is how late the payment is. It stops both from growing.
    """
    items, lines, words = tuple(seen), tuple(facilities), tuple(turned)
    without = figures(items, as_of, rulebook, lines, words)
    supposing = figures(with_payments(items, supposed), as_of, rulebook, lines, words)
    return WhatIf(without, supposing, figure_changes(without, supposing))


def with_payments(seen: Iterable[Observation], supposed: Supposed) -> tuple[Observation, ...]:
    """The observations with the supposed payments on what the member owes, as if they were the last recorded of
    their day. Misuse if it owes no such obligation.
    """
    items = tuple(seen)
    owed = {item.obligation for item in items if item.side is Side.PAYS}
    for obligation in supposed:
        if obligation not in owed:
            raise Misuse(f"the member owes no obligation 0x{obligation.hex()}")
    return tuple(_paid(item, supposed.get(item.obligation, ())) for item in items)


def unpaid(item: Observation, day: int) -> int:
    """Minor units that are open at the end of a day, by every word recorded, the debtor's own included."""
    found = position(item, day)
    return found.rest if found else 0


def overdue(seen: Iterable[Observation], day: int) -> tuple[Observation, ...]:
    """What the member owes, and had to pay before `day`; the claims of strangers left aside."""
    return tuple(
        item
        for item in seen
        if item.side is Side.PAYS and not item.claim and item.due < day and unpaid(item, day) > 0
    )


def _paid(item: Observation, parts: Sequence[Part]) -> Observation:
    if item.side is not Side.PAYS or not parts:
        return item
    return replace(item, payments=tuple(sorted((*item.payments, *parts), key=lambda part: part.day)))
