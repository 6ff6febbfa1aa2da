"""Roll rates as a grid: where what stood in a bucket at a month's end stood a month later."""

from collections.abc import Iterator

from ledger.report.amounts import count, hundredths, percent
from ledger.report.blocks import Chart, Column, Section, Table, Text
from ledger.report.charts.matrix import Box, matrix_chart
from ledger.report.portfolio.chapter import Chapter
from ledger.rulebook.roll_rates import TO


def rolls(chapter: Chapter) -> Iterator[Section]:
    """A line a bucket in which something stood, by amount; nothing where nothing was followed over a month."""
    words, book = chapter.words, chapter.book
    if not book.rolls:
        return
    names = {state: words(f"state.{state.value}") for state in TO}
    drawn = [
        (
            names[state],
            [Box(hundredths(share), share, to is state) for to, share in zip(TO, row.by_amount, strict=True)],
        )
        for state, row in book.rolls.items()
    ]
    title, told = words("book.rolls_title", currency=chapter.currency), words("book.rolls_words")
    grid = matrix_chart(
        f"rolls-{book.currency}", words("book.rolls_to"), [names[state] for state in TO], drawn
    )
    heads = (words("rolls.from"), words("rolls.number"), words("rolls.amount"), *names.values())
    rows = tuple(
        (
            (Text(names[state]),),
            (Text(count(row.obligations)),),
            chapter.money(row.amount),
            *((Text(percent(share)),) for share in row.by_amount),
        )
        for state, row in book.rolls.items()
    )
    columns = tuple(Column(name, place > 0) for place, name in enumerate(heads))
    table = Table(told, columns, rows, note=words("book.rolls_note"))
    blocks = (Chart(title, told, grid.svg(title, told)), table)
    yield Section(chapter.heading("rolls.heading"), blocks, level=3, whole=True)
