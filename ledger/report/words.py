"""What the report says in each language. The words are data, a table a language."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Any


class Language(StrEnum):
    """As it is typed; also the BCP 47 tag."""

    EN = "en"
    ZH = "zh"


@dataclass(frozen=True, slots=True)
class Words:
    """One language's table: `words("open.none")`, with what goes into the gaps by name."""

    language: Language
    table: Mapping[str, Any]

    def __call__(self, key: str, **gaps: object) -> str:
        text = str(self.table[key])
        return text.format(**gaps) if gaps else text


def words_in(language: Language) -> Words:
    """The table that comes with the package."""
    tables = json.loads((files("ledger.report") / "words.json").read_text("utf-8"))
    return Words(language, tables[language.value])
