"""The invoice in a PDF is found by its name or, as the only one, by its content; what is made to harm is refused."""

import hashlib
import io
import zlib
from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

from ledger.core.drafts import InvoiceDraft
from ledger.documents import pdf as reader
from tests.unit.documents.planting import SAMPLES, faults, read

CII = (SAMPLES / "cii" / "01.20a-INVOICE_uncefact.xml").read_bytes()
UBL = (SAMPLES / "xrechnung" / "01.09a-INVOICE_ubl.xml").read_bytes()
ORDER = b"<Order xmlns='urn:oasis:names:specification:ubl:schema:xsd:Order-2'/>"


def pdf(*files: tuple[str, bytes], password: str | None = None, compressed: bool = False) -> bytes:
    """A PDF of one empty page with embedded files."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    for name, content in files:
        embedded = writer.add_attachment(name, content)
        if compressed:
            entry = embedded.pdf_object["/EF"]
            assert isinstance(entry, DictionaryObject)
            entry[NameObject("/F")] = writer._add_object(entry["/F"].flate_encode())  # type: ignore[attr-defined]
    if password:
        writer.encrypt(password)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def made(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalog."""
    out = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n" % (len(content), entries) + content + b"\nendstream"


def carrying(embedded: bytes, *more: bytes) -> bytes:
    """A PDF made by hand whose third object is the file `factur-x.xml`."""
    catalog = b"<< /Type /Catalog /Names << /EmbeddedFiles << /Names [(factur-x.xml) 2 0 R] >> >> >>"
    return made(catalog, b"<< /Type /Filespec /F (factur-x.xml) /EF << /F 3 0 R >> >>", embedded, *more)


@pytest.mark.parametrize("name", ["factur-x.xml", "ZUGFeRD-invoice.xml", "xrechnung.xml"])
def test_the_invoice_is_the_file_of_that_name(name: str) -> None:
    data = pdf(("terms.xml", b"<terms/>"), (name, CII), ("other.xml", UBL), compressed=True)
    reading = read(data)
    assert (reading.faults, reading.format) == ((), "PDF with UN/CEFACT CII")
    (draft,) = reading.drafts
    assert isinstance(draft, InvoiceDraft)
    assert (draft.number, draft.source.where) == ("1234567890", "/CrossIndustryInvoice")
    assert draft.source.digest == hashlib.sha256(data).digest()


@pytest.mark.parametrize("content", [CII, UBL, b"\xef\xbb\xbf" + UBL])
def test_under_another_name_the_only_invoice_is_it_and_a_note_says_so(content: bytes) -> None:
    reading = read(pdf(("Anhang.bin", b"\x00\x01"), ("Rechnung 7", content), ("order.xml", ORDER)))
    assert (reading.faults, len(reading.drafts)) == ((), 1)
    assert reading.notes[0].text == "the invoice is embedded as 'Rechnung 7'"


def test_the_same_file_named_twice_is_one() -> None:
    assert len(read(pdf(("factur-x.xml", CII), ("factur-x.xml", CII))).drafts) == 1


def test_an_associated_file_that_no_tree_names_is_found() -> None:
    catalog = b"<< /Type /Catalog /AF [2 0 R] >>"
    named = b"<< /Type /Filespec /UF (factur-x.xml) /EF << /UF 3 0 R >> >>"
    assert len(read(made(catalog, named, stream(CII))).drafts) == 1


def test_names_may_lie_deeper_in_the_tree() -> None:
    catalog = b"<< /Type /Catalog /Names << /EmbeddedFiles << /Kids [4 0 R] >> >> >>"
    named = b"<< /Type /Filespec /F (factur-x.xml) /EF << /F 3 0 R >> >>"
    kids = (b"<< /Kids [5 0 R] >>", b"<< /Names [(factur-x.xml) 2 0 R] >>")
    assert len(read(made(catalog, named, stream(CII), *kids)).drafts) == 1


@pytest.mark.parametrize(
    ("data", "rule", "found"),
    [
        (pdf(), "pdf.no-invoice", "a PDF without embedded files"),
        (pdf(("a.txt", b"hello"), ("order.xml", ORDER)), "pdf.no-invoice", "no invoice among its files"),
        (pdf(("a.xml", CII), ("b.xml", UBL)), "pdf.several", "2 invoices: 'a.xml', 'b.xml'"),
        (pdf(("factur-x.xml", CII), ("xrechnung.xml", UBL)), "pdf.several",
         "2 invoices: 'factur-x.xml', 'xrechnung.xml'"),
        (pdf(("factur-x.xml", CII), password="x"), "pdf.encrypted", "an encrypted PDF"),
        (b"%PDF-1.7\n", "pdf.malformed", "a PDF that is damaged, or is none"),
        (b"\n%PDF-1.7\n" + bytes(1000), "pdf.malformed", "a PDF that is damaged, or is none"),
    ],
)  # fmt: skip
def test_a_pdf_that_does_not_give_one_invoice_says_why(data: bytes, rule: str, found: str) -> None:
    ((where, _, broken, what, _),) = faults(data)
    assert (where, broken, what) == ("the whole file", rule, found)


