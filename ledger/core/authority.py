"""Who may say what: the fold's half of authority. The contract checks roles, keys and capacities; kinds are
sealed from it.
"""

from ledger.core.codes import Capacity, EntryClass, Kind
from ledger.core.entry import Entry
from ledger.core.ids import EXTERNAL, ON_TRADELINE
from ledger.core.tradeline import Tradeline

_CREDITOR, _DEBTOR, _HOLDER, _AGENT = Capacity
_PAYEE = frozenset({_CREDITOR, _HOLDER})
_PARTY = frozenset({_CREDITOR, _DEBTOR})
_ANY = frozenset(Capacity)

KINDS: dict[EntryClass, frozenset[Kind]] = {
    EntryClass.OPEN: frozenset({Kind.TRADE_CREDIT, Kind.LOAN, Kind.REVOLVING, Kind.ACCOUNT}),
    EntryClass.ACCEPT: frozenset({Kind.ACCEPT}),
    EntryClass.DECLINE: frozenset({Kind.DECLINE}),
    EntryClass.APPOINT: frozenset({Kind.APPOINT}),
    EntryClass.OBLIGATION: frozenset({Kind.INVOICE, Kind.INSTALMENT}),
    EntryClass.STATEMENT: frozenset(kind for kind in Kind if 20 <= kind < 40),
    EntryClass.ASSIGN: frozenset({Kind.ASSIGN}),
    EntryClass.TAKE: frozenset({Kind.TAKE}),
    EntryClass.SHARE: frozenset(),
}
"""Which kinds a class may carry (records.md, section 4). A share has no content."""

SPEAKERS: dict[Kind, frozenset[Capacity]] = {
    Kind.ACKNOWLEDGEMENT: _ANY,
    Kind.SETTLEMENT: _ANY,
    Kind.DISPUTE: _PARTY,
    Kind.RESOLUTION: frozenset({_CREDITOR, _DEBTOR, _HOLDER}),
    Kind.CREDIT_NOTE: _PAYEE,
    Kind.CORRECTION: _ANY,
    Kind.REVERSAL: _ANY,
    Kind.WRITE_OFF: _PAYEE,
    Kind.LIMIT: frozenset({_CREDITOR}),
    Kind.DRAWDOWN: frozenset({_CREDITOR}),
    Kind.EXTENSION: _PAYEE,
    Kind.RESTRUCTURING: _PAYEE,
    Kind.CLOSURE: frozenset({_CREDITOR, _DEBTOR, _HOLDER}),
    Kind.INSOLVENCY: frozenset({_CREDITOR, _DEBTOR, _HOLDER}),
    Kind.RECEIPTS: frozenset({_AGENT}),
    Kind.OUTGOINGS: frozenset({_AGENT}),
}
"""As what a member may make a statement of a kind; what it refers to narrows it further."""

CLAIMABLE = frozenset(
    {
        Kind.SETTLEMENT,
        Kind.RESOLUTION,
        Kind.CREDIT_NOTE,
        Kind.CORRECTION,
        Kind.WRITE_OFF,
        Kind.EXTENSION,
    }
)
"""What the seller can no longer bring about by itself once a holder has taken the obligation."""


def speaks(state: Tradeline, entry: Entry) -> bool:
    """Whether the recorder stands in the capacity it claims, on this obligation, now."""
    member = entry.recorder
    if member == EXTERNAL:
        return False
    match entry.capacity:
        case Capacity.CREDITOR:
            return member == state.creditor
        case Capacity.DEBTOR:
            return member == state.debtor
        case Capacity.HOLDER:
            return member == state.holder(entry.obligation)
        case Capacity.AGENT:
            return bool(state.principals(member, entry.obligation))


def by_seller(state: Tradeline, entry: Entry) -> bool:
    """Whether the creditor, or an agent that only the creditor appointed, writes on an obligation that it has
    assigned.
    """
    if entry.obligation == ON_TRADELINE or not state.holder(entry.obligation):
        return False
    if entry.capacity is Capacity.AGENT:
        return state.principals(entry.recorder, entry.obligation) == {Capacity.CREDITOR}
    return entry.capacity is Capacity.CREDITOR
