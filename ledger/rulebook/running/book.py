"""One side and currency of a running account: six populations, what they rest on, default clocks, revolving credits."""

from collections.abc import Callable, Iterable
from typing import Protocol

from ledger.core.account import Turned
from ledger.core.facility import Facility
from ledger.core.history import Side
from ledger.core.ids import TradelineId
from ledger.rulebook.coverage import EXPLAINED, Reported, coverage_of
from ledger.rulebook.figure_set import Covered, CurrencyFigures, Drawn, Population
from ledger.rulebook.figures import Figures
from ledger.rulebook.headline import contested
from ledger.rulebook.position import Grades, Position, disputed
from ledger.rulebook.rules import CoverageRules, LaterRules, Rules
from ledger.rulebook.running.grounds import Grounds
from ledger.rulebook.running.movements import CREDITED, DISPUTED, Track, track_of
from ledger.rulebook.running.obligors import Obligors
from ledger.rulebook.running.sight import Sight
from ledger.rulebook.status_string import is_credited, is_told
from ledger.rulebook.utilisation import DRAWN, Line, utilisation_of

Window = tuple[int, int]
"""The first day of the window, and as_of."""


OTHER = {Side.PAYS: Side.IS_PAID, Side.IS_PAID: Side.PAYS}


class Counting(Protocol):
    """One population: `Tally`, or what becomes one."""

    def add(self, item: Position, first: int, times: int) -> None: ...

    def move(self, track: Track, as_of: int, times: int) -> None: ...

    def figures(self, side: Side, as_of: int, first: int) -> Figures: ...


