"""Blocks by number: read forwards from their segments, the last ones kept."""

from bisect import bisect_right
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Final

from ledger.archive.blocks import decoded
from ledger.archive.errors import ArchiveError, NotArchived
from ledger.archive.manifest import BlockSegment, Manifest
from ledger.archive.packed import items
from ledger.proof.whole_block import WholeBlock

KEPT: Final = 128
"""Blocks: more than an audit looks at as one piece of work."""
KEPT_BYTES: Final = 64 << 20


class RecentBlocks:
    """The blocks of an archive; those last asked for are at hand, within bounds, and can be looked through."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder, self._segments = folder, manifest.segments
        self._firsts = [segment.first for segment in manifest.segments]
        self._kept: dict[int, tuple[WholeBlock, int]] = {}
        self._bytes = 0
        self._reading: BlockSegment | None = None
        self._items: Generator[bytes] | None = None
        self._next = 0

    def __iter__(self) -> Iterator[WholeBlock]:
        return (block for block, _ in self._kept.values())

    def close(self) -> None:
        """Lets go of file and blocks."""
        self._stop()
        self._kept.clear()
        self._bytes = 0

    def segment_of(self, number: int) -> BlockSegment:
        """Where a block lies; NotArchived."""
        last = self._segments[-1].last if self._segments else None
        if last is None or not 0 <= number <= last:
            raise NotArchived(f"block {number}", last)
        return self._segments[bisect_right(self._firsts, number) - 1]

    def at(self, number: int) -> WholeBlock:
        """A block as it lies there. NotArchived, ArchiveError."""
        if number not in self._kept:
            segment = self.segment_of(number)
            item = self._item(segment, number)
            self._keep(number, decoded(segment, number, item), len(item))
        return self._kept[number][0]

    def _item(self, segment: BlockSegment, number: int) -> bytes:
        """Its bytes; those before it in the segment are passed over."""
        if self._items is None or segment is not self._reading or number < self._next:
            self._stop()
            self._reading, self._next = segment, segment.first
            self._items = items(self._folder, segment.file)
        try:
            return self._forward(segment, number, self._items)
        except BaseException:
            self._stop()
            raise

    def _forward(self, segment: BlockSegment, number: int, rest: Iterator[bytes]) -> bytes:
        for item in rest:
            self._next += 1
            if self._next > number:
                if number == segment.last and any(True for _ in rest):
                    raise ArchiveError(segment.file.name, "last", f"block {segment.last}", "more blocks")
                return item
        raise ArchiveError(
            segment.file.name, "last", f"block {segment.last}", f"{self._next - segment.first} blocks"
        )

    def _keep(self, number: int, block: WholeBlock, size: int) -> None:
        self._kept[number] = (block, size)
        self._bytes += size
        while len(self._kept) > KEPT or (self._bytes > KEPT_BYTES and len(self._kept) > 1):
            oldest = next(iter(self._kept))
            self._bytes -= self._kept.pop(oldest)[1]

    def _stop(self) -> None:
        if self._items is not None:
            self._items.close()
        self._items = self._reading = None
