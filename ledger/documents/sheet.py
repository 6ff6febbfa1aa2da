"""The rows of a table under its header, whether the file is text (CSV, RFC 4180) or a workbook.

The header is the first row that has all columns of the profile: what programs write above it is kept as the preamble.
"""

import codecs
import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from ledger.documents.findings import Findings, shown
from ledger.documents.profile import Cell, Column, Constant, Layout, Profile
from ledger.documents.xlsx import is_workbook, workbook_rows

SIZE = 32 * 1024 * 1024
"""Largest table, in bytes."""

ROWS = 100_000
"""Most rows of a table: bounds the drafts, and so the memory, of one file."""

TEXT = 80 * 1024 * 1024
"""Most bytes of the texts of all rows, which a workbook may pack a hundred times smaller: four a character, but one in
a cell that is ASCII."""

RECORD = 1024 * 1024
"""Most characters of a row."""

PREAMBLE = 60
"""Rows among which the header is looked for."""

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Line:
    """One record of a file, as its cells stand, and where it is."""

    where: str
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one record under the header."""

    where: str
    cells: Sequence[str]
    places: dict[Column, int]
    empty: frozenset[str]

    def text(self, cell: Cell) -> str:
        """The column's cell without outer spaces, or the constant."""
        if isinstance(cell, Constant):
            return cell.value
        text = self.raw(cell)
        return "" if text in self.empty else text

    def raw(self, column: Column) -> str:
        """The column's cell, whatever word stands for nothing; "" where an optional column is not there."""
        place = self.places.get(column)
        return "" if place is None else self.cells[place]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows under a header, to be read once; `preamble` are the records above it."""

    preamble: tuple[Line, ...]
    rows: Iterator[Row] = field(repr=False)


def open_table(data: bytes, profile: Profile, findings: Findings) -> Table | None:
    """The table in a file, or None and faults. Rules `file.size`, `csv.*`, `xlsx.*`; a row's come as it is read."""
    if len(data) > SIZE:
        findings.fault(
            "the whole file", "file", "file.size", f"{len(data)} bytes", f"at most {SIZE}: split it"
        )
        return None
    lines = lines_of(data, profile.layout, findings)
    head = list(islice(lines, PREAMBLE))
    place = _header_in(head, profile)
    if not findings.clean or not _header_holds(head, place, profile, findings):
        return None
    header = head[place]
    places = _places(header.cells, profile)
    assert places is not None
    ragged = not profile.layout.strict or is_workbook(data)
    below = _Below(header, places, profile.layout, ragged, findings)
    return Table(tuple(head[:place]), below.rows(chain(head[place + 1 :], lines)))


def lines_of(data: bytes, layout: Layout, findings: Findings) -> Iterator[Line]:
    """Every record that is no blank line; outer spaces of cells, and the sign before them, are dropped."""
    found = workbook_rows(data, layout, findings) if is_workbook(data) else _records(data, layout, findings)
    for where, cells in found:
        bare = [cell.strip().removeprefix(layout.symbol).strip() for cell in cells]
        if any(bare):
            yield Line(where, bare)


def has_header(lines: Sequence[Line], profile: Profile) -> bool:
    """Whether one of the first lines of a file is the header of a profile."""
    return _places(lines[_header_in(lines, profile)].cells, profile) is not None if lines else False


def encoding_of(data: bytes, encodings: Iterable[str]) -> tuple[str, int | None]:
    """The first encoding in which all bytes are text, and None; or the first, and the byte that is none."""
    stops = []
    for encoding in encodings:
        stop = _undecodable(data, encoding)
        if stop is None:
            return encoding, None
        stops.append((encoding, stop))
    return stops[0]


def _undecodable(data: bytes, encoding: str) -> int | None:
    """The place of the first byte that is no text, in a piece of memory that does not grow with the file."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for start in range(0, len(data) + 1, _CHUNK):
        held = len(decoder.getstate()[0])
        chunk = data[start : start + _CHUNK]
        try:
            decoder.decode(chunk, final=start + _CHUNK > len(data))
        except UnicodeDecodeError as error:
            return start - held + error.start
    return None


def _records(data: bytes, layout: Layout, findings: Findings) -> Iterator[tuple[str, list[str]]]:
    """The records of a text, with the line each begins on. Rules `csv.encoding`, `csv.malformed`."""
    encoding, stop = encoding_of(data, layout.encodings)
    if stop is not None:
        found = f"byte 0x{data[stop]:02x}" if stop < len(data) else "the end of the file"
        expected = f"text in {' or '.join(layout.encodings)}"
        findings.fault(f"byte {stop}", "file", "csv.encoding", found, expected)
        return
    text = io.TextIOWrapper(io.BytesIO(data), encoding, newline="")
    if text.read(1) != "\ufeff":
        text.seek(0)
    lines = _BoundedLines(text)
    reader = csv.reader(lines, delimiter=layout.delimiter, quotechar=layout.quote, strict=layout.strict)
    line = 1
    try:
        for record in reader:
            yield f"line {line}", _unbroken(record, layout)
            line = reader.line_num + 1
            lines.taken = 0
    except csv.Error as error:
        expected = "cells as RFC 4180 quotes them"
        findings.fault(f"line {line}", "row", "csv.malformed", shown(str(error)), expected)


class _BoundedLines:
    """The lines of a text, as long as those of one record stay within bounds: cells are many times their text."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self.taken = 0

    def __iter__(self) -> Iterator[str]:
        while line := self._text.readline(RECORD):
            self.taken += len(line)
            if self.taken >= RECORD:
                raise csv.Error(f"a record of more than {RECORD} characters")
            yield line


