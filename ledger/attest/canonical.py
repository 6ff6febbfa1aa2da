"""JSON as RFC 8785 writes it, read only in that form: one value, one spelling, no room to hide anything."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import NoReturn

import rfc8785

from ledger.core.errors import ProofError

Json = Mapping[str, "Json"] | Sequence["Json"] | str | int | bool | None

_STRINGS = re.compile(rb'"[^"]*"')
_BRACKETS = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))

MAX_BYTES = 64 << 20
MAX_DEPTH = 32
MAX_VALUES = 1 << 22
"""An entry of a dossier has a dozen in some 600 bytes; a file of nothing but values would fill the memory."""
MAX_INTEGER = 2**53 - 1
"""RFC 8785 section 3.2.2.3: numbers are IEEE 754 doubles; whole ones beyond this lose digits."""


def canonical(value: Json) -> bytes:
    """The RFC 8785 form of a value; ProofError if it has none (an integer beyond 2^53, a lone surrogate)."""
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, ValueError) as error:
        raise ProofError(f"no canonical form: {error}") from error


def parse(data: bytes, *, exact: bool = True) -> Json:
    """The value of JSON bytes within bounds, names unique, no fractions. With `exact`, only the RFC 8785 spelling."""
    if len(data) > MAX_BYTES:
        raise ProofError(f"longer than {MAX_BYTES} bytes")
    _check_shape(data)
    try:
        value: Json = json.loads(
            data.decode("utf-8", "strict"),
            object_pairs_hook=_unique,
            parse_float=_no_fraction,
            parse_constant=_no_fraction,
            parse_int=_integer,
        )
    except (ValueError, RecursionError) as error:
        raise ProofError(f"not JSON: {error}") from error
    form = canonical(value)
    if exact and form != data:
        raise ProofError("not in RFC 8785 form")
    return value


def _check_shape(data: bytes) -> None:
    """Bounds on depth and number of values, before the parser makes an object of each."""
    plain = data.replace(rb"\\", b"").replace(rb"\"", b"")
    if plain.count(b'"') > 4 * MAX_VALUES:  # a name and a string have two each
        raise ProofError(f"more than {MAX_VALUES} values")
    bare = _STRINGS.sub(b"", plain)
    brackets = bare.translate(_BRACKETS, _NO_BRACKETS)
    if bare.count(b",") + brackets.count(b"[") > MAX_VALUES:
        raise ProofError(f"more than {MAX_VALUES} values")
    for _ in range(MAX_DEPTH):
        brackets = brackets.replace(b"[]", b"")  # the innermost level
    if brackets:
        raise ProofError(f"deeper than {MAX_DEPTH} levels, or not closed")


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return value


def _no_fraction(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a whole number")


def _integer(text: str) -> int:
    if len(text) > 17 or abs(value := int(text)) > MAX_INTEGER:
        raise ValueError(f"{text[:20]} is beyond 2^53")
    return value
