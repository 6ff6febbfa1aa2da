"""What a second rulebook tells over time, written a second time from docs/rulebook.md: day by day, nothing clever.

An oracle for tests: it imports nothing of the product. Amounts are integer minor units of one side and currency, days
count from 1970-01-01, shares are basis points, floored. Every question is answered by asking each day or each month
what stood at its end.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import floor

EPOCH = date(1970, 1, 1)
STATES = ("current", "1-30", "31-60", "61-90", "91+", "written_off", "settled")
A, B, C = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment as reported, at its grade (1 A, 2 B, 3 C)."""

    day: int
    amount: int
    grade: int = C
    binds: bool = True
    known: int = 0


@dataclass(frozen=True, slots=True)
class Debt:
    """One obligation; write-offs are (day, minor units), credits have the day on which the chain knew of them too, 0
    where none did.
    """

    amount: int
    issued: int
    due: int
    paid: tuple[Paid, ...] = ()
    credits: tuple[tuple[int, int, int], ...] = ()
    write_offs: tuple[tuple[int, int], ...] = ()
    grade: int = C
    passed_on: bool = False
    obligor: str = ""


@dataclass(frozen=True, slots=True)
class Stand:
    """How a debt stands on a day, seen by one grade: what counts as paid, and what only fills the rest."""

    debt: Debt
    net: int
    counted: tuple[tuple[int, int], ...]
    filled: tuple[tuple[int, int], ...]
    lost: int | None

    @property
    def last_month(self) -> tuple[int, int] | None:
        """The last month of which anything is told; None if all are."""
        return month_add(month(min(day for day, _ in self.filled)), -1) if self.filled else None

    def told(self, day: int) -> bool:
        """Whether a day is in a month of which something is told."""
        return self.last_month is None or month(day) <= self.last_month

    def open(self, day: int) -> int:
        """Minor units open at the end of a day."""
        if day < self.debt.issued:
            return 0
        return self.net - sum(amount for when, amount in (*self.counted, *self.filled) if when <= day)


def _cut(payments: Iterable[tuple[int, int]], most: int) -> tuple[tuple[int, int], ...]:
    taken = []
    for day, amount in sorted(payments, key=lambda one: one[0]):
        part = min(amount, most)
        if part > 0:
            taken.append((day, part))
            most -= part
    return tuple(taken)


def stand(debt: Debt, as_of: int, lowest: int, only_binding: bool = False) -> Stand | None:
    """None if nothing is left of it, or its own grade is too low."""
    net = debt.amount - sum(note[1] for note in debt.credits if note[0] <= as_of)
    if net <= 0 or debt.grade > lowest:
        return None
    known = [one for one in debt.paid if one.day <= as_of and (one.binds or not only_binding)]
    counted = _cut([(one.day, one.amount) for one in known if one.grade <= lowest], net)
    rest = net - sum(amount for _, amount in counted)
    filled = _cut([(one.day, one.amount) for one in known if one.grade > lowest and one.binds], rest)
    lost = min((day for day, _ in debt.write_offs if day <= as_of), default=None)
    return Stand(debt, net, counted, filled, lost)


def calendar(day: int) -> date:
    return EPOCH + timedelta(day)


def number(day: date) -> int:
    return (day - EPOCH).days


def month_add(month: tuple[int, int], more: int) -> tuple[int, int]:
    index = month[0] * 12 + month[1] - 1 + more
    return index // 12, index % 12 + 1


def month(day: int) -> tuple[int, int]:
    return calendar(day).year, calendar(day).month


def last_day(of: tuple[int, int]) -> int:
    return number(date(*month_add(of, 1), 1)) - 1


def between(first: tuple[int, int], last: tuple[int, int]) -> int:
    return (last[0] - first[0]) * 12 + last[1] - first[1]


def share(part: int, whole: int) -> int:
    return floor(Fraction(10_000 * part, whole))


def _bucket(late: int) -> int:
    """1 for 1-30 days, 2 for 31-60 …; 7 for more than 180."""
    for number_, last in enumerate((30, 60, 90, 120, 150, 180), start=1):
        if late <= last:
            return number_
    return 7


def begins(as_of: int, months: int = 60) -> int:
    """The first day of the string's first month."""
    return number(date(*month_add(month(as_of), 1 - months), 1))


def is_told(one: Stand, as_of: int, months: int = 60) -> bool:
    """Whether the string tells of it."""
    first = begins(as_of, months)
    return one.debt.issued >= first or (one.open(first - 1) > 0 and one.told(first))


