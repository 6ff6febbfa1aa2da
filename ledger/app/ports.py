"""What the use cases need of the world. Adapters (chain, store, vault) fill these; wiring joins them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from ledger.core.entry import Clock, Entry
from ledger.core.ids import Commitment, Member, ObligationId, TradelineId

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
    """Everything up to and including this block is final by the engine's own rule."""

    number: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Reorged:
    """Blocks above `number` are gone; `hash` is the block that stands there now."""

    number: int
    hash: bytes


StreamItem = Block | Finalised | Reorged


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

    def stream(
        self, after: int, after_hash: bytes | None, until: int | None
    ) -> Iterator[StreamItem]:
        """Items from block `after` + 1; first a Reorged if `after_hash` no longer stands. Ends at `until` or at the head."""
        ...

    def prove(
        self, address: bytes, slots: Sequence[bytes], number: int
    ) -> ProvedWords: ...

    def code(self, address: bytes, number: int) -> bytes: ...


class Sending(Enum):
    """What became of a transaction."""

    UNKNOWN = "unknown"
    PENDING = "pending"
    MINED = "mined"
    REVERTED = "reverted"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Fate:
    """A transaction's state and, once mined, its block; `reason` explains a revert in words (decoded contract error)."""

    state: Sending
    block: int | None = None
    reason: str | None = None


class Sender(Protocol):
    """Signing and sending for one key."""

    def address(self) -> bytes: ...

    def next_nonce(self) -> int: ...

    def sign(self, to: bytes, data: bytes, nonce: int) -> tuple[bytes, bytes]:
        """(transaction hash, raw signed bytes); estimates gas and raises Refused with the contract's error if it would revert."""
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


# --- the index ---


@dataclass(frozen=True, slots=True)
class Position:
    """The last block whose rows are committed."""

    number: int
    hash: bytes


class Index(Protocol):
    """Decoded events by block, derived from the chain and disposable."""

    def position(self) -> Position | None: ...

    def finalised(self) -> int: ...

    def take(self, items: Iterable[StreamItem]) -> int:
        """Decodes and stores items; each block's rows and the position commit together. Returns blocks taken."""
        ...

    def entries(
        self, tradeline: TradelineId, until: int | None = None
    ) -> tuple[Entry, ...]: ...

    def tradelines_of(
        self, member: Member, until: int | None = None
    ) -> tuple[TradelineId, ...]:
        """Its openings and those it accepted, in the order of its head."""
        ...

    def claims_on(
        self, member: Member, until: int | None = None
    ) -> tuple[TradelineId, ...]: ...

    def holdings_of(
        self, member: Member, until: int | None = None
    ) -> tuple[ObligationId, ...]: ...

    def tradeline_of(self, obligation: ObligationId) -> TradelineId | None: ...

    def known(self, commitment: Commitment) -> Clock | None: ...

    def digest(self) -> bytes:
        """A hash over all rows in a fixed order: equal after a rebuild."""
        ...
