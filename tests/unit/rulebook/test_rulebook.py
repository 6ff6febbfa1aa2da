"""The rulebook's hash names its numbers and its definitions."""

import re
from dataclasses import fields, replace
from pathlib import Path

import pytest

from ledger.core.errors import Misuse
from ledger.rulebook.rulebook import (
    KNOWN,
    PRC,
    STANDARD,
    TRADELINE_1,
    TRADELINE_1_CN,
    TRADELINE_2,
    TRADELINE_2_CN,
    Rulebook,
    rulebook_named,
)

PAGE = Path(__file__).parents[3] / "docs" / "rulebook.md"


def test_the_hashes_in_force_are_those_of_the_page() -> None:
    page = PAGE.read_text("utf-8")
    assert [book.id for book in KNOWN.values()] == re.findall(r"^\| `(\S+)` \| `0x", page, re.MULTILINE)
    for book in KNOWN.values():
        assert f"| `{book.id}` | `0x{book.hash().hex()}` |" in page
        assert KNOWN[book.hash()] is book


def test_the_first_rulebook_never_changes() -> None:
    assert TRADELINE_1.hash().hex() == "e0b63a24727742f86623f8fbfb6a758defdd9487a6c67c28945abe4d7404f1f1"
    assert TRADELINE_1_CN.hash().hex() == "5a653213e7b0c755547f8236df1f96556dadc2aaf87b7df2c2e47806e29119ca"


@pytest.mark.parametrize("book", [TRADELINE_1, TRADELINE_2_CN], ids=lambda book: book.id)
def test_any_other_number_is_another_hash(book: Rulebook) -> None:
    for field in fields(book.rules):
        value = getattr(book.rules, field.name)
        changed = value[:-1] if isinstance(value, tuple) else "following" if value == "none" else value + 1
        other = replace(book, rules=replace(book.rules, **{field.name: changed}))
        assert other.hash() != book.hash(), field.name
    assert replace(book, id="other").hash() != book.hash()
    assert replace(book, rules=replace(book.rules)).hash() == book.hash()


def test_any_other_definition_or_scorecard_is_another_hash() -> None:
    for name, version in TRADELINE_2.definitions.items():
        other = replace(TRADELINE_2, definitions={**TRADELINE_2.definitions, name: version + 1})
        assert other.hash() != TRADELINE_2.hash(), name
    card = dict.fromkeys(TRADELINE_2.scorecards, "0x" + "00" * 32)
    assert card
    assert replace(TRADELINE_2, scorecards=card).hash() != TRADELINE_2.hash()
    assert replace(TRADELINE_2, scorecards={}).hash() != TRADELINE_2.hash()


def test_every_definition_has_its_line_in_the_page() -> None:
    found = re.findall(r"^\| `([a-z0-9_.]+)` \| (\d*) ?\| (\d+) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert {name: int(version) for name, version, _ in found if version} == TRADELINE_1.definitions
    assert {name: int(version) for name, _, version in found} == TRADELINE_2.definitions


def test_the_as_of_day_is_at_the_rulebooks_offset() -> None:
    late_evening = 20_000 * 86_400 - 3_600
    assert (STANDARD.as_of_day(late_evening), PRC.as_of_day(late_evening)) == (19_999, 20_000)


def test_a_rulebook_that_nobody_knows_is_said_back_in_few_signs() -> None:
    with pytest.raises(Misuse, match="no rulebook '999") as caught:
        rulebook_named("9" * 5_000)
    assert len(str(caught.value)) < 300
    assert rulebook_named(STANDARD.id) is STANDARD
