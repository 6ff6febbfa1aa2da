"""What the figures rest on, in shares that are never withheld: who says so, how late, how few."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ledger.core.entry import Clock
from ledger.core.history import Counterparty, Observation
from ledger.rulebook.position import Grades, Position, disputed, position
from ledger.rulebook.ratio import floored
from ledger.rulebook.rules import Rules


@dataclass(frozen=True, slots=True)
class Evidence:
    """Counts, amounts in minor units, shares in bp of `amount`; disputed ones included, claims apart."""

    obligations: int
    amount: int
    grade_a: int | None
    grade_ab: int | None
    """Grade A or B."""
    late_recorded: int | None
    related: int | None
    reciprocal: int | None
    new: int | None
    largest: int | None
    disputed_obligations: int
    disputed: int | None
    written_off_obligations: int
    written_off_amount: int
    credited_obligations: int
    """Those credited in full too, which are in no other number."""
    credited_amount: int
    claims: int
    claims_amount: int
    claims_overdue: int
    """Minor units that strangers say are past due."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One side and currency: observations with their positions (all grades), claims apart; minor units of
    credit notes for each obligation that has some; who stands on the other side.
    """

    items: tuple[tuple[Observation, Position], ...]
    credited: tuple[int, ...]
    claims: tuple[tuple[Observation, Position], ...]
    other_side: frozenset[Counterparty]
    first_seen: Mapping[Counterparty, int | None]
    """The day the chain first knew of a counterparty, in any currency and at any time; None if it does not.
    """


def evidence(scene: Scene, as_of: int, rules: Rules) -> Evidence:
    """The shares, each floor(10000 * part / amount) in bp, None if there is no amount (docs/rulebook.md, section 3).

    300 of 400 acknowledged and paid at grade A, 100 self-declared; no chain knows of either:

    >>> from dataclasses import replace
    >>> from ledger.core.grade import Grade
    >>> from ledger.rulebook.rulebook import figures
    >>> from ledger.rulebook.worked import invoice
    >>> said = replace(invoice(100, due=40, number=2), grade=Grade.C)
    >>> [own] = figures([invoice(300, due=40, paid=[(40, 300)]), said], 60).figures.values()
    >>> own.evidence.amount, own.evidence.grade_a, own.evidence.late_recorded
    (400, 7500, 10000)
    """
    items = scene.items
    amount = sum(position.amount for _, position in items)

    def share(members: Iterable[bool]) -> int | None:
        part = sum(position.amount for (_, position), chosen in zip(items, members, strict=True) if chosen)
        return floored(10_000 * part, amount)

    contested = [disputed(seen.disputes, as_of, rules) for seen, _ in items]
    hopeless = [sum(part.amount for part in seen.write_offs if part.day <= as_of) for seen, _ in items]
    return Evidence(
        obligations=len(items),
        amount=amount,
        grade_a=floored(10_000 * _graded(items, Grades.A, as_of), amount),
        grade_ab=floored(10_000 * _graded(items, Grades.AB, as_of), amount),
        late_recorded=share(late_recorded(seen, position, rules) for seen, position in items),
        related=share(seen.related for seen, _ in items),
        reciprocal=share(seen.counterparty in scene.other_side for seen, _ in items),
        new=share(_new(scene.first_seen[seen.counterparty], as_of, rules) for seen, _ in items),
        largest=floored(10_000 * _largest(items), amount),
        disputed_obligations=sum(contested),
        disputed=share(contested),
        written_off_obligations=sum(lost > 0 for lost in hopeless),
        written_off_amount=sum(
            min(lost, item.amount) for lost, (_, item) in zip(hopeless, items, strict=True)
        ),
        credited_obligations=len(scene.credited),
        credited_amount=sum(scene.credited),
        claims=len(scene.claims),
        claims_amount=sum(position.amount for _, position in scene.claims),
        claims_overdue=sum(position.rest for _, position in scene.claims if as_of > position.due),
    )


def _graded(items: Sequence[tuple[Observation, Position]], grades: Grades, as_of: int) -> int:
    """Minor units that are paid or unpaid in the population of these grades."""
    found = (position(seen, as_of, grades) for seen, _ in items)
    return sum(item.amount - item.unproved for item in found if item is not None)


def late_recorded(seen: Observation, position: Position, rules: Rules) -> bool:
    """Whether the chain knew the obligation, or a payment counted, more than 30 days after the fact, or
    never; as it stands, so that a correction is as late as the day on which it came.

    >>> from dataclasses import replace
    >>> from ledger.rulebook.worked import invoice, stood
    >>> known = replace(invoice(100, due=40), recorded=Clock(1, 30 * 86_400))
    >>> late_recorded(known, stood(known, 60), Rules())
    False
    """
    known = seen.corrected or seen.recorded
    facts = [(known, seen.issued), *((part.recorded, part.day) for part in position.payments)]
    return any(
        recorded is None or day_known(recorded, rules) - day > rules.late_recorded_days
        for recorded, day in facts
    )


def day_known(clock: Clock, rules: Rules) -> int:
    """The day of a block's time at the rulebook's UTC offset."""
    return rules.day_at(clock.time)


def _new(first: int | None, as_of: int, rules: Rules) -> bool:
    return first is None or first > as_of - rules.new_days


def _largest(items: Sequence[tuple[Observation, Position]]) -> int:
    sums: dict[Counterparty, int] = {}
    for seen, item in items:
        sums[seen.counterparty] = sums.get(seen.counterparty, 0) + item.amount
    return max(sums.values(), default=0)
