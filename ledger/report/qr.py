"""A QR code (ISO/IEC 18004) as one path, drawn without a font."""

from itertools import accumulate, groupby

from ledger.core.errors import Misuse
from ledger.report.canvas import Canvas

_QUIET = 4
"""Modules of white around it (ISO/IEC 18004, 5.3.8)."""


def qr(key: str, text: str) -> Canvas:
    """The code of a text, error correction M, a unit a module; Misuse if the package that makes it is not installed."""
    try:
        import segno
    except ModuleNotFoundError as missing:
        raise Misuse(f"a report needs the package {missing.name}: install tradeline[report]") from missing
    code = segno.make_qr(text, error="m", boost_error=False)
    size = 10 * (len(code.matrix) + 2 * _QUIET)
    canvas = Canvas(key, size, size)
    path: list[str] = []
    canvas.plain(0, 0, size, size, "#ffffff")
    for row, line in enumerate(code.matrix):
        runs = [(dark, len(list(run))) for dark, run in groupby(line)]
        starts = accumulate((length for _, length in runs), initial=_QUIET)
        for (dark, length), start in zip(runs, starts, strict=False):
            if dark:
                path.append(f"M{start} {row + _QUIET}h{length}v1h-{length}z")
    canvas.solid("".join(path))
    return canvas
