"""Words of state: golden, laid out as the page says, and strict."""

from dataclasses import fields
from itertools import pairwise
from typing import Any

import pytest

from ledger.core.codes import Capacity, KeyPurpose, Status
from ledger.core.ids import Member, TradelineId
from ledger.proof import words
from ledger.proof.words import BadWord, KeyWord, MemberWord, ObligationWord, OwedTo, TradelineWord, Word
from tests import vectors
from tests.vectors import unhex

CASES = vectors.load("state")["words"]
LAYOUTS: list[type[Word]] = sorted(Word.__subclasses__(), key=lambda layout: layout.__name__)


def layout_of(case: dict[str, Any]) -> type[Word]:
    return next(layout for layout in LAYOUTS if layout.__name__ == case["layout"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['layout']} {case['word'][-6:]}")
def test_a_word_is_golden(case: dict[str, Any]) -> None:
    word = int(case["word"], 16)
    value = layout_of(case).from_word(word)
    assert value is not None and int(value) == word
    for name, shown in case["fields"].items():
        found = getattr(value, name)
        if isinstance(found, bytes):
            assert found == unhex(shown)
        else:
            assert int(found) == int(shown)


def test_every_layout_has_a_golden_word() -> None:
    assert {case["layout"] for case in CASES} == {layout.__name__ for layout in LAYOUTS}


def test_words_are_laid_out_as_the_page_says() -> None:
    line = TradelineWord(
        Member(1),
        Member(2),
        Status.ACCEPTED,
        3,
        Capacity.CREDITOR,
        Member(4),
        Member(5),
        Member(6),
        Member(7),
    )
    spelled = "00000007000000060000000500000004010003020000000200000001"
    assert f"{int(line):x}" == spelled.lstrip("0")
    key = KeyWord(Member(1), KeyPurpose.DELEGATE, 0x40, 3, 4, 5, 6)
    assert f"{int(key):x}" == ("000000000600000000050000000004000300400200000001").lstrip("0")
    owed = ObligationWord(TradelineId(Member(1), 2), Member(3), Member(4), Member(5), 6, OwedTo.EXTERNAL)
    assert f"{int(owed):x}" == "2" + "0" * 18 + "00060000000500000004000000030000000100000002"


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_a_layout_is_sound(layout: type[Word]) -> None:
    assert list(layout.LAYOUT) == [field.name for field in fields(layout)]  # type: ignore[arg-type]
    bits = sorted((each.first, each.last) for each in layout.LAYOUT.values())
    assert all(before[1] < after[0] for before, after in pairwise(bits))
    assert bits[0][0] == 0 and bits[-1][1] < 256


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_zero_says_nothing_and_bits_outside_are_refused(layout: type[Word]) -> None:
    golden = next(int(case["word"], 16) for case in CASES if case["layout"] == layout.__name__)
    assert layout.from_word(0) is None
    assert layout.from_word(golden) is not None
    used = {bit for each in layout.LAYOUT.values() for bit in range(each.first, each.last + 1)}
    for bit in set(range(257)) - used:
        with pytest.raises(BadWord):
            layout.from_word(golden | 1 << bit)


@pytest.mark.parametrize(
    ("layout", "first", "value"),
    [
        (TradelineWord, 64, 5),
        (TradelineWord, 88, 0),
        (KeyWord, 32, 6),
        (MemberWord, 0, 3),
        (MemberWord, 8, 32),
    ]
    + [
        (ObligationWord, 0, 1),
        (ObligationWord, 248, 3),
        (words.AnchorWord, 192, 2),
        (words.ActionWord, 128, 2),
    ],
)
def test_codes_that_do_not_exist_are_refused(layout: type[Word], first: int, value: int) -> None:
    golden = next(int(case["word"], 16) for case in CASES if case["layout"] == layout.__name__)
    bits = next(each for each in layout.LAYOUT.values() if each.first == first)
    mask = (1 << bits.last - bits.first + 1) - 1 << bits.first
    assert layout.from_word(golden) is not None
    with pytest.raises(BadWord):
        layout.from_word(golden & ~mask | value << first)
