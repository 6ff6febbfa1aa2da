"""A state segment: the contracts' code and accounts at one block, and every word asked for, as nodes of the tries."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ledger.archive.errors import ArchiveError, expect
from ledger.archive.manifest import MAX_NODE_BYTES, MIN_NODE_BYTES, Origin, StateSegment
from ledger.archive.nodes import Nodes
from ledger.archive.packed import items
from ledger.core.errors import ProofError
from ledger.proof import rlp
from ledger.proof.keccak import keccak256
from ledger.proof.state import account_key, read_account, word_key
from ledger.proof.trie import path

MAX_FIRST_BYTES: Final = 1 << 17
"""Of a state's first item: three codes are at most 24,576 bytes each (EIP-170)."""


@dataclass(frozen=True, slots=True)
class State:
    """What an archive holds of the state at a block: code by address, trie nodes by hash; nothing is believed yet.

    To be ended with `nodes.close()`.
    """

    block: int
    hash: bytes
    codes: dict[bytes, bytes]
    nodes: Nodes

    def account_proof(self, root: bytes, address: bytes) -> tuple[bytes, ...]:
        """The nodes on the way to an account from the state root, as far as they are here (EIP-1186)."""
        return path(root, account_key(address), self.nodes)[1]

    def word_proofs(
        self, root: bytes, address: bytes, slots: Sequence[bytes]
    ) -> tuple[tuple[bytes, tuple[bytes, ...]], ...]:
        """Each slot with the nodes on the way to it, as far as they are here."""
        leaf, _ = path(root, account_key(address), self.nodes)
        storage = read_account(leaf).storage_root
        keys = ((slot, word_key(int.from_bytes(slot, "big"))) for slot in slots)
        return tuple((slot, path(storage, key, self.nodes)[1]) for slot, key in keys)


def encoded(
    block: int, hash_: bytes, codes: Iterable[tuple[bytes, bytes]], nodes: set[bytes]
) -> Iterator[bytes]:
    """The items of a state segment: RLP[number, hash, [[address, code]…]], then the nodes, sorted by their bytes."""
    yield rlp.encode((rlp.scalar(block), hash_, tuple(codes)))
    yield from sorted(nodes)


def read_state(folder: Path, segment: StateSegment) -> State:
    """The state in a segment, its nodes on disk; ArchiveError, Unavailable."""
    found = items(folder, segment.file)
    codes = _codes(next(found, b""), segment)
    return State(segment.block, segment.hash, codes, Nodes(_nodes(found, segment)))


def _codes(first: bytes, segment: StateSegment) -> dict[bytes, bytes]:
    """The code by address in the first item, which is of the right block."""
    name = segment.file.name
    if len(first) > MAX_FIRST_BYTES:
        raise ArchiveError(name, "first item", f"at most {MAX_FIRST_BYTES} bytes", len(first))
    try:
        number, hash_, listed = rlp.as_list(rlp.decode(first), 3)
        pairs = [rlp.as_list(item, 2) for item in rlp.as_list(listed)]
        codes = {rlp.as_bytes(address, 20): rlp.as_bytes(code) for address, code in pairs}
        for field, expected, value in (
            ("block", segment.block, rlp.as_int(number, 64)),
            ("hash", segment.hash, rlp.as_bytes(hash_, 32)),
        ):
            expect(name, field, expected, value)
    except rlp.RlpError as error:
        raise ArchiveError(name, "first item", "block number, hash and codes", error) from error
    return codes


def _nodes(rest: Iterator[bytes], segment: StateSegment) -> Iterator[bytes]:
    """The other items: as many as the manifest says, ascending, none of a size that no node has."""
    name, before, count = segment.file.name, b"", 0
    for count, node in enumerate(rest, 1):
        if node <= before:
            raise ArchiveError(name, "nodes", "sorted, each once", keccak256(node))
        if count > segment.nodes:
            raise ArchiveError(name, "nodes", segment.nodes, "more")
        if not MIN_NODE_BYTES <= len(node) <= MAX_NODE_BYTES:
            raise ArchiveError(name, "node", f"{MIN_NODE_BYTES} to {MAX_NODE_BYTES} bytes", len(node))
        before = node
        yield node
    expect(name, "nodes", segment.nodes, count)


def check_state(state: State, name: str, origin: Origin, root: bytes) -> None:
    """Code and account of each contract are there, proved by the state root of the block; ArchiveError."""
    for contract in origin.contracts:
        what = f"0x{contract.address.hex()}"
        code = state.codes.get(contract.address, b"")
        expect(name, f"code of {what}", contract.code_hash, keccak256(code))
        try:
            leaf, _ = path(root, account_key(contract.address), state.nodes)
            account = read_account(leaf)
        except ProofError as error:
            raise ArchiveError(name, f"account of {what}", "one that is proved", error) from error
        expect(name, f"account of {what}: code hash", contract.code_hash, account.code_hash)
