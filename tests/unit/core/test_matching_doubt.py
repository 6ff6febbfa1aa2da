"""Payments whose words are cut, mistyped or missing: what is still certain, and what a person must choose."""

from dataclasses import replace

import pytest

from ledger.core.day import Day
from ledger.core.drafts import Direction, Party, PaymentDraft, Source
from ledger.core.matching import Claim, Difference, Match, Reason, match_payments
from ledger.core.matching_words import creditor_reference_of
from ledger.core.money import Money
from ledger.proof.numbers import normalise

BUYER = Party("Buyer Ltd", account="NL91ABNA0417164300")
OTHER = Party("Other SA", account="FR7630006000011234567890189")
STRANGER = Party("Group Treasury")


def claim(number: str, cents: int = 61_43, party: Party = BUYER, day: int = 0, **more: object) -> Claim:
    made = Claim(
        number.encode(), number, Day(day), Day(day + 30), Money(cents, "EUR"), Direction.RECEIVED, party
    )
    return replace(made, **more)  # type: ignore[arg-type]


def payment(
    text: str = "", cents: int = 61_43, party: Party = BUYER, day: int = 20, **more: object
) -> PaymentDraft:
    source = Source("statement", "/", bytes(32))
    made = PaymentDraft(
        source, "DE1", "Seller", Direction.RECEIVED, Day(day), Money(cents, "EUR"), party, remittance=text
    )
    return replace(made, **more)  # type: ignore[arg-type]


def found(payments: PaymentDraft | list[PaymentDraft], *claims: Claim) -> tuple[Match, ...]:
    return match_payments(payments if isinstance(payments, list) else [payments], claims, normalise)


def booked(payments: PaymentDraft | list[PaymentDraft], *claims: Claim) -> list[tuple[str, int, Reason]]:
    matches = found(payments, *claims)
    return [(item.claim.number, item.amount.minor, item.reason) for item in matches if item.certain]


TWINS = (claim("7700491234"), claim("8800491234", day=1))


def test_of_two_invoices_of_one_amount_a_cut_number_tells_which() -> None:
    assert booked(payment("For delivered goods, invoice no. 880"), *TWINS) == [
        ("8800491234", 61_43, Reason.CUT)
    ]
    assert booked(payment("For delivered goods, invoice no. "), *TWINS) == []


@pytest.mark.parametrize("written", ["880049123", "88800491234", "8800491224", "8800419234"])
def test_of_two_invoices_of_one_amount_a_mistyped_number_tells_which(written: str) -> None:
    assert booked(payment(f"Invoice {written}"), *TWINS) == [("8800491234", 61_43, Reason.NEAR)]
    assert booked(payment("Invoice 9999999999"), *TWINS) == []


def test_a_number_in_groups_is_that_number() -> None:
    assert booked(payment("Invoice 880 049 1234"), *TWINS) == [("8800491234", 61_43, Reason.NEAR)]


def test_a_mistyped_creditor_reference_tells_which() -> None:
    reference = creditor_reference_of("8800491234")
    for written in (f"{reference[:-1]}5", f"RF00{reference[4:-1]}5", f"{reference[:5]}{reference[6:]}"):
        paid = payment(references=(written,))
        assert booked(paid, *TWINS) == [("8800491234", 61_43, Reason.NEAR)], written


def test_a_long_beginning_that_no_other_number_has_stands_for_a_part_payment() -> None:
    paid = payment("For delivered goods, inv 88004", 20_00)
    assert booked(paid, *TWINS) == [("8800491234", 20_00, Reason.CUT)]
    assert booked(paid, *TWINS, claim("8800499999", 5_00, OTHER)) == []
    assert booked(payment("For delivered goods, inv 880", 20_00), *TWINS) == []


def test_where_numbers_follow_each_other_a_mistyped_one_is_no_name_for_a_part() -> None:
    alone, next_one = claim("2024000117"), claim("2024000118", 5_00, OTHER)
    assert booked(payment("2024000127", 20_00), alone) == [("2024000117", 20_00, Reason.NEAR)]
    assert booked(payment("2024000127", 20_00), alone, next_one) == []


def test_a_strangers_payment_needs_the_amount_and_a_number_that_is_alone() -> None:
    assert booked(payment("880049123", party=STRANGER), *TWINS) == [("8800491234", 61_43, Reason.NEAR)]
    assert booked(payment("880049123", 61_44, party=STRANGER), *TWINS) == []