def is_credited(debt: Debt, as_of: int, lowest: int) -> bool:
    """Whether it is left out of the string as credited in full. Credits are (day, minor units, day known)."""
    notes = [note for note in debt.credits if note[0] <= as_of]
    if debt.grade > lowest or sum(note[1] for note in notes) < debt.amount:
        return False
    return any(day >= begins(as_of) for day in (debt.issued, *(max(note[0], note[2]) for note in notes)))


def paid_in_full(debt: Debt, as_of: int) -> Paid | None:
    """The last of what paid it, by what binds the payee."""
    rest = debt.amount - sum(note[1] for note in debt.credits if note[0] <= as_of)
    for one in sorted(debt.paid, key=lambda one: one.day):
        if one.binds and one.day <= as_of:
            rest -= one.amount
            if rest <= 0:
                return one
    return None


def status(stands: Sequence[Stand], as_of: int, months: int = 60) -> str:
    """One character a month, oldest first."""
    text = ""
    told = [one for one in stands if is_told(one, as_of, months)]
    for back in range(months - 1, -1, -1):
        of = month_add(month(as_of), -back)
        end = min(last_day(of), as_of)
        late: list[int] = []
        paid = open_ = lost = False
        for one in told:
            if not one.told(end):
                open_ = True  # nobody proves that it is not
                continue
            for day, _ in one.counted:
                if month(day) == of:
                    paid = True
                    late.append(day - one.debt.due)
            if one.open(end):
                open_ = True
                late.append(end - one.debt.due)
                lost = lost or (one.lost is not None and one.lost <= end)
        if lost:
            text += "G"
        elif max(late, default=0) > 0:
            text += str(_bucket(max(late)))
        elif paid:
            text += "N"
        else:
            closed = not open_ and any(one.debt.issued <= end for one in told)
            text += "C" if closed else "*"
    return text


def _state(one: Stand, day: int) -> str:
    if not one.open(day):
        return "settled"
    if one.lost is not None and one.lost <= day:
        return "written_off"
    late = day - one.debt.due
    return STATES[0] if late <= 0 else STATES[min(4, _bucket(late))]


def rolls(stands: Sequence[Stand], first: int, as_of: int) -> dict[str, object]:
    """By state at a month's end: how many, how much, and shares to each state at the next one."""
    ends = [day for day in range(first, as_of + 1) if last_day(month(day)) == day]
    found: dict[str, object] = {}
    for state in STATES[:-1]:
        moves = [
            (one, start, end)
            for one in stands
            for start, end in pairwise(ends)
            if not one.debt.passed_on and one.open(start) and one.told(end) and _state(one, start) == state
        ]
        if not moves:
            continue
        amount = sum(one.open(start) for one, start, _ in moves)
        counts = [sum(_state(one, end) == to for one, _, end in moves) for to in STATES]
        still = [sum(one.open(end) for one, _, end in moves if _state(one, end) == to) for to in STATES]
        still[-1] = amount - sum(still)
        found[state] = {
            "obligations": len(moves),
            "amount": amount,
            "by_count": [share(count, len(moves)) for count in counts],
            "by_amount": [share(part, amount) for part in still],
        }
    return found


def _defaulted(one: Stand, as_of: int) -> int | None:
    for day in range(one.debt.issued, as_of + 1):
        if (
            one.told(day)
            and one.open(day)
            and (day - one.debt.due > 90 or (one.lost is not None and one.lost <= day))
        ):
            return day
    return None


