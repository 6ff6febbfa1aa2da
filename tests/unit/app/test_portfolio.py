"""What a lender is owed, by whom: its own loans and what it took over, no more, and nothing that it cannot read."""

from dataclasses import replace

import pytest

from ledger.app.chronicle import chronicle
from ledger.app.intents import Open, State
from ledger.app.portfolio import Portfolio, portfolio
from ledger.core.codes import Capacity, Kind
from ledger.core.content import Facts
from ledger.core.day import Day
from ledger.core.entry import Clock
from ledger.core.history import Counterparty
from ledger.core.ids import EXTERNAL
from ledger.rulebook.ageing import Ageing
from ledger.rulebook.book import Measures
from tests.unit.app.lending_parties import buy, lend, pay
from tests.unit.app.parties import TODAY, Someone, day, open_with_invoice

AS_OF = day("2025-07-31")


def portfolio_of(someone: Someone, reader: Someone | None = None, as_of: Day = AS_OF) -> Portfolio:
    desk = (reader or someone).desk
    read = chronicle(desk, (reader or someone).number, someone.number, ())
    return portfolio(desk.index, read, as_of, Measures())


def test_a_loan_is_owed_by_its_borrower_and_booked_with_what_was_drawn(
    lender: Someone, buyer: Someone
) -> None:
    line, (first, _) = lend(
        lender, buyer.number, (300_00, day("2025-04-14")), (300_00, day("2025-08-14")), drawn=900_00
    )
    pay(lender, line, first, 100_00, day("2025-05-01"))
    found = portfolio_of(lender)
    book = found.books["EUR"]
    assert book.ageing == Ageing(current=300_00, days_91=200_00)
    assert book.not_called == 300_00
    [borrower] = book.obligors
    assert (borrower.name, found.members, found.names[borrower.name]) == (
        "member:2", {Counterparty("member:2"): 2}, "Borrower"
    )  # fmt: skip
    [vintage] = book.vintages
    assert (vintage.cohort, vintage.booked, vintage.amount) == ("2025-01", 1, 900_00)


def test_a_loan_defaults_once_and_loses_what_is_open_of_its_instalments_then(lender: Someone) -> None:
    dues = [(100_00, day("2025-03-20")), (100_00, day("2025-03-25")), (100_00, day("2025-07-30"))]
    lend(lender, EXTERNAL, *dues, drawn=600_00)
    lend(lender, EXTERNAL, name="L-2", drawn=600_00)
    read = chronicle(lender.desk, lender.number, lender.number, ())
    months = portfolio(lender.desk.index, read, day("2025-12-31"), Measures(cohort_months=1)).books["EUR"]
    [vintage] = months.vintages
    assert (vintage.booked, vintage.amount, vintage.by_count[-1]) == (2, 1_200_00, 5_000)
    assert vintage.by_loss[-1] == 10_000 * 300_00 // 1_200_00


def test_a_loan_that_was_not_drawn_is_not_on_the_book(lender: Someone) -> None:
    lend(lender)
    assert portfolio_of(lender).books["EUR"].vintages == ()
    lend(lender, EXTERNAL, (50_00, day("2025-05-01")), name="L-2")
    [vintage] = portfolio_of(lender).books["EUR"].vintages
    assert (vintage.booked, vintage.amount) == (1, 50_00)


def test_what_was_bought_is_owed_to_who_took_it_and_booked_on_that_day(
    seller: Someone, buyer: Someone, lender: Someone, agent: Someone
) -> None:
    """The blocks of the simulated chain are of November 2023; here it is taken in June 2025."""
    line, bought = buy(seller, buyer.number, lender)
    open_with_invoice(seller, agent.number, "INV-2")
    book = portfolio_of(lender).books["EUR"]
    assert (book.balance, [one.name for one in book.obligors]) == (120_000, ["member:2"])
    assert book.obligors[0].factored
    [vintage] = book.vintages
    assert (vintage.cohort, vintage.amount) == ("2023-10", 120_000)
    read = chronicle(lender.desk, lender.number, lender.number, ())
    page = read.pages[line]
    later = replace(page.state.titles[bought], taken=Clock(99, 86_400 * day("2025-06-15")))
    page.state = page.state.with_title(bought, later)
    [vintage] = portfolio(lender.desk.index, read, AS_OF, Measures()).books["EUR"].vintages
    assert (vintage.cohort, vintage.amount) == ("2025-04", 120_000)
    own = portfolio_of(seller).books["EUR"]
    assert (own.balance, [one.name for one in own.obligors]) == (120_000, ["member:4"])


