"""Roll rates: of what stood in one bucket at the end of a month, how much stood in which a month later."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

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
    """floor(10000 * n_ij / n_i) in bp over all pairs of month ends that follow each other, added up; `ends` are
    last days of calendar months, ascending: of a rulebook's window, all from its first day to as_of.

    n_i: what was open in state i at the earlier end, obligations or minor units. By amount, what is open of it
    at the later end counts in that state j, what was paid in between as settled. What has passed to a holder is
    in neither; what was credited was never there. (Roll rates, or migration analysis: OCC, Comptroller's
    Handbook, Credit Card Lending.)

    Two invoices due on day 20 (21 January 1970), seen at the ends of January and February: of 100 nothing was
    paid, of 300 two hundred in February.

    >>> from ledger.rulebook.worked import invoice, stood
    >>> one, other = invoice(100, due=20), invoice(300, due=20, paid=[(40, 200)], number=2)
    >>> rates = roll_rates([stood(one, 58), stood(other, 58)], ends=(30, 58))
    >>> rates[State.DAYS_1_30]
    Row(obligations=2, amount=400, by_count=(0, 0, 10000, 0, 0, 0, 0), by_amount=(0, 0, 5000, 0, 0, 0, 5000))
    """
    rolls = Rolls()
    for position in positions:
        rolls.add(position, ends)
    return rolls.rates()


class Rolls:
    """Moves from the end of a month to the next, as sums: what is added can be taken away again."""

    __slots__ = ("_amounts", "_counts")

    def __init__(self) -> None:
        self._counts, self._amounts = _nothing(), _nothing()

    def add(self, position: Position, ends: Sequence[int], times: int = 1) -> None:
        """Counts a position's moves once more or, with -1, once less."""
        before, row = 0, State.SETTLED
        for end in ends[bisect_left(ends, position.issued) :]:
            after, column = own_on(position, end), state_on(position, end)
            if before:
                self._counts[row][column] += times
                self._amounts[row][column] += times * after
                self._amounts[row][State.SETTLED] += times * (before - after)
            if not after:
                break  # what is settled stays so
            before, row = after, column

    def rates(self) -> RollRates:
        """Of all moves counted."""
        counts, amounts = self._counts, self._amounts
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
