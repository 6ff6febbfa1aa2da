"""A lender's book comes to tradelines of loans; the same book again records nothing new."""

from dataclasses import replace

from ledger.app.booking import Action, Clerk, book
from ledger.app.register import Register
from ledger.core.codes import Kind, Status
from ledger.core.contacts import Contact, Contacts
from ledger.core.day import parse_day
from ledger.core.drafts import Dated, LoanDraft, Party, Source
from ledger.core.money import Money
from tests.unit.app.parties import Someone

SOURCE = Source("book.csv", "line 2", bytes(32))
AGREED, DRAWN, LOST = (parse_day(day) for day in ("2020-01-31", "2020-02-28", "2022-06-30"))


def loan(number: str, lost: int = 0, debtor: str = "", creditor: str = "") -> LoanDraft:
    return LoanDraft(
        SOURCE, number, AGREED, Money(1000_00, "USD"), Party(creditor), Party(debtor or number),
        Dated(DRAWN, Money(900_00, "USD")), Dated(LOST, Money(lost, "USD")) if lost else None,
    )  # fmt: skip


def clerk_of(someone: Someone, *known: Contact) -> Clerk:
    own = Contact(someone.number, "Bank")
    register = Register(someone.desk, someone.number)
    return Clerk(someone.desk, someone.number, register, Contacts((own, *known)), someone.settle)


def test_a_book_of_loans_is_recorded_once(lender: Someone) -> None:
    book_of = [loan("L-1"), loan("L-2", lost=300_00)]
    assert [item.action for item in book(clerk_of(lender), book_of)] == [Action.RECORDED] * 2
    lender.settle()
    assert [item.action for item in book(clerk_of(lender), book_of)] == [Action.ALREADY] * 2
    pages = list(clerk_of(lender).register.pages())
    assert len(pages) == 2
    for page in pages:
        assert (page.state.kind, page.state.status) == (Kind.LOAN, Status.EXTERNAL)
        notices = [(notice.kind, notice.amount) for notice in page.state.notices]
        assert notices == [(Kind.LIMIT, 1000_00), (Kind.DRAWDOWN, 900_00)]


def test_what_was_charged_off_is_owed_and_given_up_and_the_rest_is_neither(lender: Someone) -> None:
    book(clerk_of(lender), [loan("L-1"), loan("L-2", lost=300_00)])
    lender.settle()
    performing, lost = clerk_of(lender).register.pages()
    assert list(performing.state.obligations) == []
    (obligation,) = lost.state.obligations.values()
    assert (obligation.kind, obligation.due) == (Kind.INSTALMENT, LOST)
    assert [item.amount for item in obligation.write_offs] == [300_00]


def test_a_loan_given_up_over_no_amount_is_owed_nothing(lender: Someone) -> None:
    of_nothing = replace(loan("L-1", lost=1), charged_off=Dated(LOST, Money(0, "USD")))
    (item,) = book(clerk_of(lender), [of_nothing])
    lender.settle()
    (page,) = clerk_of(lender).register.pages()
    assert (item.action, list(page.state.obligations)) == (Action.RECORDED, [])


def test_a_book_of_another_lender_is_left(lender: Someone) -> None:
    left, taken = book(clerk_of(lender), [loan("L-1", creditor="Another"), loan("L-2", creditor="bank")])
    assert (left.action, left.reason) == (Action.LEFT, "its lender is not the member that imports it")
    assert taken.action is Action.RECORDED


def test_a_borrower_who_is_a_member_is_proposed_one_loan_at_a_time(lender: Someone, buyer: Someone) -> None:
    clerk = clerk_of(lender, Contact(buyer.number, "Buyer"))
    first, second, other = book(
        clerk, [loan("L-1", debtor="Buyer"), loan("L-2", debtor="Buyer"), loan("L-3")]
    )
    assert [item.action for item in (first, second, other)] == [Action.RECORDED, Action.LEFT, Action.RECORDED]
    lender.settle()
    assert [page.state.status for page in Register(buyer.desk, buyer.number).pages()] == [Status.PROPOSED]
