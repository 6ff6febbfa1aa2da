"""Parties from outside: recorded with, linked when they join, counted once."""

from dataclasses import replace

import pytest

from ledger.app.booking import Action, Clerk
from ledger.app.intake import take_in
from ledger.app.intents import Accept, State
from ledger.app.outside import link
from ledger.app.refusals import WrongState
from ledger.app.register import Register
from ledger.core.codes import Capacity, Kind, Status
from ledger.core.contacts import Contact, Contacts
from ledger.core.content import Facts
from ledger.core.drafts import Draft
from ledger.core.grade import UNRELATED, Grade, obligation_grade
from ledger.core.ids import Member
from tests.unit.app.parties import TODAY, Someone, invoice, opening

SELLER, BUYER = Contact(Member(1), "Seller"), Contact(Member(2), "Buyer")
INVOICE: list[list[Draft]] = [[invoice()]]


def clerk_of(someone: Someone, *known: Contact) -> Clerk:
    register = Register(someone.desk, someone.number)
    return Clerk(someone.desk, someone.number, register, Contacts(known), someone.settle)


def test_an_outside_buyer_joins_and_acknowledges(seller, buyer):
    clerk = clerk_of(seller, SELLER)
    (taken,) = take_in(clerk, INVOICE)
    seller.settle()
    tradeline, obligation = taken.booked[0].tradeline, taken.booked[0].obligation
    page = clerk.register.page(tradeline)
    assert (page.state.status, page.state.debtor, page.opening.debtor) == (Status.EXTERNAL, 0, "Buyer")
    assert obligation_grade(page.state, page.state.obligations[obligation], UNRELATED) is Grade.C
    seller.send(link(page, buyer.number, TODAY))
    buyer.send(Accept(tradeline, TODAY))
    seen = Register(buyer.desk, buyer.number).page(tradeline).state.obligations[obligation]
    said = Facts(Kind.ACKNOWLEDGEMENT, day=TODAY, refers=seen.commitment)
    buyer.send(State(tradeline, Capacity.DEBTOR, said, obligation=obligation))
    state = clerk.register.page(tradeline).state
    assert (state.status, state.debtor, tuple(state.obligations)) == (Status.ACCEPTED, 2, (obligation,))
    assert obligation_grade(state, state.obligations[obligation], UNRELATED) is Grade.B


def test_only_what_is_external_is_linked(seller, buyer):
    inside, outside = (seller.send(opening(number))[0].tradeline for number in (2, 0))
    register = Register(seller.desk, 1)
    with pytest.raises(WrongState):
        link(register.page(inside), Member(2), TODAY)
    assert link(register.page(outside), Member(2), TODAY).tradeline == outside


def test_who_bills_a_member_on_an_outside_partys_tradeline_is_told(seller, buyer):
    take_in(clerk_of(seller, SELLER), INVOICE)
    seller.settle()
    clerk = clerk_of(seller, SELLER, BUYER)
    (taken,) = take_in(clerk, [[invoice("INV-2")]])
    assert taken.booked[0].action is Action.RECORDED
    assert taken.booked[0].reason == "member 2 has joined since: tradeline link 1-1 --to 2"
    seller.settle()
    seller.send(link(clerk.register.page(taken.booked[0].tradeline), Member(2), TODAY))
    (taken,) = take_in(clerk, [[invoice("INV-3")]])
    assert (taken.booked[0].reason, str(taken.booked[0].tradeline)) == ("", "1-1")


def test_a_supplier_that_joins_does_not_record_what_its_buyer_has(seller, buyer):
    debtor = clerk_of(buyer, BUYER)
    (taken,) = take_in(debtor, INVOICE)
    buyer.settle()
    place = taken.booked[0]
    buyer.send(link(debtor.register.page(place.tradeline), seller.number, TODAY))
    seller.send(Accept(place.tradeline, TODAY))
    files: list[list[Draft]] = [
        [invoice("inv 1"), replace(invoice("INV-1"), issued=TODAY + 1), invoice("INV-2")]
    ]
    (taken,) = take_in(clerk_of(seller, SELLER, BUYER), files)
    assert [item.action for item in taken.booked] == [Action.ALREADY, Action.RECORDED, Action.RECORDED]
    assert {item.tradeline for item in taken.booked} == {place.tradeline}
    assert (taken.booked[0].obligation, taken.booked[0].reason) == (place.obligation, "recorded by the buyer")
