"""Evidence grades (docs/fold.md, section 7): what an obligation and each payment on it rest on.

Grades are read from a state, not folded into it: they depend on which members are related, which the registry
says.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from ledger.core.codes import Capacity, Status
from ledger.core.entry import Clock
from ledger.core.ids import EXTERNAL, Commitment, Member
from ledger.core.obligation import Acknowledgement, Obligation, Report, Reversal
from ledger.core.tradeline import Tradeline


class Grade(IntEnum):
    """A: an unrelated agent's word. B: the counterparty's, or one against one's own interest. C: self-
    declared. Larger is lower.
    """

    A = 1
    B = 2
    C = 3


@dataclass(frozen=True, slots=True)
class Relations:
    """Pairs of members registered as related, the smaller number first. A member is related to itself."""

    pairs: frozenset[tuple[Member, Member]] = frozenset()

    def related(self, one: Member, other: Member) -> bool:
        return one == other or (min(one, other), max(one, other)) in self.pairs

    @classmethod
    def of(cls, pairs: Iterable[tuple[Member, Member]]) -> "Relations":
        """Pairs in any order."""
        return cls(frozenset((min(pair), max(pair)) for pair in pairs))


UNRELATED = Relations()


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment counted once: the best-graded report of it. Amount in minor units, `recorded` since when the
    chain knows that report as it stands, corrections included; `binds` as in `binds_payee`.
    """

    payment: bytes
    day: int
    amount: int
    grade: Grade
    recorded: Clock
    binds: bool


@dataclass(frozen=True, slots=True)
class Attested:
    """A payment as an agent reports it: on which day, how many minor units."""

    agent: Member
    day: int
    amount: int


def obligation_grade(tradeline: Tradeline, obligation: Obligation, relations: Relations) -> Grade:
    """The best acknowledgement of the version in force; C with an external party, with none, or on a
    tradeline that the party it was proposed to has not accepted, unless that side says so itself.
    """
    if EXTERNAL in (tradeline.creditor, tradeline.debtor):
        return Grade.C
    named = Capacity.DEBTOR if tradeline.id.opener == tradeline.creditor else Capacity.CREDITOR
    if tradeline.status is not Status.ACCEPTED and not obligation.owned_by(named):
        return Grade.C
    grades = [
        _acknowledgers_grade(tradeline, obligation, item.said.recorder, item.said.capacity, relations)
        for item in obligation.agreeing()
    ]
    return min(grades, default=Grade.C)


def _acknowledgers_grade(
    tradeline: Tradeline, obligation: Obligation, member: Member, capacity: Capacity, relations: Relations
) -> Grade:
    if capacity is Capacity.AGENT:
        return Grade.A if _independent(tradeline, obligation, member, relations) else Grade.C
    return Grade.C if relations.related(tradeline.creditor, tradeline.debtor) else Grade.B


def _independent(tradeline: Tradeline, obligation: Obligation, agent: Member, relations: Relations) -> bool:
    """Whether an agent is unrelated to both parties and to whoever holds the obligation."""
    interested = {tradeline.creditor, tradeline.debtor, tradeline.holder(obligation.id)} - {EXTERNAL}
    return not any(relations.related(agent, party) for party in interested)


def report_grade(tradeline: Tradeline, obligation: Obligation, report: Report, relations: Relations) -> Grade:
    """A: an independent agent that the payee is bound by. B: the payee's word, or agreed by it. C: anything
    else.
    """
    if EXTERNAL in (tradeline.creditor, tradeline.debtor):
        return Grade.C
    agreed = any(
        not relations.related(item.said.recorder, tradeline.debtor) for item in _agreeing(obligation, report)
    )
    speaker = report.said
    binding = speaker.capacity is Capacity.AGENT and (agreed or not report.needs_payee)
    if binding and _independent(tradeline, obligation, speaker.recorder, relations):
        return Grade.A
    against_interest = speaker.capacity in (Capacity.CREDITOR, Capacity.HOLDER)
    if against_interest and not relations.related(speaker.recorder, tradeline.debtor):
        return Grade.B
    return Grade.B if agreed else Grade.C


def binds_payee(tradeline: Tradeline, obligation: Obligation, report: Report, relations: Relations) -> bool:
    """Whether the payee can no longer ask for the money: it says so or agrees, however related it is, or an
    agent says so that is unrelated to the debtor. Where the creditor is external the debtor speaks for both.
    """
    if tradeline.creditor == EXTERNAL or any(_agreeing(obligation, report)):
        return True
    by_agent = report.said.capacity is Capacity.AGENT
    own = by_agent and relations.related(report.said.recorder, tradeline.debtor)
    return not report.needs_payee and not own


