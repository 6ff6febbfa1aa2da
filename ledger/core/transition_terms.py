"""Statements about what is owed and by when: obligation, acknowledgement, correction, extension."""

from dataclasses import replace
from typing import TypeVar

from ledger.core.codes import Capacity, Kind
from ledger.core.content import Facts
from ledger.core.day import day_at
from ledger.core.effect import Code
from ledger.core.ids import Commitment, ObligationId
from ledger.core.obligation import (
    Acknowledgement,
    CreditNote,
    Extension,
    Obligation,
    Report,
    Said,
    Version,
    WriteOff,
)
from ledger.core.shape import stated
from ledger.core.statement import Result, Statement
from ledger.core.tradeline import Tradeline

OWED = frozenset({Kind.INVOICE, Kind.INSTALMENT})
Item = TypeVar("Item", bound=Report | CreditNote | WriteOff)


def begin(state: Tradeline, id: ObligationId, said: Said, facts: Facts) -> Obligation | Code:
    """The obligation as first said; WRONG_CURRENCY if the tradeline is opened in another."""
    currency = stated(facts.currency)
    if state.currency not in (None, currency):
        return Code.WRONG_CURRENCY
    due = stated(facts.due)
    first = Version(said.commitment, said.clock, stated(facts.amount), due)
    return Obligation(
        id=id,
        kind=Kind(facts.kind),
        said=said,
        currency=currency,
        issued=stated(facts.day),
        versions=(first,),
        due=due,
        near=facts.near,
        number=facts.number,
    )


def acknowledge(it: Statement) -> Result:
    """The debtor or an agent accepts the obligation, or the payee a payment; the version in force must be
    named.
    """
    before, reference = it.obligation, it.refers_to()
    if reference is None:
        return before, Code.UNKNOWN_REFERENCE
    names = stated(it.facts.refers)
    if reference.kind in OWED:
        in_force = {before.commitment}
        allowed = it.said.capacity in (Capacity.DEBTOR, Capacity.AGENT)
    elif reference.kind is Kind.SETTLEMENT:
        in_force = {item.versions[-1].commitment for item in before.reports}
        allowed = it.by_payee()
    else:
        return before, Code.NOTHING_TO_DO
    if not allowed:
        return before, Code.OUT_OF_CAPACITY
    if names not in in_force:
        return before, Code.SUPERSEDED
    own = reference.recorder == it.said.recorder
    if own or any(_same_word(it, item, names) for item in before.acknowledgements):
        return before, Code.NOTHING_TO_DO
    item = Acknowledgement(it.said, Commitment(names), it.on_behalf())
    return replace(before, acknowledgements=(*before.acknowledgements, item)), Code.APPLIED


def _same_word(it: Statement, item: Acknowledgement, names: bytes) -> bool:
    return (item.names, item.said.recorder, item.said.capacity) == (names, it.said.recorder, it.said.capacity)


def correct(it: Statement) -> Result:
    """A new version of an obligation, a settlement, a credit note or a write-off, in place of the one in
    force.
    """
    before, reference = it.obligation, it.refers_to_own()
    if reference is None:
        return before, Code.UNKNOWN_REFERENCE
    if reference.recorder != it.said.recorder:
        return before, Code.NOT_THE_SAME_ORGANISATION
    if it.facts.currency not in (None, before.currency):
        return before, Code.WRONG_CURRENCY
    if reference.kind in OWED:
        return _correct_terms(it)
    if reference.kind is Kind.SETTLEMENT:
        reports, code = _correct_item(it, before.reports, reference.origin)
        return replace(before, reports=reports), code
    if reference.kind is Kind.CREDIT_NOTE:
        notes, code = _correct_item(it, before.credit_notes, reference.origin)
        return replace(before, credit_notes=notes), code
    if reference.kind is Kind.WRITE_OFF:
        write_offs, code = _correct_item(it, before.write_offs, reference.origin)
        return replace(before, write_offs=write_offs), code
    return before, Code.NOTHING_TO_DO


def _correct_terms(it: Statement) -> Result:
    """A later due day is an extension in other words: said too late it undoes no lateness, and if it is all
    there is, the version that was acknowledged stays in force.
    """
    before, facts = it.obligation, it.facts
    if facts.refers != before.commitment:
        return before, Code.SUPERSEDED
    last = before.versions[-1]
    amount = last.amount if facts.amount is None else facts.amount
    due = last.due if facts.due is None else facts.due
    if (amount, due) == (last.amount, last.due):
        return before, Code.NOTHING_TO_DO
    code = Code.APPLIED
    if facts.due is not None and facts.due > before.due and not _in_time(it):
        kept = Extension(it.said, stated(facts.day), facts.due, moves=False)
        before = replace(before, extensions=(*before.extensions, kept))
        due, code = last.due, Code.TOO_LATE
        if amount == last.amount:
            return before, code
    elif facts.due is not None:
        before = replace(before, due=facts.due)
    version = Version(it.said.commitment, it.said.clock, amount, due)
    return replace(before, versions=(*before.versions, version)), code


def _in_time(it: Statement) -> bool:
    """Whether the chain knew it by the due day in force (UTC)."""
    return day_at(it.said.clock.time) <= it.obligation.due


def _correct_item(
    it: Statement, items: tuple[Item, ...], origin: Commitment
) -> tuple[tuple[Item, ...], Code]:
    for place, item in enumerate(items):
        if (item.said.commitment, item.said.recorder) != (origin, it.said.recorder):
            continue
        last = item.versions[-1]
        if it.facts.refers != last.commitment:
            return items, Code.SUPERSEDED
        if it.facts.amount in (None, last.amount):
            return items, Code.NOTHING_TO_DO
        version = Version(it.said.commitment, it.said.clock, stated(it.facts.amount))
        corrected = replace(item, versions=(*item.versions, version))
        return (*items[:place], corrected, *items[place + 1 :]), Code.APPLIED
    return items, Code.UNKNOWN_REFERENCE


def extend(it: Statement) -> Result:
    """A later due day, if the chain knew it by the day in force: said too late, it undoes no lateness."""
    before, due = it.obligation, stated(it.facts.due)
    if due <= before.due:
        return before, Code.OUT_OF_RANGE
    in_time = _in_time(it)
    item = Extension(it.said, stated(it.facts.day), due, in_time)
    after = replace(before, extensions=(*before.extensions, item))
    return (replace(after, due=due), Code.APPLIED) if in_time else (after, Code.TOO_LATE)
