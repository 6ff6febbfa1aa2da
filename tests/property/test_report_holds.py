"""Of any history there is a report, and what it shows adds up to the figures: months, parties, the last point."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.core.codes import Kind
from ledger.core.day import Day
from ledger.core.ids import Member
from ledger.report.html import html
from ledger.report.report import report
from ledger.report.source import Source
from ledger.rulebook.rulebook import KNOWN
from tests.unit.report.firm import AS_OF, line, purchases, source
from tests.unit.report.printed import Printed

BOOKS = sorted(KNOWN.values(), key=lambda book: book.id)
ISSUED, DAYS = st.integers(AS_OF - 900, AS_OF), st.integers(AS_OF - 150, AS_OF)
INVOICES = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 0, 1, 2, 3]),
        st.sampled_from([1, 999, 10**6, 9 * 10**18]),
        ISSUED,
        st.integers(0, 120),
        st.lists(st.tuples(st.integers(0, 200), st.integers(1, 10**6)), max_size=3),
        st.sampled_from([None, Kind.DISPUTE, Kind.CREDIT_NOTE, Kind.WRITE_OFF]),
    ),
    min_size=3,
    max_size=10,
)


def history(invoices: Any, day: int, book: Any) -> Source:
    """Two buyers in euros, two sellers in two currencies; each invoice with its payments and what befell it."""
    lines = [line(1), line(2, Member(8)), purchases(1), purchases(2, Member(9), "KWD")]
    for number, (place, amount, issued, terms, payments, fate) in enumerate(invoices):
        each = lines[place]
        id = each.invoice(f"R-{number}", amount, issued, issued + terms)
        for after, paid in payments:
            each.pay(id, paid, issued + after)
        if fate is not None:
            by = each.debtor if fate is Kind.DISPUTE else each.creditor
            each.say(fate, by, issued + terms + 20, id, amount=min(amount, 500))
    return source(*lines, as_of=Day(day), rulebook=book)


def number(text: str) -> int:
    return int(text.removesuffix(" %").replace(",", "").replace(".", ""))


@settings(max_examples=25, deadline=None)
@given(INVOICES, DAYS, st.sampled_from(BOOKS))
def test_what_is_shown_adds_up_to_the_figures(invoices: Any, day: int, book: Any) -> None:
    made = history(invoices, day, book)
    page = Printed(html(report(made)))
    assert page.sections[1].title == "Anker Metallbau GmbH"
    sides: Any = made.figures().as_json()["sides"]
    chapters = [(side, currency) for side in ("is_paid", "pays") for currency in sorted(sides[side])]
    parts = [one for one in page.sections if one.level == 3]
    for place, (side, currency) in enumerate(chapters):
        own = sides[side][currency]["headline"]["all"]
        months = [one for one in parts if one.title == "Payments by month"][place]
        paid = [number(row[-1]) for table in months.tables for row in table[1:]]
        assert sum(paid) == sum(own["turnover"]["receipts"])
        tables = [one for one in parts if one.title == "Counterparties"][place].tables
        assert bool(tables) == bool(own["obligations"])
        named = [row for table in tables for row in table[1:]]
        assert sum(number(row[1]) for row in named) == own["obligations"]
        assert sum(number(row[3]) for row in named) == sum(own["ageing"].values())
        course = [one for one in parts if one.title == "Promptness over time"][place]
        if own["publishable"]:
            assert number(course.tables[0][-1][3]) == own["promptness"]
