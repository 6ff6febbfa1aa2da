"""What a supervisor may publish: tables in which the cells of too few are crossed out, and what they rest on."""

from collections.abc import Iterator

from ledger.report.amounts import amount, count, percent
from ledger.report.blocks import Block, Cell, Chart, Column, Paragraph, Section, Table, Text, Tone
from ledger.report.charts.axis import axis
from ledger.report.charts.matrix import Box, Crossed, Drawn, matrix_chart
from ledger.report.portfolio.source import Supervision
from ledger.report.words import Words
from ledger.rulebook.ecl import BUCKETS
from ledger.rulebook.ratio import floored
from ledger.rulebook.small_cells import Published
from ledger.rulebook.told_sums import ALL

_TALL = 165
_COLUMNS = (*BUCKETS, ALL)


def coverage(source: Supervision, words: Words) -> Section:
    """How much was looked at, and how much of it is sealed, and in no table."""
    seen = source.coverage
    counts = {
        name: getattr(seen, name)
        for name in ("members", "tradelines", "obligations", "sealed", "void", "claims")
    }
    rows = tuple(
        (
            (Text(words(f"counted.{name}"), Tone.ALERT if name == "sealed" and number else Tone.PLAIN),),
            (Text(count(number)),),
            (
                Text(
                    percent(floored(10_000 * number, seen.obligations)) if name in ("sealed", "void") else ""
                ),
            ),
        )
        for name, number in counts.items()
    )
    heads = (
        Column(words("counted.what")),
        Column(words("counted.number"), True),
        Column(words("counted.share"), True),
    )
    return Section(
        (Text(words("counted.heading")),), (Table(words("counted.caption"), heads, rows),), whole=True
    )


def published(source: Supervision, words: Words) -> Iterator[Section]:
    """A drawing and its table for each currency and standing; a sentence if there is none."""
    if not source.tables:
        yield Section((Text(words("published.heading")),), (Paragraph((Text(words("published.none")),)),))
    for place, ((currency, standing), table) in enumerate(source.tables.items()):
        title = words("published.title", currency=currency, standing=words(f"standing.{standing}"))
        blocks: tuple[Block, ...] = (
            _drawn(table, currency, standing, title, words),
            _table(table, currency, words),
        )
        yield Section((Text(title),), blocks, breaks=place > 0)


def _rows(table: Published) -> tuple[str, ...]:
    """What is older than the months comes first, the totals last."""
    return (*sorted(table.rows, key=lambda row: (row[:1].isdigit(), row)), ALL)


def _name(row: str, words: Words) -> str:
    if row == ALL:
        return words("published.all")
    return row if row[:1].isdigit() else words("published.earlier")


def _drawn(table: Published, currency: str, standing: str, title: str, words: Words) -> Chart:
    told = [cell[1] for cell in table.cells.values() if cell is not None]
    inside = [
        cell[1]
        for (row, column), cell in table.cells.items()
        if cell is not None and ALL not in (row, column)
    ]
    scale, darkest = axis(max(told, default=0), currency), max(inside, default=0)

    def box(row: str, column: str) -> Drawn:
        if (row, column) not in table.cells:
            return None
        cell = table.cells[row, column]
        if cell is None:
            return Crossed.OUT
        units = cell[1] // (scale.unit * 10**scale.places)
        text = count(units) if units or not cell[1] else "<1"
        total = ALL in (row, column)
        return Box(text, 1 if total else 10_000 * cell[1] // darkest, total)

    names = [*(words(f"state.{bucket}") for bucket in BUCKETS), words("published.all")]
    rows = [(_name(row, words), [box(row, column) for column in _COLUMNS]) for row in _rows(table)]
    words_of = words("published.drawn", unit=f"{scale.unit:,} {currency}")
    chart = matrix_chart(
        f"published-{currency}-{standing}",
        words("published.over", unit=f"{scale.unit:,} {currency}"),
        names,
        rows,
        _TALL,
    )
    return Chart(title, words_of, chart.svg(title, words_of))


def _table(table: Published, currency: str, words: Words) -> Table:
    heads = [
        words("published.issued"),
        *(words(f"state.{bucket}") for bucket in BUCKETS),
        words("published.all"),
    ]
    rows = tuple(
        (
            (Text(_name(row, words), Tone.PLAIN if row else Tone.STRONG),),
            *(_cell(table, row, each, currency, words) for each in _COLUMNS),
        )
        for row in _rows(table)
    )
    hidden = sum(cell is None for cell in table.cells.values())
    caption = words(
        "published.caption", currency=currency, hidden=count(hidden), cells=count(len(table.cells))
    )
    return Table(caption, tuple(Column(head, place > 0) for place, head in enumerate(heads)), rows)


def _cell(table: Published, row: str, column: str, currency: str, words: Words) -> Cell:
    """An amount with how many obligations it is of; marked where it is suppressed, empty where there is nothing."""
    if (row, column) not in table.cells:
        return ()
    cell = table.cells[row, column]
    if cell is None:
        return (Text(words("published.suppressed"), Tone.MUTED),)
    return (Text(amount(cell[1], currency)), Text(f" ({count(cell[0])})", Tone.MUTED))
