"""What is unpaid past its due day: it grows later every day, and is kept by due day for that."""

from functools import cache

from ledger.rulebook.promptness import points
from ledger.rulebook.rules import Rules
from ledger.rulebook.running.changes import NEVER


class Curve:
    """`promptness.points` of a rulebook as a table; `last` is the last day late on which it falls."""

    __slots__ = ("_beyond", "_first", "_table", "last")

    def __init__(self, rules: Rules) -> None:
        self._first, self.last = rules.anchors[0][0], rules.anchors[-1][0]
        self._table = tuple(points(late, rules) for late in range(self._first, self.last + 1))
        self._beyond = rules.beyond_anchors

    def points(self, late: int) -> int:
        """Centi-points."""
        return self._beyond if late > self.last else self._table[max(0, late - self._first)]


curve_of = cache(Curve)
"""One for each set of rules."""


class Overdue:
    """Minor units by due day. `total` is all; each is late by as many days as `as_of` is past its due day."""

    __slots__ = ("_by_due", "_curve", "_day", "_dues", "_points", "total")

    def __init__(self, curve: Curve) -> None:
        self._curve = curve
        self.total = self._dues = 0
        self._by_due: dict[int, int] = {}
        self._day, self._points = NEVER, 0
        """The day for which points were last asked, and what they are."""

    def add(self, due: int, amount: int) -> None:
        """One more amount, or with a minus one less."""
        self.total += amount
        self._dues += amount * due
        self._points += amount * self._curve.points(self._day - due)
        after = self._by_due.get(due, 0) + amount
        if after:
            self._by_due[due] = after
        else:
            del self._by_due[due]

    def days(self, as_of: int) -> int:
        """sum(a * d)."""
        return as_of * self.total - self._dues

    def points(self, as_of: int) -> int:
        """sum(a * f(d)). As of another day than before: day by day as far back as f falls, and all the rest at once."""
        if as_of != self._day:
            curve = self._curve
            near = self._by_due if len(self._by_due) <= curve.last else range(as_of - curve.last, as_of)
            found = {due: self._by_due.get(due, 0) for due in near if as_of - due <= curve.last}
            beyond = (self.total - sum(found.values())) * curve.points(curve.last + 1)
            self._points = sum(amount * curve.points(as_of - due) for due, amount in found.items()) + beyond
            self._day = as_of
        return self._points
