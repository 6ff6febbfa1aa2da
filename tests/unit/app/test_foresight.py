"""A dry run says what the import then does, and leaves nothing behind."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest

from ledger.app.ahead import IndexAhead
from ledger.app.booking import Action, Clerk
from ledger.app.desk import Desk
from ledger.app.foresight import Certainty, Foreseen, foresee
from ledger.app.intake import take_in
from ledger.app.register import Register
from ledger.core.contacts import Contact, Contacts
from ledger.core.drafts import Draft, Party
from ledger.core.ids import Member
from tests.unit.app.parties import Someone, invoice
from tests.unit.app.test_intake import payment

OWN = Contact(Member(1), "Seller")
Files = list[list[Draft]]


def clerk_of(someone: Someone, *others: Contact) -> Clerk:
    register = Register(someone.desk, someone.number)
    return Clerk(someone.desk, someone.number, register, Contacts((OWN, *others)), someone.settle)


@contextmanager
def rehearsing(clerk: Clerk) -> Iterator[Clerk]:
    """As the wiring does it."""
    desk = clerk.desk
    with closing(desk.vault.rehearsal()) as vault:  # type: ignore[attr-defined]
        index = IndexAhead(desk.index, vault.outbox)
        copy = Desk(vault, index, desk.directory, desk.entropy)
        yield replace(clerk, desk=copy, register=Register(copy, clerk.member), flush=index.look)


def foreseen(clerk: Clerk, files: Files) -> tuple[Foreseen, ...]:
    with rehearsing(clerk) as copy:
        return foresee(copy, files)


def told(found: tuple[Foreseen, ...]) -> list[tuple[str, str, Certainty | None, tuple[Member, ...], bool]]:
    return [
        (
            item.outcome,
            str(item.booked.tradeline),
            item.counterparty and item.counterparty.certainty,
            item.counterparty.members if item.counterparty else (),
            item.opens,
        )
        for one in found
        for item in one.planned
    ]


@pytest.mark.parametrize(
    ("others", "certainty", "members"),
    [
        ((), Certainty.PROPOSED, ()),
        ((Contact(Member(2), "Buyer"),), Certainty.PROPOSED, (2,)),
        ((Contact(Member(2), "Bayer", ("vat:DE2",)),), Certainty.KNOWN, (2,)),
    ],
    ids=["outside", "name", "identifier"],
)
def test_a_first_invoice_opens_a_tradeline_with(seller, buyer, others, certainty, members):
    clerk = clerk_of(seller, *others)
    files: Files = [[replace(invoice(), debtor=Party("Buyer", ("vat:DE2",)))]]
    assert told(foreseen(clerk, files)) == [("to be recorded", "1-1", certainty, members, True)]
    assert (seller.vault.outbox.rows(), clerk.desk.index.tradelines_of(1)) == ((), ())
    (taken,) = take_in(clerk, files)
    assert (taken.booked[0].action, str(taken.booked[0].tradeline)) == (Action.RECORDED, "1-1")
    known = [("already recorded", "1-1", Certainty.KNOWN, members, False)]
    assert told(foreseen(clerk, files)) == known
    seller.settle()
    assert told(foreseen(clerk, files)) == known
    after = foreseen(clerk, [[replace(files[0][0], number="INV-2")]])
    assert told(after) == [("to be recorded", "1-1", Certainty.KNOWN, members, False)]


def test_one_of_several_is_left_to_a_person(seller, buyer, lender):
    clerk = clerk_of(seller, Contact(Member(2), "Buyer"), Contact(Member(3), "Buyer"))
    files: Files = [[invoice()]]
    assert told(foreseen(clerk, files)) == [("left", "None", Certainty.AMBIGUOUS, (2, 3), False)]
    (taken,) = take_in(clerk, files)
    assert (taken.booked[0].action, taken.booked[0].reason) == (
        Action.LEFT,
        "'Buyer' may be any of the members 2, 3",
    )


def test_a_payment_finds_an_invoice_that_is_only_foreseen(seller):
    clerk = clerk_of(seller)
    files: Files = [[payment("INV-1")], [invoice("INV-1")], [payment("INV-7", 1)]]
    found = foreseen(clerk, files)
    assert [item.outcome for one in found for item in one.planned] == [
        "to be recorded",
        "to be recorded",
        "left",
    ]
    assert {str(one.planned[0].booked.tradeline) for one in found[:2]} == {"1-1"}
    taken = take_in(clerk, files)
    assert [item.action for one in taken for item in one.booked] == [
        item.booked.action for one in found for item in one.planned
    ]
    assert [item.obligation for one in taken for item in one.booked] == [
        item.booked.obligation for one in found for item in one.planned
    ]


def test_what_a_rule_would_refuse_is_foreseen(seller):
    clerk = clerk_of(seller)
    take_in(clerk, [[invoice()]])
    found = foreseen(clerk, [[invoice("inv 1", amount=5)], [invoice("INV-2")]])
    assert [one.taken.refused is not None for one in found] == [True, False]
    assert "already recorded" in str(found[0].taken.refused)


def test_looking_ahead_leaves_no_trace(seller):
    clerk = clerk_of(seller)
    take_in(clerk, [[invoice()]])
    seller.settle()
    before = list(seller.vault._database.connection.iterdump())
    height = seller.chain.height()
    found = foreseen(clerk, [[replace(invoice("INV-2"), debtor=Party("Another"))], [payment("INV-1")]])
    assert [item.outcome for one in found for item in one.planned] == ["to be recorded"] * 2
    assert list(seller.vault._database.connection.iterdump()) == before
    assert seller.chain.height() == height
    take_in(clerk, [[invoice("INV-3")]])
    assert list(seller.vault._database.connection.iterdump()) != before
