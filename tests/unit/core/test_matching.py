"""A payment goes to the invoice that the payer means; what is not clear is proposed, and never booked."""

from dataclasses import replace

import pytest

from ledger.core.day import Day
from ledger.core.drafts import Direction, Party, PaymentDraft, Source
from ledger.core.matching import LATEST, Claim, Match, Reason, match_payments, names_number
from ledger.core.money import Money
from ledger.proof.numbers import normalise

BUYER = Party("Buyer Ltd", ("vat:NL1",), "NL91ABNA0417164300")
STRANGER = Party("Somebody else")


def claim(
    number: str = "INV-0042", cents: int = 100_00, due: int = 30, party: Party = BUYER, **more: object
) -> Claim:
    made = Claim(
        f"{number}@{due}".encode(), number, Day(0), Day(due), Money(cents, "EUR"), Direction.RECEIVED, party
    )
    return replace(made, **more)  # type: ignore[arg-type]


def payment(cents: int = 100_00, day: int = 20, party: Party = BUYER, **more: object) -> PaymentDraft:
    source = Source("statement", "/", bytes(32))
    made = PaymentDraft(source, "DE1", "Seller", Direction.RECEIVED, Day(day), Money(cents, "EUR"), party)
    return replace(made, **more)  # type: ignore[arg-type]


def got(matches: tuple[Match, ...]) -> list[tuple[str, int, Reason, bool]]:
    return [(match.claim.number, match.amount.minor, match.reason, match.certain) for match in matches]


def match(payments: PaymentDraft | list[PaymentDraft], *claims: Claim) -> list[tuple[str, int, Reason, bool]]:
    listed = payments if isinstance(payments, list) else [payments]
    return got(match_payments(listed, claims, normalise))


@pytest.mark.parametrize("written", ["INV-0042", "inv 42", "ＩＮＶ４２", "Inv/000042"])
def test_the_end_to_end_id_names_an_invoice_however_it_is_typed(written: str) -> None:
    paid = payment(60_00, party=STRANGER, end_to_end_id=written)
    assert match(paid, claim(), claim("INV-43")) == [("INV-0042", 60_00, Reason.END_TO_END, True)]


def test_a_structured_reference_names_an_invoice() -> None:
    asked = claim(references=("RF18539007547034",))
    paid = payment(references=("RF18 5390 0754 7034",))
    assert match(paid, claim("X-1"), asked) == [("INV-0042", 100_00, Reason.REFERENCE, True)]


def test_an_rf_reference_made_of_the_number_names_it() -> None:
    assert match(payment(references=("RF32539007",)), claim("539007")) == [
        ("539007", 100_00, Reason.REFERENCE, True)
    ]


def test_a_number_in_the_text_names_an_invoice() -> None:
    paid = payment(60_00, remittance="Invoice inv 0042, thank you")
    assert match(paid, claim(), claim("INV-43")) == [("INV-0042", 60_00, Reason.NUMBER, True)]


@pytest.mark.parametrize("written", ["Rechnung-RE-2024/17 vom 3.", "re 2024.017", "RG:R.E.2024-17"])
@pytest.mark.parametrize("number", ["RE-2024-17", "R E 2024/0017"])
def test_words_that_run_into_a_number_do_not_hide_it(number: str, written: str) -> None:
    paid = payment(60_00, remittance=written)
    assert match(paid, claim(number), claim("RE-2024-18")) == [(number, 60_00, Reason.NUMBER, True)]
    assert names_number(written, number, normalise)
    assert not names_number(written, "RE-2024-1", normalise)
    assert not names_number(written, "-", normalise)


def test_a_number_within_a_longer_number_names_nothing() -> None:
    paid = payment(55_00, remittance="INV-42-7")
    assert match(paid, claim("INV-42"), claim("INV-42-7", 55_00)) == [
        ("INV-42-7", 55_00, Reason.NUMBER, True)
    ]


def test_a_part_payment_by_a_stranger_that_only_names_a_number_is_proposed() -> None:
    assert match(payment(60_00, party=STRANGER, remittance="INV-42"), claim()) == [
        ("INV-0042", 60_00, Reason.NUMBER, False)
    ]


def test_a_short_number_in_a_text_needs_amount_and_counterparty() -> None:
    short = claim("42")
    assert match(payment(remittance="order 42"), short)[0][3]
    assert not match(payment(60_00, remittance="order 42"), short)[0][3]
    assert not match(payment(party=STRANGER, remittance="order 42"), short)[0][3]


