"""The course of the promptness index: one point a month end, a line a grade of evidence."""

from collections.abc import Iterable, Sequence

from ledger.report.canvas import INK, MUTED, RULE, Canvas

_LEFT, _RIGHT, _TOP, _BOTTOM = 480, 3440, 300, 1650
_WIDTH, _HEIGHT = 4600, 1850
_DASHES = ("1 3", "6 3", "")
"""For A, A + B and all: told apart without colour, as their marks are."""
_FILLS = ("#ffffff", "#9aa6b1", INK)


def course_chart(
    key: str,
    days: Sequence[str],
    lines: Sequence[tuple[str, Sequence[int | None]]],
    levels: Sequence[tuple[int, str]],
) -> Canvas:
    """`lines`: names and centi-points by day, None where there are too few. `levels`: centi-points worth a rule."""
    canvas = Canvas(key, _WIDTH, _HEIGHT)
    for points, words in levels:
        y = _y(points)
        canvas.line(_LEFT, y, _RIGHT, y, RULE, "2 2")
        canvas.text(_RIGHT + 70, y + 35, words, "start", 90)
    for points in range(0, 10_001, 2_000):
        canvas.text(_LEFT - 60, _y(points) + 35, str(points // 100), "end")
    canvas.line(_LEFT, _BOTTOM, _RIGHT, _BOTTOM, MUTED)
    step = (_RIGHT - _LEFT) // max(1, len(days) - 1)
    for number, day in enumerate(days):
        if number % 6 == (len(days) - 1) % 6:
            x = _LEFT + number * step
            canvas.line(x, _BOTTOM, x, _BOTTOM + 40, MUTED)
            canvas.text(x, _BOTTOM + 140, day, "middle")
    for place, (name, values) in enumerate(lines):
        _legend(canvas, place, name)
        for run in _runs(values):
            points_of = [(_LEFT + number * step, _y(value)) for number, value in run]
            canvas.path(points_of, _DASHES[place])
            for x, y in points_of:
                _mark(canvas, place, x, y)
    return canvas


def _y(points: int) -> int:
    return _BOTTOM - (_BOTTOM - _TOP) * points // 10_000


def _runs(values: Iterable[int | None]) -> Iterable[list[tuple[int, int]]]:
    """Unbroken runs of values with their places: a line does not cross what is not known."""
    run: list[tuple[int, int]] = []
    for number, value in enumerate(values):
        if value is not None:
            run.append((number, value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _legend(canvas: Canvas, place: int, name: str) -> None:
    x = 480 + place * 1300
    canvas.path([(x, 90), (x + 260, 90)], _DASHES[place])
    _mark(canvas, place, x + 130, 90)
    canvas.text(x + 320, 122, name)


def _mark(canvas: Canvas, place: int, x: int, y: int) -> None:
    """A triangle, a square, a disc."""
    at, down = x // 10, y // 10
    paths = (
        f"M{at} {down - 3}L{at + 3} {down + 2}L{at - 3} {down + 2}Z",
        f"M{at - 2} {down - 2}H{at + 2}V{down + 2}H{at - 2}Z",
        f"M{at - 2} {down}A2 2 0 1 1 {at + 2} {down}A2 2 0 1 1 {at - 2} {down}Z",
    )
    canvas.shape(paths[place], _FILLS[place])
