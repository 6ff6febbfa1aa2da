"""Recursive length prefix (Yellow Paper, appendix B), read strictly: one value has one encoding.

An item is a byte string or a sequence of items. What is decoded is made of `bytes` and `tuple` alone.
"""

from collections.abc import Sequence
from typing import TypeAlias

from ledger.core.errors import ProofError

Item: TypeAlias = "bytes | Sequence[Item]"

MAX_BYTES = 1 << 22
"""A log costs 8 gas a byte, so a receipt in a block of 30 million gas stays below; all else is smaller."""
MAX_DEPTH = 16
"""A transaction's access list stands five levels deep in its block; nothing goes deeper."""


class RlpError(ProofError):
    """Bytes that are no canonical RLP, or an item of another shape than the reader expects.

    `at` is the byte offset of the fault in what was decoded, None where only the item is known.
    """

    def __init__(self, rule: str, at: int | None = None) -> None:
        super().__init__(f"RLP: {rule}" + ("" if at is None else f" (byte {at})"))
        self.rule = rule
        self.at = at


def encode(item: Item) -> bytes:
    """The one encoding of `item`."""
    if isinstance(item, bytes):
        if len(item) == 1 and item[0] < 0x80:
            return item
        return _prefix(0x80, len(item)) + item
    payload = b"".join(map(encode, item))
    return _prefix(0xC0, len(payload)) + payload


def encode_int(value: int) -> bytes:
    """RLP of a scalar: big-endian without leading zeros, zero as the empty string (0x80)."""
    return encode(scalar(value))


def scalar(value: int) -> bytes:
    """Shortest big-endian bytes of a natural number; zero is no byte at all (Yellow Paper, equation 182)."""
    return value.to_bytes((value.bit_length() + 7) // 8, "big")


def decode(data: bytes, max_bytes: int = MAX_BYTES) -> Item:
    """The item that `data` is the canonical encoding of; trailing bytes are refused."""
    if len(data) > max_bytes:
        raise RlpError(f"at most {max_bytes} bytes", max_bytes)
    item, end = read(data)
    if end != len(data):
        raise RlpError("nothing follows the item", end)
    return item


def read(data: bytes, start: int = 0) -> tuple[Item, int]:
    """The item that begins at byte `start` of a concatenation, and the offset at which it ends."""
    return _read(data, start, len(data), 0)


def as_bytes(item: Item, length: int | None = None) -> bytes:
    """`item` as a byte string, of exactly `length` bytes where one is given."""
    if not isinstance(item, bytes):
        raise RlpError("a byte string, not a list")
    if length is not None and len(item) != length:
        raise RlpError(f"{length} bytes, not {len(item)}")
    return item


def as_list(item: Item, length: int | None = None) -> Sequence[Item]:
    """`item` as a list, of exactly `length` items where one is given."""
    if isinstance(item, bytes):
        raise RlpError("a list, not a byte string")
    if length is not None and len(item) != length:
        raise RlpError(f"{length} items, not {len(item)}")
    return item


def as_int(item: Item, bits: int = 256) -> int:
    """`item` as a scalar below 2^bits; a leading zero byte is refused."""
    digits = as_bytes(item)
    if digits[:1] == b"\0":
        raise RlpError("a number without leading zeros")
    value = int.from_bytes(digits, "big")
    if value.bit_length() > bits:
        raise RlpError(f"a number below 2^{bits}")
    return value


def _prefix(base: int, size: int) -> bytes:
    if size <= 55:
        return bytes([base + size])
    digits = scalar(size)
    return bytes([base + 55 + len(digits)]) + digits


def _read(data: bytes, start: int, end: int, depth: int) -> tuple[Item, int]:
    offset, size, is_list = _head(data, start, end)
    stop = offset + size
    if stop > end:
        raise RlpError("the payload ends within the input", start)
    if not is_list:
        return data[offset:stop], stop
    if depth == MAX_DEPTH:
        raise RlpError(f"at most {MAX_DEPTH} levels", start)
    items = []
    while offset < stop:
        item, offset = _read(data, offset, stop, depth + 1)
        items.append(item)
    return tuple(items), stop


def _head(data: bytes, start: int, end: int) -> tuple[int, int, bool]:
    """Offset and size of the payload of the item at `start`, and whether it is a list."""
    if not 0 <= start < end:
        raise RlpError("an item, not the end of the input", start)
    tag = data[start]
    if tag < 0x80:
        return start, 1, False
    is_list = tag >= 0xC0
    size = tag - (0xC0 if is_list else 0x80)
    if size > 55:
        return *_long(data, start, end, size - 55), is_list
    if tag == 0x81 and start + 1 < end and data[start + 1] < 0x80:
        raise RlpError("a byte below 0x80 stands for itself", start)
    return start + 1, size, is_list


def _long(data: bytes, start: int, end: int, width: int) -> tuple[int, int]:
    offset = start + 1 + width
    if offset > end:
        raise RlpError("the length ends within the input", start)
    size = int.from_bytes(data[start + 1 : offset], "big")
    if size <= 55 or data[start + 1] == 0:
        raise RlpError("the length in its shortest form", start)
    return offset, size
