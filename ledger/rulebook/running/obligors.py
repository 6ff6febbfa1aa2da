"""The default clocks of one side and currency, obligor by obligor, kept up with every change."""

from ledger.core.history import Side
from ledger.rulebook.default_shares import Defaults
from ledger.rulebook.defaults import Standing, ifrs9_standing, prc_standing
from ledger.rulebook.position import Position
from ledger.rulebook.rules import Rules
from ledger.rulebook.running.days import Days
from ledger.rulebook.running.past_due import PastDue

_State = tuple[int, int | None, int | None]
"""Minor units non-performing (`defaults.prc_non_performing`), the due day of the oldest open debt, and since when the
obligor is past due over the threshold.
"""
_NOTHING: _State = (0, None, None)


class _Obligor:
    """One obligor's open debts, and what was last told of them."""

    __slots__ = ("debt", "debts", "dues", "late", "past_due", "told")

    def __init__(self, past_due: PastDue | None) -> None:
        self.debts = self.debt = self.late = 0
        self.dues = Days()
        self.past_due = past_due
        self.told = _NOTHING

    def state(self, rules: Rules) -> _State:
        late = 10_000 * self.late > rules.prc_contagion_bp * self.debt
        since = None if self.past_due is None else self.past_due.since(rules.eu_amount_minor)
        return self.debt if late else self.late, self.dues.first(), since


class Obligors:
    """Every obligor of one side and currency, and what is told of all of them at once."""

    def __init__(self, side: Side, currency: str, rules: Rules) -> None:
        self._side, self._rules = side, rules
        self._euro = currency == "EUR"
        self._obligors: dict[str, _Obligor] = {}
        self._changed: dict[str, _Obligor] = {}
        self._non_performing = 0
        self._oldest, self._runs = Days(), Days()

    def add(self, item: Position, times: int) -> None:
        """Counts a debt once more (`times` 1) or once less (-1)."""
        name = "the member" if self._side is Side.PAYS else item.counterparty
        obligor = self._obligors.get(name)
        if obligor is None:
            past_due = PastDue(self._rules.eu_share_bp) if self._euro else None
            obligor = self._obligors[name] = self._changed.get(name) or _Obligor(past_due)
        self._changed[name] = obligor
        obligor.debts += times
        if balance := times * item.balance:
            obligor.debt += balance
            obligor.dues.add(item.due, times)
            if item.as_of - item.due > self._rules.prc_days[0]:
                obligor.late += balance
        if obligor.past_due is not None:
            obligor.past_due.add(item, times)
        if not obligor.debts:
            del self._obligors[name]

    def _tell(self) -> None:
        """Takes those that changed into what is told of all."""
        for obligor in self._changed.values():
            before, obligor.told = obligor.told, obligor.state(self._rules)
            for (non_performing, due, since), times in ((before, -1), (obligor.told, 1)):
                self._non_performing += times * non_performing
                if due is not None:
                    self._oldest.add(due, times)
                if since is not None:
                    self._runs.add(since, times)
        self._changed.clear()

    def defaults(self, as_of: int) -> Defaults:
        """As `default_shares.defaults` has them of the debts counted.

        The obligor whose open debt is the oldest is at the worst level, and of those at this level the earliest.
        """
        self._tell()
        rules, oldest = self._rules, self._oldest.first()
        eu = self._eu(as_of) if self._euro else None
        return Defaults(
            obligors=len(self._obligors),
            eu=eu,
            eu_obligors=None if eu is None else self._runs.until(as_of + 1 - rules.eu_days),
            ifrs9=ifrs9_standing(oldest, as_of, rules),
            ifrs9_stage_3=self._oldest.until(as_of - rules.ifrs_days[1]),
            prc=prc_standing(oldest, as_of, rules),
            prc_non_performing=self._non_performing,
        )

    def _eu(self, as_of: int) -> Standing:
        since, days = self._runs.first(), self._rules.eu_days
        in_default = since is not None and since + days - 1 <= as_of
        return Standing(2, since + days - 1) if since is not None and in_default else Standing(1)
