"""The repayment status string: one character a month, for sixty months."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ledger.core.history import Observation, Part
from ledger.rulebook.evidence import day_known
from ledger.rulebook.month_end import followed_until, month_end, month_of, month_start, open_on
from ledger.rulebook.position import Grades, Position, position
from ledger.rulebook.rules import LaterRules

_BEST_TO_WORST = "*N1234567G"
_CLOSED, _WRITTEN_OFF = "C", _BEST_TO_WORST.index("G")
_WORST_FIRST = range(len(_BEST_TO_WORST) - 1, 0, -1)
_MONTH_DAYS = 30
LEVEL_DAYS = tuple(range(0, 7 * _MONTH_DAYS, _MONTH_DAYS))
"""How many days late a balance is at most to be of each level but the worst, N the first."""


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
    of `as_of` ends with `as_of`. What was settled before the first month is left out; what is not followed to the
    end, as its grade does not prove it (docs/rulebook.md, section 2), gives no mark from then on, and no C. The
    characters are those of the repayment status in credit reports of the PBOC's Credit Reference Center.

    Issued on day 0 (1970-01-01), due on day 40 (10 February), paid on day 75 (17 March), seen on 1970-04-15:

    >>> from ledger.rulebook.worked import invoice
    >>> status_of([invoice(100, due=40, paid=[(75, 100)])], 104, months=6)
    '***12C'
    """
    course, issued = Months(), as_of + 1
    for item in positions:
        if is_told(item, as_of, months):
            course.add(marks_of(item, months))
            issued = min(issued, item.issued)
    return course.text(issued, as_of, months)


def by_year(status: str, as_of: int) -> tuple[tuple[int, str], ...]:
    """Each year of a string that ends with the month of `as_of`, and its months: a space where the string has none.

    >>> by_year("***12C", 104)
    ((1969, '          **'), (1970, '*12C        '))
    """
    last = month_of(as_of)
    signs = {last - place: sign for place, sign in enumerate(reversed(status))}
    years = range((last - len(status) + 1) // 12, last // 12 + 1)
    return tuple((year, "".join(signs.get(year * 12 + month, " ") for month in range(12))) for year in years)


@dataclass(frozen=True, slots=True)
class Told:
    """Of how many obligations a status string tells; how many more it would tell of, were they not disputed, or not
    credited in full.
    """

    obligations: int
    disputed: int
    credited: int

    def plus(self, other: "Told", times: int) -> "Told":
        """With another so many times more."""
        return Told(
            self.obligations + times * other.obligations,
            self.disputed + times * other.disputed,
            self.credited + times * other.credited,
        )


Mark = tuple[int, int, bool]
"""A month, a level that something was in, and whether it stood open at the month's end."""


def marks_of(item: Position, months: int) -> list[Mark]:
    """The marks of one position in the string's months, as far as it is followed: of each payment, and of each month
    at whose end something was open; from then on only that it may be.
    """
    until, last = followed_until(item), month_of(item.as_of)
    ended, first = last + 1 if until is None else month_of(until), last - months + 1
    paid = ((month_of(part.day), part.day - item.due) for part in item.payments)
    marks = [(month, _level(late), False) for month, late in paid if first <= month < ended]
    for month in range(max(month_of(item.issued), first), ended):
        end = min(month_end(month), item.as_of)
        if not open_on(item, end):
            break
        marks.append((month, _open_level(item, end), True))
    marks += [(month, 0, True) for month in range(max(ended, first), last + 1)]  # settled is not proved
    return marks


class Months:
    """How often which level was in a month, and how much stands open at its end, as sums: what is added can be taken
    away again. Months as `month_of` counts them.
    """

    __slots__ = ("_levels", "_open")

    def __init__(self) -> None:
        self._levels: dict[int, list[int]] = {}
        self._open: dict[int, int] = {}

    def add(self, marks: Iterable[Mark], times: int = 1) -> None:
        """Counts marks once more or, with -1, once less."""
        for month, level, is_open in marks:
            self._levels.setdefault(month, [0] * len(_BEST_TO_WORST))[level] += times
            if is_open:
                self._open[month] = self._open.get(month, 0) + times

    def text(self, issued: int, as_of: int, months: int) -> str:
        """The string; `issued` is the first day on which anything told of was issued."""
        last = month_of(as_of)
        return "".join(self._character(month, issued, as_of) for month in range(last - months + 1, last + 1))

    def _character(self, month: int, issued: int, as_of: int) -> str:
        levels = self._levels.get(month)
        level = next((place for place in _WORST_FIRST if levels[place]), 0) if levels else 0
        if not level and not self._open.get(month) and issued <= min(month_end(month), as_of):
            return _CLOSED
        return _BEST_TO_WORST[level]


def is_told(item: Position, as_of: int, months: int) -> bool:
    """Whether a status string tells of an obligation: it was not settled before the string's first month, and is
    followed into it.
    """
    start, until = status_start(as_of, months), followed_until(item)
    if item.issued >= start:
        return True
    return open_on(item, start - 1) > 0 and (until is None or until > start)


def is_credited(seen: Observation, as_of: int, rules: LaterRules) -> bool:
    """Whether a status string leaves an obligation out that was credited in full, and issued or credited in its
    months.
    """
    notes = [part for part in seen.credits if part.day <= as_of]
    if seen.claim or seen.issued > as_of or sum(part.amount for part in notes) < seen.amount:
        return False
    return max(seen.issued, *credited_days(notes, rules)) >= status_start(as_of, rules.status_months)


def credited_days(notes: Iterable[Part], rules: LaterRules) -> Iterator[int]:
    """Of each credit note its own day or, if that is later, the one on which the chain knew of it."""
    for part in notes:
        yield part.day if part.recorded is None else max(part.day, day_known(part.recorded, rules))


def status_start(as_of: int, months: int) -> int:
    """The first day of which a status string tells."""
    return month_start(month_of(as_of) - months + 1)


def _open_level(item: Position, end: int) -> int:
    if item.written_off is not None and item.written_off <= end:
        return _WRITTEN_OFF
    return _level(end - item.due) if end > item.due else 0


def _level(late: int) -> int:
    """1 for what is in time; else 2 for 1-30 days late, 3 for 31-60 … 8 for more than 180."""
    return 1 if late <= 0 else 1 + min(7, -(-late // _MONTH_DAYS))
