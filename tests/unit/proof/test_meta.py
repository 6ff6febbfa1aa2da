"""The meta word: golden, spelled out, and strict in both directions."""

from typing import Any

import pytest

from ledger.core.codes import Capacity, EntryClass, Status
from ledger.core.errors import Misuse
from ledger.core.ids import Member, TradelineId
from ledger.proof.meta import BadMeta, Meta
from tests import vectors
from tests.vectors import unhex

ENTRIES = [entry for tradeline in vectors.load("heads")["tradelines"] for entry in tradeline["entries"]]
STATEMENT = Meta(
    EntryClass.STATEMENT,
    Capacity.AGENT,
    Status.ACCEPTED,
    Member(5),
    TradelineId(Member(1), 2),
    epoch=3,
    delegate=True,
)
WORD = bytes.fromhex("068402000003000000050000000000000001000000020000" + "00" * 8)


def meta(entry: dict[str, Any]) -> Meta:
    return Meta(
        EntryClass(entry["class"]),
        Capacity(entry["capacity"]),
        Status(entry["status"]),
        Member(entry["recorder"]),
        TradelineId.from_int(int(entry["tradeline"])),
        entry["epoch"],
        Member(entry["subject"]),
        entry["detail"],
        entry["delegate"],
    )


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["meta"][:40])
def test_a_meta_word_is_golden(entry: dict[str, Any]) -> None:
    assert bytes(meta(entry)) == unhex(entry["meta"])
    assert meta(entry).handed_in() == unhex(entry["handed_in"])
    assert Meta.from_bytes(unhex(entry["meta"])) == meta(entry)


def test_the_vectors_hold_every_class_capacity_and_status_and_a_delegate() -> None:
    assert {entry["class"] for entry in ENTRIES} == set(EntryClass)
    assert {entry["capacity"] for entry in ENTRIES} == set(Capacity)
    assert {entry["status"] for entry in ENTRIES} == set(Status)
    assert {entry["delegate"] for entry in ENTRIES} == {True, False}


def test_a_word_has_its_fields_where_the_page_says() -> None:
    assert bytes(STATEMENT) == WORD
    assert Meta.from_bytes(WORD) == STATEMENT
    handed_in = bytes.fromhex("06040000000300000000") + WORD[10:]
    assert STATEMENT.handed_in() == handed_in


@pytest.mark.parametrize(
    ("at", "value", "field"),
    [(0, 0, "class"), (0, 10, "class"), (1, 0, "class"), (1, 5, "class"), (1, 0xC1, "class"), (2, 0, "class")]
    + [
        (2, 5, "class"),
        (3, 1, "word"),
        (9, 0, "recorder"),
        (13, 1, "subject"),
        (17, 0, "class"),
        (21, 0, "class"),
    ]
    + [(23, 1, "detail"), (24, 1, "word"), (31, 1, "word")],
)
def test_a_word_that_no_ledger_logs_is_refused(at: int, value: int, field: str) -> None:
    with pytest.raises(BadMeta) as caught:
        Meta.from_bytes(WORD[:at] + bytes((value,)) + WORD[at + 1 :])
    assert caught.value.field.startswith(field)


def test_a_word_is_32_bytes() -> None:
    for word in (b"", WORD[:-1], WORD + b"\0"):
        with pytest.raises(BadMeta):
            Meta.from_bytes(word)


def test_what_has_no_place_in_the_word_is_refused() -> None:
    with pytest.raises(BadMeta):
        Meta(EntryClass.APPOINT, Capacity.HOLDER, Status.ACCEPTED, Member(1), STATEMENT.tradeline, detail=2)
    with pytest.raises(Misuse):
        bytes(
            Meta(
                EntryClass.SHARE,
                Capacity.HOLDER,
                Status.ACCEPTED,
                Member(1),
                STATEMENT.tradeline,
                detail=65_536,
            )
        )
