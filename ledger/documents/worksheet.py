"""The rows of a worksheet (ISO/IEC 29500-1, 18.3) as its XML streams by; days and numbers in a profile's own form."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from ledger.documents.package import PlainParser, local_name
from ledger.documents.profile import Layout

COLUMNS: Final = 1024
"""Most columns of a sheet."""
ROWS = 1_048_576
"""Most rows of a sheet, the empty ones too: Excel's own bound."""
CELLS = 3_000_000
"""Most cells of a sheet, the empty ones too."""
CELL: Final = 32_767
"""Most characters of a cell: Excel's own bound."""

_REFERENCE = re.compile("([A-Z]{1,3})[0-9]*")
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)}
"""18.8.30: the numbers of built-in formats that show a day or a time."""

_FROM_1900 = datetime(1899, 12, 30)
"""Day 0, by the count that has a 29 February 1900; days before March 1900 are of no interest here."""
_FROM_1904 = datetime(1904, 1, 1)
_LAST = 2_900_000
"""In the year 9839: what is later is no day."""


def is_date_format(number: int, code: str | None) -> bool:
    """Whether a number format shows a day: a built-in one, or one whose letters are of years, months, days."""
    if code is None:
        return number in _BUILT_IN_DATES
    letters = _QUOTED.sub("", code).lower()
    return any(letter in letters for letter in "yd") or ("m" in letters and "general" not in letters)


@dataclass(frozen=True, slots=True)
class CellForm:
    """What a cell's value means: the shared strings, the styles that show days, the day that days count from."""

    strings: Sequence[str]
    date_styles: frozenset[int]
    from_1904: bool
    layout: Layout

    def text(self, kind: str, style: int, value: str) -> str:
        """The cell as text, by its type (18.18.11)."""
        if kind == "s":
            return self.strings[int(value)] if value else ""
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(value, value)
        if kind in ("n", "") and value:
            return self._number(style, value)
        return value

    def _number(self, style: int, value: str) -> str:
        try:
            # A spreadsheet shows 15 digits of the binary number that it keeps: 0.30000000000000004 is 0.3.
            number = float(value)
        except ValueError:
            return value
        if style in self.date_styles and 0 <= number < _LAST:
            day = (_FROM_1904 if self.from_1904 else _FROM_1900) + timedelta(seconds=round(number * 86_400))
            return self.layout.dates[0].written(day.year, day.month, day.day)
        plain = f"{number:.15g}"
        if "e" in plain or "n" in plain:
            return value
        return plain.replace(".", self.layout.numerals.decimal)


class SheetReader:
    """Takes the XML of a sheet piece by piece, and gives its rows: each the number of the row and its cells."""

    def __init__(self, form: CellForm) -> None:
        self._form = form
        self._parser = PlainParser(self._start, self._end, self._text)
        self._rows: list[tuple[int, list[str]]] = []
        self._number = self._read = self._filled = 0
        self._cells: dict[int, str] = {}
        self._column = -1
        self._kind, self._style = "n", 0
        self._value: list[str] = []
        self._within: list[str] = []

    def rows(self, piece: bytes, final: bool = False) -> Iterator[tuple[int, list[str]]]:
        """The rows that end within `piece`."""
        self._parser.feed(piece, final)
        rows, self._rows = self._rows, []
        yield from rows

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = local_name(name)
        self._within.append(local)
        if local == "row":
            self._number = int(attributes.get("r") or self._number + 1)
            self._read += 1
            if max(self._read, self._number) > ROWS:
                raise ValueError(f"more than {ROWS} rows")
            self._cells, self._column = {}, -1
        elif local == "c":
            self._filled += 1
            if self._filled > CELLS:
                raise ValueError(f"more than {CELLS} cells")
            self._column = _column(attributes.get("r", ""), self._column + 1)
            self._kind, self._style = attributes.get("t", "n"), int(attributes.get("s", "0"))
            self._value = []

    def _text(self, text: str) -> None:
        """The value, or the text of an inline string; not a formula, not the reading aid of a text (rPh)."""
        if self._within[-1] == "v" or (self._within[-1] == "t" and "rPh" not in self._within[-3:]):
            self._value.append(text)
            if sum(map(len, self._value)) > CELL:
                raise ValueError(f"a cell of more than {CELL} characters")

    def _end(self, name: str) -> None:
        local = self._within.pop()
        if local == "c":
            self._cells[self._column] = self._form.text(self._kind, self._style, "".join(self._value))
        elif local == "row":
            width = max(self._cells, default=-1) + 1
            self._rows.append((self._number, [self._cells.get(place, "") for place in range(width)]))


def _column(reference: str, default: int) -> int:
    """The place of a cell in its row, from its reference such as `AB7`."""
    match = _REFERENCE.match(reference)
    place = default
    if match is not None:
        place = 0
        for letter in match[1]:
            place = place * 26 + ord(letter) - ord("A") + 1
        place -= 1
    if place >= COLUMNS:
        raise ValueError(f"more than {COLUMNS} columns")
    return place
