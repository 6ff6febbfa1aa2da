"""Roll rates: of what stood in one bucket at the end of a month, how much stood in which a month later."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ledger.rulebook.month_end import State, own_on, state_on
from ledger.rulebook.position import Position

TO = tuple(State)
"""The columns of a row, in order; every one but the last, SETTLED, is a row too."""


@dataclass(frozen=True, slots=True)
class Row:
    """Out of one state: obligations and minor units at the ends of months, and bp of them to each state of
    `TO` one month later.
    """

    obligations: int
    amount: int
    by_count: tuple[int, ...]
    by_amount: tuple[int, ...]


RollRates = Mapping[State, Row]
"""Only states in which something stood, in the order of `TO`."""


def roll_rates(positions: Iterable[Position], ends: Sequence[int]) -> RollRates:
    """floor(10000 * n_ij / n_i) in bp over all pairs of months that follow each other; `ends` are last days of
    months, ascending.

    n_i: what was open in state i at the earlier end, obligations or minor units. By amount, what is open of it
    at the later end counts in that state j, what was paid in between as settled. What has passed to a holder is
    in neither; what was credited was never there. The convention of net flow rates by bucket (U.S. FFIEC
    Uniform Retail Credit Classification, in months of 30 days).
    """
    counts, amounts = _nothing(), _nothing()
    for position in positions:
        for start, end in pairwise(ends):
            before, after = own_on(position, start), own_on(position, end)
            if before:
                row, column = state_on(position, start), state_on(position, end)
                counts[row][column] += 1
                amounts[row][column] += after
                amounts[row][State.SETTLED] += before - after
    return {state: _row(counts[state], amounts[state]) for state in TO if any(counts[state].values())}


def _nothing() -> dict[State, dict[State, int]]:
    return {row: dict.fromkeys(TO, 0) for row in TO}


def _row(counts: Mapping[State, int], amounts: Mapping[State, int]) -> Row:
    number, amount = sum(counts.values()), sum(amounts.values())
    return Row(
        obligations=number,
        amount=amount,
        by_count=tuple(10_000 * counts[to] // number for to in TO),
        by_amount=tuple(10_000 * amounts[to] // amount for to in TO),
    )
