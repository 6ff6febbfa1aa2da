"""Payments that came back, and which earlier payment each of them was."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from ledger.core.drafts import Direction
from ledger.core.matching_words import name_of, names_number
from ledger.documents.booked import Booked
from ledger.proof.numbers import normalise
from ledger.rulebook.month_end import month_of

SEEN: Final = 32
"""Earlier payments of one amount that are held against one that came back: the latest."""

_OTHER_WAY = {Direction.RECEIVED: Direction.PAID, Direction.PAID: Direction.RECEIVED}


def returned(entries: Sequence[Booked]) -> Iterator[tuple[int, int | None]]:
    """The places of those that came back, `entries` being in order of day, each with the place of the one it returns:
    of the same amount the other way, named by the bank's reference, else by the payer's. None if there is none, or if
    it may be one of two months.
    """
    payments: dict[tuple[Direction, int], list[int]] = {}
    for place, entry in enumerate(entries):
        if entry.names is None:
            payments.setdefault((entry.direction, entry.minor), []).append(place)
    taken: set[int] = set()
    for place, back in enumerate(entries):
        if back.names is None:
            continue
        known = payments.get((_OTHER_WAY[back.direction], back.minor), [])
        end = bisect_right(known, back.day or 0, key=lambda at: entries[at].day or 0)
        near = [at for at in known[max(0, end - SEEN) : end] if at not in taken]
        first = _only(near, back, entries)
        if first is not None:
            taken.add(first)
        yield place, first


def _only(near: Sequence[int], back: Booked, entries: Sequence[Booked]) -> int | None:
    for means in _MEANS:
        meant = [at for at in near if means(entries[at], back)]
        if meant:
            months = {month_of(entries[at].day or 0) for at in meant}
            return meant[-1] if len(months) == 1 else None
    return None


def _by_bank(first: Booked, back: Booked) -> bool:
    name = first.reference
    if name is None:
        return False
    named = bool(name_of(name, normalise)) and any(
        names_number(text, name, normalise) for text in back.names or ()
    )
    return named or back.reference == name


def _by_payer(first: Booked, back: Booked) -> bool:
    return first.end_to_end is not None and first.end_to_end == back.end_to_end


_MEANS: Sequence[Callable[[Booked, Booked], bool]] = (_by_bank, _by_payer)
