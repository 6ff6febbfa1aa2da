"""Deterministic CBOR (RFC 8949, 4.2.1), as much of it as records use, and not a byte more.

Unsigned integers below 2^64, byte strings, text, arrays, and maps whose keys are unsigned integers. The
decoder accepts exactly what the encoder writes. A general decoder would let in tags, floats and indefinite
lengths, only to refuse them afterwards: this one has no code for them.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from ledger.core.errors import Misuse, ProofError

Value: TypeAlias = "int | bytes | str | Sequence[Value] | Mapping[int, Value]"

DEPTH = 4
"""Containers within containers: the format needs one; the bound keeps hostile bytes off the stack."""

_UINT, _BYTES, _TEXT, _ARRAY, _MAP = 0, 2, 3, 4, 5
_WIDTHS = {24: 1, 25: 2, 26: 4, 27: 8}
_LIMIT = 1 << 64


class BadCbor(ProofError):
    """Bytes that this encoder would not have written: at which offset, which rule."""

    def __init__(self, offset: int, rule: str) -> None:
        super().__init__(f"CBOR, byte {offset}: {rule}")
        self.offset = offset
        self.rule = rule


def encode(value: Value) -> bytes:
    """The one encoding of `value`; Misuse for what is outside the subset."""
    if isinstance(value, bool):
        raise Misuse("records have no booleans")
    if isinstance(value, int):
        return _head(_UINT, value)
    if isinstance(value, bytes):
        return _head(_BYTES, len(value)) + value
    if isinstance(value, str):
        text = _utf8(value)
        return _head(_TEXT, len(text)) + text
    if isinstance(value, Mapping):
        pairs = sorted((encode(key), encode(item)) for key, item in value.items())
        return _head(_MAP, len(pairs)) + b"".join(key + item for key, item in pairs)
    return _head(_ARRAY, len(value)) + b"".join(map(encode, value))


def decode(data: bytes) -> Value:
    """The value whose encoding is `data`, whole: maps as dict, arrays as list.

    BadCbor for any other bytes.
    """
    value, end = _item(data, 0, DEPTH)
    if end != len(data):
        raise BadCbor(end, "bytes follow the item")
    return value


def _head(major: int, argument: int) -> bytes:
    if not 0 <= argument < _LIMIT:
        raise Misuse(f"{argument} is not an unsigned integer below 2^64")
    if argument < 24:
        return bytes((major << 5 | argument,))
    info, width = next((info, width) for info, width in _WIDTHS.items() if argument < 1 << 8 * width)
    return bytes((major << 5 | info,)) + argument.to_bytes(width, "big")


def _utf8(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Misuse(f"text with a lone surrogate at {error.start}") from error


def _item(data: bytes, at: int, depth: int) -> tuple[Value, int]:
    major, argument, start = _read_head(data, at)
    if major == _UINT:
        return argument, start
    if major in (_BYTES, _TEXT):
        return _string(data, start, argument, major)
    if major not in (_ARRAY, _MAP):
        raise BadCbor(at, "a type that records do not use")
    if depth == 0:
        raise BadCbor(at, f"containers nested deeper than {DEPTH}")
    if argument > len(data) - start:
        raise BadCbor(at, "more items than bytes are left")
    return (_array if major == _ARRAY else _map)(data, start, argument, depth - 1)


def _read_head(data: bytes, at: int) -> tuple[int, int, int]:
    """Major type, argument, and where the content starts."""
    if at >= len(data):
        raise BadCbor(at, "the bytes end within an item")
    major, info = data[at] >> 5, data[at] & 31
    if info < 24:
        return major, info, at + 1
    width = _WIDTHS.get(info)
    if width is None:
        raise BadCbor(at, "an indefinite length or a reserved form")
    if at + 1 + width > len(data):
        raise BadCbor(at, "the bytes end within a number")
    argument = int.from_bytes(data[at + 1 : at + 1 + width], "big")
    if argument < 24 or (width > 1 and argument < 1 << 4 * width):
        raise BadCbor(at, "a number that has a shorter form")
    return major, argument, at + 1 + width


def _string(data: bytes, start: int, length: int, major: int) -> tuple[bytes | str, int]:
    end = start + length
    if end > len(data):
        raise BadCbor(start, "the bytes end within a string")
    if major == _BYTES:
        return data[start:end], end
    try:
        return data[start:end].decode("utf-8"), end
    except UnicodeDecodeError as error:
        raise BadCbor(start + error.start, "text that is not UTF-8") from error


def _array(data: bytes, at: int, length: int, depth: int) -> tuple[list[Value], int]:
    items: list[Value] = []
    for _ in range(length):
        item, at = _item(data, at, depth)
        items.append(item)
    return items, at


def _map(data: bytes, at: int, length: int, depth: int) -> tuple[dict[int, Value], int]:
    pairs: dict[int, Value] = {}
    last = -1
    for _ in range(length):
        major, key, start = _read_head(data, at)
        if major != _UINT:
            raise BadCbor(at, "a key that is not an unsigned integer")
        # Shortest forms in bytewise order are in the order of the numbers.
        if key <= last:
            raise BadCbor(at, "keys out of order or twice")
        pairs[key], at = _item(data, start, depth)
        last = key
    return pairs, at
