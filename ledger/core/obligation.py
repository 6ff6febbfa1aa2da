"""An obligation as its entries tell it: nothing is overwritten, every word keeps who said it and since when
it was known.
"""

from dataclasses import dataclass

from ledger.core.codes import Capacity, Kind, Outcome
from ledger.core.content import Facts
from ledger.core.entry import Clock
from ledger.core.ids import Commitment, Member, ObligationId


@dataclass(frozen=True, slots=True)
class Said:
    """Who said it, as what, under which commitment, and since when the chain knows it.

    `order` counts the tradeline's entries before it: two entries of one block have one clock, never one
    order.
    """

    recorder: Member
    capacity: Capacity
    delegated: bool
    commitment: Commitment
    clock: Clock
    order: int


@dataclass(frozen=True, slots=True)
class Version:
    """An amount (minor units) and, for an obligation, a due day, as first said or as corrected."""

    commitment: Commitment
    clock: Clock
    amount: int
    due: int | None = None


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """`said` accepts the commitment `names`: that version, no later one. `on_behalf` of the party itself, or
    of those that have appointed the agent.
    """

    said: Said
    names: Commitment
    on_behalf: frozenset[Capacity]


@dataclass(frozen=True, slots=True)
class Report:
    """An organisation's word that a payment was made. `needs_payee`: it binds nobody until the payee agrees.
    `on_behalf` of those that have appointed the agent; of nobody if a party says it.
    """

    said: Said
    payment: bytes
    day: int
    versions: tuple[Version, ...]
    needs_payee: bool
    on_behalf: frozenset[Capacity] = frozenset()

    @property
    def amount(self) -> int:
        return self.versions[-1].amount


@dataclass(frozen=True, slots=True)
class Reversal:
    """The payment that `report` (its first commitment) told of was returned."""

    said: Said
    report: Commitment
    payment: bytes
    day: int


@dataclass(frozen=True, slots=True)
class CreditNote:
    """The creditor asks for less."""

    said: Said
    day: int
    versions: tuple[Version, ...]

    @property
    def amount(self) -> int:
        return self.versions[-1].amount


@dataclass(frozen=True, slots=True)
class WriteOff:
    """The creditor no longer expects this amount; the debtor still owes it."""

    said: Said
    day: int
    versions: tuple[Version, ...]

    @property
    def amount(self) -> int:
        return self.versions[-1].amount


@dataclass(frozen=True, slots=True)
class Extension:
    """More time, also by correction. `moves` is False if the chain knew it only after the due day in force."""

    said: Said
    day: int
    due: int
    moves: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """One side's proposal of how a dispute ends; `names` is the other side's entry."""

    said: Said
    names: Commitment
    outcome: Outcome
    day: int
    amount: int | None


@dataclass(frozen=True, slots=True)
class Dispute:
    """Open until `closed`; whether it has lapsed by a day is the rulebook's clock, not a state.

    `clocked` is False where the creditor itself recorded the dispute of an external debtor: it can end it at
    any time.
    """

    said: Said
    day: int
    amount: int | None
    clocked: bool
    answers: tuple[Answer, ...] = ()
    closed: Answer | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What the seller said after the right to payment had passed: without effect until the holder
    acknowledges it.
    """

    said: Said
    facts: Facts


@dataclass(frozen=True, slots=True)
class Obligation:
    """Amounts in minor units of `currency`, days since 1970-01-01. `versions[0]` is as first said, the last
    is in force.
    """

    id: ObligationId
    kind: Kind
    said: Said
    currency: str
    issued: int
    versions: tuple[Version, ...]
    due: int
    """The due day in force: the last that a version or an extension moved it to, in time."""
    near: bytes | None = None
    number: int | None = None
    acknowledgements: tuple[Acknowledgement, ...] = ()
    reports: tuple[Report, ...] = ()
    reversals: tuple[Reversal, ...] = ()
    credit_notes: tuple[CreditNote, ...] = ()
    write_offs: tuple[WriteOff, ...] = ()
    extensions: tuple[Extension, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    claims: tuple[Claim, ...] = ()

    @property
    def amount(self) -> int:
        return self.versions[-1].amount

    @property
    def commitment(self) -> Commitment:
        """The commitment in force: what an acknowledgement must name."""
        return self.versions[-1].commitment

    def agreeing(self) -> tuple[Acknowledgement, ...]:
        """Acknowledgements of the version in force."""
        return tuple(item for item in self.acknowledgements if item.names == self.commitment)

    def owned_by(self, side: Capacity) -> bool:
        """Whether a side says itself that it stands as it does: it recorded or acknowledged it, or an agent
        of its own choice did.
        """
        return self.said.capacity is side or any(side in item.on_behalf for item in self.agreeing())

    @property
    def owed(self) -> int:
        """The amount less credit notes, never below 0."""
        return max(0, self.amount - sum(note.amount for note in self.credit_notes))
