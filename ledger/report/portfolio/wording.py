"""The words of the page: those of the credit report, and its own."""

import json
from importlib.resources import files

from ledger.report.words import Language, Words, words_in


def portfolio_words(language: Language) -> Words:
    """Both tables as one; no key stands in both."""
    own = json.loads((files("ledger.report.portfolio") / "words.json").read_text("utf-8"))
    return Words(language, {**words_in(language).table, **own[language.value]})
