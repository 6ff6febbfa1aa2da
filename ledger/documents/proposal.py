"""A column profile proposed for a table that no profile knows: by the names of its columns, and by what is in them.

What cannot be told is said: a person looks at a proposal before anything is read by it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from ledger.core.errors import BadInput
from ledger.documents.columns import Columns, Seen
from ledger.documents.findings import Findings
from ledger.documents.headings import is_known
from ledger.documents.numerals import Numerals
from ledger.documents.profile import InvoiceRows, Layout, MovementRows, Profile
from ledger.documents.profile_file import read_profile
from ledger.documents.sheet import PREAMBLE, SIZE, Line, encoding_of, lines_of
from ledger.documents.xlsx import is_workbook

COLUMNS: Final = 200
"""Most columns of a table that is proposed for."""

ROWS: Final = 500
"""Rows that are looked at."""

_ENCODINGS = ("utf-8", "gb18030", "big5", "shift_jis", "windows-1252", "windows-1250")
_DELIMITERS = (",", ";", "\t", "|")
_NEEDED = ("number", "issued", "due", "amount", "currency", "creditor", "debtor")
_TICK = "`"
"""What some programs write before a cell, so that a spreadsheet does not take it for a number."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A profile as TOML. `missing` are fields that no column gives: it is no profile before they are filled in.

    `doubts` say where the table would allow another reading.
    """

    file: str
    text: str
    missing: tuple[str, ...]
    doubts: tuple[str, ...]

    def profile(self, name: str) -> Profile:
        """The profile; BadInput where fields are missing."""
        return read_profile(name, self.text.encode())


def propose(file: str, data: bytes, values: Mapping[str, str] | None = None) -> Proposal:
    """The profile that a table seems to ask for; `values` are fields that are the same in every row. BadInput if it
    is no table.

    Rules `file.size`, `csv.header`.
    """
    findings = Findings(file)
    if len(data) > SIZE:
        findings.fault(
            "the whole file", "file", "file.size", f"{len(data)} bytes", f"at most {SIZE}: split it"
        )
        raise BadInput(findings.faults())
    found = max((_look(data, layout) for layout in _layouts(data)), key=lambda look: look.score)
    if found.header is None:
        expected = "a row with names of columns such as Date, Amount, Invoice number"
        findings.fault("the whole file", "header", "csv.header", "none that is known", expected)
        raise BadInput(findings.faults())
    return _Writer(file, found, values or {}).proposal()


@dataclass(frozen=True, slots=True)
class _Look:
    """A file read in one layout: its header and the rows below."""

    layout: Layout
    header: Line | None
    rows: Sequence[Line]
    score: tuple[int, int]
    ticked: bool = False


def _layouts(data: bytes) -> list[Layout]:
    """Ways to read the file at all: encodings in which it is text, and what may part its cells."""
    if is_workbook(data):
        return [_layout("utf-8", ",")]
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    names = ["utf-16"] if marked else [name for name in _ENCODINGS if encoding_of(data, (name,))[1] is None]
    return [_layout(name, mark) for name in names or ["utf-8"] for mark in _DELIMITERS]


def _layout(encoding: str, delimiter: str) -> Layout:
    return Layout((encoding,), delimiter, '"', (), Numerals(), strict=False, symbol=_TICK)


def _look(data: bytes, layout: Layout) -> _Look:
    """The header is the row with most names that are known, two at least."""
    lines = list(islice(lines_of(data, layout, Findings("")), PREAMBLE + ROWS))
    best, score = None, (1, 0)
    for place, line in enumerate(lines[:PREAMBLE]):
        known = sum(map(is_known, line.cells[:COLUMNS]))
        if (known, len(line.cells)) > score and known > 1 and len(line.cells) <= COLUMNS:
            best, score = place, (known, len(line.cells))
    if best is None:
        return _Look(layout, None, (), (0, 0))
    rows = lines[best + 1 :]
    ticked = not is_workbook(data) and f"{layout.delimiter}{_TICK}".encode(layout.encodings[0]) in data
    return _Look(layout, lines[best], rows, score, ticked)


class _Writer:
    """Writes the TOML of what was seen."""

    def __init__(self, file: str, look: _Look, values: Mapping[str, str]) -> None:
        assert look.header is not None
        self._file, self._look, self._values = file, look, values
        self._columns = Columns(look.header.cells, look.rows)
        self._missing: list[str] = []

    def proposal(self) -> Proposal:
        seen = self._columns.seen()
        body = self._movement(seen) if seen.is_movement else self._invoice(seen)
        text = "\n".join([*self._file_table(seen), "", *body, ""])
        return Proposal(self._file, text, tuple(self._missing), tuple(seen.doubts))

    def _file_table(self, seen: Seen) -> list[str]:
        layout = self._look.layout
        lines = [
            "[file]",
            f"encoding = {_quoted(layout.encodings[0])}",
            f"delimiter = {_quoted(layout.delimiter)}",
        ]
        lines += [f"date = {_quoted(seen.date)}", f"decimal = {_quoted(seen.numerals.decimal)}"]
        lines += [f"group = {_quoted(seen.numerals.group)}"] if seen.numerals.group else []
        lines += ["strict = false"] if seen.is_movement else []
        lines += [f"end = {_quoted(self._columns.ends)}"] if self._columns.ends else []
        lines += [f"symbol = {_quoted(_TICK)}"] if self._look.ticked else []
        return lines

    def _invoice(self, seen: Seen) -> list[str]:
        lines = ["[invoice]"]
        told = {*seen.fields, *self._values}
        for field in (*_NEEDED, *sorted(InvoiceRows.OPTIONAL & told)):
            lines.append(f"{field} = {self._cell(seen, field)}")
        if "settled" in seen.fields:
            lines += [
                "",
                "[settled]",
                f"day = {self._cell(seen, 'settled')}",
                f"amount = {self._cell(seen, 'amount')}",
            ]
        if "disputed" in seen.fields:
            yes, no = self._columns.yes_and_no(seen.fields["disputed"])
            column = self._cell(seen, "disputed")
            lines += ["", "[disputed]", f"column = {column}", f"yes = {_quoted(yes)}", f"no = {_quoted(no)}"]
        return lines

    def _movement(self, seen: Seen) -> list[str]:
        lines = ["[movement]"]
        amounts = ("received", "paid") if {"received", "paid"} <= seen.fields.keys() else ("amount",)
        optional = MovementRows.OPTIONAL - {"amount", "received", "paid"}
        fields = ["day", *amounts, "currency", *sorted(optional & {*seen.fields, *self._values})]
        lines += [f"{field} = {self._cell(seen, field)}" for field in fields]
        for field, more in seen.more.items():
            if field in seen.fields:
                cells = [self._cell(seen, field), *map(self._column, more)]
                lines.append(f"{field} = [{', '.join(cells)}]")
        if "direction" in seen.fields and amounts == ("amount",):
            words = self._columns.directions(seen.fields["direction"])
            lines += ["", "[direction]", f"column = {self._cell(seen, 'direction')}"]
            lines += [f"{outcome} = {_quoted(listed)}" for outcome, listed in words.items()]
        return lines

    def _cell(self, seen: Seen, field: str) -> str:
        """A column, or a value for all rows, or a question."""
        place = None if field in self._values else seen.fields.get(field)
        if place is not None:
            return self._column(place)
        value = self._values.get(field) or (seen.currency if field == "currency" else "")
        if value:
            return f"{{ value = {_quoted(value)} }}"
        self._missing.append(field)
        return '""'

    def _column(self, place: int) -> str:
        name = self._look.header.cells[place] if self._look.header else ""
        names = self._columns.names
        if names.count(names[place]) > 1:
            return f"{{ column = {_quoted(name)}, place = {names[: place + 1].count(names[place])} }}"
        return _quoted(name)


def _quoted(value: object) -> str:
    """A TOML basic string, or a list of them: JSON writes the same, but for a sign that TOML wants escaped."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
