"""The manifest: which chain, which segments, and what each has to be."""

import re
from dataclasses import dataclass, replace
from typing import Final

from ledger.core.errors import ProofError
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.hashes import block_hash
from ledger.proof.header import Header
from ledger.proof.header import block_hash as plain_hash

MANIFEST: Final = "manifest.json"
MAX_SEGMENT_BYTES: Final = 1 << 30
"""Of a segment's plain bytes: what a reader is asked to take at most."""
MAX_STATE_BYTES: Final = 1 << 28
"""The same of a state: some two million words, each with what proves it in about 120 bytes."""
MIN_NODE_BYTES: Final = 32
"""Of a trie node: a shorter one stands within its parent, and a root of hashed keys is longer."""
MAX_NODE_BYTES: Final = 3 + 16 * 33 + 1
"""Of a trie node under hashed keys: a branch with sixteen hashes and no value."""
NO_PARENT: Final = bytes(32)

_NAME = re.compile(r"(blocks-[0-9]{12}-[0-9]{12}|state-[0-9]{12})\.zst")


@dataclass(frozen=True, slots=True)
class Contract:
    """One of the three contracts: 20-byte address, 32-byte hash of its code."""

    address: bytes
    code_hash: bytes


@dataclass(frozen=True, slots=True)
class Origin:
    """Of which chain and ledger an archive is; two exports with equal origins go into one archive.

    `engines` are the engines with the first block of each, from 0: they say how block hashes are taken. `genesis` is
    the hash of block 0.
    """

    chain_id: int
    genesis: bytes
    engines: tuple[tuple[int, Engine], ...]
    registry: Contract
    ledger: Contract
    attestations: Contract

    @property
    def contracts(self) -> tuple[Contract, Contract, Contract]:
        """In the order of a state segment."""
        return self.registry, self.ledger, self.attestations

    def engine_at(self, number: int) -> Engine:
        """The engine that sealed a block."""
        return next(engine for first, engine in reversed(self.engines) if first <= number)

    def hash_of(self, header: Header) -> bytes:
        """The hash of a block; that of the header as it stands, where it is none of its engine's."""
        try:
            return block_hash(self.engine_at(header.number), header)
        except ProofError:
            return plain_hash(header)

    def goes_on(self, other: "Origin", blocks: int) -> bool:
        """Whether the first `blocks` of both are of one chain: engines that come later may be known to one alone."""
        return replace(other, engines=self.engines) == self and all(
            self.engine_at(first) == other.engine_at(first)
            for first, _ in (*self.engines, *other.engines)
            if first < max(blocks, 1)
        )


@dataclass(frozen=True, slots=True)
class File:
    """A file of an archive: its name, bytes as they lie there and without compression, SHA-256 of both."""

    name: str
    size: int
    sha256: bytes
    plain_size: int
    plain_sha256: bytes


@dataclass(frozen=True, slots=True)
class BlockSegment:
    """Blocks `first` to `last`. `parent` is the first one's parent hash, `hash` the last one's own."""

    file: File
    first: int
    last: int
    parent: bytes
    hash: bytes
    transactions: int
    logs: int


@dataclass(frozen=True, slots=True)
class StateSegment:
    """State of the three contracts as of a block, as trie nodes."""

    file: File
    block: int
    hash: bytes
    nodes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """Segments of blocks without a gap from block 0, each on the one before; states by block, ascending."""

    origin: Origin
    segments: tuple[BlockSegment, ...] = ()
    states: tuple[StateSegment, ...] = ()

    @property
    def last(self) -> BlockSegment | None:
        """The segment with the last block."""
        return self.segments[-1] if self.segments else None

    @property
    def blocks(self) -> int:
        """How many blocks, from 0 on."""
        return self.segments[-1].last + 1 if self.segments else 0

    @property
    def files(self) -> tuple[File, ...]:
        """Every file beside the manifest itself."""
        return (*(one.file for one in self.segments), *(one.file for one in self.states))


def is_segment_name(name: str) -> bool:
    """Whether a file may be a segment of an archive, by its name."""
    return _NAME.fullmatch(name) is not None


def block_file(first: int, last: int) -> str:
    """Name of the segment of some blocks."""
    return f"blocks-{first:012}-{last:012}.zst"


def state_file(block: int) -> str:
    """Name of the segment of the state at a block."""
    return f"state-{block:012}.zst"
