"""The state in an archive is bounded: by what a trie can be of, and by what is held in memory while it is read."""

import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.archive.check import check
from ledger.archive.errors import ArchiveError
from ledger.archive.manifest import MAX_NODE_BYTES, MAX_STATE_BYTES, MIN_NODE_BYTES, File, StateSegment
from ledger.archive.manifest_file import parse_manifest, serialise
from ledger.archive.nodes import Nodes
from ledger.archive.packed import PackedWriter
from ledger.archive.state import MAX_FIRST_BYTES, read_state
from ledger.archive.writer import ArchiveWriter
from ledger.core.errors import Unavailable
from ledger.proof import rlp
from ledger.proof.keccak import keccak256
from tests.unit.archive.chains import ADDRESSES, CODES, STATE, Archived, Chain, archived

NAME = "state-000000000009.zst"


@pytest.fixture
def honest(tmp_path: Path) -> Archived:
    found = archived(tmp_path)
    assert check(found.folder, found.manifest).states == (9,)
    return found


def item(size: int, number: int = 0) -> bytes:
    """An RLP item of so many bytes, 32 or more."""
    short = number.to_bytes(size - 1 - (size > 56) - (size > 257), "big")
    return rlp.encode(short)


def packed(
    folder: Path, nodes: list[bytes], first: bytes = rlp.encode((rlp.scalar(9), bytes(32), ()))
) -> File:
    with PackedWriter(folder) as writer:
        for each in (first, *nodes):
            writer.write(each)
        return writer.close(NAME)


def fault(folder: Path, file: File, nodes: int) -> str:
    with pytest.raises(ArchiveError) as refused:
        read_state(folder, StateSegment(file, 9, bytes(32), nodes)).nodes.close()
    assert refused.value.segment == NAME
    return refused.value.field


def test_nodes_are_of_a_size_that_nodes_have(tmp_path: Path) -> None:
    right = [item(MIN_NODE_BYTES), item(MAX_NODE_BYTES)]
    state = read_state(tmp_path, StateSegment(packed(tmp_path, right), 9, bytes(32), 2))
    assert {state.nodes[keccak256(node)] for node in right} == set(right)
    state.nodes.close()
    for wrong in (b"\x84abcd", item(MIN_NODE_BYTES - 1), item(MAX_NODE_BYTES + 1)):
        assert fault(tmp_path, packed(tmp_path, [wrong]), 1) == "node"


def test_the_largest_node_is_a_branch_of_sixteen_hashes() -> None:
    assert len(rlp.encode((*(bytes([at]) * 32 for at in range(16)), b""))) == MAX_NODE_BYTES


def test_no_more_nodes_are_taken_than_the_manifest_says(tmp_path: Path) -> None:
    file = packed(tmp_path, [item(40, number) for number in range(10)])
    for said in (9, 11):
        assert fault(tmp_path, file, said) == "nodes"
    read_state(tmp_path, StateSegment(file, 9, bytes(32), 10)).nodes.close()


def test_a_manifest_names_no_more_nodes_than_there_is_place_for(honest: Archived) -> None:
    manifest = honest.manifest
    (state,) = manifest.states
    assert parse_manifest(serialise(manifest)) == manifest
    for wrong in (
        replace(state, nodes=state.file.plain_size // MIN_NODE_BYTES + 1),
        replace(state, file=replace(state.file, plain_size=MAX_STATE_BYTES + 1)),
        replace(state, file=replace(state.file, size=MAX_STATE_BYTES + 1)),
    ):
        with pytest.raises(ArchiveError, match="states"):
            parse_manifest(serialise(replace(manifest, states=(wrong,))))
    largest = replace(state, file=replace(state.file, size=MAX_STATE_BYTES, plain_size=MAX_STATE_BYTES))
    assert parse_manifest(serialise(replace(manifest, states=(largest,)))).states == (largest,)


def test_a_first_item_that_is_longer_than_three_codes_is_not_decoded(tmp_path: Path) -> None:
    bomb = rlp.encode((rlp.scalar(9), bytes(32), ((),) * MAX_FIRST_BYTES))
    assert fault(tmp_path, packed(tmp_path, [], bomb), 0) == "first item"
    codes = tuple((bytes([at]) * 20, bytes(24_576)) for at in (1, 2, 3))
    largest = packed(tmp_path, [], rlp.encode((rlp.scalar(9), bytes(32), codes)))
    state = read_state(tmp_path, StateSegment(largest, 9, bytes(32), 0))
    assert state.codes == dict(codes)
    state.nodes.close()


def test_memory_does_not_grow_with_the_nodes() -> None:
    """Not that of Python objects; SQLite has a cache of eight MiB, however many there are."""

    def peak(count: int) -> int:
        tracemalloc.start()
        try:
            nodes = Nodes(item(100, number) for number in range(count))
            assert (len(nodes), nodes[keccak256(item(100, 7))]) == (count, item(100, 7))
            nodes.close()
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    few = peak(500)
    assert peak(10_000) < few + 10_000 * 100 / 10


def test_a_node_that_is_not_there_is_not_found() -> None:
    nodes = Nodes([item(40)])
    assert list(nodes) == [keccak256(item(40))] and bytes(32) not in nodes
    with pytest.raises(KeyError):
        nodes[bytes(32)]
    nodes.close()
    with pytest.raises(Unavailable):
        nodes[bytes(32)]


def test_the_proof_of_an_empty_trie_is_no_node(tmp_path: Path) -> None:
    """A node may answer with the empty trie's only one, 0x80: it proves nothing that its hash does not."""
    found = Archived(Chain().grow(2), tmp_path)
    with ArchiveWriter(tmp_path, found.chain.origin) as writer:
        _, last = map(writer.add, found.chain.blocks)
        writer.end()
        writer.add_state(last, zip(ADDRESSES, CODES, strict=True), (b"\x80", *STATE[1]))
    assert found.manifest.states[0].nodes == len(STATE[1])
    assert check(tmp_path, found.manifest).states == (1,)
