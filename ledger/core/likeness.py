"""Invoices that are alike in parties, currency, amount and month of issue: the same goods billed twice, or chance.

Numbers tell invoices apart, so a second number makes a second invoice. Whoever opens both sees here that they
are alike, and looks. What an invoice is likened by is taken from its facts; the coarse tag that its recorder
sealed with them (records.md, section 3) only adds to it: nobody checked it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, product

from ledger.core.day import Day, date_of
from ledger.core.ids import ObligationId

MOST = 10
"""Of one invoice, how many others are named."""

Known = frozenset[str]
"""All by which a party is known: member number, name, identifier; empty if nothing is."""

_UNKNOWN, _ANY = "unknown", "any"
_Place = tuple[object, str, str]


@dataclass(frozen=True, slots=True)
class Billed:
    """One invoice that a reader can open. `amounts`: minor units, of every version; `near`: the tag as recorded."""

    obligation: ObligationId
    creditor: Known
    debtor: Known
    currency: str
    issued: int
    amounts: frozenset[int]
    near: bytes | None = None


def near_duplicates(billed: Iterable[Billed]) -> dict[ObligationId, tuple[ObligationId, ...]]:
    """Of each invoice that has any, the others that are alike, at most MOST, in the order given.

    Two are alike if one of their amounts, currency and month are, or their tags, and nothing shows that a party
    of one is not that of the other: an external party may be anybody, until names tell.
    """
    invoices = list(billed)
    shelves: defaultdict[_Place, dict[ObligationId, None]] = defaultdict(dict)
    for one in invoices:
        for place in _kept_at(one):
            shelves[place][one.obligation] = None
    found = {one.obligation: _alike(one, shelves) for one in invoices}
    return {obligation: others for obligation, others in found.items() if others}


def _alike(one: Billed, shelves: defaultdict[_Place, dict[ObligationId, None]]) -> tuple[ObligationId, ...]:
    # Of each shelf one more than is named: one of them may be the invoice itself.
    seen = dict.fromkeys(
        other
        for place in _sought_at(one)
        if place in shelves
        for other in islice(shelves[place], MOST + 1)
        if other != one.obligation
    )
    return tuple(islice(seen, MOST))


def _kept_at(one: Billed) -> Iterator[_Place]:
    """So that a search meets it by each name of its parties, or by none where the searcher has none."""
    creditor, debtor = ((*(party or {_UNKNOWN}), _ANY) for party in (one.creditor, one.debtor))
    return product(_marks(one), creditor, debtor)


def _sought_at(one: Billed) -> Iterator[_Place]:
    creditor, debtor = ((*party, _UNKNOWN) if party else (_ANY,) for party in (one.creditor, one.debtor))
    return product(_marks(one), creditor, debtor)


def _marks(one: Billed) -> list[object]:
    day = date_of(Day(one.issued))
    marks: list[object] = [(one.currency, amount, day.year, day.month) for amount in sorted(one.amounts)]
    return marks if one.near is None else [*marks, one.near]
