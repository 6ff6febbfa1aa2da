"""Chains of whole blocks without a node: roots and parents are true, what is in them is noise."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from ledger.archive.manifest import Contract, Manifest, Origin
from ledger.archive.manifest_file import read_manifest
from ledger.archive.writer import ArchiveWriter
from ledger.proof import rlp
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.hashes import block_hash
from ledger.proof.header import Header
from ledger.proof.keccak import keccak256
from ledger.proof.logs import Log
from ledger.proof.receipts import Receipt, block_bloom, encode_receipt, receipts_root
from ledger.proof.trie import EMPTY_ROOT, trie_root
from ledger.proof.whole_block import CheckedBlock, WholeBlock

ADDRESSES = tuple(bytes([at]) * 20 for at in (1, 2, 3))
CODES = tuple(b"code of " + address for address in ADDRESSES)
SPAN = 4


@dataclass
class Chain:
    """Blocks, the last one first in `blocks[-1]`; the state of every block is one of three contracts without words."""

    random: Random = field(default_factory=lambda: Random(5))
    blocks: list[WholeBlock] = field(default_factory=list)

    @property
    def tip(self) -> bytes:
        return block_hash(Engine.DEVELOPMENT, self.blocks[-1].header) if self.blocks else bytes(32)

    @property
    def origin(self) -> Origin:
        contracts = (
            Contract(address, keccak256(code)) for address, code in zip(ADDRESSES, CODES, strict=True)
        )
        genesis = block_hash(Engine.DEVELOPMENT, self.blocks[0].header)
        return Origin(7, genesis, ((0, Engine.DEVELOPMENT),), *contracts)

    def grow(self, blocks: int) -> "Chain":
        """So many more blocks, of 0 to 2 transactions each."""
        for _ in range(blocks):
            receipts: list[Receipt] = []
            for at in range(len(self.blocks) % 3):
                logs = tuple(self._log() for _ in range(self.random.randint(1, 2)))
                receipts.append(Receipt(2 * (at % 2), True, 21_000 * (at + 1), logs))
            self.blocks.append(self._block(receipts))
        return self

    def _log(self) -> Log:
        topics = tuple(self.random.randbytes(32) for _ in range(self.random.randint(0, 3)))
        return Log(self.random.choice(ADDRESSES), topics, self.random.randbytes(100))

    def _block(self, receipts: Sequence[Receipt]) -> WholeBlock:
        raws = tuple(self.random.randbytes(110) for _ in receipts)
        header = Header(
            self.tip,
            bytes(32),
            bytes(20),
            STATE[0],
            trie_root({rlp.encode_int(at): raw for at, raw in enumerate(raws)}),
            receipts_root(receipts),
            block_bloom(receipts),
            1,
            len(self.blocks),
            30_000_000,
            0,
            1_700_000_000 + len(self.blocks),
            b"",
            bytes(32),
            bytes(8),
        )
        return WholeBlock(header, raws, tuple(map(encode_receipt, receipts)))


def _state() -> tuple[bytes, tuple[bytes, ...]]:
    """Root and nodes of a state with the three contracts: paths of their hashed addresses part at the first nibble."""
    leaves = {
        keccak256(address): rlp.encode((rlp.scalar(1), b"", EMPTY_ROOT, keccak256(code)))
        for address, code in zip(ADDRESSES, CODES, strict=True)
    }
    children: list[bytes] = [b""] * 16
    nodes = []
    for key, value in leaves.items():
        assert children[key[0] >> 4] == b""
        # An odd number of nibbles is left: the flag and the first of them are one byte (Yellow Paper, appendix C).
        node = rlp.encode((bytes([0x30 | key[0] & 15]) + key[1:], value))
        children[key[0] >> 4] = keccak256(node)
        nodes.append(node)
    root = rlp.encode((*children, b""))
    assert keccak256(root) == trie_root(leaves)
    return keccak256(root), (root, *nodes)


STATE = _state()


@dataclass(frozen=True)
class Archived:
    """A chain and its archive."""

    chain: Chain
    folder: Path

    @property
    def manifest(self) -> Manifest:
        found = read_manifest(self.folder)
        assert found is not None
        return found

    def write(self) -> None:
        """Everything that is not in it yet, and the state at the end."""
        with ArchiveWriter(self.folder, self.chain.origin, SPAN) as writer:
            last: CheckedBlock | None = None
            for block in self.chain.blocks[writer.next :]:
                last = writer.add(block)
            writer.end()
            if last is not None:
                writer.add_state(last, zip(ADDRESSES, CODES, strict=True), STATE[1])


def archived(folder: Path, blocks: int = 10) -> Archived:
    """An archive of so many blocks, of segments of four."""
    found = Archived(Chain().grow(blocks), folder)
    found.write()
    return found