def _agreeing(obligation: Obligation, report: Report) -> Iterator[Acknowledgement]:
    """The payee's acknowledgements of a report as it stands."""
    return (item for item in obligation.acknowledgements if item.names == report.versions[-1].commitment)


def payments(tradeline: Tradeline, obligation: Obligation, relations: Relations) -> tuple[Payment, ...]:
    """Each payment id once, at its best grade (of equals, one that binds the payee; then as first recorded),
    in order of day, then of record.
    """
    best: dict[bytes, tuple[Payment, Report]] = {}
    for grade, report in _standing(tradeline, obligation, relations):
        binds = binds_payee(tradeline, obligation, report, relations)
        clock = report.versions[-1].clock
        found = Payment(report.payment, report.day, report.amount, grade, clock, binds)
        held = best.get(report.payment)
        if held is None or (grade, not binds) < (held[0].grade, not held[0].binds):
            best[report.payment] = (found, report)
    chosen = sorted(best.values(), key=lambda item: (item[0].day, item[1].said.order))
    return tuple(payment for payment, _ in chosen)


def attested(
    tradeline: Tradeline, obligation: Obligation, relations: Relations, own: Capacity
) -> tuple[Attested, ...]:
    """What agents report of payments for one side, in the order in which they did: agents whom it has appointed
    itself, unrelated to every party, whose word needs nobody's beside it, or has it. Of one payment one report: an
    agent's of this side alone before one's of both sides, who may have paid it out as well; then the first.

    Of what a holder is paid only reports since it took the obligation; of what a seller is paid none by an agent of
    the holder's too.
    """
    title = tradeline.titles.get(obligation.id)
    taken = title.taken if title and own is Capacity.HOLDER else None
    found: dict[bytes, Report] = {}
    for _, report in _standing(tradeline, obligation, relations):
        speaker = report.said
        if (
            own in report.on_behalf
            and not (own is Capacity.CREDITOR and Capacity.HOLDER in report.on_behalf)
            and not (taken and speaker.clock < taken)
            and (not report.needs_payee or any(_agreeing(obligation, report)))
            and _independent(tradeline, obligation, speaker.recorder, relations)
        ):
            held = found.get(report.payment)
            if held is None or _sides(report) < _sides(held):
                found[report.payment] = report
    chosen = sorted(found.values(), key=lambda report: report.said.order)
    return tuple(Attested(one.said.recorder, one.day, one.amount) for one in chosen)


def _sides(report: Report) -> int:
    """Whether an agent speaks for one side, or for the debtor and the payee."""
    return 1 + (Capacity.DEBTOR in report.on_behalf and report.on_behalf != {Capacity.DEBTOR})


def _standing(
    tradeline: Tradeline, obligation: Obligation, relations: Relations
) -> list[tuple[Grade, Report]]:
    """The reports that have not been taken back, each with its grade."""
    graded = [(report_grade(tradeline, obligation, item, relations), item) for item in obligation.reports]
    withdrawn = _withdrawn(graded, obligation.reversals)
    return [(grade, report) for grade, report in graded if _place(report) not in withdrawn]


_Place = tuple[Commitment, Member]


def _place(report: Report) -> _Place:
    """What tells reports apart: a commitment can be copied, the one who recorded it cannot."""
    return report.said.commitment, report.said.recorder


def _withdrawn(graded: list[tuple[Grade, Report]], reversals: tuple[Reversal, ...]) -> frozenset[_Place]:
    """Reports taken back: the one named; and where that is of grade A, all of its payment that are not better
    than it.

    A report of grade A made after the reversal counts again: the agent knows of it.
    """
    grades = {_place(report): grade for grade, report in graded}
    gone = {(reversal.report, reversal.said.recorder) for reversal in reversals}
    for reversal in reversals:
        if grades.get((reversal.report, reversal.said.recorder)) is not Grade.A:
            continue
        for grade, report in graded:
            later = report.said.order > reversal.said.order
            if report.payment == reversal.payment and not (later and grade is Grade.A):
                gone.add(_place(report))
    return frozenset(gone)


def paid(tradeline: Tradeline, obligation: Obligation) -> int:
    """Minor units that reports tell of, relations left aside: what EXCESS is judged by."""
    return sum(item.amount for item in payments(tradeline, obligation, UNRELATED))