def _unbroken(record: list[str], layout: Layout) -> list[str]:
    """Where quotes are not held to the rule, an open one would swallow the rows after it: no cell has a line break."""
    if not layout.strict and any("\n" in cell for cell in record):
        raise csv.Error("a line break within a cell")
    return record


def _header_in(lines: Sequence[Line], profile: Profile) -> int:
    """The place of the header, else of the line that has most of its columns."""
    wanted = set(map(heading, profile.headers()))
    found = [len(wanted & set(map(heading, line.cells))) for line in lines]
    return found.index(max(found)) if found else 0


def heading(text: str) -> str:
    """A column's name as it is compared: wide and narrow signs, case and spaces make no difference."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _places(header: Sequence[str], profile: Profile) -> dict[Column, int] | None:
    """Where each column stands, or None if one does not, or stands twice."""
    names = [heading(name) for name in header]
    places: dict[Column, int] = {}
    for column in profile.columns():
        found = [place for place, name in enumerate(names) if name == heading(column.header)]
        if len(found) > 1 and column.place is None:
            return None
        if len(found) >= (column.place or 1):
            places[column] = found[(column.place or 1) - 1]
        elif not column.optional:
            return None
    return places


def _header_holds(lines: Sequence[Line], place: int, profile: Profile, findings: Findings) -> bool:
    """Rules `csv.header` (nothing at all), `csv.duplicate` and `csv.column`."""
    if not lines:
        columns = ", ".join(profile.headers())
        findings.fault("line 1", "header", "csv.header", "nothing", f"the columns {columns}")
        return False
    where, counts = lines[place].where, Counter(map(heading, lines[place].cells))
    for column in profile.columns():
        count = counts[heading(column.header)]
        if count < (column.place or 1) and not column.optional:
            found = "no such column" if not count else f"{count} columns of this name"
            findings.fault(where, column.header, "csv.column", found, f"a column {shown(str(column))}")
        elif count > 1 and column.place is None:
            found = f"{count} columns of this name"
            findings.fault(where, column.header, "csv.duplicate", found, "one")
    return findings.clean


@dataclass(frozen=True, slots=True)
class _Below:
    """What stands below a header."""

    header: Line
    places: dict[Column, int]
    layout: Layout
    ragged: bool
    findings: Findings

    def rows(self, lines: Iterable[Line]) -> Iterator[Row]:
        """The rows up to the end. Rules `csv.cells`, `csv.empty`, `file.rows`."""
        width, count, text = len(self.header.cells), 0, 0
        for line in lines:
            if line.cells[0].startswith(self.layout.end):
                break
            count += 1
            text += sum(len(cell) if cell.isascii() else 4 * len(cell) for cell in line.cells)
            if count > ROWS or text > TEXT:
                found = f"more than {ROWS} rows" if count > ROWS else f"more than {TEXT} bytes of text"
                expected = f"at most {ROWS} rows and {TEXT} bytes of text: split the file"
                self.findings.fault(line.where, "row", "file.rows", found, expected)
                return
            cells = self._as_wide(line.cells, width)
            if cells is None:
                found, expected = f"{len(line.cells)} cells", f"{width} cells, as the header has"
                self.findings.fault(line.where, "row", "csv.cells", found, expected)
            else:
                yield Row(line.where, cells, self.places, self.layout.empty)
        if not count and self.findings.clean:
            expected = "one row or more"
            self.findings.fault("the whole file", "file", "csv.empty", "a header and no row", expected)

    def _as_wide(self, cells: Sequence[str], width: int) -> Sequence[str] | None:
        """The cells of a row, as many as the header's; where rows are ragged, empty ones at their end come and go."""
        if len(cells) == width:
            return cells
        if not self.ragged:
            return None
        if len(cells) < width:
            return [*cells, *[""] * (width - len(cells))]
        return None if any(cells[width:]) else cells[:width]
