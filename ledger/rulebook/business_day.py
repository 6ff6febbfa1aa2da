"""The due day where a rulebook lets no period end on a weekend: every figure and clock counts from it."""

from collections.abc import Iterable
from dataclasses import replace

from ledger.core.errors import Misuse
from ledger.core.history import Observation
from ledger.rulebook.rules import Rules

NONE, FOLLOWING = "none", "following"
"""What `Rules.weekend` may be: a due day stays where it is, or is the Monday after a Saturday or Sunday."""


def business_day(day: int) -> int:
    """The day itself, or the Monday after it if it is a Saturday or Sunday. (Regulation (EEC, Euratom) No 1182/71,
    article 3(4): a period that ends on one of them ends with the following working day.)

    The first days of 1970 were a Thursday, a Friday, a Saturday, a Sunday and a Monday:

    >>> [business_day(day) for day in range(5)]
    [0, 1, 4, 4, 4]
    """
    weekday = (day + 3) % 7  # 0 is a Monday
    return day if weekday < 5 else day + 7 - weekday


def check_weekend(rules: Rules) -> None:
    """Misuse if what the rules say of weekends is nothing that this version knows."""
    if rules.weekend not in (NONE, FOLLOWING):
        raise Misuse(f"weekend is {NONE} or {FOLLOWING}, not {rules.weekend!r}")


def as_due(seen: Observation, rules: Rules) -> Observation:
    """The observation with its due day as the rules have it; once more is the same."""
    return seen if rules.weekend == NONE else replace(seen, due=business_day(seen.due))


def all_as_due(seen: Iterable[Observation], rules: Rules) -> tuple[Observation, ...]:
    """The same for each."""
    return tuple(as_due(item, rules) for item in seen)
