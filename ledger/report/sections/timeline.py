"""The payment timeline: what was paid in each month, and how late it was."""

from collections.abc import Sequence

from ledger.core.day import Day, date_of
from ledger.report.amounts import amount
from ledger.report.blocks import Chart, Column, Paragraph, Section, Table, Text, Tone
from ledger.report.charts.axis import axis
from ledger.report.charts.months import months_chart
from ledger.report.sections.chapter import Chapter
from ledger.rulebook.position import Position
from ledger.rulebook.turnover import Trend

_LAST_DAYS = (0, 30, 60, 90)
CLASSES = ("on_time", "1-30", "31-60", "61-90", "91+")


def timeline(chapter: Chapter) -> Section:
    """A chart and its table, of headline obligations of every grade; a sentence if nothing happened.

    A chart of no payment would show nothing.
    """
    words, turned = chapter.words, chapter.all.turnover
    heading = chapter.part("timeline.heading")
    if not any((*turned.sales, *turned.receipts)):
        return Section(heading, (Paragraph((Text(words("timeline.none")),)),), level=3)
    names = [words(f"paid.{name}") for name in CLASSES]
    stacks = paid_by_month(chapter.headline, turned.months, chapter.source.first_day())
    told = words("timeline.words", months=len(turned.months))
    chart = _chart(chapter, names, stacks, told) if any(turned.receipts) else None
    trends = words(
        "timeline.trends",
        sales=_slope(turned.sales_trend, chapter.currency),
        receipts=_slope(turned.receipts_trend, chapter.currency),
    )
    table = _table(chapter, names, stacks, chart.description if chart else told)
    blocks = (table, Paragraph((Text(trends, Tone.MUTED),)))
    return Section(heading, (chart, *blocks) if chart else blocks, level=3)


def _chart(chapter: Chapter, names: Sequence[str], stacks: Sequence[Sequence[int]], told: str) -> Chart:
    words, months = chapter.words, chapter.all.turnover.months
    scale = axis(max(sum(stack) for stack in stacks), chapter.currency)
    title = words("timeline.title", title=chapter.title)
    told = words("timeline.axis", words=told, unit=f"{scale.unit:,} {chapter.currency}")
    drawing = months_chart(f"timeline-{chapter.key}", months, stacks, names, scale)
    return Chart(title, told, drawing.svg(title, told))


def _table(chapter: Chapter, names: Sequence[str], stacks: Sequence[Sequence[int]], told: str) -> Table:
    """A row a month, from the first in which something was invoiced or paid."""
    words, turned = chapter.words, chapter.all.turnover
    heads = (words("timeline.month"), words("timeline.sales"), *names, words("timeline.receipts"))
    months = list(zip(turned.months, turned.sales, stacks, turned.receipts, strict=True))
    first = next(place for place, (_, sales, _, receipts) in enumerate(months) if sales or receipts)
    rows = tuple(
        ((Text(month),), *(chapter.money(minor) for minor in (sales, *stack, receipts)))
        for month, sales, stack, receipts in months[first:]
    )
    note = words("timeline.before", month=turned.months[first]) if first else ""
    return Table(told, tuple(Column(head, place > 0) for place, head in enumerate(heads)), rows, note=note)


def paid_by_month(
    positions: Sequence[Position], months: Sequence[str], first: int
) -> tuple[tuple[int, ...], ...]:
    """By month (YYYY-MM) the minor units paid from day `first`, by class of lateness as in CLASSES."""
    stacks = {month: [0] * len(CLASSES) for month in months}
    for position in positions:
        for part in position.payments:
            if part.day >= first:
                late = sum(part.day - position.due > last for last in _LAST_DAYS)
                stacks[f"{date_of(Day(part.day)):%Y-%m}"][late] += part.amount
    return tuple(tuple(stack) for stack in stacks.values())


def _slope(trend: Trend, currency: str) -> str:
    """Of a month, floored; the exact slope is in the figures."""
    return f"{amount(trend.numerator // trend.denominator, currency)} {currency}"
