"""Faults planted one by one in an archive: each is found, by segment, block and field; the honest one is whole."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard

from ledger.archive.check import Checked, check
from ledger.archive.errors import ArchiveError
from ledger.archive.manifest import MANIFEST
from ledger.archive.manifest_file import read_manifest, serialise
from ledger.archive.state import encoded
from ledger.proof.receipts import decode_receipt, encode_receipt
from ledger.proof.whole_block import WholeBlock, encode_block
from tests.unit.archive.chains import ADDRESSES, CODES, STATE, Archived, archived
from tests.unit.archive.forge import file_of, packed, publish, put, reforge, rewrite

FIRST, SECOND = "blocks-000000000000-000000000003.zst", "blocks-000000000004-000000000007.zst"


@pytest.fixture
def honest(tmp_path: Path) -> Archived:
    """Blocks 0 to 9 in three segments, and the state at block 9."""
    found = archived(tmp_path)
    assert checked(found).blocks == 10
    return found


def checked(found: Archived) -> Checked:
    manifest = read_manifest(found.folder)
    assert manifest is not None
    return check(found.folder, manifest)


def fault(found: Archived) -> tuple[str, int | None, str]:
    with pytest.raises(ArchiveError) as refused:
        checked(found)
    error = refused.value
    assert error.segment in str(error) and error.field in str(error)
    return error.segment, error.block, error.field


def test_an_honest_archive_is_whole(honest: Archived) -> None:
    counted = [block.receipts for block in honest.chain.blocks]
    found = checked(honest)
    assert (found.blocks, found.transactions, found.states) == (10, sum(map(len, counted)), (9,))
    assert found.logs == sum(len(decode_receipt(one).logs) for receipts in counted for one in receipts) > 0


def altered_log(block: WholeBlock) -> WholeBlock:
    """One byte of one log, with the bloom as it was."""
    at = next(at for at, one in enumerate(block.receipts) if decode_receipt(one).logs)
    receipt = decode_receipt(block.receipts[at])
    log = receipt.logs[0]
    altered = replace(
        receipt, logs=(replace(log, data=bytes([log.data[0] ^ 1]) + log.data[1:]), *receipt.logs[1:])
    )
    receipts = list(block.receipts)
    receipts[at] = encode_receipt(altered)
    return replace(block, receipts=tuple(receipts))


def at(
    index: int, change: Callable[[WholeBlock], WholeBlock]
) -> Callable[[list[WholeBlock]], Sequence[WholeBlock]]:
    return lambda blocks: [*blocks[:index], change(blocks[index]), *blocks[index + 1 :]]


def header(**changes: object) -> Callable[[WholeBlock], WholeBlock]:
    return lambda block: replace(block, header=replace(block.header, **changes))


REFORGED = [
    ("an altered log", 1, at(1, altered_log), (SECOND, 5, "receiptsRoot")),
    ("an altered status", 1, at(1, lambda block: replace(block, receipts=tuple(
        encode_receipt(replace(decode_receipt(one), succeeded=False)) for one in block.receipts))),
     (SECOND, 5, "receiptsRoot")),
    ("an altered transaction", 1, at(1, lambda block: replace(block, transactions=(
        b"\x01" + block.transactions[0], *block.transactions[1:]))), (SECOND, 5, "transactionsRoot")),
    ("receipts in another order", 1, at(1, lambda block: replace(block, receipts=block.receipts[::-1])),
     (SECOND, 5, "receiptsRoot")),
    ("an altered header", 1, at(1, header(timestamp=1)), (SECOND, 6, "parentHash")),
    ("an altered root", 1, at(1, header(receipts_root=bytes(32))), (SECOND, 5, "receiptsRoot")),
    ("another parent", 1, at(1, header(parent_hash=bytes(32))), (SECOND, 5, "parentHash")),
    ("an altered last header", 1, at(3, header(timestamp=1)), (SECOND, 7, "hash")),
    ("another genesis", 0, at(0, header(timestamp=1)), (MANIFEST, 0, "genesis")),
    ("an omitted block", 1, lambda blocks: [*blocks[:1], *blocks[2:]], (SECOND, 5, "number")),
    ("an omitted last block", 1, lambda blocks: blocks[:-1], (SECOND, None, "last")),
    ("a block twice", 1, lambda blocks: [*blocks[:2], *blocks[1:]], (SECOND, 6, "number")),
    ("a swapped order", 1, lambda blocks: [blocks[1], blocks[0], *blocks[2:]], (SECOND, 4, "number")),
    ("no block", 1, lambda blocks: blocks[:1], (SECOND, None, "last")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("segment", "change", "named"), [row[1:] for row in REFORGED], ids=[row[0] for row in REFORGED]
)
def test_a_segment_that_was_made_anew_with_a_fault(
    honest: Archived, segment: int, change: object, named: object
) -> None:
    assert honest.chain.blocks[5].receipts[1:]
    reforge(honest, segment, change)
    assert fault(honest) == named


def test_a_segment_that_is_made_anew_without_one_is_whole(honest: Archived) -> None:
    reforge(honest, 1, lambda blocks: blocks)
    assert checked(honest).blocks == 10


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ({"hash": bytes(32)}, ("blocks-000000000008-000000000009.zst", None, "parent")),
        ({"parent": bytes(32)}, (SECOND, None, "parent")),
        ({"transactions": 99}, (SECOND, None, "transactions")),
        ({"logs": 99}, (SECOND, None, "logs")),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_row_of_the_manifest_that_says_something_else(
    honest: Archived, facts: dict[str, object], named: object
) -> None:
    rewrite(honest, 1, replace(honest.manifest.segments[1], **facts))
    assert fault(honest) == named


def test_an_omitted_segment_is_missed(honest: Archived) -> None:
    manifest = honest.manifest
    for rows, named in (
        ((0, 2), ("blocks-000000000008-000000000009.zst", None, "first")),
        ((1, 0, 2), (SECOND, None, "first")),
        ((1, 2), (SECOND, None, "first")),
    ):
        publish(honest, replace(manifest, segments=tuple(manifest.segments[row] for row in rows)))
        assert fault(honest) == named
    text = serialise(manifest)
    shorter = serialise(replace(manifest, segments=manifest.segments[:2], states=()))
    (honest.folder / MANIFEST).write_bytes(shorter.replace(b'"blocks":8', b'"blocks":10'))
    assert fault(honest) == (MANIFEST, None, "blocks")
    (honest.folder / MANIFEST).write_bytes(text)
    assert checked(honest).blocks == 10


def test_a_missing_file_is_named(honest: Archived) -> None:
    (honest.folder / SECOND).unlink()
    assert fault(honest) == (SECOND, None, "file")


@pytest.mark.parametrize("name", [FIRST, SECOND, "state-000000000009.zst"])
def test_every_truncation_and_every_byte_more_of_a_file_is_named(honest: Archived, name: str) -> None:
    path = honest.folder / name
    data = path.read_bytes()
    for other in (b"", data[:1], data[: len(data) // 2], data[:-1], data + b"\0", data + data):
        path.write_bytes(other)
        assert fault(honest)[0] == name
    path.write_bytes(data)
    assert checked(honest).blocks == 10


@pytest.mark.parametrize("name", [FIRST, SECOND, "state-000000000009.zst"])
def test_an_altered_byte_of_a_file_is_named(honest: Archived, name: str) -> None:
    path = honest.folder / name
    data = path.read_bytes()
    for place in range(0, len(data), max(1, len(data) // 97)):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert fault(honest)[0] == name
    path.write_bytes(data)
    assert checked(honest).blocks == 10


def test_other_frames_behind_the_first_are_no_hiding_place(honest: Archived) -> None:
    segment = honest.manifest.segments[1]
    path = honest.folder / SECOND
    data = path.read_bytes()
    plain = zstandard.ZstdDecompressor().decompress(data, max_output_size=segment.file.plain_size)
    # A skippable frame (RFC 8878, section 3.1.2), told of in the manifest: it says nothing, and hides from nobody.
    hidden = data + (0x184D2A50).to_bytes(4, "little") + (3).to_bytes(4, "little") + b"abc"
    path.write_bytes(hidden)
    assert fault(honest) == (SECOND, None, "size")
    rewrite(honest, 1, replace(segment, file=file_of(SECOND, hidden, plain)))
    assert checked(honest).blocks == 10


def test_a_bomb_is_not_unpacked(honest: Archived) -> None:
    segment = honest.manifest.segments[1]
    bomb = packed(honest.folder, SECOND, bytes(1 << 28))
    assert bomb.size < 1 << 16
    rewrite(honest, 1, replace(segment, file=replace(bomb, plain_size=segment.file.plain_size)))
    assert fault(honest) == (SECOND, None, "plain_size")
    # Told of in the manifest it is read until it is no block: at its first byte.
    rewrite(honest, 1, replace(segment, file=bomb))
    assert fault(honest) == (SECOND, 4, "block")


def test_an_item_that_says_it_is_huge_is_not_waited_for(honest: Archived) -> None:
    put(honest, 1, bytes.fromhex("fb7fffffff") + bytes(100))
    assert fault(honest) == (SECOND, None, "item")
    put(honest, 1, bytes.fromhex("f9ffff") + bytes(100))
    assert fault(honest) == (SECOND, None, "items")


def test_a_frame_that_wants_a_huge_window_is_refused(honest: Archived) -> None:
    segment = honest.manifest.segments[1]
    plain = b"".join(map(encode_block, honest.chain.blocks[4:8]))
    wide = zstandard.ZstdCompressionParameters(window_log=27)
    packer = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    data = packer.compress(plain) + packer.flush()
    (honest.folder / SECOND).write_bytes(data)
    rewrite(honest, 1, replace(segment, file=file_of(SECOND, data, plain)))
    assert fault(honest) == (SECOND, None, "zstd")


def test_a_state_that_is_not_that_of_its_block(honest: Archived) -> None:
    name, manifest = "state-000000000009.zst", honest.manifest
    state = manifest.states[0]
    publish(honest, replace(manifest, states=(replace(state, hash=bytes(32)),)))
    assert fault(honest) == (name, None, "hash")
    publish(honest, replace(manifest, states=(replace(state, nodes=1),)))
    assert fault(honest) == (name, None, "nodes")


@pytest.mark.parametrize(
    ("codes", "nodes", "field"),
    [
        ((b"other", *CODES[1:]), STATE[1], f"code of 0x{ADDRESSES[0].hex()}"),
        (CODES, STATE[1][:1], f"account of 0x{ADDRESSES[0].hex()}: code hash"),
        (CODES, STATE[1][1:], f"account of 0x{ADDRESSES[0].hex()}: code hash"),
    ],
    ids=["another code", "no account", "no root"],
)
def test_a_state_with_a_fault(
    honest: Archived, codes: tuple[bytes, ...], nodes: tuple[bytes, ...], field: str
) -> None:
    name, manifest = "state-000000000009.zst", honest.manifest
    items = encoded(9, manifest.states[0].hash, zip(ADDRESSES, codes, strict=True), set(nodes))
    file = packed(honest.folder, name, b"".join(items))
    state = replace(manifest.states[0], file=file, nodes=len(nodes))
    publish(honest, replace(manifest, states=(state,)))
    assert fault(honest) == (name, None, field)
