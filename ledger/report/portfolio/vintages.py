"""Vintages: of what was booked in the same months, how much had defaulted, and was lost, by months on book."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ledger.report.amounts import NONE, amount, count, hundredths, percent
from ledger.report.blocks import Block, Cell, Chart, Column, Paragraph, Section, Table, Text, Tone
from ledger.report.charts.curves import STYLES, Curve, Lines, curves_chart
from ledger.report.portfolio.chapter import heading
from ledger.report.words import Words
from ledger.rulebook.vintage import Vintage, cohort_label

DRAWN = 40
"""The latest cohorts are drawn, so many; the table has more."""
TOLD = 120
FEW = 30
"""A cohort of fewer jumps with each default: it is drawn only where all are so small."""
_MONTHS = (12, 24, 36, 60, 120, 6, 48, 84, 3, 18, 9, 180)
"""Months on book that the table has, as far as the curves have them: best first, at most `_COLUMNS`."""
_COLUMNS = 8
_SPANS = (1, 2, 3, 6, 9, 12, 18, 24, 36, 48, 60, 84, 120, 180, 240, 360, 480, 600, 1200)
_NEARLY_ALL = 95
"""Percent of the defaults, or of the loss, that the axis of a drawing holds at least."""
_WIDE = 164
"""mm, of a drawing of curves."""
_STILL = 60
"""Months that it is long at most where nothing has defaulted."""


@dataclass(frozen=True, slots=True)
class _Measure:
    """One way to look at vintages: its words, a curve of each, and what that is a share of."""

    name: str
    curves: Sequence[Sequence[int]]
    weights: Sequence[int]


_Drawn = tuple[Vintage, Sequence[int], int]
"""A vintage, its curve in one measure, and how much of that it is a share of."""


@dataclass(frozen=True, slots=True)
class Vintages:
    """Those of one currency, the oldest first; months that a cohort is booked in."""

    found: Sequence[Vintage]
    currency: str
    cohort_months: int
    words: Words

    def sections(self) -> Iterator[Section]:
        """By number, then by loss: curves and their numbers; nothing if nothing was booked."""
        if not self.found:
            return
        booked, amounts = [one.booked for one in self.found], [one.amount for one in self.found]
        by_count = _Measure("count", [one.by_count for one in self.found], booked)
        by_loss = _Measure("loss", [one.by_loss for one in self.found], amounts)
        for measure in (by_count, by_loss):
            told = heading(self.words(f"vintages.heading_{measure.name}"), self.currency)
            yield Section(told, tuple(self._blocks(measure)), level=3)

    def _blocks(self, measure: _Measure) -> Iterator[Block]:
        """Of what never happened there is a sentence: a drawing of nothing shows nothing."""
        words, name = self.words, measure.name
        shown, few = self._chosen(measure)
        happened = any(curve and curve[-1] for curve in measure.curves)
        told = words(f"vintages.words_{name}")
        if shown and happened:
            lines = self._lines(shown)
            sentences = [
                told,
                words("vintages.drawn", months=lines.span, drawn=len(shown), all=len(self.found)),
            ]
            sentences += [words("vintages.few", few=FEW, number=few)] if few else []
            told = words("page.gap").join((*sentences, *self._far(lines)))
            yield self._chart(measure, lines, told)
        else:
            yield Paragraph((Text(words(f"vintages.none_{name}" if shown else "vintages.young")),))
        if happened or name == "count":
            yield self._table(measure, told)

    def _far(self, lines: Lines) -> Iterator[str]:
        """Where cohorts that leave the drawing at its top stand at the end of its axis; if none does, the highest."""
        highest = lines.highest
        if highest is not None and highest.name not in lines.beyond:
            share = percent(_at(highest.months, highest.shares, lines.span))
            yield self.words("vintages.highest_at", month=lines.span, cohort=highest.name, share=share)
        if lines.beyond:
            far = (one for one in lines.all if one.name in lines.beyond)
            told = (f"{one.name} ({percent(_at(one.months, one.shares, lines.span))})" for one in far)
            yield self.words("vintages.beyond", month=lines.span, cohorts=", ".join(told))

    def _chart(self, measure: _Measure, lines: Lines, told: str) -> Chart:
        words, highest = self.words, lines.highest
        title = words(f"vintages.title_{measure.name}", currency=self.currency)
        top = "" if highest is None else words("vintages.highest", cohort=highest.name)
        others = words("vintages.earlier", number=len(lines.earlier))
        key = f"vintages-{measure.name}-{self.currency}"
        drawing = curves_chart(key, lines, words("vintages.axis"), top, others)
        return Chart(title, told, drawing.svg(title, told), _WIDE)

    def _chosen(self, measure: _Measure) -> tuple[list[_Drawn], int]:
        """The latest that are drawn, and how many are too small to be; none while no curve has left its first month."""
        every = zip(self.found, measure.curves, measure.weights, strict=True)
        curved = [(one, curve, weight) for one, curve, weight in every if curve and one.months[-1]]
        many = [each for each in curved if each[0].booked >= FEW]
        return (many or curved)[-DRAWN:], len(curved) - len(many) if many else 0

    def _lines(self, shown: Sequence[_Drawn]) -> Lines:
        span = _span([(one.months, curve, weight) for one, curve, weight in shown], len(STYLES))
        curves = [Curve(self._label(one), one.months, curve) for one, curve, _ in shown]
        latest, earlier = curves[-len(STYLES) :], curves[: -len(STYLES)]
        highest = max(earlier, key=lambda one: _at(one.months, one.shares, span), default=None)
        if highest is not None and not _at(highest.months, highest.shares, span):
            highest = None
        reached = {one.name: _at(one.months, one.shares, span) for one in curves}
        fence = _fence(sorted(reached.values()))
        beyond = frozenset(one.name for one in earlier if reached[one.name] > fence)
        return Lines(latest[::-1], highest, [one for one in earlier if one is not highest], span, beyond)

    def _label(self, one: Vintage) -> str:
        return cohort_label(one.cohort, self.cohort_months)

    def _table(self, measure: _Measure, told: str) -> Table:
        words, shown = self.words, list(zip(self.found, measure.curves, strict=True))[-TOLD:]
        held = {month for one, curve in shown if curve for month in one.months}
        months = sorted([month for month in _MONTHS if month in held][:_COLUMNS])
        heads = (words("vintages.booked"), words("vintages.number"), self.currency, *map(str, months))
        heads = (*heads, words("vintages.last"), words("vintages.at"))
        rows = tuple(self._row(one, curve, months) for one, curve in shown)
        left = len(self.found) - len(shown)
        over = (("", 3), (words("vintages.months"), len(months)), ("", 2)) if len(months) > 2 else ()
        note = words("vintages.left", number=count(left)) if left else ""
        columns = tuple(Column(head, place > 0) for place, head in enumerate(heads))
        return Table(told, columns, rows, over=over, note=note)

    def _row(self, one: Vintage, curve: Sequence[int], months: Sequence[int]) -> tuple[Cell, ...]:
        at = dict(zip(one.months, curve, strict=False))
        last = (percent(curve[-1]), str(one.months[-1])) if curve else (NONE, NONE)
        return (
            (Text(self._label(one)),),
            (Text(count(one.booked)),),
            (Text(amount(one.amount, self.currency)),),
            *((Text(hundredths(at[month])),) if month in at else () for month in months),
            (Text(last[0], Tone.STRONG),),
            (Text(last[1], Tone.MUTED),),
        )


def _fence(reached: Sequence[int]) -> int:
    """Beyond it a cohort is far off the others: the third quartile and one and a half times the distance to it from
    the first (J. W. Tukey, Exploratory Data Analysis, 1977, 2D), and twice the third: where most are alike, another is
    not far off. `reached` ascend.

    >>> _fence([59, 285, 409, 517, 572, 597, 735, 1_290, 1_500, 2_483, 2_684, 2_843, 9_500, 9_600])
    5934
    >>> _fence([769, 769, 769, 833])
    1666
    """
    first, third = reached[len(reached) // 4], reached[3 * len(reached) // 4]
    return max(third + 3 * (third - first) // 2, 2 * third)


def _span(drawn: Sequence[tuple[Sequence[int], Sequence[int], int]], latest: int) -> int:
    """Months on book by which nearly all had defaulted that has, and all of the latest: later on, curves are flat."""
    ends = max(months[-1] for months, _, _ in drawn)
    whole = sum(curve[-1] * weight for _, curve, weight in drawn)
    if not whole:
        return next(span for span in _SPANS if span >= min(ends, _STILL))
    for span in _SPANS:
        reached = sum(_at(months, curve, span) * weight for months, curve, weight in drawn)
        last = all(_at(months, curve, span) == curve[-1] for months, curve, _ in drawn[-latest:])
        if span >= ends or (last and 100 * reached >= _NEARLY_ALL * whole):
            return span
    return ends


def _at(months: Sequence[int], curve: Sequence[int], month: int) -> int:
    """What a curve had reached by then."""
    return max((share for at, share in zip(months, curve, strict=True) if at <= month), default=0)
