"""Which facts a kind needs, and which values can be facts at all (records.md, sections 1 and 4)."""

from typing import TypeVar

from ledger.core.codes import Kind, Outcome
from ledger.core.content import Facts
from ledger.core.currencies import MINOR_UNITS
from ledger.core.day import LAST, Day, ends_month
from ledger.core.effect import Code
from ledger.core.errors import Misuse
from ledger.core.money import LIMIT

T = TypeVar("T")

_OPENING = ("currency", "day")
_PAID = ("currency", "amount", "day", "payment")
_DATED = ("day",)

NEEDS: dict[Kind, tuple[str, ...]] = {
    Kind.TRADE_CREDIT: _OPENING,
    Kind.LOAN: _OPENING,
    Kind.REVOLVING: _OPENING,
    Kind.ACCOUNT: _OPENING,
    Kind.INVOICE: ("currency", "amount", "day", "due"),
    Kind.INSTALMENT: ("currency", "amount", "day", "due"),
    Kind.ACKNOWLEDGEMENT: ("refers",),
    Kind.SETTLEMENT: _PAID,
    Kind.DISPUTE: _DATED,
    Kind.RESOLUTION: ("refers", "outcome", "day"),
    Kind.CREDIT_NOTE: ("currency", "amount", "day"),
    Kind.CORRECTION: ("refers", "day"),
    Kind.REVERSAL: ("refers", "day"),
    Kind.WRITE_OFF: ("amount", "day"),
    Kind.LIMIT: ("currency", "amount", "day"),
    Kind.DRAWDOWN: ("currency", "amount", "day"),
    Kind.EXTENSION: ("due", "day"),
    Kind.RESTRUCTURING: _DATED,
    Kind.CLOSURE: _DATED,
    Kind.INSOLVENCY: _DATED,
    Kind.RECEIPTS: ("currency", "amount", "day"),
    Kind.OUTGOINGS: ("currency", "amount", "day"),
    Kind.ACCEPT: _DATED,
    Kind.DECLINE: _DATED,
    Kind.APPOINT: _DATED,
    Kind.ASSIGN: _DATED,
    Kind.TAKE: _DATED,
}


OF_A_MONTH = frozenset({Kind.RECEIPTS, Kind.OUTGOINGS})
"""What an account took in, or gave out, in a calendar month."""


def shape_fault(kind: Kind, facts: Facts) -> Code | None:
    """VOID_MALFORMED if a needed fact is missing, OUT_OF_RANGE if a value cannot be one, else None. Zero is
    no amount, but of what a month brought it is one; such a month is named by its last day.
    """
    if any(getattr(facts, field) is None for field in NEEDS[kind]):
        return Code.VOID_MALFORMED
    in_range = (
        facts.amount is None or (kind not in OF_A_MONTH) <= facts.amount < LIMIT,
        facts.day is None or _day_in_range(kind, facts.day),
        facts.due is None or 0 <= facts.due <= LAST,
        facts.outcome is None or facts.outcome in tuple(Outcome),
        facts.currency is None or facts.currency in MINOR_UNITS,
    )
    return None if all(in_range) else Code.OUT_OF_RANGE


def _day_in_range(kind: Kind, day: int) -> bool:
    return 0 <= day <= LAST and (kind not in OF_A_MONTH or ends_month(Day(day)))


def stated(value: T | None) -> T:
    """A fact that `shape_fault` has found present."""
    if value is None:
        raise Misuse("a fact was read before its presence was checked")
    return value
