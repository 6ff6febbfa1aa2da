"""From what is wanted to what an entry will say: facts and identity, of the shapes that the ledger knows."""

from ledger.app.intents import Open, State
from ledger.core.authority import KINDS, SPEAKERS
from ledger.core.codes import Capacity, EntryClass, Kind
from ledger.core.content import Facts, Identity
from ledger.core.day import Day
from ledger.core.errors import BadContent, Refused
from ledger.core.ids import Member
from ledger.core.money import Money
from ledger.core.shape import NEEDS, shape_fault
from ledger.proof.obligation_id import near_tag


class KindForbidden(Refused):
    """A kind that this class may not carry, or that this capacity may not say."""


def opening_facts(intent: Open) -> Facts:
    """Of an open."""
    return checked(
        EntryClass.OPEN,
        intent.capacity,
        Facts(intent.kind, intent.currency, amount=intent.limit, day=intent.day),
    )


def obligation_facts(
    kind: Kind,
    creditor: Member,
    debtor: Member,
    amount: Money,
    issued: Day,
    due: Day,
    number: int | None = None,
) -> Facts:
    """Of an obligation, with its near tag. `amount` is what is due for payment, more than zero."""
    if amount.minor <= 0:
        raise BadContent("amount", "more than zero", str(amount))
    near = near_tag(creditor, debtor, amount.currency, amount.minor, issued)
    facts = Facts(kind, amount.currency, amount.minor, issued, due, near=near, number=number)
    return checked(EntryClass.OBLIGATION, Capacity.CREDITOR, facts)


def statement_facts(intent: State) -> Facts:
    """Of a statement."""
    return checked(EntryClass.STATEMENT, intent.capacity, intent.facts)


def act(kind: Kind, day: Day, note: str | None = None) -> tuple[Facts, Identity]:
    """Of an entry whose class says all: accept, decline, appoint, assign, take."""
    return Facts(kind, day=day), Identity(reference=note)


def checked(entry_class: EntryClass, capacity: Capacity, facts: Facts) -> Facts:
    """`facts`, if they are an entry of this class may say, in this capacity; KindForbidden or BadContent otherwise."""
    if facts.kind not in KINDS[entry_class]:
        raise KindForbidden(f"kind {facts.kind} is not for entries of class {entry_class.name.lower()}")
    kind = Kind(facts.kind)
    if kind in SPEAKERS and capacity not in SPEAKERS[kind]:
        raise KindForbidden(
            f"a {capacity.name.lower()} does not make a {kind.name.lower().replace('_', ' ')}"
        )
    fault = shape_fault(kind, facts)
    if fault is not None:
        needed = ((field, getattr(facts, field)) for field in NEEDS[kind])
        said = ", ".join(f"{name} {it.hex() if isinstance(it, bytes) else it}" for name, it in needed)
        raise BadContent("facts", f"as {kind.name.lower().replace('_', ' ')} needs them ({fault.name})", said)
    return facts
