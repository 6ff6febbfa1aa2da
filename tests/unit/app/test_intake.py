"""Several files taken in at once."""

from dataclasses import replace

import pytest

from ledger.app.booking import Action, Clerk
from ledger.app.intake import Taken, take_in
from ledger.app.register import Register
from ledger.core.contacts import Contact, Contacts
from ledger.core.day import Day
from ledger.core.drafts import Direction, Draft, Party, PaymentDraft, Source
from ledger.core.errors import Unavailable
from ledger.core.ids import Member
from ledger.core.money import Money
from tests.unit.app.parties import TODAY, Someone, invoice


@pytest.fixture
def clerk(seller: Someone) -> Clerk:
    book = Contacts((Contact(Member(1), "Seller"),))
    return Clerk(seller.desk, Member(1), Register(seller.desk, Member(1)), book, seller.settle)


def payment(
    reference: str = "", amount: int = 120_000, day: int = 10, bank: str | None = None
) -> PaymentDraft:
    return PaymentDraft(
        source=Source("statement.xml", "entry 1", bytes(32)),
        account="DE02",
        owner="Seller",
        direction=Direction.RECEIVED,
        value_day=Day(TODAY + day),
        amount=Money(amount, "EUR"),
        counterparty=Party("Buyer"),
        bank_reference=bank,
        references=(reference,) if reference else (),
    )


def actions(taken: tuple[Taken, ...]) -> list[list[Action]]:
    return [[item.action for item in one.booked] for one in taken]


def test_invoices_of_many_files_fill_a_batch(seller: Someone, clerk: Clerk) -> None:
    files: list[list[Draft]] = [[invoice(f"INV-{number}")] for number in range(30)]
    assert actions(take_in(clerk, files)) == [[Action.RECORDED]] * 30
    sizes = [len(row.entries) for row in seller.vault.outbox.rows()]
    assert max(sizes) == 30


def test_one_file_that_is_refused_does_not_hold_up_the_others(clerk: Clerk) -> None:
    files: list[list[Draft]] = [[invoice(f"INV-{number}")] for number in range(7)]
    files[3] = [invoice("INV-2", amount=5)]
    taken = take_in(clerk, files)
    assert [one.refused is not None for one in taken] == [False] * 3 + [True] + [False] * 3
    assert "already recorded" in str(taken[3].refused)
    assert [one for each in actions(taken) for one in each] == [Action.RECORDED] * 6


def test_a_statement_in_an_earlier_file_finds_the_invoice_in_a_later_one(clerk: Clerk) -> None:
    taken = take_in(clerk, [[payment("INV-1")], [invoice("INV-1")]])
    assert actions(taken) == [[Action.RECORDED], [Action.RECORDED]]


def test_payments_in_two_files_do_not_both_pay_one_invoice(clerk: Clerk) -> None:
    files: list[list[Draft]] = [
        [invoice("INV-1")],
        [payment(day=12, bank="B")],
        [payment(day=10, bank="A")],
    ]
    assert actions(take_in(clerk, files)) == [[Action.RECORDED], [Action.LEFT], [Action.RECORDED]]


def test_the_same_files_again_record_nothing_new(seller: Someone, clerk: Clerk) -> None:
    files: list[list[Draft]] = [[invoice("INV-1")], [payment("INV-1", 50_000), payment("INV-1", 70_000, 20)]]
    take_in(clerk, files)
    seller.settle()
    entries = [len(row.entries) for row in seller.vault.outbox.rows()]
    assert actions(take_in(clerk, files)) == [[Action.ALREADY], [Action.ALREADY] * 2]
    assert [len(row.entries) for row in seller.vault.outbox.rows()] == entries
    other = payment("INV-1", 70_000, 21)
    assert actions(take_in(clerk, [[other]])) == [[Action.LEFT]]


def test_a_returned_payment_that_comes_again_is_known(seller: Someone, clerk: Clerk) -> None:
    take_in(clerk, [[invoice("INV-1")], [payment("INV-1")]])
    seller.settle()
    back = replace(payment("INV-1", day=15), reversal=True)
    assert actions(take_in(clerk, [[back]])) == [[Action.RECORDED]]
    seller.settle()
    assert actions(take_in(clerk, [[back]])) == [[Action.ALREADY]]


def test_while_the_node_is_away_invoices_are_stored_and_payments_wait(seller: Someone, clerk: Clerk) -> None:
    def away() -> None:
        raise Unavailable("nobody answers")

    files: list[list[Draft]] = [[invoice("INV-1")], [payment("INV-1")]]
    taken = take_in(replace(clerk, flush=away), files)
    assert actions(taken) == [[Action.RECORDED], [Action.LEFT]]
    assert "nobody answers" in taken[1].booked[0].reason
    seller.settle()
    assert actions(take_in(clerk, files)) == [[Action.ALREADY], [Action.RECORDED]]


def test_it_says_how_far_it_is(clerk: Clerk) -> None:
    steps: list[int] = []
    take_in(clerk, [[invoice("INV-1")], [payment("INV-1")]], steps.append)
    assert steps == sorted(steps)
    assert steps[-1] == 4
