"""A document at the bound of what is read takes less than 300 MB, and so does one that is made to take more."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.documents.camt import MOVEMENTS
from ledger.documents.door import SIZE
from ledger.documents.markup import MEMORY, memory_of
from tests.unit.documents.peak import of_holding, of_import, of_reading
from tests.unit.documents.planting import INVOICE, faults

PLACE = b"<cbc:InvoiceTypeCode>"
LIMIT = 300
CAMT = b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>'
MB = 1 << 20


def of_an_invoice(unit: str) -> bytes:
    """An invoice with as many units more as the bound allows."""
    more, form = unit.encode(), INVOICE.read_bytes()
    return form.replace(PLACE, more * ((MEMORY - memory_of(form)) // memory_of(more)) + PLACE)


def test_the_measure_sees_what_is_held() -> None:
    assert of_holding(400 * MB) > 400 > LIMIT > of_holding(100 * MB) > 100


@pytest.mark.parametrize(
    "unit",
    ["<cbc:Note>x</cbc:Note>", '<n a="1" b="2" c="3" d="4"/>', f"<n>{'é' * 200}</n>"],
    ids=["elements", "attributes", "texts"],
)
def test_a_document_at_the_bound_takes_less_than_300_megabytes(tmp_path: Path, unit: str) -> None:
    file = tmp_path / "f.xml"
    file.write_bytes(of_an_invoice(unit))
    peak = of_reading(file)
    assert peak.drafts == 1
    assert peak.megabytes < LIMIT


def test_one_unit_more_is_refused() -> None:
    data = of_an_invoice("<cbc:Note>x</cbc:Note>").replace(PLACE, b"<n/><n/>" + PLACE)
    assert [fault[2] for fault in faults(data)] == ["xml.size"]


@pytest.mark.parametrize(
    ("made", "rules"),
    [
        (lambda: b"<" + b"a" * (SIZE - 1), "xml.limit"),
        (lambda: b'<a b="' + b"x" * (SIZE - 9) + b'"/>', "xml.limit"),
        (lambda: b"<!--" + b"x" * (SIZE - 11) + b"--><a/>", "xml.limit"),
        (lambda: b"<a " + b" ".join(b'n%d="u"' % n for n in range(3 * MB)) + b"/>", "xml.limit"),
        (lambda: b'<a><b c="' + b"x" * (SIZE - 17) + b'"/></a>', "xml.limit"),
        (lambda: b"<a>" + b"".join(b"<n%d/>" % n for n in range(MB)) + b"</a>", "format.unknown"),
        (lambda: CAMT + b"<Ntry/>" * (SIZE // 8), "account.missing,faults.more,status.unknown"),
        (lambda: CAMT + b"<x>" + b"<Ntry/>" * (SIZE // 8), "xml.size"),
        (lambda: CAMT + b"<Bal><Tp/></Bal>" * (SIZE // 17), "xml.size"),
        (lambda: b"x" * SIZE, "format.unknown"),
        (lambda: b"x\n" * (SIZE // 4), "format.unknown"),
        (lambda: b"x" * (100 * MB), "file.size"),
    ],
    ids=[
        "tag", "attribute", "comment", "attributes", "attribute-within", "names", "entries", "no-entries", "balances",
        "line", "lines", "large",
    ],
)  # fmt: skip
def test_a_file_made_to_take_more_takes_less(tmp_path: Path, made: Callable[[], bytes], rules: str) -> None:
    file = tmp_path / "f"
    file.write_bytes(made())
    peak = of_reading(file)
    assert (peak.drafts, peak.rules) == (0, rules)
    assert peak.megabytes < LIMIT


def test_a_year_of_a_busy_account_is_imported_and_reported_in_as_little(tmp_path: Path) -> None:
    """As many entries as are read, each with all that banks write of a payment: they fill the largest file."""
    entry = (
        '<Ntry><NtryRef>{0}</NtryRef><Amt Ccy="EUR">1.25</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>'
        "2026-03-02</Dt></BookgDt><ValDt><Dt>2026-03-02</Dt></ValDt><AcctSvcrRef>BANKREF{0:09}</AcctSvcrRef><NtryDtls>"
        "<TxDtls><Refs><EndToEndId>E2E-{0:09}</EndToEndId></Refs><RltdPties><Dbtr><Nm>Debtor number {0} GmbH</Nm>"
        "</Dbtr><DbtrAcct><Id><IBAN>DE{0:020}</IBAN></Id></DbtrAcct></RltdPties><RmtInf><Ustrd>Invoice 2026-{0:07} and "
        "some more words of the payer, as many as there is room for, and quite a few beside these, to make it long"
        "</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )
    head = CAMT + b"<Acct><Id><IBAN>DE02120300000000202051</IBAN></Id></Acct>"
    tail = b"</Stmt></BkToCstmrStmt></Document>"
    count = MOVEMENTS - 1
    file = tmp_path / "f.xml"
    file.write_bytes(head + "".join(map(entry.format, range(count))).encode() + tail)
    assert 0.85 * SIZE < file.stat().st_size < SIZE
    peak = of_import(file)
    assert peak.drafts == count
    assert peak.megabytes < LIMIT
