"""The default clocks of one side and currency, obligor by obligor, kept up with every change."""

from dataclasses import dataclass

from ledger.core.history import Side
from ledger.rulebook.default_shares import Counted, Defaults, LaterClocks
from ledger.rulebook.defaults import Standing, changes_of, ifrs9_standing, is_own_word, prc_standing
from ledger.rulebook.factoring import late_span
from ledger.rulebook.position import Position
from ledger.rulebook.rules import LaterRules, Rules
from ledger.rulebook.running.course import Course
from ledger.rulebook.running.days import Days, RankedDays


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told of one obligor: minor units non-performing; the due day of its oldest open debt; since when it is in
    default by each clock of the euro, if nothing changes until then.
    """

    non_performing: int = 0
    oldest: int | None = None
    eu: int | None = None
    retail: int | None = None
    factoring: int | None = None


class _Euro:
    """An obligor's exposure and what is past due of it, and how many of its receivables are very late, by day."""

    __slots__ = ("late", "past_due")

    def __init__(self) -> None:
        self.past_due, self.late = Course(), Course()

    def add(self, item: Position, times: int, rules: Rules) -> None:
        for day, (exposure, past_due) in changes_of((item,), item.as_of, rules).items():
            margin = 10_000 * past_due - rules.eu_share_bp * exposure
            self.past_due.change(day, times * past_due, times * margin)
        span = late_span(item, item.as_of, rules.eu_factoring_days) if isinstance(rules, LaterRules) else None
        if span is not None:
            self.late.change(span[0], times, times)
            if span[1] < item.as_of:
                self.late.change(span[1] + 1, -times, -times)


class _Obligor:
    """One obligor's debts, and what was last told of them."""

    __slots__ = ("base", "debt", "debts", "dues", "euro", "late", "told")

    def __init__(self, euro: _Euro | None) -> None:
        self.debts = self.debt = self.late = self.base = 0
        self.dues = Days()
        self.euro = euro
        self.told = _Told()

    def add(self, item: Position, times: int, rules: Rules) -> None:
        self.debts += times
        if balance := times * item.balance:
            self.dues.add(item.due, times)
            late = item.as_of - item.due > rules.prc_days[0]
            self.debt += balance
            self.late += balance * late
            self.base += balance * (late or not is_own_word(item, rules))
        if self.euro is not None:
            self.euro.add(item, times, rules)

    def tell(self, rules: Rules) -> _Told:
        contagious = 10_000 * self.late > rules.prc_contagion_bp * self.base
        non_performing, oldest = self.debt if contagious else self.late, self.dues.first()
        if self.euro is None:
            return _Told(non_performing, oldest)
        eu = _in_default(self.euro.past_due.since(rules.eu_amount_minor), rules)
        if not isinstance(rules, LaterRules):
            return _Told(non_performing, oldest, eu)
        retail = _in_default(self.euro.past_due.since(rules.eu_retail_amount_minor), rules)
        late = self.euro.late.since()
        factoring = None if eu is None or late is None else max(eu, late)
        return _Told(non_performing, oldest, eu, retail, factoring)


def _in_default(since: int | None, rules: Rules) -> int | None:
    return None if since is None else since + rules.eu_days - 1


class _Clock:
    """Since when each obligor is in default by one clock; a day still to come is none yet."""

    __slots__ = ("_days",)

    def __init__(self) -> None:
        self._days = RankedDays()

    def add(self, day: int | None, times: int) -> None:
        if day is not None:
            self._days.add(day, times)

    def counted(self, as_of: int) -> Counted:
        first = self._days.first()
        if first is None or first > as_of:
            return Counted(Standing(1), 0)
        return Counted(Standing(2, first), self._days.until(as_of))


class Obligors:
    """Every obligor of one side and currency, and what is told of all of them at once."""

    __slots__ = (
        "_changed",
        "_eu",
        "_euro",
        "_factoring",
        "_non_performing",
        "_obligors",
        "_oldest",
        "_retail",
        "_rules",
        "_side",
    )

    def __init__(self, side: Side, currency: str, rules: Rules) -> None:
        self._side, self._rules = side, rules
        self._euro = currency == "EUR"
        self._obligors: dict[str, _Obligor] = {}
        self._changed: dict[str, _Obligor] = {}
        self._non_performing, self._oldest = 0, RankedDays()
        self._eu, self._retail, self._factoring = _Clock(), _Clock(), _Clock()

    def add(self, item: Position, times: int) -> None:
        """Counts a debt once more (`times` 1) or once less (-1)."""
        name = "the member" if self._side is Side.PAYS else item.counterparty
        obligor = self._obligors.get(name) or self._changed.get(name)
        if obligor is None:
            obligor = _Obligor(_Euro() if self._euro else None)
        self._obligors[name] = self._changed[name] = obligor
        obligor.add(item, times, self._rules)
        if not obligor.debts:
            del self._obligors[name]

    def defaults(self, as_of: int) -> Defaults:
        """As `default_shares.defaults` has them of the debts counted.

        The obligor whose open debt is the oldest is at the worst level, and of those at this level the earliest.
        """
        self._tell()
        rules, oldest = self._rules, self._oldest.first()
        eu = self._eu.counted(as_of) if self._euro else None
        return Defaults(
            obligors=len(self._obligors),
            eu=None if eu is None else eu.standing,
            eu_obligors=None if eu is None else eu.obligors,
            ifrs9=ifrs9_standing(oldest, as_of, rules),
            ifrs9_stage_3=self._oldest.until(as_of - rules.ifrs_days[1]),
            prc=prc_standing(oldest, as_of, rules),
            prc_non_performing=self._non_performing,
            later=self._later(as_of) if isinstance(rules, LaterRules) else None,
        )

    def _later(self, as_of: int) -> LaterClocks:
        if not self._euro:
            return LaterClocks(None, None)
        return LaterClocks(self._retail.counted(as_of), self._factoring.counted(as_of))

    def _tell(self) -> None:
        """Takes those that changed into what is told of all."""
        for obligor in self._changed.values():
            before, obligor.told = obligor.told, obligor.tell(self._rules)
            for told, times in ((before, -1), (obligor.told, 1)):
                self._non_performing += times * told.non_performing
                if told.oldest is not None:
                    self._oldest.add(told.oldest, times)
                self._eu.add(told.eu, times)
                self._retail.add(told.retail, times)
                self._factoring.add(told.factoring, times)
        self._changed.clear()
