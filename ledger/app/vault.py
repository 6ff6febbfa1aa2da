"""What the use cases need of the vault: the precious store of one party or host.

Nothing but it holds secrets.

Every method is one transaction, or a part of the vault's open one.
"""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from ledger.app.ports import Attempt, OutboxRow, OutboxState, SealedEntry
from ledger.core.ids import Commitment, Member, ObligationId, TradelineId
from ledger.proof.commitment import Full
from ledger.proof.scope import Place, Scope
from ledger.proof.statement import Statement


class Private(Enum):
    """What a private key of a member is for. A holder key is in no registry: attestations are bound to it."""

    TRANSACTION = "transaction"
    DELEGATE = "delegate"
    ATTESTATION = "attestation"
    HOLDER = "holder"
    ENCRYPTION = "encryption"
    TAG = "tag"
    WITNESS = "witness"
    """Cosigns heads of the chain; in no registry: banks and other members are given its vkey."""
    IDENTITY = "identity"
    """No key, but as secret as one: what opens the member's identity commitment."""


class PrivateKeys(Protocol):
    """Private keys of the members that this vault holds."""

    def members(self) -> tuple[Member, ...]: ...

    def put(self, member: Member, kind: Private, generation: int, secret: bytes) -> None: ...

    def get(self, member: Member, kind: Private, generation: int | None = None) -> bytes | None:
        """Of this generation, or the latest."""
        ...

    def generations(self, member: Member, kind: Private) -> tuple[int, ...]: ...


class TradelineKeys(Protocol):
    """Symmetric keys by scope, and this party's salt secret of each tradeline."""

    def next_sequence(self, member: Member, at_least: int = 1) -> int:
        """A number for a tradeline that this member opens: never given twice, and not below `at_least`."""
        ...

    def put_tradeline_key(self, member: Member, scope: Scope, key: bytes) -> None: ...

    def tradeline_key(self, member: Member, scope: Scope) -> bytes | None: ...

    def put_entry_key(self, member: Member, scope: Scope, key: bytes) -> None: ...

    def entry_key(self, member: Member, scope: Scope) -> bytes | None: ...

    def held(self, member: Member) -> int:
        """How many keys, of tradelines and of obligations."""
        ...

    def put_secret(self, member: Member, tradeline: TradelineId, secret: bytes) -> None: ...

    def secret(self, member: Member, tradeline: TradelineId) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """Content of an entry that this party wrote or opened."""

    tradeline: TradelineId
    obligation: ObligationId
    content: Full
    written: bool


class Contents(Protocol):
    """Contents, by commitment; and proofs of the tags under which obligations were recorded."""

    def put(self, member: Member, kept: Kept) -> None: ...

    def get(self, member: Member, commitment: Commitment) -> Kept | None: ...

    def of(self, member: Member, tradeline: TradelineId | None, obligation: ObligationId) -> tuple[Kept, ...]:
        """What is kept on an obligation, or with ON_TRADELINE on the tradeline itself; of one tradeline or of all."""
        ...

    def commitments(self, member: Member, tradeline: TradelineId) -> frozenset[Commitment]:
        """Of everything kept on a tradeline."""
        ...

    def put_proof(
        self, member: Member, tradeline: TradelineId, obligation: ObligationId, proof: bytes
    ) -> None: ...

    def proof(self, member: Member, obligation: ObligationId) -> bytes | None:
        """The VRF proof of the obligation's tag."""
        ...


class Outbox(Protocol):
    """Batches on their way."""

    def append(
        self, member: Member, lane: int, entries: Sequence[SealedEntry], names: Sequence[bytes]
    ) -> OutboxRow:
        """Stores a batch at the end of its lane, state accepted.

        `names`: one for each entry, by which it is found again.
        """
        ...

    def row(self, number: int) -> OutboxRow: ...

    def rows(self, member: Member | None = None, *states: OutboxState) -> tuple[OutboxRow, ...]:
        """In the order in which they were accepted; of these states, or all."""
        ...

    def next_rows(self) -> tuple[OutboxRow, ...]:
        """Of each lane the first row that is not mined, final or refused."""
        ...

    def open(self) -> int:
        """How many rows are neither final nor refused."""
        ...

    def unindexed(self, indexed: int) -> tuple[OutboxRow, ...]:
        """Rows, not refused, that an index at block `indexed` may lack: not final, or final above it; in order."""
        ...

    def find(self, member: Member, name: bytes) -> OutboxRow | None:
        """The latest row that holds the entry of this name."""
        ...

    def attempts(self, number: int) -> tuple[Attempt, ...]: ...

    def highest_nonce(self, address: bytes) -> int | None: ...

    def signed(self, number: int, attempt: Attempt) -> None:
        """The row's state becomes signed; the attempt is stored before anything is sent."""
        ...

    def move(self, number: int, state: OutboxState, block: int | None = None) -> None: ...

    def renew(self, number: int) -> None:
        """Back to accepted: every attempt so far is dead."""
        ...

    def refuse(self, number: int, reason: str) -> None:
        """Ends the row with its reason. Rows behind it in the lane that are not mined move down by one sequence."""
        ...

    def shift(self, member: Member, lane: int, after: int, by: int) -> None:
        """Adds `by` to the sequences of unmined rows from number `after` on: others have written in the lane."""
        ...

    def exclusively(self) -> AbstractContextManager[None]:
        """One pump at a time; raises Unavailable while another process has it. A killed process has it no more."""
        ...


