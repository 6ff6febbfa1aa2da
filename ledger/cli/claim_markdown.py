"""A claim's statement in Markdown."""

from collections.abc import Iterator

from ledger.cli.claim_blocks import blocks
from ledger.cli.claim_pack import Pack
from ledger.cli.claim_shapes import Block, Heading, Paragraph, Table
from ledger.cli.claim_words import Language
from ledger.report.blocks import visible

_MARKED = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>|#&~$"})


def markdown(pack: Pack) -> str:
    """The whole, in UTF-8 text; what comes from documents is escaped (CommonMark 0.31, 2.4)."""
    lines: list[str] = []
    step, language = 0, pack.edition.language
    for block in blocks(pack):
        step = step + 1 if isinstance(block, Paragraph) and block.listed else 0
        lines += _lines(block, step, language)
    return "\n".join(lines)


def _lines(block: Block, step: int, language: Language) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield f"{'#' * level} {_safe(text)}\n"
        case Paragraph(said):
            mark = f"{step}. " if step else ""
            yield f"{mark}{_safe(said.own(language))}\n\n{' ' * len(mark)}{_safe(said.en)}\n"
        case Table():
            yield from _table(block, language)


def _table(table: Table, language: Language) -> Iterator[str]:
    yield _row(tuple(heading.told(language) for heading in table.headings))
    yield _row(
        tuple("--:" if place in table.numbers else "---" for place in range(len(table.headings))), raw=True
    )
    for row in table.rows:
        yield _row(row)
    yield ""


def _row(cells: tuple[str, ...], *, raw: bool = False) -> str:
    return f"| {' | '.join(cell if raw else _safe(cell) for cell in cells)} |"


def _safe(text: str) -> str:
    return visible(text).translate(_MARKED)
