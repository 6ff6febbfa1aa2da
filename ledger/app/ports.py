"""What the use cases need of the world. Adapters (chain, store, vault) fill these; wiring joins them."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from ledger.core.codes import KeyPurpose, MemberEvent, MemberList, Role
from ledger.core.entry import Clock, Entry
from ledger.core.ids import Commitment, Member, ObligationId, TradelineId
from ledger.proof.consensus.engine import Engine, Finality

# --- the chain ---


@dataclass(frozen=True, slots=True)
class RawLog:
    """A log as a receipt has it; `index` counts within the block."""

    address: bytes
    topics: tuple[bytes, ...]
    data: bytes
    index: int
    transaction: bytes


@dataclass(frozen=True, slots=True)
class Block:
    """A new block on top of the last one, with the logs of the ledger's contracts in order."""

    number: int
    hash: bytes
    parent: bytes
    time: int
    logs: tuple[RawLog, ...]


@dataclass(frozen=True, slots=True)
class Finalised:
    """Everything up to and including this block is final by the engine's own rule, and how final that is."""

    number: int
    hash: bytes
    finality: Finality = Finality.NONE


@dataclass(frozen=True, slots=True)
class Reorged:
    """Blocks above `number` are gone; `hash` is the block that stands there now."""

    number: int
    hash: bytes


StreamItem = Block | Finalised | Reorged


@dataclass(frozen=True, slots=True)
class Standing:
    """As of which block something is said, and how final that block is: NONE where it is not final yet.

    `time` of the block in seconds since 1970-01-01 UTC, 0 where it was not asked for.
    """

    number: int
    hash: bytes
    finality: Finality
    time: int = 0


@dataclass(frozen=True, slots=True)
class ProvedWords:
    """An EIP-1186 answer of one account at one block, as the node gave it: RLP nodes, not yet believed."""

    address: bytes
    account_proof: tuple[bytes, ...]
    words: tuple[tuple[bytes, tuple[bytes, ...]], ...]
    """(32-byte slot, proof nodes) in the order asked."""


class Chain(Protocol):
    """Reading a chain over JSON-RPC. Every method may raise Unavailable."""

    def chain_id(self) -> int: ...

    def height(self) -> int: ...

    def header(self, number: int) -> dict[str, object]:
        """The JSON of eth_getBlockByNumber, without transactions; the caller decodes and checks it."""
        ...

    def receipts(self, number: int) -> list[dict[str, object]]:
        """The JSON receipts of every transaction of the block, in order."""
        ...

    def stream(self, after: int, after_hash: bytes | None, until: int | None) -> Iterator[StreamItem]:
        """Items from block `after` + 1 to `until` or the head; first a Reorged if `after_hash` no longer stands."""
        ...

    def prove(self, address: bytes, slots: Sequence[bytes], number: int) -> ProvedWords: ...

    def code(self, address: bytes, number: int) -> bytes: ...


class SealedChain(Chain, Protocol):
    """A chain that also says what its engine makes of its blocks."""

    engine: Engine

    def final(self) -> int:
        """The last final block."""
        ...

    def settled_by(self, number: int) -> int:
        """The first block at whose coming block `number` was final: its own, where its seals settle it."""
        ...


class Sending(Enum):
    """What became of a transaction."""

    UNKNOWN = "unknown"
    PENDING = "pending"
    MINED = "mined"
    REVERTED = "reverted"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Fate:
    """A transaction's state and, once mined, its block; `reason` explains a revert in words."""

    state: Sending
    block: int | None = None
    reason: str | None = None


class Sender(Protocol):
    """Signing and sending for one key."""

    def address(self) -> bytes: ...

    def next_nonce(self) -> int: ...

    def sign(self, to: bytes, data: bytes, nonce: int) -> tuple[bytes, bytes]:
        """(transaction hash, raw signed bytes); Refused with the contract's error if it would revert."""
        ...

    def submit(self, raw: bytes) -> None:
        """Hands raw bytes to the node; handing in the same bytes again is harmless."""
        ...

    def fate(self, transaction: bytes) -> Fate: ...


# --- the outbox ---


class OutboxState(Enum):
    """Where an accepted batch stands: accepted means stored."""

    ACCEPTED = "accepted"
    SIGNED = "signed"
    SUBMITTED = "submitted"
    MINED = "mined"
    FINAL = "final"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """An entry ready for the ledger's `record`: meta as handed in, obligation (or tag), commitment, payload."""

    meta: bytes
    obligation: bytes
    commitment: bytes
    payload: bytes


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A batch on its way: (member, lane, sequence) works once on chain, so a row can be sent again without harm."""

    member: Member
    lane: int
    sequence: int
    entries: tuple[SealedEntry, ...]
    state: OutboxState
    nonce: int | None = None
    transaction: bytes | None = None
    raw: bytes | None = None
    block: int | None = None
    reason: str | None = None
    number: int = 0
    """Where it stands in the outbox, from 1, for ever; `sequence` moves down when a row before it is refused."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One signing of a row: kept for ever, because a transaction once handed out may be mined at any time."""

    address: bytes
    nonce: int
    sequence: int
    transaction: bytes
    raw: bytes


