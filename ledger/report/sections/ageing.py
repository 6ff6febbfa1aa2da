"""The open balance by age, and the debts that are overdue, the largest first."""

from ledger.report.amounts import count, day, percent
from ledger.report.blocks import Bar, Block, Column, Paragraph, Section, Table, Text, Tone
from ledger.report.sections.chapter import Chapter
from ledger.rulebook.position import Position

_SHOWN = 10


def ageing(chapter: Chapter) -> Section:
    """Five buckets with bars, then at most ten overdue obligations; a sentence if nothing is open."""
    words, aged = chapter.words, chapter.all.ageing
    if not aged.total:
        return Section(
            chapter.part("ageing.heading"), (Paragraph((Text(words("ageing.none_open")),)),), level=3
        )
    buckets = (("current", aged.current), ("1-30", aged.days_1_30), ("31-60", aged.days_31_60),
               ("61-90", aged.days_61_90), ("91+", aged.days_91))  # fmt: skip
    rows = tuple(
        (
            (Text(words(f"open.{name}")),),
            chapter.money(balance),
            (Text(percent(10_000 * balance // aged.total)),),
            Bar(10_000 * balance // aged.total),
        )
        for name, balance in buckets
    )
    total = ((Text(words("ageing.total"), Tone.STRONG),), chapter.money(aged.total), (), ())
    heads = (Column(words("ageing.bucket")), Column(words("ageing.open"), True), Column(words("share"), True))
    table = Table(words("ageing.caption"), (*heads, Column("")), (*rows, total))
    blocks: list[Block] = [table]
    overdue = [item for item in chapter.headline if item.balance and item.as_of > item.due]
    if overdue:
        blocks.append(_overdue(chapter, sorted(overdue, key=lambda item: (-item.balance, item.due))))
    else:
        blocks.append(Paragraph((Text(words("ageing.none_overdue")),)))
    return Section(chapter.part("ageing.heading"), tuple(blocks), level=3)


def _overdue(chapter: Chapter, overdue: list[Position]) -> Table:
    words = chapter.words
    grades = {item.obligation: item.grade.name for item in chapter.seen}
    heads = [words(f"overdue.{name}") for name in ("document", "party", "due", "late", "open", "grade")]
    rows = tuple(
        (
            chapter.document(item.obligation),
            chapter.party(item.counterparty),
            (Text(day(item.due)),),
            (Text(count(item.as_of - item.due)),),
            chapter.money(item.balance),
            (Text(grades[item.obligation], Tone.ALERT if grades[item.obligation] == "C" else Tone.PLAIN),),
        )
        for item in overdue[:_SHOWN]
    )
    caption = words("overdue.caption", shown=len(rows), all=count(len(overdue)))
    return Table(caption, tuple(Column(head, place in (3, 4)) for place, head in enumerate(heads)), rows)
