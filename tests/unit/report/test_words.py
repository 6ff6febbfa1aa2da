"""Two languages that say the same."""

import re
from importlib.resources import files
from string import Formatter

import pytest

from ledger.report.words import Language, words_in


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_words_with_the_same_gaps() -> None:
    english, chinese = (words_in(language).table for language in Language)
    assert list(english) == list(chinese)
    assert {key: gaps(text) for key, text in english.items()} == {
        key: gaps(text) for key, text in chinese.items()
    }
    assert any(gaps(text) for text in english.values())


def test_no_word_is_left_over() -> None:
    """Each key stands in the code, whole or as a head to which its end is put."""
    room = files("ledger.report")
    places = [path for folder in (room, room / "sections") for path in folder.iterdir()]
    code = "".join(path.read_text("utf-8") for path in places if path.name.endswith(".py"))
    left = {key for key in words_in(Language.EN).table if not _stands(key, code)}
    assert left == set()
    assert not _stands("left_over", code) and not _stands("left.over", code)


def _stands(key: str, code: str) -> bool:
    heads = (key[:place] for place, sign in enumerate(key) if sign == ".")
    return f'"{key}"' in code or any(f'"{head}.{{' in code for head in heads)


@pytest.mark.parametrize("language", Language)
def test_a_word_without_its_gaps_filled_is_no_text(language: Language) -> None:
    words = words_in(language)
    assert re.search(r"\{\w+\}", words("pages"))
    assert words("pages", page=3, pages=9).count("3") == 1
    with pytest.raises(KeyError):
        words("no such word")
