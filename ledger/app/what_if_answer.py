"""A member asks what its figures would be; the answer, as figures and as JSON values."""

from collections.abc import Mapping
from dataclasses import dataclass

from ledger.app.chronicle import Chronicle
from ledger.app.what_if import Confirmed, Wish, payable, suppose
from ledger.attest.canonical import Json
from ledger.core.account import turned
from ledger.core.day import Day, iso
from ledger.core.errors import Misuse
from ledger.core.facility import facilities
from ledger.core.history import Observation, Part, Side, observations
from ledger.core.ids import ObligationId
from ledger.core.money import decimal_text
from ledger.rulebook.business_day import all_as_due
from ledger.rulebook.figure_set import GRADE_NAMES
from ledger.rulebook.position import Grades
from ledger.rulebook.reach import Goal, Reach, reach
from ledger.rulebook.rulebook import Rulebook
from ledger.rulebook.what_if import Supposed, WhatIf, overdue, what_if

AHEAD = 30
"""Days after the day asked for, of which promptness is told as well."""


@dataclass(frozen=True, slots=True)
class Question:
    """`by`: the day of the figures; `paid_on`: when is paid what no wish names a day for.

    One of three is asked: `wishes`, `all_overdue`, or the index `target` (centi-points) of a currency.
    """

    by: Day
    paid_on: Day
    confirmed: Confirmed = Confirmed.NOBODY
    wishes: tuple[Wish, ...] = ()
    all_overdue: bool = False
    target: int | None = None
    currency: str | None = None

    def check(self) -> None:
        """Misuse unless one thing is asked, and nothing is paid after the day of the figures."""
        if sum((bool(self.wishes), self.all_overdue, self.target is not None)) != 1:
            raise Misuse("ask one thing: payments, or all that is overdue, or an index to reach")
        if max((wish.day for wish in self.wishes), default=self.paid_on) > self.by:
            raise Misuse(
                "what is paid after the day of the figures changes none of them: let that day be later"
            )


@dataclass(frozen=True, slots=True)
class Reached:
    """What was to be reached, what reaches it, and out of how many payments."""

    goal: Goal
    found: Reach
    options: int


@dataclass(frozen=True, slots=True)
class Answer:
    """`owed` is due as the rulebook has it. `found` is of the day asked for, `ahead` of 30 days later."""

    chronicle: Chronicle
    question: Question
    owed: Mapping[ObligationId, Observation]
    supposed: Supposed
    found: WhatIf
    ahead: WhatIf
    reached: Reached | None

    def payments(self) -> list[tuple[Observation, Part]]:
        """What is supposed to be paid, with its obligation."""
        return [
            (self.owed[obligation], part) for obligation, parts in self.supposed.items() for part in parts
        ]

    def number(self, seen: Observation) -> str:
        """The document's number, else the obligation's id."""
        assert seen.tradeline is not None
        names = self.chronicle.pages[seen.tradeline].names.get(seen.obligation)
        return (names.number if names else None) or f"0x{seen.obligation.hex()}"


def answer(found: Chronicle, question: Question, today: Day, rulebook: Rulebook) -> Answer:
    """The figures with the payments and without. Misuse as `Question.check` and `suppose`, and where nothing is
    overdue.
    """
    question.check()
    both = (item for side in Side for item in observations(found.history, side))
    seen = all_as_due(both, rulebook.rules)
    lines = tuple(line for side in Side for line in facilities(found.history, side))
    words = turned(found.history)
    reached: Reached | None = None
    supposed: Supposed = {}
    if question.target is None:
        supposed = suppose(found, question.wishes or _overdue(seen, question), question.confirmed, today)
    else:
        reached, supposed = _reach(found, seen, question, question.target, today, rulebook)
    return Answer(
        chronicle=found,
        question=question,
        owed={item.obligation: item for item in seen if item.side is Side.PAYS},
        supposed=supposed,
        found=what_if(seen, supposed, question.by, rulebook, lines, words),
        ahead=what_if(seen, supposed, question.by + AHEAD, rulebook, lines, words),
        reached=reached,
    )


def answer_form(it: Answer) -> dict[str, Json]:
    """As JSON values: amounts as decimal text, days in ISO 8601, figures in whole numbers."""
    return {
        "member": it.chronicle.history.member,
        "by": iso(it.question.by),
        "confirmed": it.question.confirmed.value,
        "payments": [_payment(it, seen, part) for seen, part in it.payments()],
        "without": it.found.without.as_json(),
        "supposing": it.found.supposing.as_json(),
        "changes": _changes(it.found),
        "ahead": {"day": iso(it.ahead.without.as_of), "changes": _changes(it.ahead)},
        "reach": None if it.reached is None else _reached(it.reached, it.question.paid_on),
    }


def grades_of(confirmed: Confirmed) -> Grades:
    """The set of figures that payments change, by who stands for them."""
    return Grades.ALL if confirmed is Confirmed.NOBODY else Grades.AB


def _overdue(seen: tuple[Observation, ...], question: Question) -> list[Wish]:
    found = [Wish(item.obligation, question.paid_on) for item in overdue(seen, question.by)]
    if not found:
        raise Misuse("nothing that the member owes is past due on that day")
    return found


def _reach(
    found: Chronicle,
    seen: tuple[Observation, ...],
    question: Question,
    target: int,
    today: Day,
    rulebook: Rulebook,
) -> tuple[Reached, Supposed]:
    goal = Goal(_currency(seen, question.currency), target, question.by, grades_of(question.confirmed))
    late = (item for item in overdue(seen, goal.as_of) if item.currency == goal.currency)
    wishes = [Wish(item.obligation, question.paid_on) for item in late]
    parts = payable(found, wishes, question.confirmed, today)
    reached = reach(seen, parts, goal, rulebook.rules)
    supposed = {obligation: (parts[obligation],) for obligation in reached.payments or ()}
    return Reached(goal, reached, len(parts)), supposed


def _currency(seen: tuple[Observation, ...], named: str | None) -> str:
    owed = sorted({item.currency for item in seen if item.side is Side.PAYS and not item.claim})
    if named is None and len(owed) == 1:
        return owed[0]
    if named is None or named not in owed:
        raise Misuse(f"name the currency of the index: {', '.join(owed) or 'the member owes nothing'}")
    return named


def _payment(it: Answer, seen: Observation, part: Part) -> dict[str, Json]:
    return {
        "obligation": f"0x{seen.obligation.hex()}",
        "number": it.number(seen),
        "currency": seen.currency,
        "amount": decimal_text(part.amount, seen.currency),
        "day": iso(part.day),
        "days_late": part.day - seen.due,
        "grade": max(part.grade, seen.grade).name,
        "binds": part.binds,
    }


def _changes(found: WhatIf) -> list[Json]:
    return [{"place": list(one.place), "before": one.before, "after": one.after} for one in found.changes]


def _reached(it: Reached, paid_on: Day) -> dict[str, Json]:
    goal, found = it.goal, it.found
    return {
        "target": goal.target,
        "currency": goal.currency,
        "grades": GRADE_NAMES[goal.grades],
        "on": iso(paid_on),
        "options": it.options,
        "reached": found.payments is not None,
        "index": found.index,
        "payments": None if found.payments is None else [f"0x{one.hex()}" for one in found.payments],
        "amount": decimal_text(found.amount, goal.currency),
        "least": decimal_text(found.least, goal.currency),
    }
