"""Archives with a fault: what an adversary writes, who makes every hash of the manifest fit again."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import zstandard

from ledger.archive.manifest import MANIFEST, BlockSegment, File, Manifest
from ledger.archive.manifest_file import serialise
from ledger.archive.packed import items
from ledger.proof.whole_block import WholeBlock, decode_block, encode_block
from tests.unit.archive.chains import Archived

Change = Callable[[list[WholeBlock]], Sequence[WholeBlock]]


def reforge(archived: Archived, at: int, change: Change, **facts: object) -> None:
    """Segment `at` with its blocks changed; its file's sizes and hashes fit again, and `facts` are put into its row."""
    segment = archived.manifest.segments[at]
    blocks = [decode_block(item) for item in items(archived.folder, segment.file)]
    put(archived, at, b"".join(map(encode_block, change(blocks))), **facts)


def put(archived: Archived, at: int, plain: bytes, **facts: object) -> None:
    """Segment `at` of other plain bytes; its file's sizes and hashes fit again."""
    segment = archived.manifest.segments[at]
    file = packed(archived.folder, segment.file.name, plain)
    rewrite(archived, at, replace(segment, file=file, **facts))


def packed(folder: Path, name: str, plain: bytes) -> File:
    """A file of these plain bytes."""
    data = zstandard.ZstdCompressor().compress(plain)
    (folder / name).write_bytes(data)
    return file_of(name, data, plain)


def file_of(name: str, data: bytes, plain: bytes) -> File:
    """The row of a file that holds these bytes."""
    return File(name, len(data), hashlib.sha256(data).digest(), len(plain), hashlib.sha256(plain).digest())


def rewrite(archived: Archived, at: int, segment: BlockSegment) -> None:
    """The manifest with another row."""
    manifest = archived.manifest
    segments = list(manifest.segments)
    segments[at] = segment
    publish(archived, replace(manifest, segments=tuple(segments)))


def publish(archived: Archived, manifest: Manifest) -> None:
    """Another manifest."""
    (archived.folder / MANIFEST).write_bytes(serialise(manifest))
