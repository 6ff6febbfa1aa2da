"""A loan book gives loans: what was agreed, drawn and charged off, and no more than it tells."""

import pytest

from ledger.core.day import parse_day
from ledger.core.drafts import Dated, LoanDraft
from ledger.core.money import Money
from tests.unit.documents.planting import faults, read

HEADER = (
    "loan_no,approval_date,term_months,disbursement_date,disbursed_cents,status,chargeoff_date,"
    "chargeoff_principal_cents,approved_cents\n"
)
LOST = "1000093009,6/2/1980,45,7/22/1980,60000000,CHGOFF,24-Jun-91,20895900,60000000\n"
PAID = "1000014003,2/28/1997,84,2/28/1999,6000000,PIF,,0,6000000\n"


def loans(*rows: str) -> list[LoanDraft]:
    reading = read((HEADER + "".join(rows)).encode())
    assert (reading.format, reading.faults) == ("CSV, profile sba_loans", ())
    return [draft for draft in reading.drafts if isinstance(draft, LoanDraft)]


def test_a_loan_is_what_was_agreed_drawn_and_charged_off() -> None:
    lost, paid = loans(LOST, PAID)
    assert (lost.number, lost.agreed, lost.amount) == (
        "1000093009",
        parse_day("1980-06-02"),
        Money(600_000_00, "USD"),
    )
    assert lost.drawn == Dated(parse_day("1980-07-22"), Money(600_000_00, "USD"))
    assert lost.charged_off == Dated(parse_day("1991-06-24"), Money(208_959_00, "USD"))
    assert (paid.charged_off, paid.creditor.name, paid.debtor.name) == (None, "", "1000014003")


def test_what_the_book_does_not_tell_is_said() -> None:
    notes = read((HEADER + PAID + PAID.replace("1000014003", "7").replace("2/28/1999", "")).encode()).notes
    assert [(note.field, note.text) for note in notes] == [
        ("drawn", "1 amounts without a day: not recorded"),
        ("status", "2 loans are paid in full on days that are not told: no settlement is recorded"),
    ]


def test_a_loan_paid_in_full_after_its_charge_off_was_charged_off_and_that_is_said() -> None:
    row = LOST.replace("CHGOFF", "PIF")
    (loan,) = loans(row)
    assert loan.charged_off == Dated(parse_day("1991-06-24"), Money(208_959_00, "USD"))
    said = "1 loans are paid in full and have a day of charge-off: they were charged off on it"
    assert said in [note.text for note in read((HEADER + row + PAID).encode()).notes]
    assert said not in [note.text for note in read((HEADER + LOST + PAID).encode()).notes]


@pytest.mark.parametrize("amount", ["0", "000", ""])
def test_a_charge_off_over_no_amount_keeps_its_day_and_is_said(amount: str) -> None:
    row = LOST.replace("20895900", amount)
    (lost,) = loans(row)
    assert lost.charged_off == Dated(parse_day("1991-06-24"), Money(0, "USD"))
    (note,) = read((HEADER + row).encode()).notes
    assert (note.field, note.text) == ("charged_off", "1 days without an amount: not recorded")
    (paid,) = loans(PAID.replace(",0,", f",{amount},"))
    assert paid.charged_off is None


@pytest.mark.parametrize("amount", ["0", ""])
def test_a_drawdown_of_no_amount_is_none_and_is_said(amount: str) -> None:
    row = PAID.replace("6000000,PIF", f"{amount},PIF")
    (loan,) = loans(row)
    assert loan.drawn is None
    notes = {note.field: note.text for note in read((HEADER + row).encode()).notes}
    assert notes["drawn"] == "1 days without an amount: not recorded"


def test_whole_cents_are_whole_cents_after_a_spreadsheet_too() -> None:
    [paid] = loans(PAID.replace(",6000000\n", ",6000000.00\n"))
    assert paid.amount == Money(60_000_00, "USD")


def test_a_negative_amount_of_cents_is_not_a_hundredfold() -> None:
    [fault] = faults((HEADER + LOST.replace(",60000000\n", ",-500\n")).encode())
    assert fault[3] == "-5.00 USD"


def test_a_cancelled_loan_is_none() -> None:
    assert len(loans(LOST, PAID.replace("PIF", "CANCLD"))) == 1


@pytest.mark.parametrize(
    ("old", "new", "field", "rule"),
    [
        ("6/2/1980", "1980-06-02", "approval_date", "date.form"),
        ("24-Jun-91", "31-Jun-91", "chargeoff_date", "date.calendar"),
        (",60000000\n", ",x\n", "approved_cents", "amount.form"),
        (",60000000\n", f",{'9' * 19}\n", "approved_cents", "amount.range"),
        (",60000000\n", ",-1\n", "approved_cents", "amount.negative"),
        (",60000000\n", ",600000.5\n", "approved_cents", "amount.form"),
        (",60000000\n", ",6e7\n", "approved_cents", "amount.form"),
        ("1000093009", "", "loan_no", "number.missing"),
    ],
)
def test_a_planted_fault_is_named_with_its_place(old: str, new: str, field: str, rule: str) -> None:
    assert old in LOST
    found = faults((HEADER + LOST.replace(old, new)).encode())
    assert ("line 2", field, rule) in [fault[:3] for fault in found]


def test_a_loan_stands_once_in_a_book() -> None:
    assert [fault[:3] for fault in faults((HEADER + LOST * 2).encode())] == [
        ("line 3", "loan_no", "number.repeated")
    ]
