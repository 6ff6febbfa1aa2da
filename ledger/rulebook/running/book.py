"""One side and currency of a running account: six populations, what they rest on, and the default clocks."""

from collections.abc import Mapping

from ledger.core.history import Observation, Side
from ledger.rulebook.figure_set import CurrencyFigures, Population
from ledger.rulebook.position import Grades, Position, disputed, owing, position
from ledger.rulebook.rules import Rules
from ledger.rulebook.running.grounds import Grounds
from ledger.rulebook.running.obligors import Obligors
from ledger.rulebook.running.tally import Tally

Positions = Mapping[Grades, Position | None]


class Book:
    """What is counted once more with `times` 1 is counted once less with -1, on the same day with the same result.

    `standing`: observations that make this side and currency stand among the figures.
    """

    __slots__ = ("_obligors", "_rules", "_side", "_tallies", "grounds", "standing")

    def __init__(self, side: Side, currency: str, rules: Rules) -> None:
        self._side, self._rules = side, rules
        self._tallies = {(population, grades): Tally(rules) for population in Population for grades in Grades}
        self._obligors = Obligors(side, currency, rules)
        self.grounds = Grounds(rules)
        self.standing = 0

    def claim(self, seen: Observation, as_of: int, times: int) -> None:
        """A claim of the window."""
        self.standing += times
        item = position(seen, as_of)
        if item is not None:
            self.grounds.claim(item, times)

    def count(self, seen: Observation, window: tuple[int, int], marks: tuple[bool, bool], times: int) -> None:
        """An obligation of the window, which is no claim; `window` is its first day and `as_of`."""
        self.standing += times
        first, as_of = window
        positions = positions_of(seen, as_of)
        contested = disputed(seen.disputes, as_of, self._rules)
        populations = (Population.INCLUDING_DISPUTED,) if contested else Population
        for population in populations:
            for grades, item in positions.items():
                if item is not None:
                    self._tallies[population, grades].add(item, first, times)
        self.grounds.credit(seen, as_of, times)
        self.grounds.add(seen, positions, contested, marks, times)
        owed = _owing(seen, as_of, positions)
        if owed is not None:
            self._obligors.add(owed, times)

    def owe(self, seen: Observation, as_of: int, times: int) -> None:
        """An obligation from before the window, which is no claim: for the default clocks, if it is still open."""
        owed = _owing(seen, as_of, positions_of(seen, as_of))
        if owed is not None and owed.balance > 0:
            self.standing += times
            self._obligors.add(owed, times)

    def figures(self, window: tuple[int, int]) -> CurrencyFigures:
        """Every figure of the side and currency."""
        first, as_of = window
        sets = {key: tally.figures(self._side, as_of, first) for key, tally in self._tallies.items()}
        return CurrencyFigures(sets, self.grounds.evidence(), self._obligors.defaults(as_of))


def positions_of(seen: Observation, as_of: int) -> Positions:
    """The position for each population of grades; made anew only where payments of a lower grade make it another."""
    lowest = max((part.grade for part in seen.payments), default=Grades.A.value)
    every = position(seen, as_of)
    found: dict[Grades, Position | None] = {}
    for grades in Grades:
        if seen.grade > grades.value:
            found[grades] = None
        else:
            found[grades] = every if lowest <= grades.value else position(seen, as_of, grades)
    return found


def _owing(seen: Observation, as_of: int, positions: Positions) -> Position | None:
    if all(part.binds for part in seen.payments):
        return positions[Grades.ALL]
    return owing(seen, as_of)
