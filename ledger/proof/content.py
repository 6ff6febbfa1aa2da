"""Facts and identity as deterministic CBOR maps: field n is key n (docs/records.md, section 4).

Here stands what a field may hold whatever the entry. Which fields a kind needs, and who may write it, is the
core's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from ledger.core.content import Facts, Identity
from ledger.core.errors import BadContent
from ledger.core.money import LIMIT
from ledger.proof import cbor


@dataclass(frozen=True, slots=True)
class _Rule:
    words: str
    holds: Callable[[object], bool]


def _uint_below(limit: int) -> Callable[[object], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and 0 <= value < limit


def _bytes_of(size: int) -> Callable[[object], bool]:
    return lambda value: isinstance(value, bytes) and len(value) == size


def _is_text(value: object) -> bool:
    # A lone surrogate has no UTF-8, and an empty text would be a second way to say nothing.
    return isinstance(value, str) and value != "" and not any("\ud800" <= sign <= "\udfff" for sign in value)


def _is_currency(value: object) -> bool:
    return (
        isinstance(value, str) and len(value) == 3 and value.isascii() and value.isalpha() and value.isupper()
    )


def _is_scheme_id(value: object) -> bool:
    return _is_text(value) and all(str(value).partition(":"))


_UINT = _Rule("an unsigned integer below 2^63", _uint_below(LIMIT))
_DAY = _Rule("a day number from 0 to 65535", _uint_below(1 << 16))
_CURRENCY = _Rule("three capital letters", _is_currency)
_BYTES_16 = _Rule("16 bytes", _bytes_of(16))
_BYTES_32 = _Rule("32 bytes", _bytes_of(32))
_TEXT = _Rule("text of one character or more", _is_text)
_SCHEME_ID = _Rule("text written scheme:id", _is_scheme_id)

_Form: TypeAlias = tuple[tuple[str, _Rule], ...]

_FACTS: _Form = (
    ("kind", _UINT),
    ("currency", _CURRENCY),
    ("amount", _UINT),
    ("day", _DAY),
    ("due", _DAY),
    ("refers", _BYTES_32),
    ("payment", _BYTES_16),
    ("near", _BYTES_16),
    ("outcome", _UINT),
    ("number", _UINT),
)
_IDENTITY: _Form = (
    ("number", _TEXT),
    ("digest", _BYTES_32),
    ("creditor", _TEXT),
    ("debtor", _TEXT),
    ("reference", _TEXT),
    ("creditor_id", _SCHEME_ID),
    ("debtor_id", _SCHEME_ID),
)


def encode_facts(facts: Facts) -> bytes:
    """The one encoding of `facts`; BadContent names the first field that cannot be a part of a record."""
    return _encode("facts", facts, _FACTS)


def encode_identity(identity: Identity) -> bytes:
    """The one encoding of `identity`; BadContent as for facts."""
    return _encode("identity", identity, _IDENTITY)


def decode_facts(data: bytes) -> Facts:
    """The facts whose encoding is `data`.

    BadCbor or BadContent for bytes that `encode_facts` never writes.
    """
    found = _decode("facts", data, _FACTS)
    if "kind" not in found:
        raise BadContent("facts.kind", "there, always", None)
    return Facts(**found)


def decode_identity(data: bytes) -> Identity:
    """The identity whose encoding is `data`.

    BadCbor or BadContent for bytes that `encode_identity` never writes.
    """
    return Identity(**_decode("identity", data, _IDENTITY))


def field_sizes(facts: Facts, identity: Identity) -> dict[str, int]:
    """How many bytes each field that is there takes: its key, its value and a one-byte head of a map."""
    parts = (("facts", facts, _FACTS), ("identity", identity, _IDENTITY))
    return {
        f"{part}.{name}": len(cbor.encode({key: value}))
        for part, content, form in parts
        for key, (name, _) in enumerate(form)
        if (value := getattr(content, name)) is not None
    }


def _encode(part: str, content: Facts | Identity, form: _Form) -> bytes:
    fields: dict[int, cbor.Value] = {}
    for key, (name, rule) in enumerate(form):
        value = getattr(content, name)
        if value is None and name != "kind":
            continue
        if not rule.holds(value):
            raise BadContent(f"{part}.{name}", rule.words, value)
        fields[key] = value
    return cbor.encode(fields)


def _decode(part: str, data: bytes, form: _Form) -> dict[str, Any]:
    decoded = cbor.decode(data)
    if not isinstance(decoded, Mapping):
        raise BadContent(part, "a map", type(decoded).__name__)
    fields: dict[str, Any] = {}
    for key, value in decoded.items():
        if key >= len(form):
            raise BadContent(part, f"keys from 0 to {len(form) - 1}", key)
        name, rule = form[key]
        if not rule.holds(value):
            raise BadContent(f"{part}.{name}", rule.words, value)
        fields[name] = value
    return fields