def curves(stands: Sequence[Stand], first_day: int, as_of: int) -> dict[str, object]:
    """By the first month of a calendar quarter of issue that begins in the window."""
    cohorts: dict[tuple[int, int], list[Stand]] = {}
    for one in stands:
        year, at = month(one.debt.issued)
        cohorts.setdefault((year, (at - 1) // 3 * 3 + 1), []).append(one)
    over = month(as_of) if last_day(month(as_of)) == as_of else month_add(month(as_of), -1)
    found: dict[str, object] = {}
    for first in sorted(cohorts):
        if number(date(*first, 1)) < first_day:
            continue
        members = cohorts[first]
        amount = sum(one.net for one in members)
        falls = [(one, day) for one in members for day in [_defaulted(one, as_of)] if day is not None]
        points = range(0, between(month_add(first, 2), over) + 1, 3)
        by_count, by_balance = [], []
        for k in points:
            fallen = [pair for pair in falls if between(month(pair[0].debt.issued), month(pair[1])) <= k]
            by_count.append(share(len(fallen), len(members)))
            by_balance.append(share(sum(one.open(day) for one, day in fallen), amount))
        found[f"{first[0]:04}-{first[1]:02}"] = {
            "obligations": len(members),
            "amount": amount,
            "by_count": by_count,
            "by_balance": by_balance,
        }
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """A facility: limits in the order said, drawdowns and repayments, all (day, minor units); of a limit also the day
    on which the chain knew it, 0 where none did.
    """

    limits: tuple[tuple[int, int, int], ...]
    drawn: tuple[tuple[int, int], ...]
    repaid: tuple[tuple[int, int], ...]


def repayments(debt: Debt, as_of: int, lowest: int) -> tuple[tuple[int, int], ...]:
    """What was paid so that the payee is bound, never more than the debt, as far as the grade proves it."""
    net = debt.amount - sum(note[1] for note in debt.credits if note[0] <= as_of)
    binding = [one for one in debt.paid if one.binds and one.day <= as_of and one.grade <= lowest]
    return _cut([(one.day, one.amount) for one in binding], net) if debt.grade <= lowest else ()


def used(lines: Sequence[Line], first: int, as_of: int) -> dict[str, object] | None:
    """Utilisation on each day, one after the other."""
    dated = [day for line in lines for kind in (line.drawn, line.repaid) for day, _ in kind]
    dated += [max(day, known) for line in lines for day, _, known in line.limits]
    balance = [0] * len(lines)
    stood = [False] * len(lines)
    days: list[tuple[int, int, int]] = []
    for day in range(min([first, *dated]), as_of + 1):
        drawn = limit = standing = 0
        for place, line in enumerate(lines):
            balance[place] += sum(amount for when, amount in line.drawn if when == day)
            balance[place] -= sum(amount for when, amount in line.repaid if when == day)
            allowed = _limit(line, day)
            stood[place] |= allowed > 0
            limit, standing = limit + allowed, standing + (allowed > 0)
            if stood[place] and balance[place] > 0:
                drawn += balance[place]
        if day >= first:
            days.append((drawn, limit, standing))
    if not any(drawn or limit for drawn, limit, _ in days):
        return None
    drawn, limit, standing = days[-1]
    limit_days = sum(day[1] for day in days)
    return {
        "facilities": standing,
        "limit": limit,
        "drawn": drawn,
        "current": share(drawn, limit) if limit else None,
        "peak": max((share(drawn, limit) for drawn, limit, _ in days if limit), default=None),
        "weighted": share(sum(day[0] for day in days), limit_days) if limit_days else None,
    }


def _limit(line: Line, day: int) -> int:
    """Of the limits that count by a day, the one that counts from the latest day; of those, the last said."""
    found = 0, 0
    for when, amount, known in line.limits:
        since = max(when, known)
        if found[0] <= since <= day:
            found = since, amount
    return found[1]


def clock(stands: Sequence[Stand], as_of: int, euro_cents: int, factoring: bool = False) -> int | None:
    """Since when one obligor is in default by Regulation (EU) 2018/171, or by that and the age of one invoice."""
    run, since = 0, None
    owed = [one for one in stands if not (one.debt.passed_on and one.open(max(as_of, one.debt.issued)))]
    for day in range(min((one.debt.issued for one in owed), default=as_of), as_of + 1):
        exposure = sum(one.open(day) for one in owed if one.debt.grade < C or day > one.debt.due)
        late = sum(one.open(day) for one in owed if day > one.debt.due)
        run = run + 1 if late > euro_cents and 100 * late > exposure else 0
        aged = any(one.open(day) and day - one.debt.due > 90 for one in owed)
        holds = run >= 90 and (aged or not factoring)
        since = (since if since is not None else day) if holds else None
    return since


def non_performing(stands: Sequence[Stand], as_of: int) -> int:
    """What of one obligor's debt is over 90 days late; all of it, if that is more than a fifth of what is proved."""
    owed = [(one, one.open(max(as_of, one.debt.issued))) for one in stands if not one.debt.passed_on]
    bad = sum(rest for one, rest in owed if as_of - one.debt.due > 90)
    proved = sum(rest for one, rest in owed if as_of - one.debt.due > 90 or one.debt.grade < C)
    return sum(rest for _, rest in owed) if 5 * bad > proved else bad
