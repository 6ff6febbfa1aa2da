"""From payments to settlements: what is booked, what comes back, and what a person is told."""

from dataclasses import replace

import pytest

from ledger.app.booking import Action, Booked, Clerk, book
from ledger.app.register import Register
from ledger.core.contacts import Contact, Contacts
from ledger.core.day import Day
from ledger.core.drafts import Direction, Party, PaymentDraft, Source
from ledger.core.ids import Member
from ledger.core.money import Money
from tests.unit.app.parties import TODAY, Someone, invoice


@pytest.fixture
def clerk(seller: Someone) -> Clerk:
    contacts = Contacts((Contact(Member(1), "Seller"),))
    clerk = Clerk(seller.desk, Member(1), Register(seller.desk, Member(1)), contacts, seller.settle)
    book(clerk, [invoice("7700491234", amount=614_30), invoice("8800491234", amount=721_90)])
    seller.settle()
    return clerk


def payment(text: str, amount: int, day: int = 10) -> PaymentDraft:
    source = Source("statement.xml", "entry 1", bytes(32))
    party, value = Party("Buyer"), Day(TODAY + day)
    money = Money(amount, "EUR")
    return PaymentDraft(source, "DE02", "Seller", Direction.RECEIVED, value, money, party, remittance=text)


def told(booked: list[Booked]) -> list[tuple[Action, str]]:
    return [(item.action, item.reason) for item in booked]


def test_a_payment_of_two_invoices_that_comes_back_takes_both_back(seller: Someone, clerk: Clerk) -> None:
    both = payment("7700491234 8800491234", 1336_20)
    assert told(book(clerk, [both])) == [(Action.RECORDED, "invoice number in the text")] * 2
    seller.settle()
    other = replace(both, amount=Money(1336_21, "EUR"), reversal=True, value_day=Day(both.value_day + 3))
    assert [item.action for item in book(clerk, [other])] == [Action.LEFT]
    back = replace(other, amount=both.amount)
    assert told(book(clerk, [back])) == [(Action.RECORDED, "the payment reported before was returned")] * 2
    seller.settle()
    again = replace(both, value_day=Day(both.value_day + 9))
    assert [item.action for item in book(clerk, [again])] == [Action.RECORDED] * 2


def test_a_return_may_name_the_payment_by_the_banks_reference(seller: Someone, clerk: Clerk) -> None:
    first = replace(payment("7700491234", 614_30), bank_reference="B1")
    book(clerk, [first])
    seller.settle()
    back = replace(first, bank_reference="B9", reversal=True, remittance="Return of B2")
    assert [item.action for item in book(clerk, [back])] == [Action.LEFT]
    named = replace(back, remittance="Return of B1")
    assert [item.action for item in book(clerk, [named])] == [Action.RECORDED]


def test_more_and_less_than_is_open_are_booked_and_said(clerk: Clerk) -> None:
    more, less = payment("7700491234", 650_00), payment("8800491234", 711_90)
    assert told(book(clerk, [more, less])) == [
        (Action.RECORDED, "invoice number in the text; more than is open: the rest is kept"),
        (
            Action.RECORDED,
            "invoice number in the text; short by as little as banks deduct: the rest stays open",
        ),
    ]


def test_what_charges_left_over_is_not_settled_by_its_amount_in_a_later_statement(
    seller: Someone, clerk: Clerk
) -> None:
    book(clerk, [payment("8800491234", 711_90)])
    seller.settle()
    assert [item.action for item in book(clerk, [payment("", 10_00, day=20)])] == [Action.LEFT]
    assert [item.action for item in book(clerk, [payment("8800491234", 10_00, day=20)])] == [Action.RECORDED]


def test_a_person_is_told_which_invoices_to_choose_from(seller: Someone, clerk: Clerk) -> None:
    (left,) = book(clerk, [payment("", 500_00)])
    assert left.reason == (
        "not certain which invoice: 2 proposed, 7700491234 (counterparty and date), 8800491234 (counterparty and date)"
    )
    (stranger,) = book(clerk, [replace(payment("Rent", 1_00), counterparty=Party("Landlord"))])
    assert stranger.reason == "no invoice known here fits"
    book(clerk, [payment("7700491234", 614_30)])
    seller.settle()
    (twice,) = book(clerk, [payment("7700491234", 614_30, day=12)])
    assert (twice.action, twice.reason) == (
        Action.LEFT,
        "names an invoice that is paid already: 7700491234",
    )
