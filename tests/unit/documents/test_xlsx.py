"""Workbooks read as another reader reads them; those made to harm are refused by their fault."""

import io
import tracemalloc
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from ledger.core.day import parse_day
from ledger.core.drafts import InvoiceDraft, PaymentDraft
from ledger.core.money import Money
from ledger.documents import profile_named, read_profile
from tests.unit.documents.planting import SAMPLES, faults, read

RECEIVABLES = profile_named("receivables")
GERMAN = read_profile("rechnungen", (SAMPLES / "csv" / "rechnungen.toml").read_bytes())
HEADER = ["invoiceNumber", "customerID", "InvoiceDate", "DueDate", "InvoiceAmount", "Disputed", "SettledDate"]
ROW = [1001, "C-17", date(2025, 1, 6), date(2025, 2, 5), 1250.1, "No", None]
SHEET = "xl/worksheets/sheet1.xml"


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def workbook(*rows: list[object], header: list[str] = HEADER) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in (header, *rows):
        sheet.append(row)
    return saved(book)


def with_part(data: bytes, name: str, content: bytes, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The archive with one of its parts exchanged, or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", compression) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
        if name not in old.namelist():
            new.writestr(name, content)
    return out.getvalue()


def sheet_xml(inside: str, before: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?>{before}<worksheet xmlns="{space}">{inside}</worksheet>'.encode()


def sharing(strings: bytes, sheet: bytes) -> bytes:
    """A workbook whose texts are in a part of their own, as spreadsheet programs keep them."""
    relation = (
        '<Relationship Id="rId9" Target="sharedStrings.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    )
    data, name = workbook(ROW), "xl/_rels/workbook.xml.rels"
    rels = zipfile.ZipFile(io.BytesIO(data)).read(name).decode()
    data = with_part(data, name, rels.replace("</Relationships>", relation).encode())
    return with_part(with_part(data, "xl/sharedStrings.xml", strings), SHEET, sheet)


def test_texts_may_be_kept_apart_in_pieces_and_with_reading_aids() -> None:
    texts = [*HEADER, "東京", "1/6/2025", "2/5/2025", "1.5", "No"]
    items = [f"<si><t>{text}</t></si>" for text in texts]
    items[len(HEADER)] = '<si><r><t>東</t></r><r><t>京</t></r><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si>'
    rows = [range(7), (7, 7, 8, 9, 10, 11)]
    cells = ["".join(f'<c t="s"><v>{place}</v></c>' for place in row) for row in rows]
    data = sharing(
        sheet_xml("".join(items)),
        sheet_xml("<sheetData>" + "".join(f"<row>{row}</row>" for row in cells) + "</sheetData>"),
    )
    (invoice,) = read(data, RECEIVABLES).drafts
    assert isinstance(invoice, InvoiceDraft)
    assert (invoice.number, invoice.debtor.name, invoice.amount) == ("東京", "東京", Money(1_50, "USD"))


def test_a_workbook_is_read_as_the_table_that_it_is() -> None:
    reading = read(
        workbook(ROW, [1002, "C-18", date(2025, 2, 1), date(2025, 3, 1), 0.3, "Yes", date(2025, 3, 2)]),
        RECEIVABLES,
    )
    assert (reading.format, reading.faults) == ("workbook, profile receivables", ())
    first, second, paid = reading.drafts
    assert (
        isinstance(first, InvoiceDraft)
        and isinstance(second, InvoiceDraft)
        and isinstance(paid, PaymentDraft)
    )
    assert (first.number, first.issued, first.amount) == (
        "1001",
        parse_day("2025-01-06"),
        Money(1250_10, "USD"),
    )
    assert (second.amount, second.disputed, paid.value_day) == (
        Money(30, "USD"),
        True,
        parse_day("2025-03-02"),
    )
    assert first.source.where == "row 2"


def test_days_and_numbers_are_values_whatever_form_the_profile_has_for_text() -> None:
    row = ["R1", datetime(2025, 1, 6, 23, 59, 59), "05.02.2025", "Müller", 1234.5]
    reading = read(workbook(row, header=["Rechnung", "Datum", "Fällig", "Kunde", "Betrag"]), GERMAN)
    (invoice,) = reading.drafts
    assert isinstance(invoice, InvoiceDraft)
    assert (invoice.issued, invoice.due) == (parse_day("2025-01-06"), parse_day("2025-02-05"))
    assert invoice.amount == Money(1234_50, "EUR")


def test_days_may_count_from_1904() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(ROW)))
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet["C2"] = date(2025, 1, 6)
    sheet["D2"] = date(2025, 2, 5)
    (invoice,) = read(saved(book), RECEIVABLES).drafts
    assert isinstance(invoice, InvoiceDraft)
    assert (invoice.issued, invoice.due) == (parse_day("2025-01-06"), parse_day("2025-02-05"))


def test_a_number_is_what_fifteen_digits_show() -> None:
    (invoice,) = read(workbook([*ROW[:4], 0.1 + 0.2, "No", None]), RECEIVABLES).drafts
    assert invoice.amount == Money(30, "USD")


def test_a_formula_is_what_it_came_to_and_nothing_before_it_was_reckoned() -> None:
    assert [fault[2] for fault in faults(workbook([*ROW[:4], "=1+1", "No", None]), RECEIVABLES)] == [
        "amount.missing"
    ]
    cells = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEADER)
    values = "".join(
        f'<c t="str"><f>1/0</f><v>{value}</v></c>'
        for value in ("1001", "C", "1/6/2025", "2/5/2025", "2.50", "No")
    )
    data = with_part(
        workbook(ROW), SHEET, sheet_xml(f"<sheetData><row>{cells}</row><row>{values}<c/></row></sheetData>")
    )
    assert [draft.amount for draft in read(data, RECEIVABLES).drafts] == [Money(2_50, "USD")]