def test_before_it_was_taken_an_invoice_is_its_sellers(
    seller: Someone, buyer: Someone, lender: Someone
) -> None:
    """Taken on 2023-11-14, the day of every block of the simulated chain."""
    buy(seller, buyer.number, lender)
    for as_of, holds, other in (("2023-11-14", lender, seller), ("2023-11-13", seller, lender)):
        found, nothing = (portfolio_of(each, as_of=day(as_of)) for each in (holds, other))
        assert [len(book.vintages) for book in nothing.books.values()] == []
        assert list(found.books) == ["EUR"]


def test_two_tradelines_of_one_outside_firm_have_one_obligor(lender: Someone) -> None:
    due = (100_00, day("2025-05-01"))
    for name, id in (("L-1", "vat:DE1"), ("L-2", "vat:DE1"), ("L-3", None), ("L-4", None)):
        lend(lender, EXTERNAL, due, name=name, debtor_id=id)
    book = portfolio_of(lender).books["EUR"]
    assert [(one.name, one.balance) for one in book.obligors] == [
        ("vat:DE1", 200_00), ("tradeline:3-3", 100_00), ("tradeline:3-4", 100_00)
    ]  # fmt: skip


@pytest.mark.parametrize("id", ["member:2", "tradeline:7-1", "vat:DE1", None])
def test_an_outside_firms_identifier_makes_it_no_member(
    lender: Someone, buyer: Someone, id: str | None
) -> None:
    """Else the firm's old debt would be the member's default."""
    lend(lender, buyer.number, (100_00, day("2099-05-01")))
    lend(lender, EXTERNAL, (5_000_00, day("2025-01-03")), name="L-2", debtor_id=id)
    found = portfolio_of(lender)
    balances = {one.name: (one.balance, one.default_since) for one in found.books["EUR"].obligors}
    assert (len(balances), balances[Counterparty("member:2")]) == (2, (100_00, None))
    assert (Counterparty("vat:DE1") in balances) is (id == "vat:DE1")
    assert Counterparty("tradeline:7-1") not in balances


def test_a_facility_is_used_as_far_as_it_is_drawn(lender: Someone, buyer: Someone) -> None:
    opening = Open(Kind.REVOLVING, "EUR", TODAY, Capacity.CREDITOR, buyer.number, 1_000_00)
    line = lender.send(opening)[0].tradeline
    lender.send(State(line, Capacity.CREDITOR, Facts(Kind.DRAWDOWN, "EUR", 250_00, TODAY)))
    used = portfolio_of(lender).books["EUR"].utilisation
    assert used is not None
    assert (used.facilities, used.limit, used.drawn, used.current) == (1, 1_000_00, 250_00, 2_500)


def test_currencies_are_books_of_their_own(lender: Someone) -> None:
    lend(lender, EXTERNAL, (100_00, day("2025-05-01")))
    lend(lender, EXTERNAL, (70_00, day("2025-05-01")), name="L-2", currency="USD")
    found = portfolio_of(lender)
    assert {currency: book.balance for currency, book in found.books.items()} == {"EUR": 100_00, "USD": 70_00}


def test_what_cannot_be_read_is_counted_and_in_no_book(lender: Someone, seller: Someone) -> None:
    lend(lender, EXTERNAL, (100_00, day("2025-05-01")), (100_00, day("2025-06-01")))
    assert (portfolio_of(lender).sealed, portfolio_of(lender).books["EUR"].balance) == (0, 200_00)
    blind = portfolio_of(lender, reader=seller)
    assert (blind.sealed, blind.partly, dict(blind.books)) == (2, 0, {})


def test_who_is_owed_nothing_has_no_book(buyer: Someone, seller: Someone) -> None:
    open_with_invoice(seller, buyer.number)
    assert dict(portfolio_of(buyer).books) == {}
