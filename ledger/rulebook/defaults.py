"""Default clocks: whether an obligor is in default at `as_of`, and since which day, by three sets of rules.

Each looks at one obligor's open debts at once. On the side that pays the obligor is the member itself; on the
side that is paid every counterparty is one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from ledger.core.grade import Grade
from ledger.rulebook.position import Position
from ledger.rulebook.rules import LaterRules, Rules


class PrcClass(IntEnum):
    """The five classes of the PRC Measures for the risk classification of financial assets, in force since
    2023-07-01.
    """

    NORMAL = 1
    SPECIAL_MENTION = 2
    SUBSTANDARD = 3
    DOUBTFUL = 4
    LOSS = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """How bad it is (1 is good) and since which day without a break; None where it is good."""

    level: int
    since: int | None = None


def ifrs9_stage(positions: Iterable[Position], as_of: int, rules: Rules) -> Standing:
    """Stage by the days past due of the oldest open debt alone: 2 after more than 30 (IFRS 9, 5.5.11), 3 from 90
    (B5.5.37); 1 below. `since`: the day on which it passed that number.

    A debt due on day 100 is in stage 2 from day 131 and in stage 3 from day 190.

    >>> from ledger.rulebook.worked import invoice, stood
    >>> [ifrs9_stage([stood(invoice(500, due=100), day)], day, Rules()) for day in (130, 131, 250)]
    [Standing(level=1, since=None), Standing(level=2, since=131), Standing(level=3, since=190)]
    """
    return ifrs9_standing(_oldest(positions), as_of, rules)


def ifrs9_standing(due: int | None, as_of: int, rules: Rules) -> Standing:
    """The same, from the due day of the oldest open debt; None where there is none."""
    second, third = rules.ifrs_days
    return _standing(due, as_of, (second + 1, third))


def prc_class(positions: Iterable[Position], as_of: int, rules: Rules) -> Standing:
    """Class by the days overdue of the oldest open debt: any 2, more than 90 3, more than 270 4, more than 360 5; 1
    if nothing is overdue. (PRC Measures for the Risk Classification of Financial Assets of Commercial Banks, in
    force since 2023-07-01.) `since`: the day on which it passed that number.

    A debt due on day 100 is special mention from day 101, substandard from 191, doubtful from 371, loss from
    461.

    >>> from ledger.rulebook.worked import invoice, stood
    >>> [prc_class([stood(invoice(500, due=100), day)], day, Rules()).level for day in (100, 190, 191, 371, 461)]
    [1, 2, 3, 4, 5]
    """
    return prc_standing(_oldest(positions), as_of, rules)


def prc_standing(due: int | None, as_of: int, rules: Rules) -> Standing:
    """The same, from the due day of the oldest open debt; None where there is none."""
    return _standing(due, as_of, (1, *(days + 1 for days in rules.prc_days)))


def _oldest(positions: Iterable[Position]) -> int | None:
    return min((item.due for item in positions if item.balance), default=None)


def _standing(due: int | None, as_of: int, thresholds: Sequence[int]) -> Standing:
    """Levels 2, 3 … from so many days past due."""
    reached = [days for days in thresholds if due is not None and as_of - due >= days]
    if due is None or not reached:
        return Standing(1)
    return Standing(1 + len(reached), due + reached[-1])


def prc_non_performing(positions: Iterable[Position], as_of: int, rules: Rules) -> int:
    """Minor units of an obligor's debt that are non-performing: what is over 90 days late, or all of it if
    that is more than 20 % of the debt; by `tradeline-2`, of the debt without what is of grade C and not over 90 days
    late itself. (PRC Measures: every bank's claim; here, every creditor's on this ledger.)

    21 of 100 are over 90 days late:

    >>> from ledger.rulebook.worked import invoice, stood
    >>> owed = invoice(21, due=100), invoice(79, due=300)
    >>> prc_non_performing([stood(one, 200) for one in owed], 200, Rules())
    100
    """
    items = tuple(positions)
    late = sum(item.balance for item in items if as_of - item.due > rules.prc_days[0])
    debt = sum(item.balance for item in items)
    young = (item for item in items if as_of - item.due <= rules.prc_days[0])
    base = debt - sum(item.balance for item in young if is_own_word(item, rules))
    return debt if 10_000 * late > rules.prc_contagion_bp * base else late


def is_own_word(item: Position, rules: Rules) -> bool:
    """Whether an obligation is self-declared, so that it is debt only where it is late itself: it dilutes nothing.
    `tradeline-1` has no such rule.
    """
    return isinstance(rules, LaterRules) and item.grade is Grade.C


def eu_default_since(
    positions: Iterable[Position], as_of: int, rules: Rules, amount_minor: int | None = None
) -> int | None:
    """The day on which more than EUR 500 and more than 1 % of the exposure had been past due for 90
    consecutive days; another amount than EUR 500 if `amount_minor` says so.

    Regulation (EU) 2018/171, articles 1 (retail, EUR 100) and 2 (other, EUR 500); amounts in euro cents. The
    exposure of a day is what is open at its end of debts issued by then; past due, what of it is after its due
    day. The run of such days must last until `as_of`, and is in default from its 90th day on; None if it has not
    come so far. A debt that is open and has passed to a holder is in neither. By `tradeline-2` a debt of grade C is
    in the exposure only on days after its due day.

    EUR 600 due on day 100 and never paid: past due since 101, default since 190.

    >>> from ledger.rulebook.worked import invoice, stood
    >>> owed = [stood(invoice(60_000, due=100), 200)]
    >>> eu_default_since(owed, 200, Rules()), eu_default_since(owed, 189, Rules())
    (190, None)

    EUR 300 would be a default of a retail exposure alone:

    >>> less = [stood(invoice(30_000, due=100), 200)]
    >>> eu_default_since(less, 200, Rules()), eu_default_since(less, 200, Rules(), 10_000)
    (None, 190)
    """
    more_than = rules.eu_amount_minor if amount_minor is None else amount_minor
    exposure = past_due = 0
    since: int | None = None
    for day, (more, late) in sorted(changes_of(positions, as_of, rules).items()):
        exposure, past_due = exposure + more, past_due + late
        if past_due > more_than and 10_000 * past_due > rules.eu_share_bp * exposure:
            since = day if since is None else since
        else:
            since = None
    reached = None if since is None else since + rules.eu_days - 1
    return reached if reached is not None and reached <= as_of else None


def changes_of(positions: Iterable[Position], as_of: int, rules: Rules) -> dict[int, tuple[int, int]]:
    """By day up to `as_of`: by how much exposure and the past due part of it change."""
    changes: dict[int, tuple[int, int]] = {}

    def change(day: int, exposure: int, past_due: int) -> None:
        if day <= as_of:
            before = changes.get(day, (0, 0))
            changes[day] = before[0] + exposure, before[1] + past_due

    for item in positions:
        if item.balance == 0 and item.rest:
            continue
        first_late = max(item.due + 1, item.issued)
        first = first_late if is_own_word(item, rules) else item.issued
        change(first, item.amount, 0)
        change(first_late, 0, item.amount)
        for part in item.payments:
            change(max(part.day, first), -part.amount, 0)
            change(max(part.day, first_late), 0, -part.amount)
    return changes
