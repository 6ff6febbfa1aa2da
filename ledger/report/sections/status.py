"""The status string by year, where the rulebook has one."""

from collections.abc import Iterator

from ledger.report.amounts import count
from ledger.report.blocks import Chart, Column, Paragraph, Section, Table, Text, Tone
from ledger.report.charts.grid import grid_chart
from ledger.report.sections.chapter import Chapter
from ledger.rulebook.status_string import by_year

_SIGNS = "N1234567GC*"


def status(chapter: Chapter) -> Iterator[Section]:
    """A grid and its table; of headline obligations of every grade."""
    words, own = chapter.words, chapter.all
    if own.movement is None:
        return
    string = own.movement.status
    rows = by_year(string, chapter.source.as_of)
    title = words("status.title", months=len(string), title=chapter.title)
    told = words("status.words", signs="; ".join(words(f"status.{sign}") for sign in _SIGNS))
    chart = Chart(title, told, grid_chart(f"status-{chapter.key}", rows).svg(title, told), 105)
    columns = (Column(words("status.year")), Column(words("status.string")))
    table = Table(
        told,
        columns,
        tuple(((Text(_span(year, signs)),), (Text(signs.strip(), Tone.CODE),)) for year, signs in rows),
    )
    of = own.movement.told
    counts = {"told": count(of.obligations), "disputed": count(of.disputed), "credited": count(of.credited)}
    note = Paragraph((Text(words("status.told", **counts), Tone.MUTED),))
    yield Section(chapter.part("status.heading"), (chart, table, note), level=3, whole=True)


def _span(year: int, signs: str) -> str:
    first, last = len(signs) - len(signs.lstrip()) + 1, len(signs.rstrip())
    return f"{year}-{first:02} – {year}-{last:02}"
