"""The smallest change that reaches a promptness index: which unpaid invoices to pay.

The index is floor(N / D), N the sum of amount times points and D the sum of amounts (promptness.py). It reaches a
whole number T of centi-points exactly if N >= T * D, and paying one invoice adds to N - T * D an amount of its own,
whatever else is paid. So the fewest payments are those that add most; of equally many the cheapest are searched.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from ledger.core.history import Observation, Part, Side
from ledger.core.ids import ObligationId
from ledger.rulebook.business_day import all_as_due
from ledger.rulebook.cheapest import cheapest
from ledger.rulebook.headline import contested
from ledger.rulebook.position import Grades, Weight, in_window, position
from ledger.rulebook.promptness import points
from ledger.rulebook.rules import Rules
from ledger.rulebook.what_if import with_payments


@dataclass(frozen=True, slots=True)
class Goal:
    """An index of one currency's paying side, headline, down to a grade: `target` in centi-points on day `as_of`."""

    currency: str
    target: int
    as_of: int
    grades: Grades = Grades.ALL


@dataclass(frozen=True, slots=True)
class Reach:
    """`payments` reach `index`, which is the goal or more; None if none are enough, and `index` is then the best that
    there is. They are the fewest; no other so few cost less than `least` minor units, and if that is `amount`, none do.
    """

    payments: tuple[ObligationId, ...] | None
    index: int | None
    amount: int = 0
    least: int = 0


@dataclass(frozen=True, slots=True)
class _Option:
    """Paying one obligation: what it adds to N and to D, and its cost in minor units."""

    obligation: ObligationId
    above: int
    below: int
    cost: int

    def gain(self, target: int) -> int:
        return self.above - target * self.below


def reach(
    seen: Iterable[Observation], payments: Mapping[ObligationId, Part], goal: Goal, rules: Rules
) -> Reach:
    """The fewest of `payments` (one for each obligation) that reach the goal; of as few, the least money.

    1000 paid on time and two of 1000 unpaid for 60 days make (80 + 40 + 40) / 3 = 53.33 points; had one of the two been
    paid after 30 days, it would be (80 + 50 + 40) / 3 = 56.66.
    """
    own = tuple(item for item in all_as_due(seen, rules) if _own(item, goal, rules))
    above, below = _sums(_weights(own, goal, rules), rules)
    found_options = (
        _option(it, payments[it.obligation], goal, rules) for it in own if it.obligation in payments
    )
    options = [option for option in found_options if option is not None]
    missing = goal.target * below - above
    if below and missing <= 0:
        return Reach((), above // below)
    # Where nothing weighs yet, a payment that only keeps the goal makes an index of it.
    helping = [it for it in options if it.gain(goal.target) > 0 or (not below and it.gain(goal.target) == 0)]
    few = _fewest(sorted((it.gain(goal.target) for it in helping), reverse=True), missing)
    found = (
        None if few is None else cheapest([(it.gain(goal.target), it.cost) for it in helping], few, missing)
    )
    if found is None:
        return Reach(None, _best(above, below, options))
    chosen = [helping[place] for place in found.places]
    index = (above + sum(it.above for it in chosen)) // (below + sum(it.below for it in chosen))
    return Reach(tuple(it.obligation for it in chosen), index, found.cost, found.least)


def _fewest(gains: Sequence[int], missing: int) -> int | None:
    """How many of the gains, largest first, make what is missing; at least one."""
    sums = accumulate(gains)
    return next((few for few, gained in enumerate(sums, 1) if gained >= missing), None)


def _own(item: Observation, goal: Goal, rules: Rules) -> bool:
    own = item.side is Side.PAYS and item.currency == goal.currency and not item.claim
    return own and in_window(item, goal.as_of, rules)


def _weights(items: Iterable[Observation], goal: Goal, rules: Rules) -> tuple[Weight, ...]:
    headline = (item for item in items if not contested(item, goal.as_of, rules))
    found = (position(item, goal.as_of, goal.grades) for item in headline)
    return tuple(weight for one in found if one is not None for weight in one.weights())


def _sums(weights: Iterable[Weight], rules: Rules) -> tuple[int, int]:
    held = tuple(weights)
    return sum(it.amount * points(it.late, rules) for it in held), sum(it.amount for it in held)


def _option(item: Observation, part: Part, goal: Goal, rules: Rules) -> _Option | None:
    """None where the payment, of a lower grade than the goal's, would take the whole debt out of the set."""
    before = _sums(_weights((item,), goal, rules), rules)
    after = _sums(_weights(with_payments((item,), {item.obligation: (part,)}), goal, rules), rules)
    if not after[1]:
        return None
    return _Option(item.obligation, after[0] - before[0], after[1] - before[1], part.amount)


def _best(above: int, below: int, options: Sequence[_Option]) -> int | None:
    """The highest index that any of the payments together reach: every one that adds to it, at that index."""

    def reached(target: int) -> bool:
        helping = [it for it in options if it.gain(target) > 0]
        gained = sum(it.gain(target) for it in helping)
        return bool(below or helping) and above - target * below + gained >= 0

    low, high = -1, 10_000
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if reached(middle) else (low, middle - 1)
    return low if low >= 0 else None