class Relay(Protocol):
    """Handing signed bytes to the chain, whoever signed them. Every method may raise Unavailable."""

    def nonce(self, address: bytes) -> int:
        """Transactions of the address that are mined or waiting."""
        ...

    def submit(self, raw: bytes) -> None:
        """Handing in the same bytes again, or bytes whose nonce is used up, is harmless."""
        ...

    def fate(self, transaction: bytes) -> Fate: ...


class Recorder(Protocol):
    """The ledger contract's `record`: how a batch is called, and where its lanes stand."""

    def call(self, lane: int, sequence: int, entries: Sequence[SealedEntry]) -> tuple[bytes, bytes]:
        """(contract address, call data)."""
        ...

    def next_sequence(self, member: Member, lane: int) -> int:
        """The sequence that the contract expects next, at the head; may raise Unavailable."""
        ...

    def height(self) -> int:
        """The head's number: asked after `next_sequence`, it is not lower than the block that answered that."""
        ...


# --- who is who ---


@dataclass(frozen=True, slots=True)
class MemberState:
    """What the registry says of a member now."""

    number: Member
    active: bool
    roles: Role


@dataclass(frozen=True, slots=True)
class RegisteredKey:
    """A registered key. `public` in the form of its purpose; `until` is the first block at which it is not valid."""

    purpose: KeyPurpose
    generation: int
    public: bytes
    since: int
    until: int | None = None
    compromised: bool = False


class Directory(Protocol):
    """Reading the registry. Every method may raise Unavailable."""

    def member(self, number: Member) -> MemberState | None: ...

    def keys(self, number: Member, purpose: KeyPurpose) -> tuple[RegisteredKey, ...]:
        """All keys that the member ever had for the purpose, oldest first."""
        ...

    def consent(self, commitment: Commitment) -> bool | None:
        """Whether the consent stands; None if it was never given."""
        ...


class Registrations(Protocol):
    """Writing to the registries as one member. Each call returns once mined; Refused with the contract's error."""

    def register(self, purpose: KeyPurpose, public: bytes) -> None: ...

    def consent(self, commitment: Commitment) -> None: ...

    def withdraw_consent(self, commitment: Commitment) -> None: ...


class Anchors(Protocol):
    """Writing to the registry of attestations as one issuer. Each call returns the block it was mined in; Refused."""

    def anchor(self, digest: bytes) -> int: ...

    def revoke(self, digest: bytes) -> int: ...

    def supersede(self, older: bytes, newer: bytes) -> int: ...


# --- the index ---


@dataclass(frozen=True, slots=True)
class Position:
    """The last block whose rows are committed."""

    number: int
    hash: bytes


class Index(Protocol):
    """Decoded events by block, derived from the chain and disposable."""

    def start(self) -> int:
        """The first block to take: none before it has anything to say."""
        ...

    def position(self) -> Position | None: ...

    def finalised(self) -> int: ...

    def standing(self, until: int | None = None) -> Standing | None:
        """The last block taken, of those up to `until`; None before the first."""
        ...

    def leading(self) -> AbstractContextManager[bool]:
        """Whether this one is, until the block ends, the only one of all on its database that takes blocks."""
        ...

    def take(self, items: Iterable[StreamItem]) -> int:
        """Decodes and stores items; each block's rows and the position commit together. Returns blocks taken."""
        ...

    def entries(self, tradeline: TradelineId, until: int | None = None) -> tuple[Entry, ...]: ...

    def tradelines_of(self, member: Member, until: int | None = None) -> tuple[TradelineId, ...]:
        """Its openings and those it accepted, in the order of its head."""
        ...

    def claims_on(self, member: Member, until: int | None = None) -> tuple[TradelineId, ...]: ...

    def holdings_of(self, member: Member, until: int | None = None) -> tuple[ObligationId, ...]: ...

    def shared_with(self, member: Member, until: int | None = None) -> tuple[TradelineId, ...]:
        """Tradelines on which someone gave it a key, in the order of the first share."""
        ...

    def tradeline_of(self, obligation: ObligationId) -> TradelineId | None: ...

    def known(self, commitment: Commitment) -> Clock | None: ...

    def listings(
        self, member: Member, of: MemberList, until: int | None = None
    ) -> tuple[tuple[MemberEvent, TradelineId | ObligationId, Clock], ...]:
        """Every step of one of a member's heads, in order: what happened, with what, when."""
        ...

    def digest(self) -> bytes:
        """A hash over all rows in a fixed order: equal after a rebuild."""
        ...


class GrowingIndex(Index, Protocol):
    """An index that also says what has come since a block."""

    def entries_after(self, tradeline: TradelineId, block: int, until: int) -> tuple[Entry, ...]:
        """A tradeline's entries above `block`, up to block `until`."""
        ...

    def touched(self, block: int, until: int) -> frozenset[TradelineId]:
        """Tradelines with such an entry."""
        ...

    def listed(self, member: Member, block: int, until: int) -> bool:
        """Whether anything came on a member's lists in those blocks."""
        ...
