"""Words as data, a table a language: what is said stands in a file, what it is said of in code."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class WordTable:
    """One language's table."""

    table: Mapping[str, Any]

    @classmethod
    def parse(cls, data: bytes) -> dict[str, Self]:
        """Language ("en", "zh") to its words, from the table that comes with the package."""
        return {language: cls(table) for language, table in json.loads(data).items()}
