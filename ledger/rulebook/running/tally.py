"""The figures of one population as sums over its positions: what is added can be taken away again."""

from functools import cache
from itertools import repeat

from ledger.core.history import Side
from ledger.rulebook.ageing import Ageing, bucket_dbt, bucket_of
from ledger.rulebook.figures import Figures
from ledger.rulebook.month_end import month_name, month_of
from ledger.rulebook.position import Position
from ledger.rulebook.ratio import floored
from ledger.rulebook.rules import LaterRules, Rules
from ledger.rulebook.running.movements import Movements, Track
from ledger.rulebook.running.overdue import Overdue, curve_of
from ledger.rulebook.running.spread import Spread
from ledger.rulebook.turnover import Turnover, trend


class Tally:
    """Sums as named; `figures` divides."""

    __slots__ = (
        "_buckets",
        "_curve",
        "_decided",
        "_dso_sales",
        "_in_time",
        "_in_time_amount",
        "_movements",
        "_obligations",
        "_open",
        "_overdue",
        "_paid_late",
        "_paid_points",
        "_receipts",
        "_rules",
        "_sales",
        "_told",
        "_weighed",
        "_weighed_obligations",
    )

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._obligations = self._weighed_obligations = 0
        self._paid_points = self._paid_late = self._in_time_amount = 0
        self._decided = self._in_time = self._dso_sales = 0
        self._buckets = [0] * 5
        self._sales: dict[int, int] = {}
        self._receipts: dict[int, int] = {}
        self._curve = curve_of(rules)
        self._overdue = Overdue(self._curve)
        self._weighed, self._open = Spread(), Spread()
        self._movements = Movements(rules) if isinstance(rules, LaterRules) else None
        self._told: tuple[int, Figures] | None = None
        """The figures last told, and of which day, if nothing has changed since."""

    def add(self, item: Position, first: int, times: int) -> None:
        """Counts a position once more (`times` 1) or once less (-1). `first` is the window's first day."""
        self._told = None
        self._obligations += times
        self._weigh(item, times)
        self._decide(item, times)
        self._age(item, times)
        self._turn_over(item, first, times)

    def move(self, track: Track, as_of: int, times: int) -> None:
        """Counts how a position moved: one from before the window too."""
        self._told = None
        if self._movements is not None:
            self._movements.add(track, as_of, times)

    def _weigh(self, item: Position, times: int) -> None:
        weight = 0
        for part in item.payments:
            late, amount = part.day - item.due, times * part.amount
            self._paid_points += amount * self._curve.points(late)
            weight += amount
            if late > 0:
                self._paid_late += amount * late
            else:
                self._in_time_amount += amount
        if item.rest and item.as_of > item.due:
            self._overdue.add(item.due, times * item.rest)
            weight += times * item.rest
        if weight:
            self._weighed_obligations += times
            self._weighed.add(item.counterparty, weight)

    def _decide(self, item: Position, times: int) -> None:
        if item.unproved or (item.rest and item.as_of <= item.due):
            return
        self._decided += times
        if not item.rest and item.payments[-1].day <= item.due:
            self._in_time += times

    def _age(self, item: Position, times: int) -> None:
        if balance := times * item.balance:
            self._buckets[bucket_of(item.as_of - item.due)] += balance
            self._open.add(item.counterparty, balance)

    def _turn_over(self, item: Position, first: int, times: int) -> None:
        if sale := times * item.sale:
            _add(self._sales, month_of(item.issued), sale)
            if item.issued > item.as_of - self._rules.dso_days:
                self._dso_sales += sale
        for part in item.payments:
            if part.day >= first:
                _add(self._receipts, month_of(part.day), times * part.amount)

    def figures(self, side: Side, as_of: int, first: int) -> Figures:
        """As `figures.figures_of` has them of the positions counted."""
        if self._told is None or self._told[0] != as_of:
            self._told = as_of, self._figures(side, as_of, first)
        return self._told[1]

    def _figures(self, side: Side, as_of: int, first: int) -> Figures:
        rules, weight = self._rules, self._weighed.total
        enough = self._weighed_obligations >= rules.minimum_obligations
        aged = Ageing(*self._buckets)
        return Figures(
            publishable=enough and len(self._weighed) >= rules.minimum_counterparties,
            obligations=self._obligations,
            weighed_obligations=self._weighed_obligations,
            weighed_counterparties=len(self._weighed),
            promptness=floored(self._paid_points + self._overdue.points(as_of), weight),
            dbt=floored(100 * (self._paid_late + self._overdue.days(as_of)), weight),
            bucket_dbt=bucket_dbt(aged, rules),
            ageing=aged,
            on_time_by_count=floored(10_000 * self._in_time, self._decided),
            on_time_by_amount=floored(10_000 * self._in_time_amount, weight),
            dso=self._dso() if side is Side.IS_PAID else None,
            turnover=self._turnover(as_of, first),
            concentration=self._weighed.concentration(),
            open_concentration=self._open.concentration(),
            movement=None if self._movements is None else self._movements.movement(as_of),
        )

    def _dso(self) -> int | None:
        return floored(100 * self._rules.dso_days * self._open.total, self._dso_sales)

    def _turnover(self, as_of: int, first: int) -> Turnover:
        start, end = month_of(first), month_of(as_of) + 1
        sales, receipts = (
            tuple(map(sums.get, range(start, end), repeat(0))) for sums in (self._sales, self._receipts)
        )
        return Turnover(_names(start, end), sales, receipts, trend(sales), trend(receipts))


def _add(sums: dict[int, int], month: int, amount: int) -> None:
    sums[month] = sums.get(month, 0) + amount


@cache
def _names(start: int, end: int) -> tuple[str, ...]:
    return tuple(map(month_name, range(start, end)))
