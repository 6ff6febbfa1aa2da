"""What the chain says of an entry, and what its reader could open of it."""

from dataclasses import dataclass
from enum import Enum

from ledger.core.codes import Capacity, EntryClass, Status
from ledger.core.content import Facts, Identity
from ledger.core.ids import Commitment, Member, ObligationId, TradelineId


@dataclass(frozen=True, slots=True, order=True)
class Clock:
    """When the chain knew it: block number and block time (seconds since 1970-01-01 UTC)."""

    number: int
    time: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as logged (records.md, section 2). `payload` is sealed; `position` is the log's index in its block."""

    tradeline: TradelineId
    entry_class: EntryClass
    capacity: Capacity
    delegated: bool
    status: Status
    epoch: int
    recorder: Member
    subject: Member
    detail: int
    obligation: ObligationId
    commitment: Commitment
    payload: bytes
    clock: Clock
    position: int


class PayloadFault(Enum):
    """Why an entry's payload is void: the recorder's fault, visible to whoever has the committed key."""

    NOT_OPENED = "not-opened"
    WRONG_COMMITMENT = "wrong-commitment"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Opened:
    """The content, proved by the entry's commitment. `identity` is None where only the facts were shown."""

    facts: Facts
    identity: Identity | None


@dataclass(frozen=True, slots=True)
class Sealed:
    """This reader has no key for it, or its key was erased."""


@dataclass(frozen=True, slots=True)
class Void:
    """The committed key does not open it to a well-formed content."""

    fault: PayloadFault


Content = Opened | Sealed | Void
