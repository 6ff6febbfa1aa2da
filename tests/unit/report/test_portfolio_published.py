"""What a supervisor suppresses is nowhere in its page, in no form; what it does not suppress is."""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import pypdf
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.report.amounts import amount, count
from ledger.report.html import html
from ledger.report.pdf import pdf
from ledger.report.portfolio.page import portfolio_page
from ledger.report.words import Language
from ledger.rulebook.small_cells import Contribution, Limits, publish, tabulate
from ledger.rulebook.told_sums import ALL
from tests.unit.report.bank import contributions, supervision
from tests.unit.report.printed import Printed

OPEN = Limits(contributors=1, largest=1, share_bp=10_000, within_bp=0)
"""Nothing is small."""
ROWS, COLUMNS = ("2026-01", "2026-02", "2026-03"), ("current", "1-30", "31-60")


def page_of(parts: Iterable[Contribution], limits: Limits, language: Language = Language.EN) -> str:
    return html(portfolio_page(supervision(tuple(parts), limits=limits), language))


def spread(row: str, column: str, whole: int, firms: int) -> Iterator[Contribution]:
    """A cell of so many firms, nearly equal, whose sum is known."""
    for number in range(firms):
        share = whole // firms + (whole % firms if not number else 0)
        firm = f"{row} {column} {number}"
        yield Contribution(row, column, share, (f"creditor {firm}", f"debtor {firm}"))


def table_of(secrets: Sequence[int]) -> list[Contribution]:
    """Three by three: the four in the upper left corner are of three firms each, the others of nine."""
    small = dict(zip(((row, column) for row in ROWS[:2] for column in COLUMNS[:2]), secrets, strict=True))
    found: list[Contribution] = []
    for row in ROWS:
        for column in COLUMNS:
            place = (row, column)
            found += spread(*place, small[place], 3) if place in small else spread(*place, 90_000_009, 9)
    return found


SECRETS = (7_654_321, 3_141_593, 2_718_281, 1_414_213)


