"""Statements about money: settlement, reversal, credit note, write-off."""

from dataclasses import replace

from ledger.core.codes import Capacity, Kind
from ledger.core.effect import Code
from ledger.core.grade import paid
from ledger.core.obligation import CreditNote, Report, Reversal, Version, WriteOff
from ledger.core.shape import stated
from ledger.core.statement import Result, Statement


def settle(it: Statement) -> Result:
    """A report of a payment, kept whoever makes it; which one counts is a matter of grades
    (`ledger.core.grade`).
    """
    before = it.obligation
    if it.facts.currency != before.currency:
        return before, Code.WRONG_CURRENCY
    payment = stated(it.facts.payment)
    report = Report(
        it.said, payment, stated(it.facts.day), (_version(it),), _needs_payee(it), _principals(it)
    )
    known = any(other.payment == payment for other in before.reports)
    after = replace(before, reports=(*before.reports, report))
    if known:
        return after, Code.COUNTED_ONCE
    return after, Code.EXCESS if paid(it.tradeline, after) > after.owed else Code.APPLIED


def _principals(it: Statement) -> frozenset[Capacity]:
    is_agent = it.said.capacity is Capacity.AGENT
    return it.tradeline.principals(it.said.recorder, it.obligation.id) if is_agent else frozenset()


def _needs_payee(it: Statement) -> bool:
    """The debtor's word never binds; once assigned, nor does that of an agent whom the holder did not
    appoint.
    """
    if it.said.capacity is Capacity.AGENT:
        return it.assigned() and Capacity.HOLDER not in _principals(it)
    return it.said.capacity is Capacity.DEBTOR


def reverse(it: Statement) -> Result:
    """The payment came back. Recorded once for each report, by the organisation that made it."""
    before, reference = it.obligation, it.refers_to_own()
    if reference is None or reference.kind is not Kind.SETTLEMENT:
        return before, Code.UNKNOWN_REFERENCE
    if reference.recorder != it.said.recorder:
        return before, Code.NOT_THE_SAME_ORGANISATION
    own = (done for done in before.reversals if done.said.recorder == it.said.recorder)
    if any(done.report == reference.origin for done in own):
        return before, Code.NOTHING_TO_DO
    report = next((item for item in before.reports if item.said.commitment == reference.origin), None)
    if report is None:
        return before, Code.UNKNOWN_REFERENCE
    reversal = Reversal(it.said, report.said.commitment, report.payment, stated(it.facts.day))
    return replace(before, reversals=(*before.reversals, reversal)), Code.APPLIED


def credit(it: Statement) -> Result:
    """Less is asked for; more than is left of the obligation counts up to the rest."""
    before = it.obligation
    if it.facts.currency != before.currency:
        return before, Code.WRONG_CURRENCY
    note = CreditNote(it.said, stated(it.facts.day), (_version(it),))
    after = replace(before, credit_notes=(*before.credit_notes, note))
    credited = sum(item.amount for item in after.credit_notes)
    return after, Code.EXCESS if credited > after.amount else Code.APPLIED


def write_off(it: Statement) -> Result:
    """The creditor gives up hope, not the claim: shown beside the figures, which go on counting the unpaid
    rest.
    """
    before = it.obligation
    item = WriteOff(it.said, stated(it.facts.day), (_version(it),))
    after = replace(before, write_offs=(*before.write_offs, item))
    rest = before.owed - paid(it.tradeline, before) - sum(done.amount for done in before.write_offs)
    return after, Code.EXCESS if item.amount > rest else Code.APPLIED


def _version(it: Statement) -> Version:
    return Version(it.said.commitment, it.said.clock, stated(it.facts.amount))
