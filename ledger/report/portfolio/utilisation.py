"""How much of its revolving limits is drawn."""

from collections.abc import Iterator

from ledger.report.amounts import count, percent
from ledger.report.blocks import Bar, Column, Section, Table, Text
from ledger.report.portfolio.chapter import Chapter


def utilisation(chapter: Chapter) -> Iterator[Section]:
    """Now, at most and over time, as bars up to the limit; nothing where there is no facility."""
    words, used = chapter.words, chapter.book.utilisation
    if used is None:
        return
    shares = (("current", used.current), ("peak", used.peak), ("weighted", used.weighted))
    rows = tuple(
        ((Text(words(f"drawn.{name}")),), (Text(percent(share)),), Bar(min(share or 0, 10_000)))
        for name, share in shares
    )
    caption = words(
        "drawn.of",
        facilities=count(used.facilities),
        limit=chapter.priced(used.limit),
        drawn=chapter.priced(used.drawn),
    )
    columns = (Column(words("figures.figure")), Column(words("share"), True), Column(""))
    yield Section(chapter.heading("drawn.heading"), (Table(caption, columns, rows),), level=3, whole=True)
