"""Files of RLP items one behind the other, in zstd (RFC 8878): written with their hashes, read within bounds."""

import hashlib
import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import BinaryIO, Final, Self, cast

import zstandard

from ledger.archive.errors import ArchiveError, expect
from ledger.archive.manifest import MAX_SEGMENT_BYTES, File
from ledger.core.errors import Unavailable
from ledger.proof.whole_block import MAX_BYTES as MAX_ITEM_BYTES

LEVEL: Final = 10
WINDOW_BYTES: Final = 8 << 20
"""What every decoder should support (RFC 8878, section 3.1.1.1.2), and no frame may ask for more."""
CHUNK: Final = 1 << 18


class PackedWriter:
    """One file being written beside its place; `close` moves it there, and nothing else does."""

    def __init__(self, folder: Path, most: int = MAX_SEGMENT_BYTES) -> None:
        """`most`: plain bytes that it may come to."""
        self._most = most
        self._part = folder / "segment.part"
        self._file = self._part.open("wb")
        parameters = zstandard.ZstdCompressionParameters.from_level(
            LEVEL, window_log=WINDOW_BYTES.bit_length() - 1, write_checksum=True
        )
        self._packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
        self._packed, self._size = hashlib.sha256(), 0
        self._plain, self.plain_size = hashlib.sha256(), 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.drop()

    def write(self, item: bytes) -> None:
        """Adds an encoded item. ArchiveError for more than readers take in."""
        if len(item) > MAX_ITEM_BYTES:
            raise ArchiveError(self._part.name, "item", f"at most {MAX_ITEM_BYTES} bytes", len(item))
        self._plain.update(item)
        self.plain_size += len(item)
        if self.plain_size > self._most:
            raise ArchiveError(self._part.name, "plain_size", f"at most {self._most}", self.plain_size)
        self._put(self._packer.compress(item))

    def close(self, name: str) -> File:
        """Ends the file, and gives it its name."""
        self._put(self._packer.flush())
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._part.replace(self._part.with_name(name))
        return File(name, self._size, self._packed.digest(), self.plain_size, self._plain.digest())

    def drop(self) -> None:
        """Leaves nothing behind, but for what `close` moved to its place."""
        self._file.close()
        self._part.unlink(missing_ok=True)

    def _put(self, packed: bytes) -> None:
        self._packed.update(packed)
        self._size += len(packed)
        self._file.write(packed)


class _Hashed:
    """A file that is hashed and counted as it is read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest, self.size = hashlib.sha256(), 0

    def read(self, size: int) -> bytes:
        data = self._file.read(size)
        self.digest.update(data)
        self.size += len(data)
        return data


def items(folder: Path, file: File) -> Generator[bytes]:
    """The encoded items of a file, in order. ArchiveError where it is not as the manifest says; Unavailable.

    Never more than one item, and no more plain bytes than the manifest names, are taken in. Hashes are compared at the
    end: whoever leaves off before has what the items themselves prove.
    """
    path = folder / file.name
    try:
        with path.open("rb") as opened:
            source = _Hashed(opened)
            yield from _split(source, file)
            _compare(source, file)
    except FileNotFoundError as error:
        raise ArchiveError(file.name, "file", "a file of the archive", "none") from error
    except OSError as error:
        raise Unavailable(f"{path}: {error.strerror or error}") from error


def _split(source: _Hashed, file: File) -> Iterator[bytes]:
    """The items of the plain bytes, which are hashed and counted too."""
    plain, buffer, at = _Plain(source, file), b"", 0
    while True:
        size = _item_size(buffer, at, file.name)
        if size is not None and at + size <= len(buffer):
            yield buffer[at : at + size]
            at += size
            continue
        more = plain.read(CHUNK if size is None else max(CHUNK, size))
        if not more:
            break
        buffer, at = buffer[at:] + more, 0
    if at < len(buffer):
        raise ArchiveError(file.name, "items", "whole ones to the end", f"{len(buffer) - at} bytes of a part")
    plain.compare()


class _Plain:
    """The bytes of a file without compression: counted, bounded, hashed."""

    def __init__(self, source: _Hashed, file: File) -> None:
        unpacker = zstandard.ZstdDecompressor(max_window_size=WINDOW_BYTES)
        self._reader = unpacker.stream_reader(
            cast(BinaryIO, source), read_size=CHUNK, read_across_frames=True, closefd=False
        )
        self._file = file
        self._digest, self._size = hashlib.sha256(), 0

    def read(self, size: int) -> bytes:
        """At most `size` bytes; none at the end."""
        try:
            data = self._reader.read(size)
        except zstandard.ZstdError as error:
            raise ArchiveError(self._file.name, "zstd", "a frame that unpacks", error) from error
        self._size += len(data)
        if self._size > self._file.plain_size:
            raise ArchiveError(self._file.name, "plain_size", self._file.plain_size, "more")
        self._digest.update(data)
        return data

    def compare(self) -> None:
        """Size and hash are those of the manifest."""
        expect(self._file.name, "plain_size", self._file.plain_size, self._size)
        expect(self._file.name, "plain_sha256", self._file.plain_sha256, self._digest.digest())


def _compare(source: _Hashed, file: File) -> None:
    """What lies there is what the manifest says, also behind the last frame."""
    while source.size <= file.size and source.read(CHUNK):
        pass
    expect(file.name, "size", file.size, source.size)
    expect(file.name, "sha256", file.sha256, source.digest.digest())


def _item_size(data: bytes, at: int, name: str) -> int | None:
    """Bytes of the RLP item at an offset (Yellow Paper, appendix B); None where too few are there to say."""
    if at >= len(data):
        return None
    tag = data[at]
    if tag < 0x80:
        return 1
    short = tag - (0xC0 if tag >= 0xC0 else 0x80)
    if short <= 55:
        return 1 + short
    start, end = at + 1, at + 1 + short - 55
    if len(data) < end:
        return None
    size = end - at + int.from_bytes(data[start:end], "big")
    if size > MAX_ITEM_BYTES:
        raise ArchiveError(name, "item", f"at most {MAX_ITEM_BYTES} bytes", size)
    return size