def test_a_text_longer_than_any_number_is_searched_too() -> None:
    assert match(payment(remittance="x " * 500 + "INV-42"), claim()) == [
        ("INV-0042", 100_00, Reason.NUMBER, True)
    ]


def test_amount_and_counterparty_name_the_only_invoice_that_fits() -> None:
    assert match(payment(), claim(), claim("INV-43", 99_00)) == [("INV-0042", 100_00, Reason.AMOUNT, True)]


def test_two_invoices_of_one_amount_are_both_proposed_and_neither_is_booked() -> None:
    matches = match([payment(), payment(day=21)], claim(), claim("INV-43", due=31))
    assert [(number, certain) for number, _, _, certain in matches] == [
        ("INV-0042", False),
        ("INV-43", False),
    ] * 2


def test_an_amount_alone_is_a_proposal() -> None:
    assert match(payment(party=STRANGER), claim()) == [("INV-0042", 100_00, Reason.AMOUNT, False)]


@pytest.mark.parametrize("day", [-1, 31 + LATEST])
def test_an_amount_out_of_its_time_says_nothing(day: int) -> None:
    assert match(payment(day=day), claim()) == []
    assert match(payment(day=0), claim()) != []


def test_a_payment_of_several_invoices_in_full_is_shared_out() -> None:
    paid = payment(150_00, remittance="INV-42 INV-43")
    assert match(paid, claim(), claim("INV-43", 50_00, due=10)) == [
        ("INV-43", 50_00, Reason.NUMBER, True),
        ("INV-0042", 100_00, Reason.NUMBER, True),
    ]


def test_a_payment_of_several_invoices_in_part_is_proposed_oldest_first() -> None:
    paid = payment(120_00, remittance="INV-42 INV-43")
    assert match(paid, claim(), claim("INV-43", 50_00, due=10)) == [
        ("INV-43", 50_00, Reason.NUMBER, False),
        ("INV-0042", 70_00, Reason.NUMBER, False),
    ]


def test_no_more_is_matched_than_is_open() -> None:
    matches = match(
        [payment(70_00, end_to_end_id="INV-42"), payment(70_00, day=21, end_to_end_id="INV-42")], claim()
    )
    assert matches == [
        ("INV-0042", 70_00, Reason.END_TO_END, True),
        ("INV-0042", 30_00, Reason.END_TO_END, True),
    ]


def test_a_proposal_leaves_open_what_it_proposes() -> None:
    doubtful = payment(60_00, party=STRANGER, remittance="INV-42")
    matches = match([doubtful, payment(day=21, end_to_end_id="INV-42")], claim())
    assert matches[1] == ("INV-0042", 100_00, Reason.END_TO_END, True)


def test_a_number_that_two_suppliers_use_is_the_one_of_this_counterparty() -> None:
    other = claim(party=STRANGER, key=b"other")
    matches = match_payments([payment(end_to_end_id="INV-42")], [other, claim()], normalise)
    assert [(match.claim.counterparty, match.certain) for match in matches] == [(BUYER, True)]
    nobody = payment(end_to_end_id="INV-42", counterparty=Party(""))
    assert not any(certain for _, _, _, certain in match(nobody, other, claim()))


def test_money_paid_does_not_settle_what_is_to_be_received() -> None:
    assert match(payment(direction=Direction.PAID, end_to_end_id="INV-42"), claim()) == []
    assert match(payment(amount=Money(100_00, "USD"), end_to_end_id="INV-42"), claim()) == []


def test_a_reversal_goes_back_to_the_invoice_and_opens_it_again() -> None:
    paid = payment(end_to_end_id="INV-42")
    back = payment(day=22, direction=Direction.PAID, reversal=True, end_to_end_id="INV-42")
    again = payment(day=34, end_to_end_id="INV-42")
    assert match([again, back, paid], claim()) == [("INV-0042", 100_00, Reason.END_TO_END, True)] * 3


def test_a_reversal_without_a_name_is_nobodys() -> None:
    back = payment(day=22, direction=Direction.PAID, reversal=True)
    assert match([payment(), back], claim()) == [("INV-0042", 100_00, Reason.AMOUNT, True)]


def test_a_payment_that_nothing_fits_has_no_match() -> None:
    assert match(payment(1_00, party=STRANGER, remittance="Rent"), claim()) == []
    assert match(payment()) == []


def test_a_party_is_known_by_account_id_or_name() -> None:
    nameless = replace(BUYER, name="", ids=())
    renamed = Party("Buyer Holding", ("vat:NL1",))
    for party in (nameless, renamed, Party("  BUYER   ltd")):
        assert match(payment(party=party), claim())[0][3]
