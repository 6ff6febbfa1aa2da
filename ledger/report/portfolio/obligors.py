"""On how few obligors the book rests: the largest of them, and the rest together."""

from collections.abc import Sequence

from ledger.report.amounts import count, percent
from ledger.report.blocks import Bar, Cell, Column, Line, Section, Table, Text, Tone
from ledger.report.portfolio.across import verdict
from ledger.report.portfolio.chapter import Chapter
from ledger.rulebook.obligors import LARGEST, Obligor


def concentration(chapter: Chapter) -> Section:
    """The ten largest by what is open, with the answer across lenders where it was asked."""
    words, book = chapter.words, chapter.book
    rows = [_row(chapter, chapter.party(one.name), [one]) for one in book.obligors[:LARGEST]]
    rest = book.obligors[LARGEST:]
    if rest:
        name = words("counterparties.rest", number=count(len(rest)))
        rows.append(_row(chapter, (Text(name, Tone.MUTED),), rest))
    heads = [words(f"obligors.{name}") for name in ("name", "open", "overdue", "late")] + [words("share"), ""]
    columns = [Column(head, 0 < place < 5) for place, head in enumerate(heads)]
    if chapter.across is not None:
        columns.append(Column(words("obligors.across")))
    spread = book.concentration
    caption = words(
        "obligors.caption",
        shown=min(LARGEST, len(book.obligors)),
        all=count(len(book.obligors)),
        ten=percent(book.largest_ten),
        herfindahl=count(spread.herfindahl) if spread else "0",
    )
    named = words("obligors.named_file" if chapter.across is None else "obligors.named")
    caption = words("page.gap").join((caption, named))
    note = "" if chapter.across is None else words("obligors.across_note")
    table = Table(caption, tuple(columns), tuple(rows), note=note)
    return Section(chapter.heading("obligors.heading"), (table,), level=3, whole=True)


def _row(chapter: Chapter, name: Line, some: Sequence[Obligor]) -> tuple[Cell, ...]:
    balance = sum(one.balance for one in some)
    share = chapter.share(balance) or 0
    cells: tuple[Cell, ...] = (
        name,
        chapter.money(balance),
        chapter.money(sum(one.overdue for one in some)),
        (Text(count(max(one.days_late for one in some))),),
        (Text(percent(share)),),
        Bar(share),
    )
    if chapter.across is None:
        return cells
    return (*cells, verdict(chapter.across, some[0].name, chapter.words) if len(some) == 1 else ())
