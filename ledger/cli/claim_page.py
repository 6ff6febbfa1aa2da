"""A claim's statement as one HTML page: nothing is loaded, nothing runs, everything foreign is escaped."""

from collections.abc import Iterator, Mapping
from html import escape

from ledger.cli.claim_blocks import blocks
from ledger.cli.claim_pack import Pack
from ledger.cli.claim_shapes import Block, Heading, Paragraph, Table
from ledger.cli.claim_words import TITLE, Language
from ledger.report.blocks import visible

_STYLE = """
:root { color-scheme: light; --ink: #1c2430; --rule: #c9d1db; --soft: #1c24300c; --muted: #5a6675; }
body { font: 14px/1.55 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; color: var(--ink);
  background: #fff; margin: 0 auto; max-width: 76rem; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.55rem; border-bottom: 3px solid var(--ink); padding-bottom: .5rem; }
h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; } p { margin: .35rem 0; max-width: 60rem; }
p + p.en, li p.en { color: var(--muted); } ol { padding-left: 1.3rem; }
.scroll { overflow-x: auto; margin-bottom: .8rem; } table { border-collapse: collapse; }
th { text-align: left; vertical-align: bottom; font-weight: 600; background: var(--soft); }
th span { display: block; font-weight: 400; color: var(--muted); }
td, th { padding: .35rem .7rem; border-bottom: 1px solid var(--rule); vertical-align: top; }
@media screen {
  .scroll { background: linear-gradient(90deg, #fff 40%, #fff0) 0 0 / 2.5rem 100% local,
    linear-gradient(270deg, #fff 40%, #fff0) 100% 0 / 2.5rem 100% local,
    linear-gradient(90deg, #1c243040, #1c243000) 0 0 / .9rem 100% scroll,
    linear-gradient(270deg, #1c243040, #1c243000) 100% 0 / .9rem 100% scroll; background-repeat: no-repeat; }
  .scroll::-webkit-scrollbar { height: 6px; background: var(--soft); }
  .scroll::-webkit-scrollbar-thumb { background: var(--muted); border-radius: 3px; } }
.short { white-space: nowrap; } .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
code { font: 12px/1.45 ui-monospace, monospace; overflow-wrap: anywhere; }
@page { size: A4 landscape; margin: 14mm; }
@media print { body { max-width: none; padding: 0; font-size: 11px; } tr { break-inside: avoid; }
  thead { display: table-header-group; } h2 { break-after: avoid; } code { font-size: 9px; }
  .scroll { overflow: visible; } }
"""
_TAGS: Mapping[Language, str] = {"zh": "zh-CN", "de": "de"}
"""BCP 47."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(pack: Pack) -> str:
    """The page, in the language of the law's courts and in English, for a screen and for A4 across."""
    language = pack.edition.language
    return (
        f'<!DOCTYPE html>\n<html lang="{_TAGS[language]}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(TITLE.told(language))}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"{''.join(_body(pack))}</body>\n</html>\n"
    )


def _body(pack: Pack) -> Iterator[str]:
    in_list, language = False, pack.edition.language
    for block in blocks(pack):
        listed = isinstance(block, Paragraph) and block.listed
        if listed is not in_list:
            yield "<ol>\n" if listed else "</ol>\n"
            in_list = listed
        yield from _html(block, language)
    if in_list:
        yield "</ol>\n"


def _html(block: Block, language: Language) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield f"<h{level}>{_text(text)}</h{level}>\n"
        case Paragraph(said, listed):
            both = f'<p>{_text(said.own(language))}</p>\n<p class="en" lang="en">{_text(said.en)}</p>'
            yield f"<li>{both}</li>\n" if listed else f"{both}\n"
        case Table():
            yield from _table(block, language)


def _table(table: Table, language: Language) -> Iterator[str]:
    yield '<div class="scroll"><table>\n<thead><tr>'
    for place, heading in enumerate(table.headings):
        mark = ' class="number"' if place in table.numbers else ""
        yield f'<th{mark}>{_text(heading.own(language))}<span lang="en">{_text(heading.en)}</span></th>'
    yield "</tr></thead>\n<tbody>\n"
    for row in table.rows:
        yield "<tr>" + "".join(_cell(table, place, text) for place, text in enumerate(row)) + "</tr>\n"
    yield "</tbody></table></div>\n"


def _cell(table: Table, place: int, text: str) -> str:
    if place in table.codes:
        return f"<td><code>{_text(text)}</code></td>"
    mark = "number" if place in table.numbers else "short" if len(text) <= len("YYYY-MM-DD") else ""
    return f'<td class="{mark}">{_text(text)}</td>' if mark else f"<td>{_text(text)}</td>"


def _text(text: str) -> str:
    """As HTML's text."""
    return escape(visible(text))