class Book:
    """What is counted once more with `times` 1 is counted once less with -1, on the same day with the same result."""

    __slots__ = (
        "_counted",
        "_lines",
        "_obligors",
        "_reported",
        "_rules",
        "_side",
        "_standing",
        "_tallies",
        "_words",
        "grounds",
    )

    def __init__(self, side: Side, currency: str, rules: Rules, tally: Callable[[], Counting]) -> None:
        self._side, self._rules = side, rules
        self._tallies = {(population, grades): tally() for population in Population for grades in Grades}
        self._obligors = Obligors(side, currency, rules)
        self._lines: dict[TradelineId, Line] = {}
        self._words: dict[TradelineId, tuple[Turned, ...]] = {}
        self._reported = Reported()
        self._counted = self._standing = 0
        self.grounds = Grounds(rules)

    def __bool__(self) -> bool:
        """Whether anything is counted, or a revolving credit or an account is there."""
        return self._counted > 0 or bool(self._lines) or bool(self._words)

    def place(self, sight: Sight, first: int, marks: tuple[bool, bool], times: int) -> None:
        """Counts an observation as what it is on its day: of the window that begins with `first`, or from before it.

        `marks`: whether its counterparty is reciprocal, and new.
        """
        issued, claim = sight.seen.issued, sight.seen.claim
        inside = first <= issued <= sight.as_of
        if claim and inside:
            self._claim(sight, times)
        if claim:
            return
        self._repay(sight, times)
        self._reported.add(sight.seen, sight.as_of, times)
        if inside:
            self._count(sight, first, marks, times)
        elif issued < first:
            self._remember(sight, first, times)

    def _claim(self, sight: Sight, times: int) -> None:
        self._counted += times
        self._standing += times
        item = sight.positions[Grades.ALL]
        if item is not None:
            self.grounds.claim(item, times)

    def _count(self, sight: Sight, first: int, marks: tuple[bool, bool], times: int) -> None:
        self._counted += times
        self._standing += times
        left_out = self._is_left_out(sight)
        for tally, item in self._with(sight, left_out):
            tally.add(item, first, times)
        self._move(sight, first, left_out, times)
        self.grounds.credit(sight.seen, sight.as_of, times)
        contested = disputed(sight.seen.disputes, sight.as_of, self._rules)
        self.grounds.add(sight.seen, sight.positions, contested, marks, times)
        if sight.owed is not None:
            self._obligors.add(sight.owed, times)

    def _remember(self, sight: Sight, first: int, times: int) -> None:
        """From before the window: for the default clocks, if it is still open, and for the status string."""
        owed = sight.owed
        stands = owed is not None and owed.balance > 0
        if owed is not None and stands:
            self._obligors.add(owed, times)
        if isinstance(self._rules, LaterRules):
            item, as_of = sight.positions[Grades.ALL], sight.as_of
            told = item is not None and is_told(item, as_of, self._rules.status_months)
            stands |= told or is_credited(sight.seen, as_of, self._rules)
            self._move(sight, first, self._is_left_out(sight), times)
        self._counted += times
        self._standing += times * stands

    def open_line(self, facility: Facility, repaid: Iterable[Sight] = ()) -> None:
        """A revolving credit, and the obligations on its tradeline that are placed already."""
        self._lines[facility.tradeline] = Line(facility, self._rules)
        for sight in repaid:
            self._repay(sight, 1)

    def redraw(self, facility: Facility) -> None:
        """A revolving credit as it stands now; what was repaid on it stays."""
        self._lines[facility.tradeline].facility = facility

    def close_line(self, tradeline: TradelineId) -> None:
        del self._lines[tradeline]

    def tell(self, account: TradelineId, words: tuple[Turned, ...]) -> None:
        """What agents say of an account, in the place of what they said; nothing, if it is none."""
        self._words.pop(account, None)
        if words:
            self._words[account] = words

    def _repay(self, sight: Sight, times: int) -> None:
        """What was paid of an obligation on a revolving credit."""
        line = None if sight.seen.tradeline is None else self._lines.get(sight.seen.tradeline)
        if line is not None:
            line.repay(sight.seen, sight.as_of, times)

    def figures(self, window: Window) -> CurrencyFigures | None:
        """Every figure of the side and currency; None if there is nothing to tell."""
        first, as_of = window
        drawn = self._drawn(window) if isinstance(self._rules, LaterRules) else None
        covered = self._covered(as_of, self._rules) if isinstance(self._rules, CoverageRules) else None
        if not self._standing and not any((*(drawn or {}).values(), *(covered or {}).values())):
            return None
        sets = {key: tally.figures(self._side, as_of, first) for key, tally in self._tallies.items()}
        return CurrencyFigures(sets, self.grounds.evidence(), self._obligors.defaults(as_of), drawn, covered)

    def _drawn(self, window: Window) -> Drawn:
        """As `currency` has them: nobody's word on a facility is of grade A."""
        lines = self._lines.values()
        return {
            grades: utilisation_of(
                (one for one in lines if one.facility.grade <= grades.value), *window, grades
            )
            for grades in DRAWN
        }

    def _covered(self, as_of: int, rules: CoverageRules) -> Covered:
        words = [word for own in self._words.values() for word in own]
        return {grades: coverage_of(words, self._reported, as_of, rules, grades) for grades in EXPLAINED}

    def _move(self, sight: Sight, first: int, left_out: bool, times: int) -> None:
        if not isinstance(self._rules, LaterRules):
            return
        if is_credited(sight.seen, sight.as_of, self._rules):
            for (_, grades), tally in self._tallies.items():
                if sight.seen.grade <= grades.value:
                    tally.move(CREDITED, sight.as_of, times)
        tracks: dict[int, Track] = {}
        for tally, item in self._with(sight, left_out):
            if id(item) not in tracks:
                tracks[id(item)] = track_of(item, first, self._rules)
            tally.move(tracks[id(item)], sight.as_of, times)
        for grades, own in sight.positions.items() if left_out else ():
            if own is not None and is_told(own, sight.as_of, self._rules.status_months):
                self._tallies[Population.HEADLINE, grades].move(DISPUTED, sight.as_of, times)

    def _is_left_out(self, sight: Sight) -> bool:
        return contested(sight.seen, sight.as_of, self._rules)

    def _with(self, sight: Sight, left_out: bool) -> list[tuple[Counting, Position]]:
        """Each population that an obligation is in, with its position there."""
        populations = (Population.INCLUDING_DISPUTED,) if left_out else tuple(Population)
        return [
            (self._tallies[population, grades], item)
            for population in populations
            for grades, item in sight.positions.items()
            if item is not None
        ]
