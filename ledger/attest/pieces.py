"""JSON piece by piece: a list may be an iterator, whose items are made as they are written."""

import json
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from ledger.attest.canonical import Json

Pieces: TypeAlias = "Json | Iterator[Pieces] | Mapping[str, Pieces]"
"""A JSON value with iterators as lists: as values of the outermost object, of an item that one gives, and so on."""

_spread = json.JSONEncoder(indent=2, ensure_ascii=False, sort_keys=True).encode
_close = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, sort_keys=True).encode


def pieces_of(value: Pieces, margin: str = "") -> Iterator[str]:
    """The text of a value, names in order; `margin` begins each further line: a line's end, or nothing for one line."""
    inner = f"{margin}  " if margin else ""
    if isinstance(value, Iterator):
        mark = "["
        for item in value:
            yield f"{mark}{inner}"
            yield from pieces_of(item, inner)
            mark = ","
            del item  # gone before the next one is made
        yield "[]" if mark == "[" else f"{margin}]"
    elif isinstance(value, Mapping) and any(isinstance(part, Iterator) for part in value.values()):
        mark, colon = "{", ": " if margin else ":"
        for name in sorted(value):
            yield f"{mark}{inner}{_close(name)}{colon}"
            yield from pieces_of(value[name], inner)
            mark = ","
        yield f"{margin}}}"
    else:
        yield _spread(value).replace("\n", margin) if margin else _close(value)
