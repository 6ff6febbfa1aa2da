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
    """A chart and its table; payments of the window, of headline obligations of every grade."""
    words, turned = chapter.words, chapter.all.turnover
    names = [words(f"paid.{name}") for name in CLASSES]
    stacks = paid_by_month(chapter.headline, turned.months, chapter.source.first_day())
    scale = axis(max((sum(stack) for stack in stacks), default=0), chapter.currency)
    title = words("timeline.title", title=chapter.title)
    told = words("timeline.words", months=len(turned.months), unit=f"{scale.unit:,} {chapter.currency}")
    drawing = months_chart(f"timeline-{chapter.key}", turned.months, stacks, names, scale)
    columns = (words("timeline.month"), words("timeline.sales"), *names, words("timeline.receipts"))
    rows = tuple(
        ((Text(month),), *(chapter.money(minor) for minor in (sales, *stack, receipts)))
        for month, sales, stack, receipts in zip(
            turned.months, turned.sales, stacks, turned.receipts, strict=True
        )
    )
    table = Table(told, tuple(Column(name, place > 0) for place, name in enumerate(columns)), rows)
    trends = words(
        "timeline.trends",
        sales=_slope(turned.sales_trend, chapter.currency),
        receipts=_slope(turned.receipts_trend, chapter.currency),
    )
    blocks = (Chart(title, told, drawing.svg(title, told)), table, Paragraph((Text(trends, Tone.MUTED),)))
    return Section((Text(words("timeline.heading")),), blocks, level=3)


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
