"""Shares of a whole as bars under their names, a hatch a class; and wholes cut into classes."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.report.canvas import INK, RULE, Canvas, Hatch

_WIDTH, _MARGIN = 2900, 5
_ROW, _BAR = 285, 110
_STACK, _LEGEND = 420, 150


@dataclass(frozen=True, slots=True)
class Part:
    """One class: its name, its number as it is told, and its weight in the whole."""

    name: str
    told: str
    weight: int
    hatch: Hatch


def bars_chart(key: str, parts: Sequence[Part]) -> Canvas:
    """A bar a class on a track as long as the whole; name and number stand over it."""
    canvas = Canvas(key, _WIDTH, len(parts) * _ROW + 20)
    whole = sum(part.weight for part in parts)
    for place, part in enumerate(parts):
        y = place * _ROW
        canvas.text(_MARGIN, y + 100, part.name, fill=INK)
        canvas.text(_WIDTH - _MARGIN, y + 100, part.told, "end", fill=INK)
        canvas.plain(_MARGIN, y + 130, _WIDTH - 2 * _MARGIN, _BAR, "#ffffff", RULE)
        canvas.rect(_MARGIN, y + 130, _long(part.weight, whole), _BAR, part.hatch)
    return canvas


def stacks_chart(key: str, stacks: Sequence[tuple[str, Sequence[Part]]]) -> Canvas:
    """Wholes under their titles, each cut into its classes; a legend of all of them, two to a line, stands below."""
    lines = [-(-len(parts) // 2) for _, parts in stacks]
    canvas = Canvas(key, _WIDTH, sum(_STACK + _LEGEND * each for each in lines))
    y = 0
    for (title, parts), deep in zip(stacks, lines, strict=True):
        canvas.text(_MARGIN, y + 100, title, fill=INK)
        whole, before = sum(part.weight for part in parts), 0
        for part in parts:
            start, end = (_long(weight, whole) for weight in (before, before + part.weight))
            canvas.rect(_MARGIN + start, y + 130, end - start, _BAR, part.hatch)
            before += part.weight
        for place, part in enumerate(parts):
            _legend(canvas, part, place % 2 * _WIDTH // 2, y + 300 + place // 2 * _LEGEND)
        y += _STACK + _LEGEND * deep
    return canvas


def _long(weight: int, whole: int) -> int:
    return (_WIDTH - 2 * _MARGIN) * weight // whole if whole else 0


def _legend(canvas: Canvas, part: Part, x: int, y: int) -> None:
    canvas.rect(x + _MARGIN, y, 120, 90, part.hatch)
    canvas.text(x + 170, y + 82, f"{part.name} {part.told}", size=95)
