"""What the figures of one side and currency rest on, as sums over observations and by counterparty."""

from collections.abc import Mapping

from ledger.core.history import Counterparty, Observation
from ledger.rulebook.evidence import Evidence, late_recorded
from ledger.rulebook.position import Grades, Position
from ledger.rulebook.ratio import floored
from ledger.rulebook.rules import Rules
from ledger.rulebook.running.spread import Spread


class Grounds:
    """Sums as named; `evidence` divides. `reciprocal` and `new` are over counterparties that are marked so."""

    __slots__ = (
        "_amounts",
        "_claims",
        "_claims_amount",
        "_claims_overdue",
        "_credited",
        "_credited_amount",
        "_disputed",
        "_disputed_amount",
        "_graded",
        "_late_recorded",
        "_new",
        "_obligations",
        "_reciprocal",
        "_related",
        "_rules",
        "_written_off",
        "_written_off_amount",
    )

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._obligations = self._late_recorded = self._related = self._reciprocal = self._new = 0
        self._disputed = self._disputed_amount = self._written_off = self._written_off_amount = 0
        self._credited = self._credited_amount = 0
        self._claims = self._claims_amount = self._claims_overdue = 0
        self._graded = {Grades.A: 0, Grades.AB: 0}
        self._amounts = Spread()

    def credit(self, seen: Observation, as_of: int, times: int) -> None:
        """Counts the credit notes of an obligation that is no claim, whatever they leave of it."""
        credited = sum(part.amount for part in seen.credits if part.day <= as_of)
        if credited:
            self._credited += times
            self._credited_amount += times * min(seen.amount, credited)

    def claim(self, item: Position, times: int) -> None:
        """Counts what a stranger says."""
        self._claims += times
        self._claims_amount += times * item.amount
        if item.as_of > item.due:
            self._claims_overdue += times * item.rest

    def add(
        self,
        seen: Observation,
        positions: Mapping[Grades, Position | None],
        contested: bool,
        marks: tuple[bool, bool],
        times: int,
    ) -> None:
        """Counts an obligation that is no claim, by its position of each grade; `marks`: whether its counterparty is
        reciprocal, and new.
        """
        item = positions[Grades.ALL]
        if item is None:
            return
        amount = times * item.amount
        self._obligations += times
        self._amounts.add(item.counterparty, amount)
        for grades in self._graded:
            graded = positions[grades]
            if graded is not None:
                self._graded[grades] += times * (graded.amount - graded.unproved)
        self._late_recorded += amount * late_recorded(seen, item, self._rules)
        self._related += amount * seen.related
        self._reciprocal += amount * marks[0]
        self._new += amount * marks[1]
        if contested:
            self._disputed += times
            self._disputed_amount += amount
        lost = sum(part.amount for part in seen.write_offs if part.day <= item.as_of)
        if lost:
            self._written_off += times
            self._written_off_amount += times * min(lost, item.amount)

    def mark_reciprocal(self, who: Counterparty, times: int) -> None:
        """All of a counterparty is (`times` 1) or is no longer (-1) reciprocal."""
        self._reciprocal += times * self._amounts.of(who)

    def mark_new(self, who: Counterparty, times: int) -> None:
        """The same for new."""
        self._new += times * self._amounts.of(who)

    def evidence(self) -> Evidence:
        """As `evidence.evidence` has it of what was counted."""
        amount = self._amounts.total

        def share(part: int) -> int | None:
            return floored(10_000 * part, amount)

        return Evidence(
            obligations=self._obligations,
            amount=amount,
            grade_a=share(self._graded[Grades.A]),
            grade_ab=share(self._graded[Grades.AB]),
            late_recorded=share(self._late_recorded),
            related=share(self._related),
            reciprocal=share(self._reciprocal),
            new=share(self._new),
            largest=share(self._amounts.largest()),
            disputed_obligations=self._disputed,
            disputed=share(self._disputed_amount),
            written_off_obligations=self._written_off,
            written_off_amount=self._written_off_amount,
            credited_obligations=self._credited,
            credited_amount=self._credited_amount,
            claims=self._claims,
            claims_amount=self._claims_amount,
            claims_overdue=self._claims_overdue,
        )
