"""Reading the blocks of an archive: as they lie there, or each held against its parent, its roots and the manifest."""

from collections.abc import Iterator
from pathlib import Path

from ledger.archive.errors import ArchiveError, expect
from ledger.archive.manifest import MANIFEST, BlockSegment, Manifest
from ledger.archive.packed import items
from ledger.core.errors import ProofError
from ledger.proof.consensus.hashes import block_hash
from ledger.proof.field_error import FieldError
from ledger.proof.whole_block import CheckedBlock, WholeBlock, check_body, decode_block


def blocks_in(folder: Path, segment: BlockSegment) -> Iterator[WholeBlock]:
    """The blocks of a segment as they lie there, as many as it says; ArchiveError."""
    number, name = segment.first, segment.file.name
    for item in items(folder, segment.file):
        if number > segment.last:
            raise ArchiveError(name, "last", f"block {segment.last}", "more blocks")
        yield decoded(segment, number, item)
        number += 1
    if number <= segment.last:
        raise ArchiveError(name, "last", f"block {segment.last}", f"{number - segment.first} blocks")


def decoded(segment: BlockSegment, number: int, item: bytes) -> WholeBlock:
    """The block in an item; ArchiveError."""
    try:
        return decode_block(item)
    except ProofError as error:
        raise ArchiveError(segment.file.name, _field(error), "one that decodes", error, number) from error


def checked_blocks(folder: Path, manifest: Manifest, first: int = 0) -> Iterator[CheckedBlock]:
    """The blocks from `first` on, each checked. Segments are read from their beginning; ArchiveError.

    What is established is that each block names its parent and holds what its roots commit to, from the genesis of the
    manifest to its last hash; who sealed them is another question.
    """
    for segment in manifest.segments:
        if segment.last >= first:
            for block in _checked(folder, manifest, segment):
                if block.number >= first:
                    yield block


def _checked(folder: Path, manifest: Manifest, segment: BlockSegment) -> Iterator[CheckedBlock]:
    name, parent, transactions, logs = segment.file.name, segment.parent, 0, 0
    last: CheckedBlock | None = None
    for number, whole in enumerate(blocks_in(folder, segment), segment.first):
        block = checked(manifest, name, number, parent, whole)
        if last is not None:
            yield last
        parent, last = block.hash, block
        transactions += len(whole.transactions)
        logs += block.logs
    # The last block has no child in the segment: it is given once the manifest has said its hash.
    for field, expected, found in (
        ("hash", segment.hash, parent),
        ("transactions", segment.transactions, transactions),
        ("logs", segment.logs, logs),
    ):
        expect(name, field, expected, found, segment.last if field == "hash" else None)
    if last is not None:
        yield last


def checked(manifest: Manifest, name: str, number: int, parent: bytes, whole: WholeBlock) -> CheckedBlock:
    """The block that is to stand at `number` on `parent`; ArchiveError with the field that is not so."""
    header = whole.header
    expect(name, "number", number, header.number, number)
    expect(name, "parentHash", parent, header.parent_hash, number)
    try:
        check_body(whole)
        receipts = whole.decoded_receipts()
        found = block_hash(manifest.origin.engine_at(number), header)
    except ProofError as error:
        raise ArchiveError(name, _field(error), "one that holds", error, number) from error
    if number == 0:
        expect(MANIFEST, "genesis", manifest.origin.genesis, found, number)
    return CheckedBlock(whole, found, receipts)


def _field(error: ProofError) -> str:
    return error.field if isinstance(error, FieldError) else "block"
