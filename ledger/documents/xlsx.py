"""Workbooks (.xlsx): the rows of one sheet, as values; a formula counts as what it last came to.

Read as a stream, so that memory and time follow the file and not what it claims: the readers at hand fill the gap
before a cell XFD1048576 with millions of others.
"""

import zipfile
import zlib
from collections.abc import Iterator
from typing import Final
from xml.parsers import expat

from ledger.documents.findings import Findings, shown
from ledger.documents.package import STREAMED, Package, RefusedPackage, local_name
from ledger.documents.profile import Layout
from ledger.documents.worksheet import CELL, CellForm, SheetReader, is_date_format

_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, LookupError, ValueError,
    OverflowError, expat.ExpatError,
)  # fmt: skip
"""What the standard library says of archives and XML that are none, or that are encrypted."""


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are an archive, as a workbook is."""
    return data.startswith(b"PK\x03\x04")


def is_old_workbook(data: bytes) -> bool:
    """Whether it is a compound file: a workbook of before 2007, or one under a password."""
    return data.startswith(_OLE)


def workbook_rows(data: bytes, layout: Layout, findings: Findings) -> Iterator[tuple[str, list[str]]]:
    """The rows of the sheet that the layout names, else of the first that is not hidden; each with its place.

    Days and numbers are written as the layout writes them. Rules `xlsx.malformed`, `xlsx.sheet`, `xlsx.size`.
    """
    try:
        package = Package(data, findings)
        workbook = _target(package, "", "officeDocument")
        sheet, from_1904 = _sheet(package, workbook, layout.sheet, findings)
        strings = _strings(package, _target(package, workbook, "sharedStrings"))
        styles = _date_styles(package, _target(package, workbook, "styles"))
        reader = SheetReader(CellForm(strings, styles, from_1904, layout))
        for piece in package.pieces(sheet, STREAMED):
            for number, cells in reader.rows(piece):
                yield f"row {number}", cells
        for number, cells in reader.rows(b"", final=True):
            yield f"row {number}", cells
    except RefusedPackage:
        return
    except _BROKEN as error:
        found = shown(str(error) or type(error).__name__)
        findings.fault(
            "the whole file", "file", "xlsx.malformed", found, "a workbook (.xlsx) without password"
        )


def _target(package: Package, part: str, kind: str) -> str:
    """The part that `part` refers to as `kind`; "" if there is none."""
    return next((to.part for to in package.relations(part).values() if to.kind == kind), "")


def _sheet(package: Package, workbook: str, wanted: str, findings: Findings) -> tuple[str, bool]:
    """The part of the sheet to read, and whether days count from 1904. Rule `xlsx.sheet`."""
    relations = package.relations(workbook)
    sheets: list[tuple[str, str]] = []
    from_1904 = False

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal from_1904
        local = local_name(element)
        if local == "workbookPr":
            from_1904 = attributes.get("date1904") in ("1", "true")
        if local == "sheet" and attributes.get("state", "visible") == "visible":
            id_ = next((value for name, value in attributes.items() if local_name(name) == "id"), "")
            if id_ in relations and relations[id_].kind == "worksheet":
                sheets.append((attributes.get("name", ""), relations[id_].part))

    package.parse(workbook, start)
    found = [(name, part) for name, part in sheets if not wanted or name == wanted]
    if not found:
        names = ", ".join(shown(name) for name, _ in sheets[:9]) or "none"
        package.refuse(
            "xlsx.sheet", names, f"a sheet {shown(wanted)}" if wanted else "a sheet that is not hidden"
        )
    if len(sheets) > 1:
        text = f"{len(sheets)} sheets: {shown(found[0][0])} is read, and no other"
        findings.note("the whole file", "sheet", text)
    return found[0][1], from_1904


def _strings(package: Package, part: str) -> list[str]:
    """The shared strings (18.4.8), without reading aids."""
    strings: list[str] = []
    within: list[str] = []

    def start(element: str, _: dict[str, str]) -> None:
        within.append(local_name(element))
        if within[-1] == "si":
            strings.append("")

    def end(_: str) -> None:
        within.pop()

    def text(piece: str) -> None:
        if within[-1] == "t" and "rPh" not in within:
            strings[-1] += piece
            if len(strings[-1]) > CELL:
                raise ValueError(f"a text of more than {CELL} characters")

    if part:
        package.parse(part, start, end, text)
    return strings


def _date_styles(package: Package, part: str) -> frozenset[int]:
    """The cell styles, places in `cellXfs` (18.8.10), that show a number as a day."""
    codes: dict[int, str] = {}
    formats: list[int] = []
    within: list[str] = []

    def start(element: str, attributes: dict[str, str]) -> None:
        local, number = local_name(element), int(attributes.get("numFmtId", "0"))
        if local == "numFmt":
            codes[number] = attributes.get("formatCode", "")
        if local == "xf" and within[-1:] == ["cellXfs"]:
            formats.append(number)
        within.append(local)

    def end(_: str) -> None:
        within.pop()

    if part:
        package.parse(part, start, end)
    return frozenset(
        place for place, number in enumerate(formats) if is_date_format(number, codes.get(number))
    )