def test_a_broken_formula_is_named_with_its_row() -> None:
    assert [fault[:4] for fault in faults(workbook([*ROW[:4], "#DIV/0!", "No", None]), RECEIVABLES)] == [
        ("row 2", "InvoiceAmount", "amount.form", "'#DIV/0!'")
    ]


def test_the_first_sheet_that_is_not_hidden_is_read_and_the_others_named() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(ROW)))
    hidden = book.create_sheet("secret", 0)
    hidden.sheet_state = "hidden"
    assert len(read(saved(book), RECEIVABLES).drafts) == 1
    assert read(saved(book), RECEIVABLES).notes == ()
    book.create_sheet("more")
    assert [note.text for note in read(saved(book), RECEIVABLES).notes] == [
        "2 sheets: 'Sheet' is read, and no other"
    ]


def test_a_platforms_bill_as_a_workbook_is_known_too() -> None:
    text = (SAMPLES / "statements" / "wechat.csv").read_text("utf-8-sig").replace("`", "")
    rows: list[list[object]] = [[cell.strip('"\t') for cell in line.split(",")] for line in text.splitlines()]
    rows = [[cell or None for cell in row] for row in rows if "龙井" not in str(row)]
    reading = read(workbook(*rows, header=["微信支付"]))
    assert (reading.format, reading.faults) == ("workbook, profile wechat", ())


@pytest.mark.parametrize(
    ("data", "rule", "found"),
    [
        (b"PK\x03\x04", "xlsx.malformed", "File is not a zip file"),
        (workbook(ROW)[:-30], "xlsx.malformed", "zip"),
        (with_part(workbook(ROW), "xl/workbook.xml", b"<workbook"), "xlsx.malformed", "unclosed token"),
        (with_part(workbook(ROW), SHEET, sheet_xml("<sheetData/>", '<!DOCTYPE x [<!ENTITY e "x">]>')), "xlsx.malformed",
         "DOCTYPE"),
        (with_part(workbook(ROW), SHEET, sheet_xml("<a>" * 200 + "</a>" * 200)), "xlsx.malformed", "levels"),
        (with_part(workbook(ROW), SHEET, sheet_xml("<row><c r='XFD1'><v>1</v></c></row>")), "xlsx.malformed",
         "columns"),
        (with_part(workbook(ROW), SHEET, sheet_xml(f"<row><c><v>{'1' * 40_000}</v></c></row>")), "xlsx.malformed",
         "characters"),
        (with_part(workbook(ROW), SHEET, sheet_xml(f"<row x='{'1' * 2_000_000}'/>")), "xlsx.malformed", "tag"),
        (with_part(workbook(ROW), SHEET, sheet_xml("<row r='x'/>")), "xlsx.malformed", "int"),
        (with_part(workbook(ROW), SHEET, sheet_xml(f"<row r='{'9' * 4300}'/><row/>")), "xlsx.malformed", "rows"),
        (with_part(workbook(ROW), SHEET, sheet_xml("<row><c t='s'><v>9999</v></c></row>")), "xlsx.malformed", "index"),
        (with_part(workbook(ROW), SHEET, b" " * (129 << 20)), "xlsx.size", "bytes in 'xl/worksheets/sheet1.xml'"),
        (sharing(b" " * (17 << 20), sheet_xml("")), "xlsx.size", "sharedStrings"),
        (with_part(workbook(ROW), "x", b"", zipfile.ZIP_LZMA), "xlsx.malformed", "deflate"),
        (workbook(ROW) + b"PK\x01\x02" * 6000, "xlsx.size", "parts"),
    ],
    ids=["head", "cut", "workbook", "doctype", "deep", "wide", "long", "tag", "row", "far", "string", "bomb", "strings",
         "lzma", "parts"],
)  # fmt: skip
def test_a_workbook_made_to_harm_is_refused_by_its_fault(data: bytes, rule: str, found: str) -> None:
    (fault,) = faults(data, RECEIVABLES)
    assert fault[2] == rule
    assert found in fault[3]


def test_a_workbook_of_before_2007_or_under_a_password_says_what_to_do() -> None:
    (fault,) = faults(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512))
    assert (fault[2], fault[4]) == ("format.unknown", "an .xlsx without password, or CSV")


def test_gaps_that_a_sheet_claims_cost_nothing() -> None:
    row = '<row r="1048576"><c r="AAA1048576"><v>1</v></c></row>'
    claims = f'<dimension ref="A1:XFD1048576"/><sheetData>{row}</sheetData>'
    data = with_part(workbook(ROW), SHEET, sheet_xml(claims))
    tracemalloc.start()
    got = faults(data, RECEIVABLES)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert {fault[2] for fault in got} == {"csv.column"}
    assert peak < 20_000_000


def test_what_lies_outside_of_a_workbook_is_not_followed() -> None:
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" TargetMode="External" '
        'Target="file:///etc/hostname"/></Relationships>'
    )
    (fault,) = faults(with_part(workbook(ROW), "xl/_rels/workbook.xml.rels", rels.encode()), RECEIVABLES)
    assert fault[2:4] == ("xlsx.sheet", "none")
