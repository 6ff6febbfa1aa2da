"""A table read by a profile: rows become claims and payments; faults name line and column."""

import pytest

from ledger.core.day import parse_day
from ledger.core.drafts import Direction, InvoiceDraft, Party, PaymentDraft
from ledger.core.money import Money
from ledger.documents import profile_named, read_profile
from ledger.documents.findings import FAULTS_SHOWN
from tests.unit.documents.planting import SAMPLES, faults, planted, read

RECEIVABLES = profile_named("receivables")
TABLE = SAMPLES / "csv" / "receivables.csv"
HEADER = "invoiceNumber,customerID,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate\r\n"
ROW = "1001,C-17,1/6/2025,2/5/2025,1250.00,No,2/3/2025\r\n"

GERMAN = SAMPLES / "csv" / "rechnungen.csv"
GERMAN_PROFILE = read_profile("rechnungen", (SAMPLES / "csv" / "rechnungen.toml").read_bytes())


def table(*rows: str, header: str = HEADER) -> bytes:
    return (header + "".join(rows)).encode()


def test_each_row_is_an_invoice_and_each_settled_row_a_payment_too() -> None:
    reading = read(TABLE.read_bytes(), RECEIVABLES)
    assert (reading.faults, reading.format) == ((), "CSV, profile receivables")
    invoices = [draft for draft in reading.drafts if isinstance(draft, InvoiceDraft)]
    payments = [draft for draft in reading.drafts if isinstance(draft, PaymentDraft)]
    assert [invoice.number for invoice in invoices] == ["1001", "1002", "1003", "1004", "1005", "1006"]
    assert [payment.end_to_end_id for payment in payments] == ["1001", "1002", "1003", "1004"]
    assert [invoice.number for invoice in invoices if invoice.disputed] == ["1003", "1006"]
    second, paid = invoices[1], payments[1]
    assert (second.issued, second.due) == (parse_day("2025-02-04"), parse_day("2025-03-06"))
    assert (second.amount, second.debtor) == (Money(980_50, "USD"), Party("C-17", ("own:C-17",)))
    assert (paid.direction, paid.value_day) == (Direction.RECEIVED, parse_day("2025-03-21"))
    assert (paid.amount, paid.references) == (second.amount, (second.number,))
    assert second.source.where == "line 3"


def test_a_users_profile_reads_a_table_of_another_country() -> None:
    reading = read(GERMAN.read_bytes(), GERMAN_PROFILE)
    assert reading.faults == ()
    first, second = (draft for draft in reading.drafts if isinstance(draft, InvoiceDraft))
    assert (first.debtor.name, first.amount) == ("Müller & Söhne", Money(1250_00, "EUR"))
    assert (second.debtor.name, second.due) == ("Weiß; Partner", parse_day("2025-03-06"))
    assert first.creditor == Party("Beispiel Handel GmbH", ("vat:DE999000999",))


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
@pytest.mark.parametrize("ending", ["\r\n", "\n"])
def test_a_byte_order_mark_and_line_ends_make_no_difference(mark: bytes, ending: str) -> None:
    data = mark + TABLE.read_bytes().replace(b"\r\n", ending.encode())
    assert len(read(data, RECEIVABLES).drafts) == 10


def test_a_quoted_line_break_does_not_shift_the_lines() -> None:
    data = table('1001,"C\n17",1/6/2025,2/5/2025,1250.00,No,\r\n', "1002,C-17,1/6/2025,2/5/2025,x,No,\r\n")
    assert [(where, field) for where, field, _, _, _ in faults(data, RECEIVABLES)] == [
        ("line 4", "InvoiceAmount")
    ]


