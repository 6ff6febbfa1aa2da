"""The fold: one entry after another makes the state of a tradeline. Total: every entry has a defined effect,
none raises.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from ledger.core.authority import CLAIMABLE, KINDS, SPEAKERS, by_seller
from ledger.core.codes import Capacity, EntryClass, Kind
from ledger.core.content import Facts
from ledger.core.effect import EFFECTIVE, VOIDS, Code, Effect
from ledger.core.entry import Content, Entry, Opened, Sealed
from ledger.core.ids import ON_TRADELINE, Commitment, ObligationId, TradelineId
from ledger.core.obligation import Acknowledgement, Claim, Obligation, Said
from ledger.core.shape import shape_fault, stated
from ledger.core.statement import Result, Statement
from ledger.core.tradeline import Notice, Reference, Tradeline
from ledger.core.transition_chain import Step, chain_effect
from ledger.core.transition_dispute import open_dispute, resolve
from ledger.core.transition_notice import NOTICES, notice
from ledger.core.transition_payment import credit, reverse, settle, write_off
from ledger.core.transition_terms import acknowledge, begin, correct, extend

_HANDLERS: dict[Kind, Callable[[Statement], Result]] = {
    Kind.ACKNOWLEDGEMENT: acknowledge,
    Kind.SETTLEMENT: settle,
    Kind.DISPUTE: open_dispute,
    Kind.RESOLUTION: resolve,
    Kind.CREDIT_NOTE: credit,
    Kind.CORRECTION: correct,
    Kind.REVERSAL: reverse,
    Kind.WRITE_OFF: write_off,
    Kind.EXTENSION: extend,
}


def fold(
    id: TradelineId, entries: Iterable[tuple[Entry, Content]], known_until: int | None = None
) -> Tradeline:
    """The state after entries in the chain's order; with `known_until` (seconds since 1970-01-01 UTC), as it
    was known then.
    """
    state = Tradeline(id)
    for entry, content in entries:
        if known_until is None or entry.clock.time <= known_until:
            state = apply(state, entry, content)
    return state


def apply(state: Tradeline, entry: Entry, content: Content) -> Tradeline:
    """The state after one more entry, whatever it is; its code is the last of `effects`."""
    after, code = _step(state, entry, content)
    effect = Effect(entry.commitment, code, entry.recorder, entry.clock)
    return replace(after, effects=after.effects.append(effect))


def _step(state: Tradeline, entry: Entry, content: Content) -> Step:
    if entry.tradeline != state.id:
        return state, Code.OTHER_TRADELINE
    after, code = chain_effect(state, entry)
    if code is not Code.APPLIED or entry.entry_class is EntryClass.SHARE:
        return after, code
    match content:
        case Sealed():
            return after, Code.SEALED
        case Opened(facts=facts):
            return _say(after, entry, facts)
        case _:
            return after, VOIDS[content.fault]


def _say(state: Tradeline, entry: Entry, facts: Facts) -> Step:
    """What the content brings about, on top of what the chain did."""
    if state.reference(entry.commitment, entry.recorder) is not None:
        return state, Code.REPEATED
    if facts.kind not in KINDS[entry.entry_class]:
        return state, Code.KIND_NOT_OF_CLASS
    kind = Kind(facts.kind)
    fault = shape_fault(kind, facts)
    if fault is not None:
        return state, fault
    said = Said(
        entry.recorder, entry.capacity, entry.delegated, entry.commitment, entry.clock, len(state.effects)
    )
    after, code = _content_effect(state, entry, said, facts)
    return (_refer(after, entry.obligation, said, facts, code) if code in EFFECTIVE else after), code


def _refer(state: Tradeline, obligation: ObligationId, said: Said, facts: Facts, code: Code) -> Tradeline:
    """Lets later entries name this one. A correction stands for what it corrects, once it is more than a
    claim.
    """
    kind, origin = Kind(facts.kind), said.commitment
    if kind is Kind.CORRECTION and code is not Code.CLAIM:
        target = state.reference(Commitment(stated(facts.refers)), said.recorder)
        kind, origin = (target.kind, target.origin) if target else (kind, origin)
    reference = Reference(kind, obligation, said.recorder, origin)
    return state.with_reference(said.commitment, reference)


def _content_effect(state: Tradeline, entry: Entry, said: Said, facts: Facts) -> Step:
    match entry.entry_class:
        case EntryClass.OPEN:
            return _name_account(state, said, facts)
        case EntryClass.OBLIGATION:
            begun = begin(state, entry.obligation, said, facts)
            return (state, begun) if isinstance(begun, Code) else (state.with_obligation(begun), Code.APPLIED)
        case EntryClass.STATEMENT:
            return _state(state, entry, said, facts)
        case _:
            return state, Code.APPLIED


def _name_account(state: Tradeline, said: Said, facts: Facts) -> Step:
    """Kind and currency are those of the first opening that can be read; an amount in one is the limit."""
    if state.currency not in (None, facts.currency):
        return state, Code.WRONG_CURRENCY
    named = replace(state, kind=state.kind or Kind(facts.kind), currency=facts.currency)
    if facts.amount is None:
        return named, Code.APPLIED
    limit = Notice(said, Kind.LIMIT, ON_TRADELINE, stated(facts.day), facts.amount)
    return replace(named, notices=named.notices.append(limit)), Code.APPLIED


def _state(state: Tradeline, entry: Entry, said: Said, facts: Facts) -> Step:
    kind = Kind(facts.kind)
    if entry.capacity not in SPEAKERS[kind]:
        return state, Code.OUT_OF_CAPACITY
    if kind in NOTICES:
        return notice(state, entry.obligation, said, facts)
    obligation = state.obligations.get(entry.obligation)
    if obligation is None:
        return state, Code.UNKNOWN_OBLIGATION
    if kind in CLAIMABLE and by_seller(state, entry):
        claimed = replace(obligation, claims=(*obligation.claims, Claim(said, facts)))
        return state.with_obligation(claimed), Code.CLAIM
    claim = next((item for item in obligation.claims if item.said.commitment == facts.refers), None)
    if kind is Kind.ACKNOWLEDGEMENT and entry.capacity is Capacity.HOLDER and claim is not None:
        return _agree(state, obligation, claim, said)
    after, code = _HANDLERS[kind](Statement(state, obligation, said, facts))
    return state.with_obligation(after), code


def _agree(state: Tradeline, obligation: Obligation, claim: Claim, said: Said) -> Step:
    """The holder acknowledges what the seller said: it takes effect now, in the seller's name."""
    rest = tuple(item for item in obligation.claims if item is not claim)
    statement = Statement(state, replace(obligation, claims=rest), claim.said, claim.facts)
    agreed, code = _HANDLERS[Kind(claim.facts.kind)](statement)
    if code not in EFFECTIVE:
        return state, code
    word = Acknowledgement(said, claim.said.commitment, frozenset({said.capacity}))
    agreed = replace(agreed, acknowledgements=(*agreed.acknowledgements, word))
    after = _refer(state.with_obligation(agreed), obligation.id, claim.said, claim.facts, code)
    return after, code
