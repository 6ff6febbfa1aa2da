"""An archive that lies: its blocks are altered, and packed again so that every size and hash of the folder is right."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ledger.archive.blocks import blocks_in
from ledger.archive.manifest import MANIFEST, BlockSegment, Manifest, block_file
from ledger.archive.manifest_file import read_manifest, serialise
from ledger.archive.packed import PackedWriter
from ledger.proof.whole_block import WholeBlock, encode_block

Forgery = Callable[[list[WholeBlock]], None]
"""What is done to the blocks, from genesis to the last."""


def manifest_of(folder: Path) -> Manifest:
    """The manifest of an archive."""
    found = read_manifest(folder)
    assert found is not None
    return found


def rewrite(folder: Path, manifest: Manifest) -> None:
    """Another manifest."""
    (folder / MANIFEST).write_bytes(serialise(manifest))


def forge(folder: Path, forgery: Forgery) -> None:
    """Packs the altered blocks into one segment, which the manifest names as if it were honest."""
    manifest = manifest_of(folder)
    blocks = [block for segment in manifest.segments for block in blocks_in(folder, segment)]
    forgery(blocks)
    for segment in manifest.segments:
        (folder / segment.file.name).unlink()
    origin, last = manifest.origin, len(blocks) - 1
    with PackedWriter(folder) as packed:
        for block in blocks:
            packed.write(encode_block(block))
        file = packed.close(block_file(0, last))
    transactions = sum(len(block.transactions) for block in blocks)
    logs = sum(len(receipt.logs) for block in blocks for receipt in block.decoded_receipts())
    parent, end = blocks[0].header.parent_hash, origin.hash_of(blocks[-1].header)
    segment = BlockSegment(file, 0, last, parent, end, transactions, logs)
    states = tuple(state for state in manifest.states if state.block <= last)
    rewrite(folder, replace(manifest, segments=(segment,), states=states))
