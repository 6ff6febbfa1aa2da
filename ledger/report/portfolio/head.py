"""The head figures of one book, and its ageing drawn."""

from collections.abc import Iterator

from ledger.report.amounts import NONE, amount, count, percent
from ledger.report.blocks import (
    Beside,
    Block,
    Cell,
    Chart,
    Column,
    Facts,
    Line,
    Paragraph,
    Section,
    Table,
    Text,
    Tone,
)
from ledger.report.canvas import Hatch
from ledger.report.charts.bars import Part, bars_chart
from ledger.report.portfolio.chapter import Chapter
from ledger.rulebook.book import Book
from ledger.rulebook.ecl import BUCKETS
from ledger.rulebook.obligors import Obligor
from ledger.rulebook.ratio import floored

_WIDE = 87


def head(chapter: Chapter, breaks: bool) -> Section:
    """Figures beside the ageing; without a drawing if nothing is open."""
    facts = Facts(tuple(_facts(chapter)))
    blocks: tuple[Block, ...] = (facts, Paragraph((Text(chapter.words("head.none_open")),)))
    if chapter.book.balance:
        blocks = (Beside((facts,), (_ageing(chapter),)),)
    title = chapter.words("book.title", currency=chapter.currency)
    return Section((Text(title),), blocks, level=2, breaks=breaks)


def overview(chapters: tuple[Chapter, ...]) -> Iterator[Table]:
    """One line a currency, if there are several."""
    if len(chapters) < 2:
        return
    words = chapters[0].words
    names = ("currency", "open", "number", "obligors", "overdue", "defaulted", "provided")
    columns = tuple(Column(words(f"overview.{name}"), place > 0) for place, name in enumerate(names))
    yield Table(words("overview.caption"), columns, tuple(_line(each) for each in chapters))


def _line(chapter: Chapter) -> tuple[Cell, ...]:
    book = chapter.book
    provided = NONE if book.provision is None else amount(book.provision.total, book.currency)
    return (
        (Text(book.currency, Tone.STRONG),),
        chapter.money(book.balance),
        (Text(count(book.obligations)),),
        (Text(count(len(book.obligors))),),
        chapter.money(sum(book.ageing.overdue)),
        chapter.money(sum(one.balance for one in defaulted(book))),
        (Text(provided),),
    )


def defaulted(book: Book) -> list[Obligor]:
    """Who is in default by any clock, the largest first."""
    return [one for one in book.obligors if one.default_since is not None]


def _facts(chapter: Chapter) -> Iterator[tuple[str, Line]]:
    words, book = chapter.words, chapter.book
    late = defaulted(book)
    yield words("head.open"), (Text(chapter.priced(book.balance), Tone.STRONG),)
    yield words("head.obligations"), (Text(count(book.obligations)),)
    yield words("head.obligors"), (Text(count(len(book.obligors))),)
    yield words("head.overdue"), chapter.part(sum(book.ageing.overdue))
    inside = chapter.part(sum(one.balance for one in late))
    yield (
        words("head.defaulted"),
        (*inside, Text(f" · {words('head.owing', number=count(len(late)))}", Tone.MUTED)),
    )
    yield words("head.non_performing"), chapter.part(sum(one.non_performing for one in book.obligors))
    yield words("head.disputed"), chapter.part(book.disputed)
    yield words("head.written_off"), chapter.part(book.written_off)
    if book.not_called:
        yield words("head.not_called"), (Text(chapter.priced(book.not_called)),)
    if book.provision is not None:
        carried, total = book.provision.balances.total, book.provision.total
        share = percent(floored(10_000 * total, carried))
        yield words("head.carried"), (Text(chapter.priced(carried)),)
        yield (
            words("head.provided"),
            (Text(chapter.priced(total)), Text(f" · {share} {words('head.of_carried')}", Tone.MUTED)),
        )
    yield words("head.largest_ten"), (Text(percent(book.largest_ten)),)


def _ageing(chapter: Chapter) -> Chart:
    words, aged = chapter.words, chapter.book.ageing
    parts = [
        Part(
            words(f"late.{bucket}"),
            f"{amount(balance, chapter.currency)} · {percent(chapter.share(balance))}",
            balance,
            hatch,
        )
        for bucket, balance, hatch in zip(BUCKETS, (aged.current, *aged.overdue), Hatch, strict=True)
    ]
    title, told = words("head.ageing", currency=chapter.currency), words("head.ageing_words")
    return Chart(title, told, bars_chart(f"ageing-{chapter.currency}", parts).svg(title, told), _WIDE)