@pytest.mark.parametrize(
    ("old", "new", "where", "field", "rule", "found", "expected"),
    [
        ("1/6/2025", "13/6/2025", "line 2", "InvoiceDate", "date.calendar", "'13/6/2025'",
         "a day that the calendar has, written M/D/YYYY"),
        ("1/6/2025", "2025-01-06", "line 2", "InvoiceDate", "date.form", "'2025-01-06'", "a date written M/D/YYYY"),
        ("1/6/2025", "", "line 2", "InvoiceDate", "date.missing", "nothing", "a date written M/D/YYYY"),
        ("2/5/2025", "1/1/2150", "line 2", "DueDate", "date.range", "'1/1/2150'", "from 1970-01-01 to 2149-06-06"),
        ("2/3/2025", "soon", "line 2", "SettledDate", "date.form", "'soon'", "a date written M/D/YYYY"),
        ("980.5,", "980.555,", "line 3", "InvoiceAmount", "amount.decimals", "'980.555'", "at most 2 decimals in USD"),
        ("980.5,", '"980,5",', "line 3", "InvoiceAmount", "amount.form", "'980,5'", "a number such as 1234.50"),
        ("980.5,", "-980.5,", "line 3", "InvoiceAmount", "amount.negative", "-980.50 USD", "zero or more"),
        ("980.5,", ",", "line 3", "InvoiceAmount", "amount.missing", "nothing",
         "a plain decimal number such as 1234.50"),
        ("980.5,", "9" * 17 + ".99,", "line 3", "InvoiceAmount", "amount.range", f"'{'9' * 17}.99'",
         "below 2^63 minor units"),
        (",64,Yes", ",64,Maybe", "line 4", "Disputed", "flag.unknown", "'Maybe'", "one of No, Yes"),
        ("1004,", ",", "line 5", "invoiceNumber", "number.missing", "nothing", "a document number"),
        ("1004,", "--,", "line 5", "invoiceNumber", "number.form", "'--'", "at least one letter or digit"),
        ("1004,C-31", "1004, ", "line 5", "customerID", "cell.empty", "nothing", "the debtor"),
        ("1002,C-17,2/4/2025", "001001,C-17,1/6/2025", "line 3", "invoiceNumber", "number.repeated",
         "'001001', as on line 2", "each invoice once"),
        ("980.5,No", "980.5", "line 3", "row", "csv.cells", "6 cells", "7 cells, as the header has"),
        ("980.5,No", "980.5,No,,", "line 3", "row", "csv.cells", "9 cells", "7 cells, as the header has"),
        ("SettledDate\n", "Settled\n", "line 1", "SettledDate", "csv.column", "no such column",
         "a column 'SettledDate'"),
        ("customerID", "customerID,customerID", "line 1", "customerID", "csv.duplicate",
         "2 columns of this name", "one"),
        ('1006,', '"1006"x,', "line 7", "row", "csv.malformed", repr("',' expected after '\"'"),
         "cells as RFC 4180 quotes them"),
        ('1006,', '"1006,', "line 7", "row", "csv.malformed", "'unexpected end of data'",
         "cells as RFC 4180 quotes them"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_named_with_its_place(
    old: str, new: str, where: str, field: str, rule: str, found: str, expected: str
) -> None:
    assert faults(planted(TABLE, (old, new)), RECEIVABLES) == [(where, field, rule, found, expected)]


def test_all_faults_of_a_table_are_reported_at_once() -> None:
    data = planted(
        TABLE,
        ("1/6/2025", "1/6/25"),
        ("980.5", "980.501"),
        (",64,Yes", ",64,YES"),
        ("4/2/2025,2310", "4/31/2025,2310"),
    )
    assert [(where, rule) for where, _, rule, _, _ in faults(data, RECEIVABLES)] == [
        ("line 2", "date.form"),
        ("line 3", "amount.decimals"),
        ("line 4", "flag.unknown"),
        ("line 5", "date.calendar"),
    ]  # fmt: skip


def test_a_wrong_encoding_names_the_byte() -> None:
    data = table(ROW) + "1002,Müller\r\n".encode("latin-1")
    offset = len(table(ROW)) + len("1002,M")
    assert faults(data, RECEIVABLES) == [
        (f"byte {offset}", "file", "csv.encoding", "byte 0xfc", "text in utf-8")
    ]


def test_a_table_in_utf_16_is_no_utf_8() -> None:
    (fault,) = faults(TABLE.read_text().encode("utf-16"), RECEIVABLES)
    assert fault[:3] == ("byte 0", "file", "csv.encoding")


def test_one_of_two_columns_that_nobody_reads_may_repeat() -> None:
    data = table("1001,C-17,1/6/2025,2/5/2025,1250.00,No,,a,b\r\n", header=HEADER.replace("\r\n", ",x,x\r\n"))
    assert len(read(data, RECEIVABLES).drafts) == 1


def test_a_table_of_nothing_but_its_mark_has_no_header() -> None:
    ((where, field, rule, found, _),) = faults(b"\xef\xbb\xbf", RECEIVABLES)
    assert (where, field, rule, found) == ("line 1", "header", "csv.header", "nothing")


def test_a_header_without_rows_is_said() -> None:
    expected = ("the whole file", "file", "csv.empty", "a header and no row", "one row or more")
    assert faults(table(), RECEIVABLES) == [expected]


def test_a_cell_past_all_measure_is_a_fault_and_no_more() -> None:
    assert [fault[2] for fault in faults(table("x" * 200_000), RECEIVABLES)] == ["csv.malformed"]


def test_a_row_of_nothing_owed_is_read_and_not_recorded() -> None:
    reading = read(table(ROW.replace("1250.00", "0")), RECEIVABLES)
    assert (reading.faults, reading.drafts, len(reading.nothing_due)) == ((), (), 2)


def test_faults_beyond_the_limit_are_cut_off_and_said() -> None:
    data = table(*(f"{number},C,1/6/2025,2/5/2025,x,No,\r\n" for number in range(FAULTS_SHOWN + 1)))
    got = faults(data, RECEIVABLES)
    assert len(got) == FAULTS_SHOWN + 1
    assert got[-1][2] == "faults.more"
    data = table(*(f"{number},C,1/6/2025,2/5/2025,x,No,\r\n" for number in range(FAULTS_SHOWN)))
    assert "faults.more" not in {fault[2] for fault in faults(data, RECEIVABLES)}


def test_a_hundred_thousand_rows_go_in() -> None:
    rows = (f"{number},C-{number % 97},1/6/2025,2/5/2025,{number}.10,No,\r\n" for number in range(100_000))
    assert len(read(table(*rows), RECEIVABLES).drafts) == 100_000


def test_a_currency_may_stand_in_a_column_and_must_be_one() -> None:
    own = (SAMPLES / "csv" / "rechnungen.toml").read_text(encoding="utf-8")
    profile = read_profile("own", own.replace('{ value = "EUR" }', '"W"').encode())
    data = "Rechnung;Datum;Fällig;Kunde;Betrag;W\nR1;01.01.2025;02.01.2025;K;{};{}\n"
    good = read(data.format("1.000,5", "TND").encode("cp1252"), profile).drafts
    assert [draft.amount for draft in good] == [Money(1_000_500, "TND")]
    assert [fault[:4] for fault in faults(data.format("1,00", "XYZ").encode("cp1252"), profile)] == [
        ("line 2", "W", "currency.unknown", "'XYZ'")
    ]
    assert [fault[2] for fault in faults(data.format("10.00", "EUR").encode("cp1252"), profile)] == [
        "amount.form"
    ]
