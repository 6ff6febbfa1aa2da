"""What came in and went out of a firm's accounts by calendar month, from the bank's own statements of them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from ledger.core.day import Day
from ledger.core.drafts import Direction
from ledger.core.faults import Fault
from ledger.core.money import LIMIT
from ledger.documents.booked import Booked, Statement
from ledger.documents.booked_days import Days, covered, missing_within
from ledger.documents.booked_returns import returned
from ledger.documents.findings import shown
from ledger.rulebook.month_end import month_end, month_of, month_start


class Left(Enum):
    """Why a movement is in no sum (docs/coverage.md, 1)."""

    RETURN = "came back"
    RETURNED = "was returned"
    OWN = "between the firm's own accounts"
    NAMED = "named to be left out"


@dataclass(slots=True)
class Sum:
    """Of movements: how many, and their minor units by direction."""

    count: int = 0
    received: int = 0
    paid_out: int = 0

    def add(self, one: Booked) -> None:
        self.count += 1
        if one.direction is Direction.RECEIVED:
            self.received += one.minor
        else:
            self.paid_out += one.minor


@dataclass(frozen=True, slots=True)
class MonthTurned:
    """The calendar month that ends on day `month`: what counts, what is left out and why, and the days of it that the
    statements do not cover.
    """

    month: Day
    counted: Sum = field(default_factory=Sum)
    left: dict[Left, Sum] = field(default_factory=dict)
    missing: tuple[Days, ...] = ()


@dataclass(frozen=True, slots=True)
class Turnover:
    """Of every month of which the statements say anything, in order. `lost`: payments that came back whose first
    half is in none of the statements.
    """

    months: tuple[MonthTurned, ...]
    lost: tuple[Booked, ...]


def turnover(
    statements: Sequence[Statement], own: Collection[str], named: Collection[str], faults: list[Fault]
) -> Turnover:
    """By month of the day of booking, all accounts together. `own` are further accounts of the firm; `named` the
    bank's references of what is to be left out.

    Rules of `covered`; `statement.reference`, `amount.range`.
    """
    accounts: dict[str, list[Statement]] = {}
    for statement in statements:
        accounts.setdefault(statement.account, []).append(statement)
    days = [covered(found, faults) for _, found in sorted(accounts.items())]
    entries = sorted(
        (entry for statement in statements for entry in statement.entries), key=lambda entry: entry.day or 0
    )
    left, lost = _left(entries, {*accounts, *own}, named, faults)
    found = {number: _month(number, days) for number in _numbers(statements)}
    for place, entry in enumerate(entries):
        month, why = found[month_of(entry.day or 0)], left.get(place)
        (month.counted if why is None else month.left.setdefault(why, Sum())).add(entry)
    months = tuple(found[number] for number in sorted(found))
    for month in months:
        _bounded(month, statements, faults)
    return Turnover(months, lost)


def _numbers(statements: Iterable[Statement]) -> set[int]:
    """Every month from the first that any statement tells of to the last."""
    edges = [
        month_of(day) for statement in statements for day in (statement.period.first, statement.period.last)
    ]
    return set(range(min(edges), max(edges) + 1)) if edges else set()


def _month(number: int, days: Iterable[Sequence[Days]]) -> MonthTurned:
    start, end = Day(month_start(number)), Day(month_end(number))
    gaps = [gap for account in days for gap in missing_within(account, start, end)]
    return MonthTurned(end, missing=tuple(dict.fromkeys(sorted(gaps, key=lambda gap: gap.first))))


def _left(
    entries: Sequence[Booked], own: Collection[str], named: Collection[str], faults: list[Fault]
) -> tuple[Mapping[int, Left], tuple[Booked, ...]]:
    """By place among the entries why one is left out, and the returns whose first half is not found."""
    left = dict(_named(entries, named, faults))
    left |= {
        place: Left.OWN for place, entry in enumerate(entries) if entry.other in own and place not in left
    }
    lost = []
    for place, first in returned(entries):
        left.setdefault(place, Left.RETURN)
        if first is not None:
            left.setdefault(first, Left.RETURNED)
        elif left[place] is Left.RETURN:
            lost.append(entries[place])
    return left, tuple(lost)


def _named(
    entries: Sequence[Booked], named: Collection[str], faults: list[Fault]
) -> Iterator[tuple[int, Left]]:
    """What has a reference, or is a detail of the entry that has it. Rule `statement.reference`."""
    for reference in named:
        own = [place for place, entry in enumerate(entries) if entry.reference == reference]
        parts = [
            place
            for place, entry in enumerate(entries)
            if (entry.reference or "").startswith(f"{reference}/")
        ]
        found = own or parts
        if not found or len({entries[place].reference for place in found}) < len(found):
            several = f"{shown(reference)} of {len(found)} movements" if found else "nothing"
            expected = f"one entry that the bank calls {shown(reference)}"
            faults.append(
                Fault(
                    "the statements",
                    "Ntry/AcctSvcrRef",
                    "reference",
                    "statement.reference",
                    several,
                    expected,
                )
            )
        yield from ((place, Left.NAMED) for place in found)


def _bounded(month: MonthTurned, statements: Sequence[Statement], faults: list[Fault]) -> None:
    """Rule `amount.range`."""
    for side in (month.counted.received, month.counted.paid_out):
        if side >= LIMIT:
            place = statements[0].place
            faults.append(place.fault("", "sum", "amount.range", str(side), "below 2^63 minor units a month"))