def test_a_known_payer_that_names_somebody_elses_invoice_is_asked() -> None:
    """One wrong character makes it the number of the next invoice, which is somebody else's."""
    own, others = claim("2024000117", 50_00), claim("2024000171", 61_43, OTHER)
    assert booked(payment("2024000171"), others) == [("2024000171", 61_43, Reason.NUMBER)]
    assert booked(payment("2024000171"), own, others) == []
    assert booked(payment("2024000171", 50_00), own, others) == [("2024000117", 50_00, Reason.NEAR)]


def test_a_payer_with_two_invoices_of_like_numbers_may_mean_either_unless_the_amount_tells() -> None:
    one, other = claim("INV-000173", 296_51), claim("INV-000137", 670_00)
    assert booked(payment("INV-000173", 657_63), one) == [("INV-000173", 296_51, Reason.NUMBER)]
    assert booked(payment("INV-000173", 657_63), one, other) == []
    assert booked(payment("INV-000173", 296_51), one, other) == [("INV-000173", 296_51, Reason.NUMBER)]


def test_a_line_that_is_full_may_end_before_its_number() -> None:
    short, long = claim("RE100"), claim("RE1004")
    full, not_full = "Transfer of today for invoice RE100", "Transfer for invoice RE100"
    assert (len(full), len(not_full)) == (35, 26)
    assert booked(payment(not_full), short, long) == [("RE100", 61_43, Reason.NUMBER)]
    assert booked(payment(full), short, long) == []
    assert booked(payment(full, 20_00), short, replace(long, open=Money(99_00, "EUR"))) == []
    assert booked(payment(full, 20_00), short) == [("RE100", 20_00, Reason.NUMBER)]


def test_one_payment_for_several_invoices_is_their_only_sum() -> None:
    claims = claim("A-1", 61_43), claim("A-2", 72_19, day=1), claim("B-1", 11_11, OTHER)
    assert booked(payment(cents=133_62), *claims) == [("A-1", 61_43, Reason.SUM), ("A-2", 72_19, Reason.SUM)]
    assert booked(payment(cents=133_62, party=STRANGER), *claims) == []


def test_a_sum_that_may_be_chance_is_proposed() -> None:
    claims = claim("A-1", 100_00), claim("A-2", 200_00)
    matches = found(payment(cents=300_00), *claims)
    assert [(item.claim.number, item.reason, item.certain) for item in matches] == [
        ("A-1", Reason.SUM, False),
        ("A-2", Reason.SUM, False),
    ]


def test_what_is_left_after_a_named_invoice_goes_to_the_one_that_was_cut() -> None:
    text, claims = "Inv 7700491234, 88004", (*TWINS, claim("9900491234", 10_00))
    paid = payment(text, 61_43 + 72_19)
    claims = (TWINS[0], replace(TWINS[1], open=Money(72_19, "EUR")), claims[2])
    assert booked(paid, *claims) == [("7700491234", 61_43, Reason.NUMBER), ("8800491234", 72_19, Reason.CUT)]


def test_a_payment_made_twice_with_a_mistyped_number_pays_nothing_else() -> None:
    first, again = payment("7700491234"), payment("77004912334", day=25)
    assert booked([first, again], *TWINS) == [("7700491234", 61_43, Reason.NUMBER)]
    assert booked([first, payment("Payment of your invoice 77004912", day=25)], *TWINS) == booked(
        first, *TWINS
    )
    assert len(booked([first, payment("3300491234", day=25)], *TWINS)) == 2


@pytest.mark.parametrize("written", ["2024-118", "2024-811", "Rg. 2024 118"])
def test_where_numbers_follow_each_other_an_unknown_one_is_another_invoice(written: str) -> None:
    """Of a customer that pays the same amount each month, not every invoice is in the book."""
    known, before = claim("2024-117"), claim("2024-116", 5_00, OTHER)
    assert booked(payment(written), known, before) == []
    assert booked(payment("Thank you", end_to_end_id=written), known, before) != []
    assert booked(payment("order 811"), known, before) == [("2024-117", 61_43, Reason.AMOUNT)]


def test_the_same_again_is_as_doubtful_as_what_was_not_booked_before() -> None:
    """The first paid one of the two, by name the second paid the other: the third is for neither."""
    unnamed, named, again = payment(), payment("7700491234", day=21), payment(day=22)
    assert booked([unnamed, named, again], *TWINS) == [("7700491234", 61_43, Reason.NUMBER)]
    assert booked([named, again], *TWINS)[1] == ("8800491234", 61_43, Reason.AMOUNT)


