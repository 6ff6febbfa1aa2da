"""Vintage curves on a page: legible with one cohort and with forty, and with the numbers of each beside them."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.report.amounts import hundredths, percent
from ledger.report.blocks import Chart, Section, Table
from ledger.report.charts.curves import STYLES, Curve, Lines, curves_chart
from ledger.report.html import html
from ledger.report.portfolio.page import portfolio_page
from ledger.report.portfolio.vintages import DRAWN, FEW, TOLD, Vintages
from ledger.report.portfolio.wording import portfolio_words
from ledger.report.words import Language
from ledger.rulebook.vintage import Booked, Vintage, vintages
from tests.unit.report.bank import AS_OF, euro, lender, loan, loans
from tests.unit.report.printed import Printed

WORDS = portfolio_words(Language.EN)


def cohorts(count: int, each: int = FEW, lost: int = 3) -> tuple[Vintage, ...]:
    """So many quarters before the day, of each so many loans, of which some were lost after half a year."""
    booked = (
        Booked(
            AS_OF - 92 * place - 10,
            100_000,
            AS_OF - 92 * place + 180 + number if number < lost else None,
            50_000,
        )
        for place in range(1, count + 1)
        for number in range(each)
    )
    return vintages(booked, AS_OF, 3)


def sections(found: Sequence[Vintage]) -> list[Section]:
    return list(Vintages(found, "EUR", 3, WORDS).sections())


def chart_of(section: Section) -> str:
    (found,) = (block for block in section.blocks if isinstance(block, Chart))
    return found.drawing


def table_of(section: Section) -> Table:
    (found,) = (block for block in section.blocks if isinstance(block, Table))
    return found


def curves_in(drawing: str) -> list[str]:
    """Every line with more than the two points of a legend's."""
    return [each for each in re.findall(r'<polyline points="([^"]+)"', drawing) if each.count(" ") > 1]


@pytest.mark.parametrize("count", [2, 5, 6, 14, 40])
def test_every_cohort_has_a_line_and_the_latest_five_a_name(count: int) -> None:
    found = cohorts(count)
    curved = [one for one in found if one.months and one.months[-1] > 1]
    drawing = chart_of(sections(found)[0])
    assert len(curves_in(drawing)) == len(curved)
    named = re.findall(r">(\d{4}-Q\d)<", drawing)
    assert (
        len(named)
        == len(set(named))
        == min(len(STYLES), len([one for one in found if one.by_count and one.months[-1]]))
    )
    assert ("others before" in drawing) is (count > 6)


def test_no_more_than_forty_are_drawn_and_no_more_than_the_table_holds_told() -> None:
    found = cohorts(TOLD + 4)
    by_count = sections(found)[0]
    assert len(curves_in(chart_of(by_count))) <= DRAWN
    table = table_of(by_count)
    assert len(table.rows) == TOLD and "not in this table: 4" in table.note
    assert f"Drawn: {DRAWN} of {TOLD + 4} cohorts" in table.caption
    assert table_of(sections(cohorts(3))[0]).note == ""


def test_the_table_has_the_curves_numbers_and_each_its_last() -> None:
    for place, section in enumerate(sections(euro().vintages)):
        table = table_of(section)
        months = [int(column.heading) for column in table.columns[3:-2]]
        assert months == sorted(months) and len(months) <= 8
        for row, one in zip(table.rows, euro().vintages, strict=True):
            curve = (one.by_count, one.by_loss)[place]
            at = dict(zip(one.months, curve, strict=False))
            texts = ["".join(text.text for text in cell) for cell in row if isinstance(cell, tuple)]
            assert texts[3:-2] == [hundredths(at[month]) if month in at else "" for month in months]
            assert texts[-2:] == ([percent(curve[-1]), str(one.months[-1])] if curve else ["–", "–"])


def test_a_small_cohort_is_told_and_not_drawn_unless_all_are_small() -> None:
    many, few = cohorts(6), cohorts(2, FEW - 1)[:1]
    mixed = tuple(few[0] if one.cohort == few[0].cohort else one for one in many)
    section = sections(mixed)[0]
    assert few[0].months[-1] and few[0].booked < FEW
    label = "2025-Q4"
    assert label not in chart_of(section) and f"fewer than {FEW}, not drawn: 1." in table_of(section).caption
    assert label in ["".join(text.text for text in row[0]) for row in table_of(section).rows]  # type: ignore[union-attr]
    alone = sections(few)[0]
    assert label in chart_of(alone) and "fewer than" not in table_of(alone).caption


