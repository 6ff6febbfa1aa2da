"""Bars and grids: lengths in proportion, shades by share, nothing in a box that is crossed out."""

import re

from hypothesis import given
from hypothesis import strategies as st

from ledger.report.canvas import Hatch
from ledger.report.charts.bars import Part, bars_chart, stacks_chart
from ledger.report.charts.matrix import Box, Crossed, Drawn, matrix_chart, shade

LONG = 2890
"""Of a whole, in tenths."""
_WEIGHTS = st.lists(st.integers(0, 1 << 62), min_size=5, max_size=5)


def parts(weights: list[int]) -> list[Part]:
    return [
        Part(f"class {hatch}", "told", weight, hatch) for hatch, weight in zip(Hatch, weights, strict=True)
    ]


def widths(svg: str, height: str) -> list[int]:
    """Of every filled bar of a height, in tenths."""
    found = re.findall(rf'width="([\d.]+)" height="{height}" fill="(?!#ffffff)', svg)
    return [round(float(width) * 10) for width in found]


@given(_WEIGHTS)
def test_a_bar_is_as_long_as_its_share_of_the_whole(weights: list[int]) -> None:
    drawn = widths(bars_chart("k", parts(weights)).svg("t", "d"), "11")
    whole = sum(weights)
    assert drawn == [long for weight in weights if whole and (long := LONG * weight // whole)]


@given(_WEIGHTS)
def test_the_parts_of_a_stack_fill_it(weights: list[int]) -> None:
    drawn = widths(stacks_chart("k", [("one", parts(weights)), ("two", parts(weights))]).svg("t", "d"), "11")
    assert sum(drawn) == (2 * LONG if any(weights) else 0)


def test_classes_of_a_stack_are_told_apart_without_colour() -> None:
    svg = stacks_chart("k", [("one", parts([1] * 5))]).svg("t", "d")
    fills = re.findall(r'height="11" fill="([^"]+)"', svg)
    assert len(set(fills)) == 5 and len([fill for fill in fills if fill.startswith("url(#k-")]) == 3
    assert all(f"class {hatch} told" in svg for hatch in Hatch)


@given(st.lists(st.lists(st.one_of(st.none(), st.just(Crossed.OUT), st.integers(0, 10_000)), min_size=4, max_size=4),
                min_size=1, max_size=6))  # fmt: skip
def test_a_box_says_its_number_once_and_a_crossed_one_nothing(
    shares: list[list[int | Crossed | None]],
) -> None:
    rows: list[tuple[str, list[Drawn]]] = [
        (f"row {place}", [Box(f"is {each}", each) if isinstance(each, int) else each for each in row])
        for place, row in enumerate(shares)
    ]
    svg = matrix_chart("k", "over", list("abcd"), rows).svg("t", "d")
    flat = [each for row in shares for each in row]
    assert svg.count("<rect ") == len(flat)
    assert svg.count("<line ") == 2 * flat.count(Crossed.OUT)
    assert sorted(re.findall(r">is (\d+)<", svg), key=int) == sorted(
        (str(each) for each in flat if isinstance(each, int)), key=int
    )
    assert svg.count("<text ") == 1 + 4 + len(rows) + sum(isinstance(each, int) for each in flat)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_more_is_never_lighter(one: int, other: int) -> None:
    assert (shade(one) <= shade(other)) or one > other
    assert (shade(one) == 0) is (one == 0)