def test_faults_of_the_embedded_invoice_are_placed_in_it() -> None:
    ((where, _, rule, _, _),) = faults(pdf(("factur-x.xml", CII.replace(b">389<", b">325<"))))
    expected = "embedded 'factur-x.xml': /CrossIndustryInvoice/rsm:ExchangedDocument/ram:TypeCode"
    assert (where, rule) == (expected, "type.proforma")
    assert faults(pdf(("factur-x.xml", CII[:-9])))[0][:3:2] == (
        "embedded 'factur-x.xml': line 215",
        "xml.malformed",
    )


def test_a_document_type_is_refused_in_a_pdf_too() -> None:
    data = CII.replace(b"<rsm:Cross", b'<!DOCTYPE x [<!ENTITY e "v">]><rsm:Cross', 1)
    assert [fault[2] for fault in faults(pdf(("factur-x.xml", data)))] == ["xml.doctype"]


def inflating(megabytes: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(megabytes)) + packer.flush()


BOMB = inflating(400)
UNREADABLE = "no invoice among its files; not readable: 'factur-x.xml'"


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (carrying(stream(BOMB, b"/Filter /FlateDecode")), "pdf.no-invoice"),
        (carrying(stream(zlib.compress(BOMB), b"/Filter [/FlateDecode /FlateDecode]")), "pdf.no-invoice"),
        (carrying(stream(b"41" * 17_000_000, b"/Filter /ASCIIHexDecode")), "pdf.no-invoice"),
        (made(b"[" * 100_000 + b"]" * 100_000), "pdf.limit"),
        (b"%PDF-1.7\nxref\n0 2000000000\n0000000000 65535 f \ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n",
         "pdf.limit"),
        (b"%PDF-1.7\n" + stream(BOMB, b"/Type /XRef /Size 99999999 /W [1 4 2] /Root 2 0 R /Filter /FlateDecode")
         + b"startxref\n9\n%%EOF\n", "pdf.malformed"),
        (b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF\n",
         "pdf.malformed"),
        (made(b"<< /Type /Catalog /Names << /EmbeddedFiles 2 0 R >> >>", b"<< /Kids [2 0 R 2 0 R 2 0 R] >>"),
         "pdf.no-invoice"),
        (carrying(b"3 0 R"), "pdf.malformed"),
    ],
    ids=["flate", "flate-twice", "hex", "deep", "table", "cross-reference", "previous", "tree", "itself"],
)  # fmt: skip
def test_a_pdf_made_to_harm_is_refused(data: bytes, rule: str) -> None:
    assert [fault[2] for fault in faults(data)] == [rule]


@pytest.mark.parametrize(
    "said", ["", '{"name": "factur-x.xml", "si', '{"name": "factur-x.xml", "size": 9}\\n<a/>']
)
def test_a_reader_that_the_kernel_ends_has_read_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    script = tmp_path / "reader.py"
    script.write_text(
        f"import os, signal\nos.write(1, b'{said}')\nos.kill(os.getpid(), signal.SIGXCPU)\n", encoding="utf-8"
    )
    monkeypatch.setattr(reader, "_READER", script)
    assert [fault[2] for fault in faults(pdf(("factur-x.xml", CII)))] == ["pdf.limit"]


def test_a_file_that_cannot_be_read_is_named_beside_the_one_that_can() -> None:
    assert faults(carrying(stream(BOMB, b"/Filter /FlateDecode")))[0][3] == UNREADABLE
    writer = PdfWriter(io.BytesIO(pdf(("factur-x.xml", CII))))
    names = writer.root_object["/Names"]["/EmbeddedFiles"]["/Names"]  # type: ignore[index]
    assert isinstance(names, ArrayObject)
    other = writer.add_attachment("scan.xml", BOMB)
    other.pdf_object["/EF"]["/F"][NameObject("/Filter")] = NameObject("/FlateDecode")  # type: ignore[index]
    file = io.BytesIO()
    writer.write(file)
    assert len(read(file.getvalue()).drafts) == 1


def test_a_pdf_of_ordinary_size_goes_in_and_one_that_two_processes_cannot_hold_does_not() -> None:
    data = pdf(("factur-x.xml", CII))
    filled = data + b"\n%" + b"x" * (reader.SIZE - len(data) - 2)
    assert faults(filled) == []
    ((_, _, rule, _, expected),) = faults(filled + b"x")
    assert (rule, expected) == ("file.size", f"at most {reader.SIZE}, or the XML file by itself")