class Documents(Protocol):
    """Documents that were taken in, by SHA-256: one that comes twice is recorded once."""

    def put(self, member: Member, digest: bytes, outcome: str, tradelines: tuple[TradelineId, ...]) -> None:
        """Remembers what became of a document, and which tradelines it touched."""
        ...

    def outcome(self, member: Member, digest: bytes) -> str | None:
        """None if it was never seen; empty if its outcome was erased."""
        ...


class Consents(Protocol):
    """Openings of the consents that members gave, by commitment: CBOR bytes that the use case reads."""

    def put(self, member: Member, commitment: Commitment, opening: bytes) -> None: ...

    def get(self, member: Member, commitment: Commitment) -> bytes | None: ...

    def all(self, member: Member) -> tuple[tuple[Commitment, bytes], ...]: ...


class Attestations(Protocol):
    """Attestations about a member and the proofs taken for them, by digest: bytes that the use case reads."""

    def put(self, member: Member, digest: bytes, form: bytes) -> None: ...

    def get(self, member: Member, digest: bytes) -> bytes | None: ...

    def all(self, member: Member) -> tuple[tuple[bytes, bytes], ...]:
        """(digest, form) of each."""
        ...


class Statements(Protocol):
    """What witnesses stated about heads of the chain, this party's own among them: public, kept for ever."""

    def put(self, statement: Statement) -> bool:
        """Whether it is new and kept.

        A witness's statement of a checkpoint is kept once, and of a height two: a third adds no proof.
        """
        ...

    def at(self, origin: str, block: int) -> tuple[Statement, ...]:
        """In the order in which they came."""
        ...

    def latest(self, origin: str, public: Collection[bytes]) -> Statement | None:
        """Of the highest block, by one of these keys."""
        ...

    def stated(self, origin: str, witnesses: int, most: int) -> tuple[int, ...]:
        """The highest blocks of which so many witnesses, by name, state one and the same; counted, not verified."""
        ...

    def contradictions(
        self, origin: str, skip: int = 0, most: int | None = None
    ) -> tuple[tuple[Statement, Statement], ...]:
        """Every two by which a witness stated two things of one height, in the order in which they were found."""
        ...

    def contradicted(self) -> int:
        """How many such pairs there are, of all logs; none is verified."""
        ...


@dataclass(frozen=True, slots=True)
class Erased:
    """What is not to be opened again: a tradeline (all else None), or in one epoch an obligation or an entry."""

    tradeline: TradelineId
    epoch: int | None = None
    obligation: ObligationId | None = None
    commitment: Commitment | None = None


@dataclass(frozen=True, slots=True)
class Destruction:
    """What to destroy of one member on one tradeline, by name, None for all; its salt secret goes in any case."""

    tradeline: TradelineId
    marks: tuple[Erased, ...]
    tradeline_keys: tuple[int, ...] | None = None
    """Epochs."""
    entry_keys: tuple[tuple[int, ObligationId], ...] | None = None
    contents: tuple[Commitment, ...] | None = None
    proofs: tuple[ObligationId, ...] | None = None


class Erasures(Protocol):
    """Destruction in the vault and in every registered backup that can be reached."""

    def erased(self, member: Member, tradeline: TradelineId) -> tuple[Erased, ...]: ...

    def marked(self, member: Member) -> int:
        """How many marks there are of all tradelines; they are never taken away."""
        ...

    def destroy(self, member: Member, destruction: Destruction) -> dict[str, int]:
        """Deletes, and stores the marks; how many of each kind were there."""
        ...

    def destroy_key(self, member: Member, kind: Private, generation: int) -> None: ...

    def purge(self, member: Member) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Overwrites what was deleted, makes the member's rows in backups those of the vault: (reached, not)."""
        ...


class Vault(Protocol):
    """The precious store of one party or host. Nothing but it holds secrets."""

    @property
    def place(self) -> Place: ...

    @property
    def keys(self) -> PrivateKeys: ...

    @property
    def tradelines(self) -> TradelineKeys: ...

    @property
    def contents(self) -> Contents: ...

    @property
    def outbox(self) -> Outbox: ...

    @property
    def documents(self) -> Documents: ...

    @property
    def consents(self) -> Consents: ...

    @property
    def attestations(self) -> Attestations: ...

    @property
    def statements(self) -> Statements: ...

    @property
    def erasures(self) -> Erasures: ...

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing, on disk when it ends."""
        ...
