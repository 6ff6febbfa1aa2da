"""The words of the page of a portfolio, in two languages that say the same."""

import json
import re
from importlib.resources import files

from ledger.report.portfolio.wording import portfolio_words
from ledger.report.words import Language, words_in
from tests.unit.report.test_words import gaps

ROOM = files("ledger.report") / "portfolio"
OWN = json.loads((ROOM / "words.json").read_text("utf-8"))


def stands(key: str, code: str) -> bool:
    """Whole, or as a head to which its end is put."""
    heads = (key[:place] for place in range(3, len(key)) if key[place - 1] in "._")
    return bool(re.search(f"['\"]{re.escape(key)}['\"]", code)) or any(
        f'"{head}{{' in code or f"'{head}{{" in code for head in heads
    )


def test_both_languages_have_the_same_words_with_the_same_gaps() -> None:
    english, chinese = (portfolio_words(language).table for language in Language)
    assert list(english) == list(chinese)
    assert {key: gaps(text) for key, text in english.items()} == {
        key: gaps(text) for key, text in chinese.items()
    }


def test_no_word_stands_in_both_tables_and_none_is_left_over() -> None:
    code = "".join(path.read_text("utf-8") for path in ROOM.iterdir() if path.name.endswith(".py"))
    for language in Language:
        own, shared = OWN[language.value], words_in(language).table
        assert not set(own) & set(shared)
        assert len(portfolio_words(language).table) == len(own) + len(shared)
        assert {key for key in own if not stands(key, code)} == set()
    assert not stands("left.over", code) and stands("page.title", code)


def test_only_the_gap_between_sentences_may_be_empty() -> None:
    for language in Language:
        assert {key for key, text in OWN[language.value].items() if not text} <= {"page.gap"}
