"""The rulebook's hash names its numbers and its definitions."""

import re
from dataclasses import fields, replace
from pathlib import Path

from ledger.rulebook.definitions import FIRST
from ledger.rulebook.rulebook import KNOWN, PRC, STANDARD, Rulebook
from ledger.rulebook.rules import Rules

PAGE = Path(__file__).parents[3] / "docs" / "rulebook.md"


def test_the_hashes_in_force_are_those_of_the_page() -> None:
    page = PAGE.read_text("utf-8")
    for book in (STANDARD, PRC):
        assert f"| `{book.id}` | `0x{book.hash().hex()}` |" in page
        assert KNOWN[book.hash()] is book


def test_any_other_number_is_another_hash() -> None:
    rules = Rules()
    for field in fields(Rules):
        value = getattr(rules, field.name)
        changed = value + 1 if isinstance(value, int) else value[:-1]
        other = Rulebook(STANDARD.id, replace(rules, **{field.name: changed}))
        assert other.hash() != STANDARD.hash(), field.name
    assert Rulebook("other", rules).hash() != STANDARD.hash()
    assert Rulebook(STANDARD.id, Rules()).hash() == STANDARD.hash()


def test_every_definition_has_its_line_in_the_page() -> None:
    documented = re.findall(r"^\| `([a-z0-9_.]+)` \| (\d+) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert {name: int(version) for name, version in documented} == dict(FIRST)


def test_the_as_of_day_is_at_the_rulebooks_offset() -> None:
    late_evening = 20_000 * 86_400 - 3_600
    assert (STANDARD.as_of_day(late_evening), PRC.as_of_day(late_evening)) == (19_999, 20_000)
