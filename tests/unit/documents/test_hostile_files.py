"""Files made to harm: each is refused by a rule of its own, and nothing outside them is read."""

import pytest

from ledger.documents import SIZE, profile_named
from ledger.documents.markup import MEMORY
from tests.unit.documents.patience import in_seconds
from tests.unit.documents.planting import INVOICE, faults, planted, read

ROOT = "<ubl:Invoice "
NO_DTD = "a document without DTD or entities"


def laughs() -> str:
    """Ten entities, each ten times the one before: three thousand million characters."""
    entities = ['<!ENTITY e0 "lol">']
    entities += [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10)]
    return f"<!DOCTYPE Invoice [{''.join(entities)}]>{ROOT}"


@pytest.mark.parametrize(
    ("doctype", "use"),
    [
        (laughs(), "&e9;"),
        (f'<!DOCTYPE i [<!ENTITY e SYSTEM "file:///etc/hostname">]>{ROOT}', "&e;"),
        (f'<!DOCTYPE i [<!ENTITY e SYSTEM "http://127.0.0.1:9/">]>{ROOT}', "&e;"),
        (f'<!DOCTYPE i [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>{ROOT}', "R1"),
        (f'<!DOCTYPE i [<!ENTITY e "{"x" * 50_000}">]>{ROOT}', "&e;" * 50_000),
        (f'<!DOCTYPE i SYSTEM "http://127.0.0.1:9/i.dtd">{ROOT}', "R1"),
        (f'<!DOCTYPE i PUBLIC "-//X//Y" "i.dtd">{ROOT}', "R1"),
        (f"<!DOCTYPE i>{ROOT}", "R1"),
        (f'<!DOCTYPE i [<!ATTLIST ubl:Invoice x CDATA "y">]>{ROOT}', "R1"),
    ],
    ids=["laughs", "file", "network", "parameter", "quadratic", "external-dtd", "public", "bare", "defaults"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_no_document_type_is_read(doctype: str, use: str, encoding: str) -> None:
    text = planted(INVOICE, (ROOT, doctype), (">R123456<", f">{use}<")).decode()
    data = text.replace('encoding="UTF-8"', f'encoding="{encoding}"').encode(encoding)
    assert faults(data) == [("line 2", "file", "xml.doctype", "a DOCTYPE", NO_DTD)]


def test_an_entity_that_nobody_declared_is_malformed() -> None:
    assert [fault[2] for fault in faults(planted(INVOICE, ("R123456", "&e;")))] == ["xml.malformed"]


@pytest.mark.parametrize(
    ("data", "where", "rule"),
    [
        (b"<a>" * 100_000 + b"</a>" * 100_000, "line 1", "xml.limit"),
        (b"<a>\n<b", "line 2", "xml.malformed"),
        (b"<a>\n\n</b>", "line 3", "xml.malformed"),
        (b"<a/><a/>", "line 1", "xml.malformed"),
        (b"<a>\x00</a>", "line 1", "xml.malformed"),
        (b"<a>" + b"<b/>" * (MEMORY // 128) + b"</a>", "the whole file", "xml.size"),
        (b"<a>" + b"<b c='' d='' e='' f=''/>" * (MEMORY // 1024) + b"</a>", "the whole file", "xml.size"),
        (b"<a>" + b"x" * 11_000_000 + b"</a>", "line 1", "xml.limit"),
        (b'<?xml version="1.0" encoding="utf-7"?><a/>', "line 1", "xml.encoding"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "line 1", "xml.encoding"),
        (b'<?xml version="1.0" encoding="rot13"?><a/>', "line 1", "xml.encoding"),
        ("<a>ü</a>".encode("latin-1"), "line 1", "xml.malformed"),
        ("<a/>".encode("utf-32"), "line 1", "xml.malformed"),
        (b"<", "line 1", "xml.malformed"),
    ],
    ids=[
        "deep", "truncated", "unbalanced", "two-roots", "nul", "tags", "attributes", "text", "utf-7", "no-encoding",
        "no-text", "latin-1", "utf-32", "one-byte",
    ],
)  # fmt: skip
def test_xml_out_of_bounds_is_refused(data: bytes, where: str, rule: str) -> None:
    ((place, _, broken, _, _),) = faults(data)
    assert (place, broken) == (where, rule)


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1252", "utf-8-sig"])
def test_a_document_may_be_in_another_encoding(encoding: str) -> None:
    text = INVOICE.read_text(encoding="utf-8").replace("[…]", "-")
    declared = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    data = text.replace('encoding="UTF-8"', f'encoding="{declared}"').encode(encoding)
    reading = read(data)
    assert (reading.faults, len(reading.drafts)) == ((), 1)


@pytest.mark.parametrize("data", [b"", b" \r\n\t ", b"\n" * 1000])
def test_an_empty_file_is_said(data: bytes) -> None:
    assert [fault[:4] for fault in faults(data)] == [("the whole file", "file", "file.empty", "nothing")]


def test_a_file_past_the_size_is_not_opened() -> None:
    expected = ("the whole file", "file", "file.size", f"{SIZE + 1} bytes", f"at most {SIZE}")
    assert faults(bytes(SIZE + 1)) == [expected]


@pytest.mark.parametrize("data", [b"number,amount\n1,2\n", b"\x00\x01\x02", b"PK\x03\x04", b"{}"])
def test_bytes_of_no_known_format_need_a_profile(data: bytes) -> None:
    assert [fault[2] for fault in faults(data)] == ["format.unknown"]
    assert [fault[2] for fault in faults(data, profile_named("receivables"))] != ["format.unknown"]


@pytest.mark.parametrize(
    ("root", "rule", "found"),
    [
        ("<CrossIndustryDocument xmlns='urn:ferd:CrossIndustryDocument:invoice:1p0'/>",
         "format.version", "a ZUGFeRD 1.0 invoice"),
        ("<DespatchAdvice xmlns='urn:oasis:names:specification:ubl:schema:xsd:DespatchAdvice-2'/>",
         "format.no-claim", "UBL despatch advice, which states no claim"),
        ("<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.001.001.03'/>",
         "format.unknown", "'pain.001.001.03': an order or a question to a bank, not what it booked"),
        ("<Order xmlns='urn:oasis:names:specification:ubl:schema:xsd:DespatchAdvice-2'/>",
         "format.unknown", "'{urn:oasis:names:specification:ubl:schema:xsd:DespatchAdvice-2}Order'"),
        ("<Invoice/>", "format.unknown", "'{}Invoice'"),
        ("<html/>", "format.unknown", "'{}html'"),
    ],
)  # fmt: skip
def test_a_format_that_is_not_read_is_named(root: str, rule: str, found: str) -> None:
    ((_, _, broken, what, _),) = faults(root.encode())
    assert (broken, what) == (rule, found)


def test_what_is_found_is_shown_without_control_signs_and_in_short() -> None:
    data = planted(INVOICE, ("2016-04-06", "\u202e" + "x" * 500))
    ((_, _, _, found, _),) = faults(data)
    assert "\u202e" not in found
    assert len(found) < 100


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        ("'0' * 1_000_000 + 'x'", "None amount.form"),
        ("'0' * 1_000_000 + '9' * 1_000_000 + '.' + '0' * 1_000_000 + 'x'", "None amount.form"),
        ("'9' * 1_000_000", "None amount.range"),
        ("'0' * 1_000_000 + '7.50' + '0' * 1_000_000", "7.50 EUR"),
    ],
    ids=["zeros", "zeros-and-digits", "digits", "right"],
)
def test_a_long_amount_is_read_at_once(amount: str, told: str) -> None:
    read_at_once = in_seconds(f"""
        from ledger.documents.findings import Findings
        from ledger.documents.values import read_amount
        findings = Findings("file")
        print(read_amount(findings, "line 1", "amount", {amount}, "EUR"), *(f.rule for f in findings.faults()))
    """)
    assert read_at_once.strip() == told
