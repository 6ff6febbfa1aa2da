"""A statement is read entry by entry: in whatever pieces, within whatever envelope, as long as it may be."""

from dataclasses import replace
from pathlib import Path

import pytest

from ledger.documents import camt, markup
from tests.unit.documents.planting import SAMPLES, faults, read
from tests.unit.documents.test_camt import STMT, detail, details, entry, payments, statement


@pytest.mark.parametrize("piece", [1, 7, 1000])
@pytest.mark.parametrize("sample", sorted((SAMPLES / "camt").glob("*/*.xml")), ids=lambda path: path.stem)
def test_a_statement_is_the_same_in_whatever_pieces_it_is_read(
    monkeypatch: pytest.MonkeyPatch, sample: Path, piece: int
) -> None:
    whole = read(sample.read_bytes())
    assert whole.drafts
    monkeypatch.setattr(markup, "_CHUNK", piece)
    assert read(sample.read_bytes()) == whole


def test_what_is_held_is_counted_anew_after_each_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight times as much as may be held goes in entry by entry, and in one entry does not."""
    more = f"<AddtlTxInf>{'x' * 500}</AddtlTxInf>"
    apart = statement(*[entry(details(detail(more=more)))] * 60)
    monkeypatch.setattr(markup, "_CHUNK", 64)
    monkeypatch.setattr(camt, "_DRAFT", 0)
    monkeypatch.setattr(markup, "STREAMED", len(apart) + markup.memory_of(apart) // 8)
    assert len(payments(apart)) == 60
    together = statement(entry(details(*[detail(more=more)] * 60)))
    assert [fault[2] for fault in faults(together)] == ["xml.size"]
    monkeypatch.setattr(markup, "STREAMED", len(apart) + 2 * markup.memory_of(apart))
    assert len(payments(together)) == 1


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        ("<Envelope><Head/>", "</Envelope>", "/Envelope"),
        ('<BizMsgEnvlp xmlns="urn:iso:std:iso:20022:tech:xsd:nvlp.001.001.01"><Hdr/><Body>',
         "</Body></BizMsgEnvlp>", "/BizMsgEnvlp/Body"),
        ('<s:DataPDU xmlns:s="urn:swift:saa:xsd:saa.2.0"><s:Body><AppHdr '
         'xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.01"/>', "</s:Body></s:DataPDU>", "/DataPDU/Body"),
    ],
    ids=["any", "ISO 20022", "SWIFT"],
)  # fmt: skip
def test_a_statement_in_an_envelope_is_read(before: str, after: str, path: str) -> None:
    bare = statement(entry(), entry("<AddtlNtryInf>é</AddtlNtryInf>"))
    data = before.encode() + bare + after.encode()
    assert (read(data).format, read(data).faults) == ("camt.053.001.08", ())
    same = [replace(payment, source=payments(bare)[0].source) for payment in payments(data)]
    assert same == [replace(payment, source=payments(bare)[0].source) for payment in payments(bare)]
    assert payments(data)[0].source.where == f"{path}{STMT}/Ntry[1]"
    assert [fault[2] for fault in faults(before.encode() + bare + bare + after.encode())] == [
        "format.unknown"
    ]
