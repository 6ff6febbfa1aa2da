"""What is unpaid past its due day: it grows later every day, and is kept by due day for that."""

from functools import cache

from ledger.rulebook.promptness import points
from ledger.rulebook.rules import Rules


@cache
def curve(rules: Rules) -> tuple[int, tuple[int, ...], int]:
    """Promptness as a table: the first day late, the centi-points from there on up to the last anchor, and beyond."""
    first, last = rules.anchors[0][0], rules.anchors[-1][0]
    return first, tuple(points(late, rules) for late in range(first, last + 1)), rules.beyond_anchors


class Overdue:
    """Minor units by due day. `total` is all; each is late by as many days as `as_of` is past its due day."""

    __slots__ = ("_by_due", "_dues", "total")

    def __init__(self) -> None:
        self.total = self._dues = 0
        self._by_due: dict[int, int] = {}

    def add(self, due: int, amount: int) -> None:
        """One more amount, or with a minus one less."""
        self.total += amount
        self._dues += amount * due
        after = self._by_due.get(due, 0) + amount
        if after:
            self._by_due[due] = after
        else:
            del self._by_due[due]

    def days(self, as_of: int) -> int:
        """sum(a * d)."""
        return as_of * self.total - self._dues

    def points(self, as_of: int, rules: Rules) -> int:
        """sum(a * f(d)): day by day as far back as f falls, then all the rest at once."""
        first, table, beyond = curve(rules)
        last = first + len(table) - 1
        near = self._by_due if len(self._by_due) <= last else range(as_of - last, as_of)
        found, above = 0, 0
        for due in near:
            if as_of - due <= last:
                amount = self._by_due.get(due, 0)
                found += amount
                above += amount * table[as_of - due - first]
        return above + (self.total - found) * beyond
