"""A buyer's answer is the buyer's word: recorded by the buyer alone, once, and never against its order."""

from dataclasses import replace

import pytest

from ledger.app.booking import Action, Booked, Clerk
from ledger.app.intake import take_in
from ledger.app.intents import Accept
from ledger.app.register import Register
from ledger.core.codes import Outcome
from ledger.core.contacts import Contact, Contacts
from ledger.core.day import Day
from ledger.core.drafts import Answer, Draft, Party, ResponseDraft, Source
from ledger.core.ids import Member
from ledger.core.obligation import Obligation
from tests.unit.app.parties import TODAY, Someone, invoice, open_with_invoice

BOOK = Contacts((Contact(Member(1), "Seller", ("0196:1",)), Contact(Member(2), "Buyer", ("0196:2",))))


def response(answer: Answer, day: int = 5, number: str = "inv 1", *reasons: str) -> ResponseDraft:
    return ResponseDraft(
        source=Source("answer.xml", "/ApplicationResponse", bytes(31) + bytes([day])),
        number=f"R{day}",
        day=Day(TODAY + day),
        answer=answer,
        creditor=Party("SELLER"),
        debtor=Party("The buyer as its platform knows it", ("0196:2",)),
        invoice=number,
        reasons=reasons,
    )


def clerk_of(someone: Someone) -> Clerk:
    register = Register(someone.desk, someone.number)
    return Clerk(someone.desk, someone.number, register, BOOK, someone.settle)


@pytest.fixture
def clerk(seller: Someone, buyer: Someone) -> Clerk:
    """The buyer's, who owes INV-1."""
    tradeline, _ = open_with_invoice(seller, 2)
    buyer.send(Accept(tradeline, TODAY))
    return clerk_of(buyer)


def taken(clerk: Clerk, *drafts: Draft) -> list[Booked]:
    files = take_in(clerk, [[draft] for draft in drafts])
    assert [file.refused for file in files] == [None] * len(drafts)
    clerk.flush()
    return [item for file in files for item in file.booked]


def owed(clerk: Clerk) -> Obligation:
    (obligation,) = (item for page in clerk.register.pages() for item in page.state.obligations.values())
    return obligation


def test_accepting_acknowledges_the_invoice(clerk: Clerk) -> None:
    assert [item.action for item in taken(clerk, response(Answer.ACCEPTED))] == [Action.RECORDED]
    (word,) = owed(clerk).acknowledgements
    assert (word.said.recorder, word.names) == (2, owed(clerk).commitment)


def test_paying_accepts_but_is_no_payment(clerk: Clerk) -> None:
    (booked,) = taken(clerk, response(Answer.PAID))
    assert (booked.action, "statement" in booked.reason) == (Action.RECORDED, True)
    assert len(owed(clerk).acknowledgements) == 1
    assert owed(clerk).reports == ()


@pytest.mark.parametrize("answer", [Answer.QUERIED, Answer.CONDITIONAL, Answer.REJECTED])
def test_a_query_a_condition_and_a_rejection_dispute_it(clerk: Clerk, answer: Answer) -> None:
    (booked,) = taken(clerk, response(answer, 5, "INV-1", "REF: BT-13 = PO0001"))
    assert (booked.action, booked.reason) == (Action.RECORDED, "REF: BT-13 = PO0001")
    (dispute,) = owed(clerk).disputes
    assert (dispute.said.recorder, dispute.day, dispute.amount, dispute.closed) == (2, TODAY + 5, None, None)


def test_the_same_answer_again_records_nothing(clerk: Clerk) -> None:
    for answer in (Answer.QUERIED, Answer.ACCEPTED):
        draft = response(answer, 5 if answer is Answer.QUERIED else 6)
        assert [item.action for item in taken(clerk, draft)] == [Action.RECORDED]
        assert [item.action for item in taken(clerk, draft)] == [Action.ALREADY]
    assert [item.action for item in taken(clerk, response(Answer.QUERIED, 5))] == [Action.ALREADY]
    assert (len(owed(clerk).disputes), len(owed(clerk).acknowledgements)) == (1, 1)


def test_accepting_after_a_query_withdraws_it_in_whatever_order_the_files_lie(clerk: Clerk) -> None:
    booked = taken(clerk, response(Answer.ACCEPTED, 9), response(Answer.QUERIED, 4))
    assert [item.action for item in booked] == [Action.RECORDED] * 2
    (dispute,) = owed(clerk).disputes
    assert dispute.closed is not None
    assert (dispute.closed.outcome, dispute.closed.day) == (Outcome.WITHDRAWN, TODAY + 9)
    assert len(owed(clerk).acknowledgements) == 1
    (again,) = taken(clerk, response(Answer.QUERIED, 12))
    assert (again.action, "given up" in again.reason) == (Action.LEFT, True)


def test_what_the_creditor_uploads_is_not_said_in_the_buyers_name(seller: Someone, clerk: Clerk) -> None:
    sellers = clerk_of(seller)
    (booked,) = taken(sellers, response(Answer.ACCEPTED))
    assert (booked.action, "the buyer's word" in booked.reason) == (Action.LEFT, True)
    assert owed(sellers).acknowledgements == ()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"invoice": "INV-2"}, "0 invoices"),
        ({"creditor": Party("Another seller")}, "0 invoices"),
        ({"debtor": Party("Somebody")}, "neither party"),
    ],
)
def test_an_answer_that_leads_to_no_invoice_is_left(
    clerk: Clerk, change: dict[str, object], why: str
) -> None:
    (booked,) = taken(clerk, replace(response(Answer.ACCEPTED), **change))  # type: ignore[arg-type]
    assert (booked.action, why in booked.reason) == (Action.LEFT, True)
    assert owed(clerk).acknowledgements == ()


def test_a_number_that_two_sellers_use_is_the_named_sellers(
    lender: Someone, seller: Someone, clerk: Clerk
) -> None:
    open_with_invoice(lender, 2)
    taken(clerk, response(Answer.ACCEPTED))
    accepted = {
        page.state.creditor: len(item.acknowledgements)
        for page in clerk.register.pages()
        for item in page.state.obligations.values()
    }
    assert accepted == {1: 1, 3: 0}


def test_a_buyer_that_recorded_the_invoice_itself_can_dispute_it(buyer: Someone) -> None:
    clerk = replace(clerk_of(buyer), contacts=Contacts(BOOK.known[1:]))
    taken(clerk, replace(invoice("INV-1"), debtor=Party("Buyer")))
    assert [item.action for item in taken(clerk, response(Answer.ACCEPTED))] == [Action.ALREADY]
    assert [item.action for item in taken(clerk, response(Answer.REJECTED, 7))] == [Action.RECORDED]
    assert len(owed(clerk).disputes) == 1
