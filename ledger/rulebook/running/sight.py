"""An observation as it counts on one day: its position for every population, and for the default clocks."""

from collections.abc import Mapping
from dataclasses import dataclass

from ledger.core.history import Observation
from ledger.rulebook.position import Grades, Position, owing, position


@dataclass(frozen=True, slots=True)
class Sight:
    """`positions` by population of grades, None where it is not in it; `owed` is what the default clocks look at."""

    seen: Observation
    as_of: int
    positions: Mapping[Grades, Position | None]
    owed: Position | None

    def strictest(self) -> Position | None:
        """The position in which the least is paid."""
        return self.positions[Grades(self.seen.grade)]


def sight_of(seen: Observation, as_of: int) -> Sight:
    """Positions are made anew only where payments of a lower grade, or that bind nobody, make them others."""
    lowest = max((part.grade for part in seen.payments), default=Grades.A.value)
    every = position(seen, as_of)
    positions: dict[Grades, Position | None] = {}
    for grades in Grades:
        if seen.grade > grades.value:
            positions[grades] = None
        else:
            positions[grades] = every if lowest <= grades.value else position(seen, as_of, grades)
    bound = all(part.binds for part in seen.payments)
    return Sight(seen, as_of, positions, every if bound else owing(seen, as_of))
