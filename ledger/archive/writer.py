"""Writing an archive: whole segments beside their place, the manifest last, so that a part never looks whole."""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final, Self

from ledger.archive.blocks import blocks_in, checked, checked_blocks
from ledger.archive.errors import ArchiveBusy, expect
from ledger.archive.manifest import (
    MANIFEST,
    MAX_STATE_BYTES,
    MIN_NODE_BYTES,
    NO_PARENT,
    BlockSegment,
    Manifest,
    Origin,
    StateSegment,
    block_file,
    is_segment_name,
    state_file,
)
from ledger.archive.manifest_file import read_manifest, serialise
from ledger.archive.nodes import Nodes
from ledger.archive.packed import PackedWriter
from ledger.archive.state import State, check_state, encoded
from ledger.core.errors import Misuse
from ledger.proof.whole_block import CheckedBlock, WholeBlock, encode_block

SPAN: Final = 8192
"""Blocks of a full segment, as many as an era1 file holds; segments begin at its multiples, or where one was full."""
FULL_BYTES: Final = 64 << 20
"""Plain bytes from which a segment is full before that."""
STATES_KEPT: Final = 2
"""The newest states: the one of this export, and the one that readers of the last manifest still ask for."""


class ArchiveWriter:
    """An archive that is added to. One at a time a folder; ended with `close`, or as a context."""

    def __init__(self, folder: Path, origin: Origin, span: int = SPAN) -> None:
        """Opens or begins the archive. Misuse if it is of another chain; ArchiveBusy, ArchiveError."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._span = folder, span
        self._lock = (folder / ".lock").open("wb")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._lock.close()
            raise ArchiveBusy(folder) from error
        try:
            held = read_manifest(folder) or Manifest(origin)
            if not origin.goes_on(held.origin, held.blocks):
                raise Misuse(f"{folder} is an archive of another chain, or of other contracts")
            self._manifest = replace(held, origin=origin)
            self._sweep()
        except BaseException:
            self._lock.close()
            raise
        self._open: _Segment | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the writing. Blocks added since the last segment was ended are left out: see `end`."""
        if self._open is not None:
            self._open.drop()
            self._open = None
        self._lock.close()

    @property
    def next(self) -> int:
        """The number of the block to add."""
        if self._open is not None:
            return self._open.next
        return self._manifest.blocks

    @property
    def tip(self) -> bytes:
        """The hash of the block before that one; zeros before the first."""
        if self._open is not None:
            return self._open.parent
        return NO_PARENT if self._manifest.last is None else self._manifest.last.hash

    @property
    def states(self) -> tuple[int, ...]:
        """The blocks of which the archive holds the state."""
        return tuple(state.block for state in self._manifest.states)

    def blocks(self, first: int) -> Iterator[CheckedBlock]:
        """The blocks of ended segments from `first` on, checked again; ArchiveError."""
        return checked_blocks(self._folder, self._manifest, first)

    def add(self, whole: WholeBlock) -> CheckedBlock:
        """Adds the next block. ArchiveError if it is not the child of the last, or not what its roots say."""
        if self._open is None:
            self._open = self._begun()
        block = self._open.add(self._manifest, whole)
        if self._open.next % self._span == 0 or self._open.plain_size >= FULL_BYTES:
            self.end()
        return block

    def end(self) -> None:
        """Ends the segment; the blocks added are in the archive from here on."""
        if self._open is None:
            return
        segment, kept = self._open.end(), self._manifest.segments
        # What it began with stood in a shorter one.
        kept = kept[:-1] if kept and kept[-1].first == segment.first else kept
        self._open = None
        self._publish(replace(self._manifest, segments=(*kept, segment)))

    def add_state(
        self, block: CheckedBlock, codes: Iterable[tuple[bytes, bytes]], nodes: Iterable[bytes]
    ) -> None:
        """Adds what is proved at a block of a segment that is ended: code by address, nodes of the tries.

        ArchiveError if a contract's code or account is not proved by them.
        """
        # A node may prove an empty trie by its only node, 0x80, which is too short to be found by its hash.
        number, kept, bag = block.number, dict(codes), {node for node in nodes if len(node) >= MIN_NODE_BYTES}
        state = State(number, block.hash, kept, Nodes(bag))
        with closing(state.nodes):
            check_state(state, state_file(number), self._manifest.origin, block.whole.header.state_root)
        with PackedWriter(self._folder, MAX_STATE_BYTES) as packed:
            for item in encoded(number, block.hash, kept.items(), bag):
                packed.write(item)
            segment = StateSegment(packed.close(state_file(number)), number, block.hash, len(bag))
        older = tuple(one for one in self._manifest.states if one.block < number)
        self._publish(replace(self._manifest, states=(*older, segment)[-STATES_KEPT:]))

    def _begun(self) -> "_Segment":
        """A new segment; one that begins with the last, if that is not full."""
        last = self._manifest.last
        if last is None or (last.last + 1) % self._span == 0 or last.file.plain_size >= FULL_BYTES:
            return _Segment(self._folder, self.next, self.tip)
        segment = _Segment(self._folder, last.first, last.parent)
        try:
            for whole in blocks_in(self._folder, last):
                segment.add(self._manifest, whole)
            expect(last.file.name, "hash", last.hash, segment.parent, last.last)
        except BaseException:
            segment.drop()
            raise
        return segment

    def _publish(self, manifest: Manifest) -> None:
        part = self._folder / "manifest.part"
        with part.open("wb") as file:
            file.write(serialise(manifest))
            file.flush()
            os.fsync(file.fileno())
        # The names of segments are on the disk before a manifest has them.
        _sync(self._folder)
        part.replace(self._folder / MANIFEST)
        _sync(self._folder)
        self._manifest = manifest

    def _sweep(self) -> None:
        """Removes what no manifest names any more; not at once, for whoever still reads by the last one."""
        named = {file.name for file in self._manifest.files}
        for path in self._folder.iterdir():
            if is_segment_name(path.name) and path.name not in named:
                path.unlink()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class _Segment:
    """Blocks on their way into a file."""

    def __init__(self, folder: Path, first: int, parent: bytes) -> None:
        self.first = self.next = first
        self.parent = self._parent = parent
        self._transactions = self._logs = 0
        self._packed = PackedWriter(folder)

    @property
    def plain_size(self) -> int:
        return self._packed.plain_size

    def add(self, manifest: Manifest, whole: WholeBlock) -> CheckedBlock:
        block = checked(manifest, "new segment", self.next, self.parent, whole)
        self._packed.write(encode_block(whole))
        self.next, self.parent = self.next + 1, block.hash
        self._transactions += len(whole.transactions)
        self._logs += block.logs
        return block

    def end(self) -> BlockSegment:
        last = self.next - 1
        file = self._packed.close(block_file(self.first, last))
        return BlockSegment(file, self.first, last, self._parent, self.parent, self._transactions, self._logs)

    def drop(self) -> None:
        self._packed.drop()
