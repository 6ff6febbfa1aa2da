"""An SVG drawing in whole numbers: lengths are tenths of a unit, so the same data make the same bytes."""

from dataclasses import dataclass, field
from enum import IntEnum
from html import escape

INK = "#1b2733"
MUTED = "#5b6873"
RULE = "#c9d1d8"


class Hatch(IntEnum):
    """Five fills that are told apart without colour, from a light one to a dark one."""

    PROMPT = 0
    LATE_30 = 1
    LATE_60 = 2
    LATE_90 = 3
    LATER = 4


_PAPER = ("#d7ebdd", "#fbeec2", "#f7cf9b", "#e99a7c", "#8c1d18")
_STROKES = ("", "M0 6L6 0", "M0 6L6 0M0 0L6 6", "M0 1.5H6M0 4.5H6", "")


@dataclass(slots=True)
class Canvas:
    """Collects shapes. `key` sets the ids of this drawing apart from those of others on the page."""

    key: str
    width: int
    height: int
    _body: list[str] = field(default_factory=list)
    _used: set[Hatch] = field(default_factory=set)

    def rect(self, x: int, y: int, width: int, height: int, hatch: Hatch) -> None:
        """A filled and outlined box; nothing if it has no extent."""
        if width > 0 and height > 0:
            self._body.append(
                f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" '
                f'fill="{self._fill(hatch)}" stroke="{INK}" stroke-width="0.6"/>'
            )

    def _fill(self, hatch: Hatch) -> str:
        if not _STROKES[hatch]:
            return _PAPER[hatch]
        self._used.add(hatch)
        return f"url(#{self.key}-{hatch})"

    def plain(self, x: int, y: int, width: int, height: int, fill: str, stroke: str = "none") -> None:
        """A box of one colour."""
        self._body.append(
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" '
            f'fill="{fill}" stroke="{stroke}" stroke-width="0.6"/>'
        )

    def line(self, x1: int, y1: int, x2: int, y2: int, stroke: str = RULE, dash: str = "") -> None:
        """A straight line; `dash` as SVG has it."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._body.append(
            f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" stroke="{stroke}" '
            f'stroke-width="0.8"{dashed}/>'
        )

    def path(
        self, points: list[tuple[int, int]], dash: str = "", stroke: str = INK, weight: int = 14
    ) -> None:
        """An open line through points, `weight` tenths of a unit thick."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        through = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        self._body.append(
            f'<polyline points="{through}" fill="none" stroke="{stroke}" stroke-width="{_n(weight)}" '
            f'stroke-linejoin="round"{dashed}/>'
        )

    def shape(self, path: str, fill: str, stroke: str = INK) -> None:
        """A closed path in SVG's own words."""
        self._body.append(f'<path d="{path}" fill="{fill}" stroke="{stroke}" stroke-width="0.9"/>')

    def solid(self, path: str) -> None:
        """A black path without an outline."""
        self._body.append(f'<path d="{path}" fill="#000000"/>')

    def text(
        self, x: int, y: int, text: str, anchor: str = "start", size: int = 100, fill: str = MUTED
    ) -> None:
        """A label; `anchor` start, middle or end."""
        self._body.append(
            f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}" font-size="{_n(size)}" '
            f'fill="{fill}">{escape(text)}</text>'
        )

    def body(self) -> str:
        """The shapes, in the order in which they were drawn."""
        return "".join(self._body)

    def svg(self, title: str, description: str) -> str:
        """The drawing, told in words for whoever does not see it. It names no font: the page has one."""
        patterns = "".join(_pattern(self.key, hatch) for hatch in sorted(self._used))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(self.width)} {_n(self.height)}" '
            f'width="{_n(self.width)}" height="{_n(self.height)}" role="img" '
            f'aria-labelledby="{self.key}-title {self.key}-words">'
            f'<title id="{self.key}-title">{escape(title)}</title>'
            f'<desc id="{self.key}-words">{escape(description)}</desc>'
            f"<defs>{patterns}</defs>{self.body()}</svg>"
        )


def bar(share: int) -> str:
    """A share of the whole (bp) as a bar 100 units long. The number stands beside it, so it is hidden from readers."""
    canvas = Canvas("", 1000, 100)
    canvas.plain(3, 13, 994, 74, "#ffffff", RULE)
    canvas.plain(3, 13, 994 * share // 10_000, 74, MUTED)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 10" width="100" height="10" '
        f'aria-hidden="true">{canvas.body()}</svg>'
    )


def _pattern(key: str, hatch: Hatch) -> str:
    return (
        f'<pattern id="{key}-{hatch}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect width="6" height="6" fill="{_PAPER[hatch]}"/>'
        f'<path d="{_STROKES[hatch]}" stroke="{INK}" stroke-width="0.7"/></pattern>'
    )


def _n(tenths: int) -> str:
    whole, rest = divmod(abs(tenths), 10)
    return f"{'-' * (tenths < 0)}{whole}" + (f".{rest}" if rest else "")
