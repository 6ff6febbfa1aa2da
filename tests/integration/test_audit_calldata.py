"""The audit's reading of calldata against the encoder of the contract's ABI, and against bytes of any kind."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.app.audit.calldata import NotRecord, entries_of
from ledger.app.ports import SealedEntry
from ledger.chain import contracts as calls
from ledger.core.codes import EntryClass
from ledger.proof.payload import SIZES

WORDS = st.binary(min_size=32, max_size=32)


@st.composite
def entries(draw: st.DrawFn) -> SealedEntry:
    entry_class = draw(st.sampled_from(EntryClass))
    meta = bytes([entry_class]) + draw(st.binary(min_size=31, max_size=31))
    payload = draw(st.binary(min_size=1, max_size=8)) * SIZES[entry_class]
    return SealedEntry(meta, draw(WORDS), draw(WORDS), payload[: SIZES[entry_class]])


@given(st.lists(entries(), max_size=6), st.integers(0, 2**32 - 1), st.integers(0, 2**64 - 1))
def test_the_entries_of_a_call_are_those_handed_in(
    handed: list[SealedEntry], lane: int, sequence: int
) -> None:
    assert entries_of(calls.record(lane, sequence, handed)) == tuple(handed)


@given(st.lists(entries(), min_size=1, max_size=3), st.data())
def test_altered_calldata_is_refused_or_read_never_more(
    handed: list[SealedEntry], data: st.DataObject
) -> None:
    content = bytearray(calls.record(0, 0, handed))
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        found = entries_of(bytes(content))
    except NotRecord:
        return
    assert all(len(entry.payload) == SIZES[EntryClass(entry.meta[0])] for entry in found)


@given(st.binary(max_size=400))
@example(b"")
def test_other_bytes_are_no_record(content: bytes) -> None:
    for call in (content, calls.record(0, 0, [])[:4] + content[:64]):
        with pytest.raises(NotRecord):
            entries_of(call)
