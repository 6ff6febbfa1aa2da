"""Roll rates: of what stood in one bucket at the end of a month, how much stood in which a month later."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ledger.rulebook.month_end import State, followed_until, own_on, state_on
from ledger.rulebook.position import Position

TO = tuple(State)
"""The columns of a row, in order; every one but the last, SETTLED, is a row too."""
_PLACES = {state: place for place, state in enumerate(TO)}


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
    in neither; what was credited was never there; into a month that an obligation is not followed to
    (docs/rulebook.md, section 2) it does not roll. (Roll rates, or migration analysis: OCC, Comptroller's Handbook,
    Credit Card Lending.)

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
        rolls.add(moves_of(position, ends))
    return rolls.rates()


Move = tuple[int, int, int, int]
"""From which state to which, by their places in `TO`; minor units still open, and those settled in between."""


def moves_of(position: Position, ends: Sequence[int]) -> list[Move]:
    """How one position moved from each end of a month to the next."""
    moves: list[Move] = []
    before, row, until = 0, 0, followed_until(position)
    for end in ends[bisect_left(ends, position.issued) :]:
        if until is not None and end >= until:
            break
        after, column = own_on(position, end), _PLACES[state_on(position, end)]
        if before:
            moves.append((row, column, after, before - after))
        if not after:
            break  # what is settled stays so
        before, row = after, column
    return moves


class Rolls:
    """Moves from the end of a month to the next, as sums: what is added can be taken away again."""

    __slots__ = ("_amounts", "_counts")

    def __init__(self) -> None:
        self._counts, self._amounts = [0] * len(TO) ** 2, [0] * len(TO) ** 2

    def add(self, moves: Iterable[Move], times: int = 1) -> None:
        """Counts moves once more or, with -1, once less."""
        for row, column, after, settled in moves:
            place = row * len(TO) + column
            self._counts[place] += times
            self._amounts[place] += times * after
            self._amounts[row * len(TO) + len(TO) - 1] += times * settled

    def rates(self) -> RollRates:
        """Of all moves counted."""
        rows = (slice(row * len(TO), (row + 1) * len(TO)) for row in range(len(TO)))
        cut = ((self._counts[row], self._amounts[row]) for row in rows)
        return {state: _row(*both) for state, both in zip(TO, cut, strict=True) if any(both[0])}


def _row(counts: Sequence[int], amounts: Sequence[int]) -> Row:
    number, amount = sum(counts), sum(amounts)
    return Row(
        obligations=number,
        amount=amount,
        by_count=tuple(10_000 * count // number for count in counts),
        by_amount=tuple(10_000 * part // amount for part in amounts),
    )
