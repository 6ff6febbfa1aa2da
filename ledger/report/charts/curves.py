"""Vintage curves: a line a cohort by months on book; the latest stand out, the earlier are their background."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.report.canvas import INK, MUTED, RULE, Canvas

_LEFT, _RIGHT, _BOTTOM, _WIDTH = 480, 5280, 2600, 5400
_LEGEND, _LINE, _COLUMNS = 1700, 160, 3
_FAINT = "#b3bcc4"
STYLES = (
    ("", "#0b4f8a", "disc"),
    ("7 3", "#a8321f", "square"),
    ("2 2", "#1b6e4b", "triangle"),
    ("9 2 2 2", "#7a3e9d", "diamond"),
    ("4 4", "#8a5a00", "ring"),
)
"""Dash, colour and mark of the latest cohorts, the youngest first."""
_HIGHEST = "14 3"
_TOPS = (4, 8, 12, 20, 24, 32, 40, 60, 80, 100)
_STEPS = (1, 2, 3, 6, 9, 12, 18, 24, 36, 60, 120, 240)
_TICKS = 11


@dataclass(frozen=True, slots=True)
class Curve:
    """A cohort: what it is called, and its shares (bp) at months on book, which ascend."""

    name: str
    months: Sequence[int]
    shares: Sequence[int]


@dataclass(frozen=True, slots=True)
class Lines:
    """What is drawn, and how far: `latest`, at most `STYLES`, the youngest first; the `highest` of the earlier, if
    there are more than it; the other `earlier` ones. `span`: months on book at the end of the axis, at least 1.
    `beyond`: names of earlier ones that are so far off that they leave the field at its top.
    """

    latest: Sequence[Curve]
    highest: Curve | None
    earlier: Sequence[Curve]
    span: int
    beyond: frozenset[str] = frozenset()

    @property
    def all(self) -> tuple[Curve, ...]:
        """Every line of the drawing."""
        return (*self.latest, *((self.highest,) if self.highest else ()), *self.earlier)

    @property
    def top(self) -> int:
        """Basis points at the top of the axis: its quarters are whole."""
        within = (one for one in self.all if one.name not in self.beyond)
        return _top(max((share for one in within for _, share in _within(one, self.span)), default=0))


def curves_chart(key: str, lines: Lines, axis: str, highest: str, earlier: str) -> Canvas:
    """`axis` is said of the months; `highest` and `earlier` are the legend of the lines that are no latest."""
    named = [one.name for one in lines.latest]
    entries = len(named) + (lines.highest is not None) + bool(lines.earlier)
    top = 200 + _LINE * -(-entries // _COLUMNS)
    canvas = Canvas(key, _WIDTH, _BOTTOM + 400)
    plot = _Plot(canvas, top, lines)
    plot.frame(axis)
    for one in lines.earlier:
        plot.draw(one, "", _FAINT, 8)
    if lines.highest is not None:
        plot.draw(lines.highest, _HIGHEST, INK, 9)
    for one, (dash, colour, mark) in reversed(list(zip(lines.latest, STYLES, strict=False))):
        plot.draw(one, dash, colour, 15, mark)
    styles: list[tuple[str, str, str, str, int]] = [
        (name, *style, 15) for name, style in zip(named, STYLES, strict=False)
    ]
    styles += [(highest, _HIGHEST, INK, "", 9)] if lines.highest is not None else []
    styles += [(earlier, "", _FAINT, "", 8)] if lines.earlier else []
    for place, entry in enumerate(styles):
        _legend(canvas, place, *entry)
    return canvas


@dataclass(frozen=True, slots=True)
class _Plot:
    """The field of the curves, from `top` down."""

    canvas: Canvas
    top: int
    lines: Lines

    def frame(self, axis: str) -> None:
        """Both axes: percents at the quarters, months at steps that leave room for their numbers."""
        canvas, span, high = self.canvas, self.lines.span, self.lines.top
        for part in range(5):
            y = self._y(high * part // 4)
            canvas.line(_LEFT, y, _RIGHT, y, RULE if part else MUTED)
            canvas.text(_LEFT - 60, y + 35, _percent(high * part // 4), "end")
        for month in range(0, span + 1, self._step()):
            x = self._x(month)
            canvas.line(x, _BOTTOM, x, _BOTTOM + 40, MUTED)
            canvas.text(x, _BOTTOM + 150, str(month), "middle")
        canvas.text((_LEFT + _RIGHT) // 2, _BOTTOM + 330, axis, "middle")

    def draw(self, curve: Curve, dash: str, colour: str, weight: int, mark: str = "") -> None:
        """The line, its marks at the steps of the axis and at its own end."""
        points = _within(curve, self.lines.span)
        if curve.name in self.lines.beyond:
            points = _below(points, self.lines.top)
            x, y = (self._x(points[-1][0]) // 10, self.top // 10)
            self.canvas.shape(f"M{x} {y - 6}L{x + 4} {y + 1}L{x - 4} {y + 1}Z", colour, colour)
        self.canvas.path([(self._x(month), self._y(share)) for month, share in points], dash, colour, weight)
        if mark:
            ends = {points[-1][0]} if points else set()
            for month, share in points:
                if month % self._step() == 0 or month in ends:
                    _mark(self.canvas, mark, self._x(month), self._y(share), colour)

    def _step(self) -> int:
        """A step of the axis on which the curves have points, and at which it ends."""
        span = self.lines.span
        apart = min((month for one in self.lines.all for month in one.months if month), default=1)
        fitting = (each for each in _STEPS if not span % each and not each % apart)
        return next((each for each in fitting if span // each < _TICKS), span)

    def _x(self, month: int) -> int:
        return _LEFT + (_RIGHT - _LEFT) * month // self.lines.span

    def _y(self, share: int) -> int:
        return _BOTTOM - (_BOTTOM - self.top) * share // self.lines.top


def _within(curve: Curve, span: int) -> list[tuple[int, int]]:
    return [pair for pair in zip(curve.months, curve.shares, strict=True) if pair[0] <= span]


def _below(points: Sequence[tuple[int, int]], top: int) -> list[tuple[int, int]]:
    """Up to where an ascending line leaves the field, there at its edge."""
    inside = [pair for pair in points if pair[1] <= top]
    leaves = next((pair for pair in points if pair[1] > top), None)
    return inside if leaves is None else [*inside, (leaves[0], top)]


def _top(largest: int) -> int:
    """The least of `_TOPS` and zeros that holds it, at least 1 percent; the quarters are whole basis points.

    >>> [_top(each) for each in (0, 101, 2_843, 5_777, 10_000)]
    [120, 120, 3200, 6000, 10000]
    """
    tens = 10
    while tens * _TOPS[-1] < largest:
        tens *= 10
    return next(tens * each for each in _TOPS if tens * each >= max(largest, 100))


def _percent(share: int) -> str:
    whole, rest = divmod(share, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + " %"


def _legend(canvas: Canvas, place: int, name: str, dash: str, colour: str, mark: str, weight: int) -> None:
    x, y = 20 + place % _COLUMNS * _LEGEND, 90 + place // _COLUMNS * _LINE
    canvas.path([(x, y), (x + 300, y)], dash, colour, weight)
    if mark:
        _mark(canvas, mark, x + 150, y, colour)
    canvas.text(x + 370, y + 35, name, fill=INK)


def _mark(canvas: Canvas, mark: str, x: int, y: int, colour: str) -> None:
    at, down = x // 10, y // 10
    disc = f"M{at - 3} {down}A3 3 0 1 1 {at + 3} {down}A3 3 0 1 1 {at - 3} {down}Z"
    path = {
        "disc": disc,
        "ring": disc,
        "square": f"M{at - 3} {down - 3}H{at + 3}V{down + 3}H{at - 3}Z",
        "triangle": f"M{at} {down - 4}L{at + 4} {down + 3}L{at - 4} {down + 3}Z",
        "diamond": f"M{at} {down - 4}L{at + 4} {down}L{at} {down + 4}L{at - 4} {down}Z",
    }[mark]
    canvas.shape(path, "#ffffff" if mark == "ring" else colour, colour)
