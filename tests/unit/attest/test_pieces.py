"""JSON written piece by piece is JSON written at once."""

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ledger.attest.pieces import pieces_of

SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
)


def poured(value: Any) -> Any:
    """The same, its lists as iterators wherever they may be."""
    if isinstance(value, list):
        return map(poured, value)
    if isinstance(value, dict) and any(isinstance(part, list) for part in value.values()):
        return {name: poured(part) if isinstance(part, list) else part for name, part in value.items()}
    return value


@given(VALUES)
def test_the_pieces_are_the_whole(value: Any) -> None:
    spread = json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True)
    assert "".join(pieces_of(poured(value), "\n")) == spread
    close = json.dumps(value, separators=(",", ":"), ensure_ascii=False, sort_keys=True)
    assert "".join(pieces_of(poured(value))) == close


def test_an_item_is_made_when_the_one_before_is_written() -> None:
    written: list[str] = []

    def items() -> Iterator[dict[str, int]]:
        for number in range(3):
            assert "".join(written).count("}") == number
            yield {"n": number}

    for piece in pieces_of({"items": items()}):
        written.append(piece)
    assert "".join(written).count('"n"') == 3