def test_a_payment_made_twice_pays_nothing_else() -> None:
    first, again = payment("7700491234"), payment("7700491234", day=25)
    matches = found([first, again], *TWINS)
    assert [(item.claim.number, item.reason, item.certain) for item in matches] == [
        ("7700491234", Reason.NUMBER, True),
        ("7700491234", Reason.PAID, False),
        ("8800491234", Reason.AMOUNT, False),
    ]
    assert booked(payment("7700491234", 2 * 61_43), *TWINS) == [("7700491234", 61_43, Reason.NUMBER)]


@pytest.mark.parametrize(
    ("cents", "difference"),
    [
        (61_43, Difference.NONE),
        (61_42, Difference.CHARGES),
        (49_43, Difference.CHARGES),
        (31_43, Difference.PART),
        (70_00, Difference.SURPLUS),
    ],
)
def test_what_a_payment_is_short_of_or_has_too_much_is_said(cents: int, difference: Difference) -> None:
    (match,) = found(payment("7700491234", cents), TWINS[0])
    assert (match.certain, match.difference) == (True, difference)
    assert match.amount.minor == min(cents, 61_43)


def test_without_a_name_less_by_charges_is_proposed_and_never_booked() -> None:
    (match,) = found(payment(cents=56_43), TWINS[0])
    assert (match.reason, match.certain, match.difference) == (Reason.NEARLY, False, Difference.CHARGES)


def test_what_charges_left_over_is_nobodys_aim() -> None:
    short = payment("7700491234", 56_43)
    assert booked([short, payment(cents=5_00, day=25)], TWINS[0]) == [("7700491234", 56_43, Reason.NUMBER)]
    half = payment("7700491234", 31_40)
    assert booked([half, payment(cents=30_03, day=25)], TWINS[0])[1] == ("7700491234", 30_03, Reason.AMOUNT)


def test_a_round_sum_without_a_name_may_be_a_part_of_anything() -> None:
    half = payment("7700491234", 31_43)
    assert booked([half, payment(cents=30_00, day=25)], TWINS[0]) == [("7700491234", 31_43, Reason.NUMBER)]
    assert booked(payment(cents=30_00), claim("7700491234", 30_00)) == [("7700491234", 30_00, Reason.AMOUNT)]


def test_a_part_payment_that_says_nothing_is_proposed_for_what_is_open_of_its_payer() -> None:
    matches = found(payment(cents=20_00), *TWINS, claim("9900491234", party=OTHER))
    assert {(item.claim.number, item.reason, item.certain) for item in matches} == {
        ("7700491234", Reason.PARTY, False),
        ("8800491234", Reason.PARTY, False),
    }


def returned(first: PaymentDraft, **more: object) -> PaymentDraft:
    back = replace(first, direction=Direction.PAID, value_day=Day(first.value_day + 3), reversal=True)
    return replace(back, **more)  # type: ignore[arg-type]


def test_a_returned_payment_takes_back_all_that_it_settled() -> None:
    claims = claim("7700491234"), claim("8800491234", 72_19)
    first = payment("7700491234 8800491234", 133_62)
    back = [item for item in found([first, returned(first)], *claims) if item.payment.reversal]
    assert [(item.claim.number, item.amount.minor, item.certain) for item in back] == [
        ("7700491234", 61_43, True),
        ("8800491234", 72_19, True),
    ]


def test_a_bank_names_the_payment_that_it_returns() -> None:
    first = payment("7700491234", bank_reference="B130116000670")
    other = payment("8800491234", day=21, bank_reference="B130117000671")
    back = returned(first, remittance="Return of B130116000670")
    (last,) = [item for item in found([first, other, back], *TWINS) if item.payment.reversal]
    assert (last.claim.number, last.reason, last.certain) == ("7700491234", Reason.BANK_REFERENCE, True)


def test_the_return_of_a_payment_that_nobody_saw_is_proposed() -> None:
    first = payment("7700491234")
    assert [item.certain for item in found(returned(first), *TWINS)] == [False]
    assert [item.certain for item in found([first, returned(first)], *TWINS)] == [True, True]


def test_of_two_payments_that_may_have_come_back_neither_is_certain() -> None:
    first, second = payment("Thank you", 72_19), payment("Thank you", 72_19, day=21)
    claims = claim("1100491234", 72_19), claim("2200491234", 72_19, day=21)
    back = [item for item in found([first, second, returned(second)], *claims) if item.payment.reversal]
    assert [item.certain for item in back] == [False, False]
