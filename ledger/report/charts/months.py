"""Amounts by month, stacked by how late they were."""

from collections.abc import Sequence

from ledger.report.canvas import MUTED, RULE, Canvas, Hatch
from ledger.report.charts.axis import Axis

_LEFT, _RIGHT, _TOP, _BOTTOM = 480, 4580, 300, 1650
_WIDTH, _HEIGHT = 4600, 1850


def months_chart(
    key: str, months: Sequence[str], stacks: Sequence[Sequence[int]], classes: Sequence[str], axis: Axis
) -> Canvas:
    """`months` are YYYY-MM; each has a stack of one amount (minor units) a class, the first at the bottom."""
    canvas = Canvas(key, _WIDTH, _HEIGHT)
    _legend(canvas, classes)
    for part in range(5):
        y = _BOTTOM - (_BOTTOM - _TOP) * part // 4
        canvas.line(_LEFT, y, _RIGHT, y, RULE if part else MUTED)
        canvas.text(_LEFT - 60, y + 35, axis.quarter(part), "end")
    step = (_RIGHT - _LEFT) // len(months)
    for number, (month, stack) in enumerate(zip(months, stacks, strict=True)):
        x = _LEFT + number * step
        if number % 6 == (len(months) - 1) % 6:
            canvas.text(x + step // 2, _BOTTOM + 140, month, "middle" if number + 1 < len(months) else "end")
            canvas.line(x + step // 2, _BOTTOM, x + step // 2, _BOTTOM + 40, MUTED)
        below = 0
        for hatch, part in zip(Hatch, stack, strict=True):
            foot, head = (_height(value, axis) for value in (below, below + part))
            canvas.rect(x + 20, _BOTTOM - head, step - 40, head - foot, hatch)
            below += part
    return canvas


def _height(value: int, axis: Axis) -> int:
    return (_BOTTOM - _TOP) * value // axis.top


def _legend(canvas: Canvas, classes: Sequence[str]) -> None:
    step = _WIDTH // len(classes)
    for hatch, name in zip(Hatch, classes, strict=True):
        canvas.rect(hatch * step + 10, 40, 120, 100, hatch)
        canvas.text(hatch * step + 170, 122, name)