def forms(minor: int) -> set[str]:
    """How a number might stand in a file: as units, cents, in groups, in hex."""
    whole = amount(minor, "EUR")
    return {whole, whole.replace(",", ""), str(minor), f"{minor:,}", f"{minor:x}", count(minor // 100)}


def text_of(data: bytes) -> str:
    found = pypdf.PdfReader(io.BytesIO(data))
    return re.sub(r"\s", "", "".join(page.extract_text() for page in found.pages))


def test_a_suppressed_value_stands_in_no_form_in_the_page_and_in_the_pdf() -> None:
    hidden, shown = (supervision(table_of(SECRETS), limits=limits) for limits in (Limits(), OPEN))
    told = publish(table_of(SECRETS), Limits()).cells
    assert sum(cell is None for cell in told.values()) == 4
    page, control = html(portfolio_page(hidden)), html(portfolio_page(shown))
    paper, control_paper = (pdf(portfolio_page(each)) for each in (hidden, shown))
    for secret in SECRETS:
        assert amount(secret, "EUR") in control and amount(secret, "EUR") in text_of(control_paper)
        for form in forms(secret):
            assert form not in page and form.encode() not in paper and form not in text_of(paper)
    assert page.count("× suppressed") == 4 and control.count("× suppressed") == 0


def test_pages_of_other_secrets_with_the_same_totals_are_the_same_to_the_byte() -> None:
    """Along a cycle of suppressed cells values can move, and nobody who has the page alone can tell."""
    moved = (SECRETS[0] + 777, SECRETS[1] - 777, SECRETS[2] - 777, SECRETS[3] + 777)
    for language in Language:
        one, other = (page_of(table_of(each), Limits(), language) for each in (SECRETS, moved))
        assert one == other
        assert page_of(table_of(SECRETS), OPEN, language) != page_of(table_of(moved), OPEN, language)
    one_paper, other_paper = (
        pdf(portfolio_page(supervision(table_of(each), limits=Limits()))) for each in (SECRETS, moved)
    )
    assert one_paper == other_paper


CELLS = st.lists(
    st.builds(
        Contribution,
        st.sampled_from(ROWS),
        st.sampled_from(["current", "31-60", "91+"]),
        st.integers(10_000_000, 99_999_999),
        st.tuples(st.sampled_from("abcdefghij"), st.sampled_from("qrstuvwxyz")),
    ),
    min_size=1,
    max_size=80,
)


@settings(max_examples=60, deadline=None)
@given(CELLS)
def test_of_any_table_only_what_is_published_is_on_the_page(parts: list[Contribution]) -> None:
    limits = Limits(contributors=3)
    exact, told = tabulate(parts), publish(parts, limits).cells
    public = {amount(cell[1], "EUR") for cell in told.values() if cell is not None}
    page = page_of(parts, limits)
    assert all(figure in page for figure in public)
    for place, cell in told.items():
        secret = amount(exact[place].amount, "EUR")
        assert cell is not None or secret in public or secret not in page
    assert page.count("× suppressed") == sum(cell is None for cell in told.values())


def test_each_cell_stands_where_it_belongs_with_how_many_it_is_of() -> None:
    parts = tuple(contributions())
    rows = Printed(page_of(parts, Limits())).section("EUR, between members").rows(0)
    told = publish(parts, Limits()).cells
    columns = ("current", "1-30", "31-60", "61-90", "91+", ALL)
    for row in (*(f"2026-{month:02}" for month in range(1, 13)), ALL):
        for place, column in enumerate(columns):
            shown = rows[row or "all"][place]
            cell = told.get((row, column))
            if (row, column) not in told:
                assert shown == ""
            else:
                assert shown == ("× suppressed" if cell is None else f"{amount(cell[1], 'EUR')} ({cell[0]})")


def test_a_drawing_crosses_out_what_is_suppressed_and_leaves_empty_what_there_is_none_of() -> None:
    text = page_of(contributions(), Limits())
    drawing = text[text.index("<svg") : text.index("</svg>")]
    told = publish(tuple(contributions()), Limits()).cells
    assert len(re.findall("<line ", drawing)) == 2 * sum(cell is None for cell in told.values()) > 0
    assert len(re.findall("<rect ", drawing)) == 13 * 6
    assert "in units of 1,000 EUR; crossed: suppressed" in drawing


def test_what_is_older_than_the_months_is_the_first_row() -> None:
    parts = [each for row in ("earlier", *ROWS) for each in spread(row, "current", 9_000_009, 9)]
    rows = Printed(page_of(parts, Limits())).section("EUR, between members").tables[0]
    assert [row[0] for row in rows[1:]] == ["earlier", *ROWS, "all"]
    chinese = Printed(page_of(parts, Limits(), Language.ZH)).section("EUR，成员之间").tables[0]
    assert [row[0] for row in chinese[1:]] == ["更早", *ROWS, "合计"]


def test_where_everything_is_suppressed_there_is_a_table_of_nothing_else() -> None:
    page = Printed(page_of(spread("2026-01", "91+", SECRETS[0], 2), Limits()))
    rows = page.section("EUR, between members").tables[0][1:]
    assert {cell for row in rows for cell in row[1:] if cell} == {"× suppressed"}


def test_coverage_says_how_much_was_sealed_and_the_rule_says_its_numbers() -> None:
    page = Printed(page_of(contributions(), Limits(contributors=7)))
    rows = page.section("Coverage").rows(0)
    assert rows["sealed to the auditor, in no table"] == ["61", "2.45 %"]
    assert rows["obligations"] == ["2,480", ""] and rows["members"] == ["40", ""]
    assert "fewer than 7 organisations" in page.text and "fewer than 5" not in page.text
    assert "85.00 %" in page.text and "10.00 %" in page.text


def test_where_nothing_is_open_there_is_a_sentence() -> None:
    words = "Nothing that is open can be read."
    assert words in Printed(html(portfolio_page(replace(supervision(), tables={})))).text
    assert words not in Printed(html(portfolio_page(supervision()))).text
