"""The default clocks: how much of the book stands in which class, who is in default, and since when."""

from collections.abc import Iterator, Sequence

from ledger.report.amounts import amount, count, day, percent
from ledger.report.blocks import Beside, Block, Cell, Chart, Column, Paragraph, Section, Table, Text, Tone
from ledger.report.canvas import Hatch
from ledger.report.charts.bars import Part, stacks_chart
from ledger.report.portfolio.chapter import Chapter
from ledger.report.portfolio.head import defaulted
from ledger.rulebook.obligors import Obligor

_SHOWN = 30
_STAGES, _CLASSES = (1, 2, 3), (1, 2, 3, 4, 5)
_STAGE_HATCHES = (Hatch.PROMPT, Hatch.LATE_60, Hatch.LATER)
_WIDE = 87


def clocks(chapter: Chapter) -> Section:
    """Classes as wholes cut in parts, their table, and the obligors in default."""
    words, late = chapter.words, defaulted(chapter.book)
    blocks: list[Block] = [Beside((_drawn(chapter),), (_classes(chapter, late),))]
    if late:
        blocks.append(_defaults(chapter, late))
    else:
        blocks.append(Paragraph((Text(words("clocks.none")),)))
    return Section(chapter.heading("clocks.heading"), tuple(blocks), level=3)


def _by_class(chapter: Chapter) -> tuple[list[list[Obligor]], list[list[Obligor]]]:
    owed = chapter.book.obligors
    stages = [[one for one in owed if one.ifrs9.level == level] for level in _STAGES]
    return stages, [[one for one in owed if one.prc.level == level] for level in _CLASSES]


def _drawn(chapter: Chapter) -> Chart:
    words = chapter.words
    stages, classes = _by_class(chapter)
    stacks = []
    for name, own, hatches in (("ifrs9", stages, _STAGE_HATCHES), ("prc", classes, tuple(Hatch))):
        parts = [
            Part(words(f"default.{name}.{place}"), percent(chapter.share(_open(some))), _open(some), hatch)
            for place, (some, hatch) in enumerate(zip(own, hatches, strict=True), 1)
        ]
        stacks.append((words(f"clocks.{name}"), parts))
    title, told = words("clocks.title", currency=chapter.currency), words("clocks.words")
    return Chart(title, told, stacks_chart(f"clocks-{chapter.currency}", stacks).svg(title, told), _WIDE)


def _classes(chapter: Chapter, late: Sequence[Obligor]) -> Table:
    words = chapter.words
    stages, classes = _by_class(chapter)
    named = [
        (f"{words('default.ifrs9')} {words(f'default.ifrs9.{at}')}", some)
        for at, some in enumerate(stages, 1)
    ]
    named += [
        (words("clocks.prc_class", name=words(f"default.prc.{at}")), some)
        for at, some in enumerate(classes, 1)
    ]
    if chapter.currency == "EUR":
        eu = [one for one in chapter.book.obligors if one.eu_since is not None]
        named.append((words("default.eu_90"), eu))
    lost = [one for one in chapter.book.obligors if one.written_off_since is not None]
    named.append((words("clocks.written_off"), lost))
    rows = [_class(chapter, name, some, Tone.PLAIN) for name, some in named]
    rows.append(_class(chapter, words("clocks.any"), late, Tone.STRONG))
    heads = (words("clocks.class"), words("obligors.number"), words("obligors.open"), words("share"))
    columns = tuple(Column(head, place > 0) for place, head in enumerate(heads))
    return Table(words("clocks.words"), columns, tuple(rows))


def _class(chapter: Chapter, name: str, some: Sequence[Obligor], tone: Tone) -> tuple[Cell, ...]:
    balance = _open(some)
    texts = (name, count(len(some)), amount(balance, chapter.currency), percent(chapter.share(balance)))
    return tuple((Text(text, tone),) for text in texts)


def _open(some: Sequence[Obligor]) -> int:
    return sum(one.balance for one in some)


def _defaults(chapter: Chapter, late: Sequence[Obligor]) -> Table:
    """The largest, and the rest together."""
    words = chapter.words
    columns = [
        Column(words("obligors.name")),
        Column(words("obligors.open"), True),
        Column(words("clocks.since")),
    ]
    columns += [Column(name) for name in _clock_names(chapter, late)]
    columns.append(Column(words("head.non_performing"), True))
    rows = [_default(chapter, one, late) for one in late[:_SHOWN]]
    rest = late[_SHOWN:]
    if rest:
        name = words("counterparties.rest", number=count(len(rest)))
        empty = ((),) * (len(columns) - 3)
        sums = (chapter.money(_open(rest)), *empty, chapter.money(sum(one.non_performing for one in rest)))
        rows.append(((Text(name, Tone.MUTED),), *sums))
    caption = words("clocks.caption", shown=min(_SHOWN, len(late)), all=count(len(late)))
    note = words("clocks.factored") if any(one.factored and one.eu_since for one in late) else ""
    return Table(caption, tuple(columns), tuple(rows), note=note)


def _clock_names(chapter: Chapter, late: Sequence[Obligor]) -> Iterator[str]:
    """A clock that says nothing of anybody has no column."""
    words = chapter.words
    if any(one.eu_since is not None for one in late):
        yield words("default.eu_90")
    yield words("clocks.stage_3")
    yield words("default.prc")
    yield words("clocks.prc_since")
    if any(one.written_off_since is not None for one in late):
        yield words("clocks.written_off")


def _default(chapter: Chapter, one: Obligor, late: Sequence[Obligor]) -> tuple[Cell, ...]:
    words = chapter.words
    cells: list[Cell] = [
        chapter.party(one.name),
        chapter.money(one.balance),
        (Text(day(one.default_since), Tone.STRONG),),
    ]
    if any(each.eu_since is not None for each in late):
        cells.append((Text(day(one.eu_since) + "*" * (one.factored and one.eu_since is not None)),))
    cells.append((Text(day(one.ifrs9.since if one.ifrs9.level == _STAGES[-1] else None)),))
    cells += [(Text(words(f"default.prc.{one.prc.level}")),), (Text(day(one.prc.since)),)]
    if any(each.written_off_since is not None for each in late):
        cells.append((Text(day(one.written_off_since)),))
    return (*cells, chapter.money(one.non_performing))
