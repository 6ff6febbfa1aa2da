"""The repayment status string: one character a month, for sixty months."""

from collections.abc import Iterable, Sequence

from ledger.core.history import Observation
from ledger.rulebook.month_end import month_end, month_of, open_on
from ledger.rulebook.position import Grades, Position, position

_NOTHING_DUE, _CLOSED, _AS_AGREED, _WRITTEN_OFF = "*", "C", "N", "G"
_BEST_TO_WORST = "*N1234567G"
_MONTH_DAYS = 30


def status_of(
    observations: Iterable[Observation], as_of: int, months: int = 60, grades: Grades = Grades.ALL
) -> str:
    """The status string of some obligations, such as those of one tradeline or one counterparty; of one side and
    one currency each, claims left out.
    """
    found = (position(seen, as_of, grades) for seen in observations if not seen.claim)
    return status_string([item for item in found if item is not None], as_of, months)


def status_string(positions: Iterable[Position], as_of: int, months: int = 60) -> str:
    """One character a calendar month, oldest first, the last that of `as_of`: the worst that any obligation was in
    that month, of `*`, `N`, `1` to `7`, `G`.

    G: something is open at the month's end of what has been written off, in part or whole. 1 to 7: the days by
    which a payment of the month came late, and by which what is open at its end is past due: 1-30, 31-60 …
    151-180, 7 for more. N: something was paid, and nothing late. `*`: nothing was paid, nothing is past due. C,
    in place of `*`: nothing is open at the month's end either, and something had been issued by then. The month
    of `as_of` ends with `as_of`. What was settled before the first month is left out. The characters are those of
    the repayment status in credit reports of the PBOC's Credit Reference Center.

    Issued on day 0 (1970-01-01), due on day 40 (10 February), paid on day 75 (17 March), seen on 1970-04-15:

    >>> from ledger.rulebook.worked import invoice
    >>> status_of([invoice(100, due=40, paid=[(75, 100)])], 104, months=6)
    '***12C'
    """
    last = month_of(as_of)
    first = last - months + 1
    shown = [item for item in positions if is_told(item, as_of, months)]
    ends = [min(month_end(month), as_of) for month in range(first, last + 1)]
    worst, still_open = [0] * months, [False] * months
    for item in shown:
        for month, level in _levels(item, first):
            worst[month] = max(worst[month], level)
        for month, end in _open_months(item, ends, first):
            still_open[month] = True
            worst[month] = max(worst[month], _open_level(item, end))
    issued = min((item.issued for item in shown), default=as_of + 1)
    return "".join(
        _CLOSED if not level and not stands and issued <= end else _BEST_TO_WORST[level]
        for level, stands, end in zip(worst, still_open, ends, strict=True)
    )


def is_told(item: Position, as_of: int, months: int) -> bool:
    """Whether a status string tells of an obligation: it was not settled before the string's first month."""
    start = month_end(month_of(as_of) - months) + 1
    return item.issued >= start or open_on(item, start - 1) > 0


def _levels(item: Position, first: int) -> Iterable[tuple[int, int]]:
    """The month and the level of each payment in the string's months."""
    for part in item.payments:
        month = month_of(part.day) - first
        if month >= 0:
            yield month, _level(part.day - item.due)


def _open_months(item: Position, ends: Sequence[int], first: int) -> Iterable[tuple[int, int]]:
    """Each month at whose end something of it is open, with that end."""
    for month in range(max(0, month_of(item.issued) - first), len(ends)):
        if not open_on(item, ends[month]):
            return
        yield month, ends[month]


def _open_level(item: Position, end: int) -> int:
    if item.written_off is not None and item.written_off <= end:
        return _BEST_TO_WORST.index(_WRITTEN_OFF)
    return _level(end - item.due) if end > item.due else 0


def _level(late: int) -> int:
    """1 for what is in time; else 2 for 1-30 days late, 3 for 31-60 … 8 for more than 180."""
    return 1 if late <= 0 else 1 + min(7, -(-late // _MONTH_DAYS))
