"""Blocks as the JSON that `page.typ` sets."""

import re
import unicodedata
from typing import Any

from ledger.report.blocks import (
    Bar,
    Beside,
    Block,
    Cell,
    Chart,
    Document,
    Facts,
    Line,
    Paragraph,
    Table,
    Text,
    Tone,
    visible,
)
from ledger.report.canvas import bar

Data = dict[str, Any]

_FONTS = "Libertinus Serif, Noto Serif SC"
_RUN = re.compile(r"(\S{25,})")
_NARROW = 24
"""A column of longer texts than this shares the width that the others leave; a longer word may be broken."""
_SHORT = 60
"""What is kept apart is not broken."""
_LONG = 120
"""Code that is longer does not fit a line, and is broken anywhere."""


def document_data(document: Document) -> Data:
    """The whole report."""
    language, _, script = document.language.partition("-")
    return {
        "lang": language,
        "region": "CN" if script else None,
        "title": visible(document.title),
        "kind": document.kind,
        "day": document.day,
        "footer": visible(document.footer),
        "pages": document.of_pages,
        "sections": [
            {
                "title": _line(section.title),
                "level": section.level,
                "breaks": section.breaks,
                "whole": section.whole,
                "blocks": [_block(block) for block in section.blocks],
            }
            for section in document.sections
        ],
    }


def _block(block: Block) -> Data:
    match block:
        case Paragraph():
            return {"block": "paragraph", "line": _line(block.line), "boxed": block.boxed}
        case Facts():
            return {"block": "facts", "rows": [[name, _line(line)] for name, line in block.rows]}
        case Chart():
            told = f"{block.title}. {block.description}"
            return {"block": "chart", "svg": _svg(block.drawing), "alt": told, "width": block.width}
        case Table():
            return _table(block)
        case Beside():
            columns = [[_block(each) for each in column] for column in (block.left, block.right)]
            return {"block": "beside", "columns": columns, "parts": list(block.parts)}


def _table(table: Table) -> Data:
    lengths = [
        max((_length(row[place]) for row in table.rows), default=0) for place in range(len(table.columns))
    ]
    wide = [
        length > _NARROW and not column.number for length, column in zip(lengths, table.columns, strict=True)
    ]
    return {
        "block": "table",
        "caption": table.caption,
        "columns": [
            {"heading": column.heading, "number": column.number, "wide": stretches}
            for column, stretches in zip(table.columns, wide, strict=True)
        ],
        "over": [list(pair) for pair in table.over],
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
        "note": table.note,
    }


def _length(cell: Cell) -> int:
    return 0 if isinstance(cell, Bar) else sum(len(text.text) for text in cell)


def _cell(cell: Cell) -> Data:
    if isinstance(cell, Bar):
        return {"svg": bar(cell.share), "alt": f"{cell.share} / 10000"}
    return {"line": _line(cell)}


def _line(line: Line) -> list[Data]:
    return [_text(text) for text in line]


def _text(text: Text) -> Data:
    """`pieces`: between them a line may break. `apart`: what stands beside it is not turned round with it.

    Neither is said by zero-width signs: they would be in whatever is copied from the file.
    """
    shown = visible(text.text)
    if text.tone is not Tone.NAME and not (text.tone is Tone.CODE and len(shown) > _LONG):
        return {"tone": text.tone.value, "pieces": [shown], "apart": False}
    pieces = [piece for run in _RUN.split(shown) for piece in _pieces(run)]
    if text.tone is Tone.CODE:
        return {"tone": text.tone.value, "pieces": pieces, "apart": False}
    turned = any(unicodedata.bidirectional(sign) in ("R", "AL", "AN") for sign in shown)
    return {"tone": text.tone.value, "pieces": pieces, "apart": turned and len(shown) <= _SHORT}


def _pieces(run: str) -> list[str]:
    step = _NARROW // 2 if _RUN.fullmatch(run) else len(run) or 1
    return [run[place : place + step] for place in range(0, len(run), step)]


def _svg(drawing: str) -> str:
    return drawing.replace("<svg ", f'<svg font-family="{_FONTS}" ', 1)
