"""The hexadecimal forms of Ethereum JSON-RPC (execution-apis, "Hex encoding"), read strictly."""

import re
from collections.abc import Mapping

from ledger.proof.field_error import FieldError

_QUANTITY = re.compile(r"0x(0|[1-9a-f][0-9a-f]{0,63})", re.ASCII)
_DATA = re.compile(r"0x(?:[0-9a-fA-F]{2})*", re.ASCII)


class HexError(FieldError):
    """A member of a JSON object that is not of the form its place asks for."""

    subject = "JSON"


def quantity(record: Mapping[str, object], member: str, bits: int = 256) -> int:
    """A number below 2^bits: 0x, lower case, no leading zeros, zero is 0x0."""
    value = record.get(member)
    if not isinstance(value, str) or not _QUANTITY.fullmatch(value):
        raise HexError(member, "a quantity: 0x, hexadecimal, no leading zeros", value)
    number = int(value, 16)
    if number.bit_length() > bits:
        raise HexError(member, f"a quantity below 2^{bits}", value)
    return number


def data(record: Mapping[str, object], member: str, length: int | None = None) -> bytes:
    """Bytes: 0x and two digits a byte, of either case (addresses come checksummed, EIP-55)."""
    return _data(record.get(member), member, length)


def data_list(record: Mapping[str, object], member: str, length: int | None = None) -> tuple[bytes, ...]:
    """A list of byte strings, each of `length` where one is given: topics, the nodes of a proof."""
    values = record.get(member)
    if not isinstance(values, list):
        raise HexError(member, "a list of data", values)
    return tuple(_data(value, member, length) for value in values)


def _data(value: object, member: str, length: int | None) -> bytes:
    if not isinstance(value, str) or not _DATA.fullmatch(value):
        raise HexError(member, "data: 0x, two hexadecimal digits a byte", value)
    found = bytes.fromhex(value[2:])
    if length is not None and len(found) != length:
        raise HexError(member, f"data of {length} bytes", value)
    return found
