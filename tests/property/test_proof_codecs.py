"""RLP, headers and receipts: one value has one encoding, and hostile bytes meet one family of errors."""

from typing import Any

import rlp as oracle  # type: ignore[import-untyped]
from hypothesis import example, given
from hypothesis import strategies as st
from rlp.exceptions import DecodingError  # type: ignore[import-untyped]

from ledger.core.errors import ProofError
from ledger.proof import rlp
from ledger.proof.header import FORMS, NAMES, REQUIRED, Bytes, Header, decode_header, encode_header
from ledger.proof.logs import Log
from ledger.proof.receipts import Receipt, decode_receipt, encode_receipt, receipts_root
from ledger.proof.rlp import Item, RlpError
from ledger.proof.state import verify_account, verify_word
from ledger.proof.trie import prove

STRINGS = st.binary(max_size=70) | st.binary(min_size=250, max_size=260)
ITEMS = st.recursive(STRINGS, lambda inner: st.lists(inner, max_size=5).map(tuple), max_leaves=20)
# Bytes that begin like RLP get further into a decoder than random ones do.
NEARLY = st.lists(
    st.sampled_from(
        [0x00, 0x7F, 0x80, 0x81, 0x82, 0xB7, 0xB8, 0xB9, 0xBF, 0xC0, 0xC1, 0xC2, 0xF7, 0xF8, 0xFF]
    )
)
HOSTILE = st.binary(max_size=200) | NEARLY.map(bytes) | ITEMS.map(rlp.encode)

LOGS = st.builds(
    Log,
    st.binary(min_size=20, max_size=20),
    st.lists(st.binary(min_size=32, max_size=32), max_size=4).map(tuple),
    st.binary(max_size=100),
)
RECEIPTS = st.builds(
    Receipt,
    st.integers(0, 0x7F),
    st.booleans(),
    st.integers(0, 2**64 - 1),
    st.lists(LOGS, max_size=3).map(tuple),
)


@st.composite
def headers(draw: st.DrawFn) -> Header:
    values: dict[str, Any] = {}
    for name, form in list(zip(NAMES, FORMS, strict=True))[: draw(st.integers(REQUIRED, len(FORMS)))]:
        if isinstance(form, Bytes):
            values[name] = draw(st.binary(min_size=form.length or 0, max_size=form.length or 300))
        else:
            values[name] = draw(st.integers(0, 2**form.bits - 1))
    return Header(**values)


def _as_tuples(item: Any) -> Item:
    return item if isinstance(item, bytes) else tuple(map(_as_tuples, item))


@given(ITEMS)
def test_an_item_survives_rlp_and_is_written_as_another_implementation_writes_it(item: Item) -> None:
    encoded = rlp.encode(item)
    assert encoded == oracle.encode(item)
    assert rlp.decode(encoded) == item


@given(HOSTILE)
@example(b"\xc1\x80\x80")
@example(b"\xb8\x37" + bytes(55))
def test_bytes_are_one_item_or_refused_and_another_implementation_agrees(data: bytes) -> None:
    try:
        ours: Item | None = rlp.decode(data)
    except RlpError:
        ours = None
    try:
        theirs = _as_tuples(oracle.decode(data))
    except DecodingError:
        theirs = None
    assert ours == theirs
    assert ours is None or rlp.encode(ours) == data


@given(headers())
def test_a_header_survives_its_encoding(header: Header) -> None:
    assert decode_header(encode_header(header)) == header


@given(RECEIPTS)
def test_a_receipt_survives_its_encoding(receipt: Receipt) -> None:
    assert decode_receipt(encode_receipt(receipt)) == receipt


@given(st.lists(RECEIPTS, min_size=1, max_size=4), st.data())
def test_a_receipts_root_covers_every_byte_of_every_receipt(
    receipts: list[Receipt], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(receipts) - 1))
    other = data.draw(RECEIPTS.filter(lambda receipt: receipt != receipts[index]))
    changed = [*receipts[:index], other, *receipts[index + 1 :]]
    assert receipts_root(changed) != receipts_root(receipts)


@given(headers(), st.data())
def test_a_header_with_any_byte_changed_is_another_header_or_none(
    header: Header, data: st.DataObject
) -> None:
    encoded = bytearray(encode_header(header))
    encoded[data.draw(st.integers(0, len(encoded) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        changed = decode_header(bytes(encoded))
    except ProofError:
        return
    assert changed != header
    assert encode_header(changed) == bytes(encoded)


@given(HOSTILE)
def test_hostile_bytes_raise_nothing_but_our_errors(data: bytes) -> None:
    attempts = (
        lambda: decode_header(data),
        lambda: decode_receipt(data),
        lambda: prove(data, data, [data]),
        lambda: verify_account(bytes(32), data[:20], [data, data]),
        lambda: verify_word(bytes(32), int.from_bytes(data, "big"), [data]),
    )
    for attempt in attempts:
        try:
            attempt()
        except ProofError:
            continue
