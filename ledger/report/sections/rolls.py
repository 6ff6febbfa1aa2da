"""Roll rates: where what stood in one bucket at a month's end stood a month later, where the rulebook tells."""

from collections.abc import Iterator

from ledger.report.amounts import count, percent
from ledger.report.blocks import Column, Section, Table, Text
from ledger.report.sections.chapter import Chapter
from ledger.rulebook.roll_rates import TO


def rolls(chapter: Chapter) -> Iterator[Section]:
    """A row a bucket, by amount; of headline obligations of every grade."""
    words, own = chapter.words, chapter.all.movement
    if own is None or not own.roll_rates:
        return
    heads = (words("rolls.from"), words("rolls.number"), words("rolls.amount"))
    columns = (*heads, *(words(f"state.{state.value}") for state in TO))
    rows = tuple(
        (
            (Text(words(f"state.{state.value}")),),
            (Text(count(row.obligations)),),
            chapter.money(row.amount),
            *((Text(percent(share)),) for share in row.by_amount),
        )
        for state, row in own.roll_rates.items()
    )
    table = Table(
        words("rolls.words"), tuple(Column(name, place > 0) for place, name in enumerate(columns)), rows
    )
    yield Section(chapter.part("rolls.heading"), (table,), level=3, whole=True)