def test_a_cohort_far_off_the_others_leaves_the_field_and_is_named() -> None:
    usual = cohorts(12)
    wild = replace(usual[0], by_count=tuple(9_000 * (month > 3) for month in usual[0].months))
    calm, section = sections(usual)[0], sections((wild, *usual[1:]))[0]
    assert (
        "Far off the others by month 6, and past the top of the drawing: 2023-Q2 (90.00 %)"
        in table_of(section).caption
    )
    assert "Far off" not in table_of(calm).caption
    assert ">2023-Q2, highest before<" in chart_of(section)
    assert "highest of those before" not in table_of(section).caption, "it is told already"
    assert "The highest of those before, by month 6: 2023-Q2 (10.00 %)." in table_of(calm).caption
    assert max(tops(chart_of(section))) == max(tops(chart_of(calm)))


def test_where_most_are_alike_another_is_not_far_off() -> None:
    usual = cohorts(12)
    for share, told in ((1_900, False), (2_100, True)):
        other = replace(usual[0], by_count=tuple(share * (month > 3) for month in usual[0].months))
        assert ("Far off" in table_of(sections((other, *usual[1:]))[0]).caption) is told


def tops(drawing: str) -> list[float]:
    """Every percentage at the axis."""
    return [
        float(each)
        for each in re.findall(r'text-anchor="end" font-size="10" fill="[^"]+">([\d.]+) %<', drawing)
    ]


def test_where_nothing_defaulted_there_is_no_drawing_of_nothing() -> None:
    by_count, by_loss = sections(cohorts(4, lost=0))
    assert [type(block).__name__ for block in by_count.blocks] == ["Paragraph", "Table"]
    assert [type(block).__name__ for block in by_loss.blocks] == ["Paragraph"]
    page = Printed(html(portfolio_page(loans(drafts=[loan(1, AS_OF - 400, AS_OF - 390)]))))
    assert "No cohort has a default by this day." in page.text
    assert "No cohort has a default" not in Printed(html(portfolio_page(loans()))).text


def test_a_cohort_of_this_quarter_has_no_curve_yet() -> None:
    young = vintages([Booked(AS_OF - 5, 100, AS_OF - 1, 100)], AS_OF, 3)
    by_count, _ = sections(young)
    assert "long enough for a curve" in by_count.blocks[0].line[0].text  # type: ignore[union-attr]


def test_without_anything_booked_nothing_is_said_of_vintages() -> None:
    assert sections(()) == []
    titles = [one.title for one in Printed(html(portfolio_page(lender()))).sections]
    assert titles.count("Vintages: how many defaulted") == 1


@pytest.mark.parametrize(("months", "first"), [(1, "2018-04"), (3, "2018-Q2"), (12, "2018")])
def test_a_cohort_is_called_as_people_call_it(months: int, first: str) -> None:
    page = Printed(html(portfolio_page(loans(cohort_months=months))))
    table = page.section("Vintages: how many defaulted").tables[0]
    assert next(row[0] for row in table if row[0][:1] == "2") == first
    word = {1: "month", 3: "quarter", 12: "year"}[months]
    assert f"booked in the same {word}" in page.text


_CURVE = st.integers(1, 30).flatmap(
    lambda count: st.lists(st.integers(0, 10_000), min_size=count, max_size=count).map(sorted)
)


@settings(deadline=None)
@given(st.lists(_CURVE, min_size=1, max_size=45), st.integers(1, 40), st.data())
def test_no_line_leaves_its_field_whatever_the_curves_are(
    shapes: list[list[int]], span: int, data: st.DataObject
) -> None:
    curves = [Curve(f"C-{place}", range(len(each)), each) for place, each in enumerate(shapes)]
    latest, earlier = curves[-5:], curves[:-5]
    beyond = (
        frozenset(data.draw(st.sets(st.sampled_from([one.name for one in earlier]))))
        if earlier
        else frozenset()
    )
    lines = Lines(latest[::-1], earlier[0] if earlier else None, earlier[1:], span, beyond)
    drawing = curves_chart("k", lines, "months", "highest", "others").svg("t", "d")
    points = [
        pair.split(",")
        for each in re.findall(r'<polyline points="([^"]+)"', drawing)
        for pair in each.split()
    ]
    assert points
    for x, y in points:
        assert 2 <= float(x) <= 540 and 9 <= float(y) <= 260
    assert lines.top % 4 == 0 and lines.top >= 100


def test_the_latest_are_told_apart_without_colour() -> None:
    assert len({dash for dash, _, _ in STYLES}) == len({mark for _, _, mark in STYLES}) == len(STYLES)
    drawing = re.sub(r"#[0-9a-f]{6}", "", chart_of(sections(cohorts(9))[0]))
    legends = re.findall(
        r'<polyline points="[\d.]+,(?:9|25|41) [\d.]+,(?:9|25|41)"([^>]*)/>(<path[^>]*>)?', drawing
    )
    shapes = {(dashes, re.sub(r"[\d.-]+", "", mark)) for dashes, mark in legends}
    assert len(legends) == len(shapes) == 7
