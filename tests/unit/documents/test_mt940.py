"""SWIFT statements of several banks: one movement a line 61, with what its line 86 says."""

import pytest

from ledger.core.day import parse_day
from ledger.core.drafts import Direction, PaymentDraft
from ledger.core.money import Money
from tests.unit.documents.planting import SAMPLES, faults, read

STATEMENTS = SAMPLES / "statements"

GERMAN = (STATEMENTS / "german.sta").read_text("utf-8-sig")
DUTCH = (STATEMENTS / "dutch.sta").read_text("utf-8-sig")
POLISH = (STATEMENTS / "polish.sta").read_text("utf-8-sig")
PLAIN = (STATEMENTS / "plain.sta").read_text("utf-8-sig")


def payments(text: str, encoding: str = "utf-8") -> list[PaymentDraft]:
    reading = read(text.encode(encoding))
    assert (reading.faults, reading.format) == ((), "MT940")
    return [draft for draft in reading.drafts if isinstance(draft, PaymentDraft)]


def test_a_german_statement_has_its_purpose_in_subfields() -> None:
    first, second = payments(GERMAN)
    assert (first.account, first.direction, first.amount) == (
        "10010010/1234567890", Direction.RECEIVED, Money(1234_50, "EUR"),
    )  # fmt: skip
    assert first.value_day == parse_day("2026-03-02")
    assert (first.bank_reference, first.end_to_end_id) == ("BANKREF-0001", "RECHNUNG 4711")
    assert (first.references, first.remittance) == (("SAMMEL-9",), "Zahlung zu Rechnung  4711 und Dank")
    assert (first.counterparty.name, first.counterparty.account) == (
        "Beispiel Handel GmbH", "DE02120300000000202051",
    )  # fmt: skip
    assert (second.end_to_end_id, second.bank_reference, second.reversal) == ("KUNDE-77", None, True)
    assert (second.direction, first.reversal) == (Direction.PAID, False)


def test_a_full_subfield_goes_on_without_a_break() -> None:
    text = GERMAN.replace("SVWZ+Zahlung zu Rechnung?23 4711", "SVWZ+Zahlung zur Rechnung Nu?23mmer 4711")
    assert payments(text)[0].remittance == "Zahlung zur Rechnung Nummer 4711 und Dank"


def test_a_dutch_statement_has_its_purpose_behind_words() -> None:
    first, second = payments(DUTCH)
    assert (first.end_to_end_id, first.remittance) == ("EV12341REP1231456T1234", "EV10001REP1000000T1000")
    assert (first.counterparty.name, first.counterparty.account) == (
        "ING BANK NV INZAKE WEB", "NL32INGB0000012345",
    )  # fmt: skip
    assert (second.counterparty.name, second.references) == ("Rabo Klant", ("9000000000000001",))
    assert (second.reversal, first.reversal) == (True, False)
    assert first.account == "NL69INGB0123456789EUR"


def test_another_sign_may_part_the_subfields() -> None:
    (payment,) = payments(POLISH)
    assert (payment.remittance, payment.counterparty.name) == ("Faktura FV/12/2026", "FIRMA TESTOWA SP Z OO")
    assert payment.end_to_end_id is None


def test_without_structure_the_words_are_the_purpose() -> None:
    (payment,) = payments(PLAIN)
    assert payment.remittance == "Miller Ltd, invoice 77 second line"
    assert (payment.direction, payment.reversal, payment.end_to_end_id) == (Direction.RECEIVED, True, "REF7")


def test_a_reversed_credit_goes_out() -> None:
    (payment,) = payments(PLAIN.replace("RD10,00", "RC10,00"))
    assert (payment.direction, payment.reversal) == (Direction.PAID, True)


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_the_code_page_and_the_line_ends_are_the_banks(encoding: str, ending: str) -> None:
    text = GERMAN.replace("Beispiel", "Müller").replace("\n", ending)
    assert payments(text, encoding)[0].counterparty.name == "Müller Handel GmbH"


def test_several_statements_in_one_file() -> None:
    assert [payment.account for payment in payments(GERMAN + DUTCH)] == 2 * ["10010010/1234567890"] + 2 * [
        "NL69INGB0123456789EUR"
    ]


def test_an_intraday_report_has_its_currency_from_its_floor_and_leaves_out_what_is_expected() -> None:
    report = """:20:1
:25:CH9300762011623852957
:28C:1
:34F:CHFD0,
:13D:2603021200+0100
:61:2603020302C10,00NTRFREF7
:61:2603030303EC5,00NTRFREF8
"""
    assert [payment.amount for payment in payments(report)] == [Money(10_00, "CHF")]
    assert [note.text for note in read(report.encode()).notes] == ["EC: expected, not booked"]


def test_a_statement_that_does_not_add_up_says_so() -> None:
    assert read(GERMAN.encode()).notes == ()
    (note,) = read(GERMAN.replace("2200,00", "2201,00").encode()).notes
    assert (note.where, note.field) == ("line 9", "balance")


@pytest.mark.parametrize(
    ("old", "new", "where", "rule"),
    [
        ("CR1234,5N", "XX1234,5N", "line 5", "line.form"),
        (":61:2603020302", ":61:2613020302", "line 5", "date.calendar"),
        ("1234,5N", "1234,555N", "line 5", "amount.decimals"),
        ("C260301EUR1000,00", "C260301EUR1000.00", "line 4", "amount.form"),
        ("C260301EUR1000,00", "C260301XXX1000,00", "line 4", "currency.unknown"),
        (":25:10010010/1234567890", ":25:", "line 2", "account.missing"),
    ],
)
def test_a_planted_fault_is_named_with_its_line(old: str, new: str, where: str, rule: str) -> None:
    assert old in GERMAN
    assert (where, rule) in [(fault[0], fault[2]) for fault in faults(GERMAN.replace(old, new).encode())]


def test_a_reference_that_is_a_place_on_the_page_is_no_payments_id() -> None:
    assert payments(GERMAN.replace("//BANKREF-0001", "//POS 1"))[0].bank_reference is None
