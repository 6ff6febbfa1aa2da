"""A status string as a grid: a row a year, a cell a month."""

from collections.abc import Mapping, Sequence

from ledger.report.canvas import INK, MUTED, Canvas

_LEFT, _TOP, _STEP, _ROW = 420, 180, 330, 260
_SHADES: Mapping[str, tuple[str, str]] = {
    "N": ("#d7ebdd", INK),
    "1": ("#fbeec2", INK),
    "2": ("#f7cf9b", INK),
    "3": ("#e99a7c", INK),
    "4": ("#b4523f", "#ffffff"),
    "5": ("#9c3a30", "#ffffff"),
    "6": ("#84251f", "#ffffff"),
    "7": ("#6a120e", "#ffffff"),
    "G": ("#111111", "#ffffff"),
}
"""Paper and ink, darker as it gets worse; the sign itself tells all, so none is told by its colour."""


def grid_chart(key: str, rows: Sequence[tuple[int, str]]) -> Canvas:
    """`rows`: a year and its twelve signs, a space where the string has none."""
    canvas = Canvas(key, _LEFT + 12 * _STEP + 20, _TOP + len(rows) * _ROW + 20)
    for month in range(12):
        canvas.text(_LEFT + month * _STEP + _STEP // 2, _TOP - 50, str(month + 1), "middle")
    for place, (year, signs) in enumerate(rows):
        y = _TOP + place * _ROW
        canvas.text(_LEFT - 60, y + 165, str(year), "end")
        for month, sign in enumerate(signs):
            if sign != " ":
                paper, ink = _SHADES.get(sign, ("#ffffff", MUTED))
                x = _LEFT + month * _STEP
                canvas.plain(x, y, _STEP - 20, _ROW - 20, paper, MUTED)
                canvas.text(x + (_STEP - 20) // 2, y + 165, sign, "middle", 120, ink)
    return canvas
