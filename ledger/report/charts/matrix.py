"""A table as a drawing: a box a cell, darker as it weighs more; what is suppressed is crossed out."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from ledger.report.canvas import INK, MUTED, RULE, Canvas

_SHADES = (("#ffffff", MUTED), ("#e8eef4", INK), ("#c3d3e2", INK), ("#8fadc8", INK), ("#4c779e", "#ffffff"),
           ("#23496d", "#ffffff"))  # fmt: skip
"""Paper and ink from nothing to all; the number in the box tells all, so none is told by its shade."""
_WIDTH, _LEFT, _TOP = 4600, 720, 330


@dataclass(frozen=True, slots=True)
class Box:
    """What is written in it, its share (bp) of the darkest, and whether its border is strong."""

    text: str
    share: int
    strong: bool = False


class Crossed(Enum):
    """A cell that is not told."""

    OUT = "out"


Drawn = Box | Crossed | None
"""None: there is nothing."""


def matrix_chart(
    key: str, over: str, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[Drawn]]], tall: int = 240
) -> Canvas:
    """`over` stands above the columns; each row has its name to the left and is `tall` tenths of a unit."""
    canvas = Canvas(key, _WIDTH, _TOP + len(rows) * tall + 20)
    step = (_WIDTH - _LEFT - 20) // len(columns)
    canvas.text(_LEFT, 110, over)
    for place, name in enumerate(columns):
        canvas.text(_LEFT + place * step + step // 2, _TOP - 60, name, "middle", fill=INK)
    for line, (name, boxes) in enumerate(rows):
        y = _TOP + line * tall
        canvas.text(_LEFT - 70, y + tall // 2 + 35, name, "end", fill=INK)
        for place, box in enumerate(boxes):
            _draw(canvas, box, _LEFT + place * step, y, step - 20, tall - 20)
    return canvas


def _draw(canvas: Canvas, box: Drawn, x: int, y: int, width: int, height: int) -> None:
    middle, base = x + width // 2, y + height // 2 + 35
    if box is None:
        canvas.plain(x, y, width, height, "#ffffff", RULE)
    elif isinstance(box, Crossed):
        canvas.plain(x, y, width, height, "#f3f5f7", MUTED)
        canvas.line(x, y + height, x + width, y, MUTED)
        canvas.line(x, y, x + width, y + height, MUTED)
    else:
        paper, ink = _SHADES[shade(box.share)]
        canvas.plain(x, y, width, height, paper, INK if box.strong else RULE)
        canvas.text(middle, base, box.text, "middle", 100, ink)


def shade(share: int) -> int:
    """Which of six shades a share (bp) has: none for nothing, then fifths.

    >>> [shade(each) for each in (0, 1, 1_999, 2_000, 9_999, 10_000, 12_000)]
    [0, 1, 1, 2, 5, 5, 5]
    """
    return 0 if share <= 0 else min(5, 1 + share // 2_000)
