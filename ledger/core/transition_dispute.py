"""Statements about what is contested: dispute and resolution."""

from dataclasses import replace

from ledger.core.codes import Capacity, Kind, Outcome
from ledger.core.effect import Code
from ledger.core.ids import EXTERNAL, Commitment
from ledger.core.obligation import Answer, Dispute, Obligation
from ledger.core.shape import stated
from ledger.core.statement import Result, Statement


def open_dispute(it: Statement) -> Result:
    """The debtor contests the obligation, or a part of it; one dispute stands at a time, so its clock cannot
    be restarted.

    The creditor may record it where the debtor is external; then no clock runs, for it can end the dispute at
    any time.
    """
    before = it.obligation
    stands_in = it.said.capacity is Capacity.CREDITOR
    if stands_in and it.tradeline.debtor != EXTERNAL:
        return before, Code.OUT_OF_CAPACITY
    if it.facts.refers is not None and it.refers_to() is None:
        return before, Code.UNKNOWN_REFERENCE
    if standing(before) is not None or _given_up(before):
        return before, Code.NOTHING_TO_DO
    dispute = Dispute(it.said, stated(it.facts.day), it.facts.amount, clocked=not stands_in)
    return replace(before, disputes=(*before.disputes, dispute)), Code.APPLIED


def standing(obligation: Obligation) -> Dispute | None:
    """The dispute that no resolution has closed; it may have lapsed by the rulebook's clock."""
    return next((item for item in obligation.disputes if item.closed is None), None)


def _given_up(obligation: Obligation) -> bool:
    """Whether the debtor itself has ended a dispute: raised again, it would have a new clock each time."""
    closings = (item.closed for item in obligation.disputes)
    return any(closing is not None and closing.said.capacity is Capacity.DEBTOR for closing in closings)


def resolve(it: Statement) -> Result:
    """Names the other side's entry. What either side says against its own interest closes; else it is a
    proposal.

    The creditor's side closes by upholding; the debtor closes by agreeing to a proposal, or by withdrawing.
    """
    before, reference, dispute = it.obligation, it.refers_to(), standing(it.obligation)
    if reference is None:
        return before, Code.UNKNOWN_REFERENCE
    if dispute is None:
        return before, Code.NOTHING_TO_DO
    alone = _alone(it) or (it.said.capacity is not Capacity.DEBTOR and not dispute.clocked)
    if reference.recorder == it.said.recorder and not alone:
        return before, Code.NOT_THE_OTHER_SIDE
    outcome = Outcome(stated(it.facts.outcome))
    names, day = Commitment(stated(it.facts.refers)), stated(it.facts.day)
    answer = Answer(it.said, names, outcome, day, it.facts.amount)
    if it.said.capacity is Capacity.DEBTOR:
        return _debtor_answers(it, dispute, answer, reference.kind)
    if reference.origin != dispute.said.commitment:
        return before, Code.UNKNOWN_REFERENCE
    if outcome in (Outcome.WITHDRAWN, Outcome.LAPSED) and not alone:
        return before, Code.OUT_OF_CAPACITY
    closes = outcome is Outcome.UPHELD or alone
    return _with(before, dispute, answer, closes), Code.APPLIED


def _debtor_answers(it: Statement, dispute: Dispute, answer: Answer, named: Kind) -> Result:
    if _alone(it) or answer.outcome is Outcome.WITHDRAWN:
        return _with(it.obligation, dispute, answer, closes=True), Code.APPLIED
    proposal = next((item for item in dispute.answers if item.said.commitment == answer.names), None)
    if named is not Kind.RESOLUTION or proposal is None:
        return it.obligation, Code.UNKNOWN_REFERENCE
    agrees = proposal.outcome is answer.outcome
    return _with(it.obligation, dispute, answer, closes=agrees), Code.APPLIED


def _alone(it: Statement) -> bool:
    """Whether the other side is external: nobody else can answer."""
    return EXTERNAL in (it.tradeline.creditor, it.tradeline.debtor)


def _with(obligation: Obligation, dispute: Dispute, answer: Answer, closes: bool) -> Obligation:
    answered = replace(
        dispute, answers=(*dispute.answers, answer), closed=answer if closes else dispute.closed
    )
    disputes = tuple(answered if item is dispute else item for item in obligation.disputes)
    return replace(obligation, disputes=disputes)
