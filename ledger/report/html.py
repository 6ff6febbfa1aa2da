"""A report as one HTML file: nothing is loaded, nothing runs, everything foreign is escaped."""

from collections.abc import Iterator
from html import escape
from importlib.resources import files

from ledger.report.blocks import (
    Bar,
    Beside,
    Block,
    Cell,
    Chart,
    Column,
    Document,
    Facts,
    Line,
    Paragraph,
    Section,
    Table,
    Text,
    Tone,
    visible,
)
from ledger.report.canvas import bar

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""Nothing is loaded, nothing runs (CSP Level 3)."""
_SHORT = 12
_PHONE = 110
"""A drawing that is wider (mm) is moved sideways on a phone, where else its words would be too small."""
_TAGS = {
    Tone.NAME: ("<bdi>", "</bdi>"),
    Tone.CODE: ("<code>", "</code>"),
    Tone.MUTED: ('<span class="muted">', "</span>"),
    Tone.STRONG: ("<strong>", "</strong>"),
    Tone.ALERT: ('<strong class="alert">', "</strong>"),
}


def html(document: Document) -> str:
    """The page. The same document gives the same bytes."""
    style = (files("ledger.report") / "page.css").read_text("utf-8")
    foot, before, between, after = _foot(document)
    style = style.replace("@foot@", foot).replace(
        "@page@", f"{before} counter(page) {between} counter(pages) {after}"
    )
    body = "".join(part for section in document.sections for part in _section(section))
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(document.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{_shown(document.title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        f'<p class="kind">{_shown(document.kind)}</p>\n{body}</main>\n</body>\n</html>\n'
    )


def _foot(document: Document) -> tuple[str, str, str, str]:
    before, _, rest = document.of_pages.partition("{page}")
    between, _, after = rest.partition("{pages}")
    return _css(document.footer), _css(before), _css(between), _css(after)


def _css(text: str) -> str:
    """A CSS string: every sign but letters and digits by its number (CSS Syntax, 4.3.7), so that none ends it."""
    return '"' + "".join(sign if sign.isalnum() else f"\\{ord(sign):x} " for sign in visible(text)) + '"'


def _section(section: Section) -> Iterator[str]:
    how = [name for name, holds in (("breaks", section.breaks), ("whole", section.whole)) if holds]
    yield f'<section class="{" ".join(how)}">\n' if how else "<section>\n"
    if section.title:
        yield f"<h{section.level}>{_line(section.title)}</h{section.level}>\n"
    for block in section.blocks:
        yield from _block(block)
    yield "</section>\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            boxed = ' class="boxed"' if block.boxed else ""
            yield f"<p{boxed}>{_line(block.line)}</p>\n"
        case Facts():
            rows = "".join(
                f"<div><dt>{_shown(name)}</dt><dd>{_line(line)}</dd></div>" for name, line in block.rows
            )
            yield f"<dl>{rows}</dl>\n"
        case Chart():
            wide = ' class="wide" tabindex="0"' if block.width > _PHONE else ""
            yield f'<figure{wide} style="max-width:{block.width}mm">{block.drawing}</figure>\n'
        case Table():
            yield from _table(block)
        case Beside():
            for column in (block.left, block.right):
                yield '<div class="beside">\n' if column is block.left else ""
                yield "<div>\n"
                for each in column:
                    yield from _block(each)
                yield "</div>\n"
            yield "</div>\n"


def _table(table: Table) -> Iterator[str]:
    name = table.caption or table.columns[0].heading
    yield f'<div class="scroll" tabindex="0" role="group" aria-label="{_shown(name)}"><table>\n'
    if table.caption:
        yield f"<caption><span>{_shown(table.caption)}</span></caption>\n"
    yield "<thead>"
    if table.over:
        cells = "".join(_head(_shown(head), "colgroup", f' colspan="{span}"') for head, span in table.over)
        yield f'<tr class="over">{cells}</tr>'
    heads = "".join(_head(_shown(column.heading), "col", _aligned(column)) for column in table.columns)
    yield f"<tr>{heads}</tr></thead>\n<tbody>\n"
    for row in table.rows:
        first, *others = zip(table.columns, row, strict=True)
        cells = "".join(f"<td{_aligned(column, cell)}>{_cell(cell)}</td>" for column, cell in others)
        yield f"<tr>{_head(_cell(first[1]), 'row', _aligned(*first))}{cells}</tr>"
    yield "\n</tbody></table></div>\n"
    if table.note:
        yield f'<p class="muted">{_shown(table.note)}</p>\n'


def _head(shown: str, scope: str, attributes: str) -> str:
    """What heads columns or a row; an empty cell heads nothing (HTML, 4.9.10), such as over bars."""
    return f'<th{attributes} scope="{scope}">{shown}</th>' if shown else f"<td{attributes}></td>"


def _aligned(column: Column, cell: Cell = ()) -> str:
    """Numbers are aligned; what is short, such as a date, is not broken."""
    if column.number:
        return ' class="n"'
    if isinstance(cell, Bar) or any(text.tone is Tone.NAME for text in cell):
        return ""
    return ' class="s"' if 0 < sum(len(text.text) for text in cell) <= _SHORT else ""


def _cell(cell: Cell) -> str:
    return bar(cell.share) if isinstance(cell, Bar) else _line(cell)


def _line(line: Line) -> str:
    return "".join(_text(text) for text in line)


def _text(text: Text) -> str:
    before, after = _TAGS.get(text.tone, ("", ""))
    return f"{before}{_shown(text.text)}{after}"


def _shown(text: str) -> str:
    return escape(visible(text))
