"""Drawings: lengths in proportion to the data, marks where the data are, and nowhere else."""

import re
from itertools import groupby, pairwise

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from ledger.report.canvas import Hatch, bar
from ledger.report.charts.axis import axis
from ledger.report.charts.course import course_chart
from ledger.report.charts.grid import grid_chart
from ledger.report.charts.months import months_chart
from ledger.report.qr import qr
from ledger.rulebook.status_string import by_year
from tests.unit.report.firm import AS_OF

CLASSES = ("in time", "1", "2", "3", "4")


def tenths(text: str) -> int:
    return round(float(text) * 10)


def boxes(svg: str) -> list[tuple[int, int, str]]:
    """Left edge, height and fill of every box that is no legend."""
    found = re.findall(
        r'<rect x="([\d.]+)" y="([\d.]+)" width="[\d.]+" height="([\d.]+)" fill="([^"]+)"', svg
    )
    return [(tenths(x), tenths(height), fill) for x, y, height, fill in found if tenths(y) > 140]


@given(st.lists(st.lists(st.integers(0, 9 * 10**18), min_size=5, max_size=5), min_size=1, max_size=25))
def test_a_stack_is_as_high_as_its_sum_and_has_a_part_for_each_amount(stacks: list[list[int]]) -> None:
    scale = axis(max(sum(stack) for stack in stacks), "EUR")
    months = [f"20{number // 12:02}-{number % 12 + 1:02}" for number in range(len(stacks))]
    svg = months_chart("k", months, stacks, CLASSES, scale).svg("t", "d")
    found = {x: [height for _, height, _ in part] for x, part in groupby(boxes(svg), lambda box: box[0])}
    drawn = [1350 * sum(stack) // scale.top for stack in stacks]
    assert sorted(sum(heights) for heights in found.values()) == sorted(height for height in drawn if height)
    assert all(height <= 1350 for height in drawn)


def test_each_class_has_a_fill_of_its_own_that_is_no_colour_alone() -> None:
    svg = months_chart("k", ["2026-01"], [[10] * 5], CLASSES, axis(50, "JPY")).svg("t", "d")
    fills = [fill for _, _, fill in boxes(svg)]
    assert len(set(fills)) == 5
    hatched = [fill for fill in fills if fill.startswith("url(#k-")]
    assert len(hatched) == 3 and len(set(re.findall(r'<pattern id="([^"]+)"', svg))) == 3
    assert len(set(re.findall(r'<path d="(M[^"]+)" stroke=', svg))) == 3
    assert list(Hatch) == sorted(Hatch)


@given(st.integers(0, 10**22), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_an_axis_holds_its_values_and_is_not_much_longer(largest: int, currency: str) -> None:
    scale = axis(largest, currency)
    assert largest <= scale.top
    assert largest <= 12_000 or scale.top < 1.6 * largest
    quarters = [int(scale.quarter(part).replace(",", "")) for part in range(5)]
    assert quarters == [quarters[4] * part // 4 for part in range(5)] and len(scale.quarter(4)) <= 7
    assert quarters[4] * scale.unit * 10**scale.places == scale.top


def test_a_line_has_a_mark_a_value_and_breaks_where_there_is_none() -> None:
    values = [8_000, None, 5_000, 5_100, None]
    svg = course_chart("k", [f"day {n}" for n in range(5)], [("all", values)], []).svg("t", "d")
    lines = [points.split() for points in re.findall(r'<polyline points="([^"]+)"', svg)][1:]
    assert [len(points) for points in lines] == [1, 2]
    (first,), (second, third) = lines
    assert tenths(first.split(",")[1]) == 1650 - 1350 * 8_000 // 10_000
    assert tenths(second.split(",")[1]) > tenths(third.split(",")[1]) > tenths(first.split(",")[1])
    assert svg.count("<path d=") == 3 + 1


@pytest.mark.parametrize("months", [1, 6, 7, 60])
def test_a_grid_has_a_cell_a_month_under_its_month(months: int) -> None:
    string = ("N1C*G7" * 10)[:months]
    rows = by_year(string, AS_OF)
    assert "".join(signs for _, signs in rows).strip() == string
    assert rows[-1][0] == 2026 and rows[-1][1][5] == string[-1] and rows[-1][1][6:] == " " * 6
    svg = grid_chart("k", rows).svg("t", "d")
    assert svg.count("<rect") == months
    assert "".join(re.findall(r'font-size="12" fill="[^"]+">(.)</text>', svg)) == string


@given(st.integers(0, 10_000))
def test_a_bar_is_as_long_as_its_share(share: int) -> None:
    widths = [tenths(width) for width in re.findall(r'width="([\d.]+)" height="7.4"', bar(share))]
    assert widths == [994, 994 * share // 10_000]


def test_a_qr_code_is_the_one_of_its_text() -> None:
    text = "TRADELINE:REPORT:1:CHAIN:31337"
    svg = qr("k", text).svg("t", "d")
    dark = {
        (int(x) + step - 4, int(y) - 4)
        for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", svg)
        for step in range(int(length))
    }
    expected = segno.make_qr(text, error="m", boost_error=False).matrix
    assert dark == {(x, y) for y, row in enumerate(expected) for x, module in enumerate(row) if module}


def test_what_is_told_of_a_drawing_is_text() -> None:
    svg = qr("k", "A").svg("<t> & 't'", "</desc><script>")
    assert "<script>" not in svg and "&lt;t&gt; &amp;" in svg


_WIDE = 66
"""Hundredths of its size that a letter or digit takes in a wide font (DejaVu Sans, Verdana); a Chinese sign: 100."""


def labels(svg: str) -> dict[str, list[tuple[int, int]]]:
    """By height: from where to where each text reaches in a wide font, in hundredths."""
    found: dict[str, list[tuple[int, int]]] = {}
    texts = r'<text x="([\d.]+)" y="([\d.]+)" text-anchor="(\w+)" font-size="([\d.]+)" fill="[^"]+">([^<]*)<'
    for x, y, anchor, size, words in re.findall(texts, svg):
        signs = sum(100 if ord(sign) > 0x2E80 else _WIDE for sign in words)
        width = round(float(size) * signs)
        start = round(float(x) * 100) - {"start": 0, "middle": width // 2, "end": width}[anchor]
        found.setdefault(y, []).append((start, start + width))
    return found


@pytest.mark.parametrize("days", [1, 2, 7, 24, 25])
@pytest.mark.parametrize("words", ["80: on the due day", "80：到期日付款"])
def test_no_label_is_cut_or_meets_its_neighbour_in_a_wide_font(days: int, words: str) -> None:
    """A browser takes the font that it has; the widest of the usual ones must have room."""
    levels = [(8_000, words), (7_000, "70: 15 days late")]
    told = [f"2026-{number:02}-30" for number in range(days)]
    course = course_chart("k", told, [("A + B", [8_000] * days)], levels).svg("t", "d")
    months = months_chart("k", [day[:7] for day in told], [[1] * 5] * days, CLASSES, axis(5, "EUR")).svg(
        "t", "d"
    )
    for svg in (course, months):
        width = round(float(re.findall(r'viewBox="0 0 ([\d.]+) ', svg)[0]) * 100)
        for row in labels(svg).values():
            row.sort()
            assert row[0][0] >= 0 and row[-1][1] <= width
            assert all(before[1] < after[0] for before, after in pairwise(row))
    assert len(labels(course)) > 3 and any(len(row) > 1 for row in labels(months).values())
