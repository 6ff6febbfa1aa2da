"""The door of this room: bytes of a file in, drafts or all faults out."""

import codecs
import hashlib
from collections.abc import Callable
from typing import Final

from lxml import etree

from ledger.core.drafts import CreditNoteDraft, Draft, InvoiceDraft, PaymentDraft, Source
from ledger.documents import camt, ubl
from ledger.documents.findings import Findings, shown
from ledger.documents.profile import Profile
from ledger.documents.reading import Reading
from ledger.documents.table import read_table
from ledger.documents.tree import Node, parse_xml

SIZE: Final = 64 * 1024 * 1024
"""Largest file, in bytes."""

READ: Final = "UBL 2.1 Invoice or CreditNote, camt.053, or CSV and the profile to read it by"
"""What is read, in words."""

_NOT_YET: Final = {
    "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100": "UN/CEFACT CII invoice",
    "urn:oasis:names:specification:ubl:schema:xsd:ApplicationResponse-2": "UBL application response",
    "urn:oasis:names:specification:ubl:schema:xsd:DespatchAdvice-2": "UBL despatch advice",
    "urn:oasis:names:specification:ubl:schema:xsd:Order-2": "UBL order",
    "urn:oasis:names:specification:ubl:schema:xsd:OrderResponse-2": "UBL order response",
}


def read_file(name: str, data: bytes, profile: Profile | None = None) -> Reading:
    """Read one file: its format by its content, a table by `profile`.

    Total: any bytes give a reading; every fault of the file is in it. `name` is only repeated.
    """
    findings = Findings(name)
    if len(data) > SIZE:
        findings.fault("the whole file", "file", "file.size", f"{len(data)} bytes", f"at most {SIZE}")
        return Reading(name, "not read", faults=findings.faults())
    if not data.strip():
        findings.fault("the whole file", "file", "file.empty", "nothing", READ)
        return Reading(name, "not read", faults=findings.faults())
    if _looks_like_xml(data):
        return _read_xml(data, findings)
    if profile is not None:
        source = Source(name, "the whole file", hashlib.sha256(data).digest())
        drafts = read_table(data, profile, source, findings)
        return _reading(f"CSV, profile {profile.name}", drafts, findings)
    found = (
        "PDF, which is not read yet" if data.startswith(b"%PDF-") else "bytes that are no XML, and no profile"
    )
    findings.fault("the whole file", "file", "format.unknown", found, READ)
    return Reading(name, "not read", faults=findings.faults())


def _looks_like_xml(data: bytes) -> bool:
    """Whether the first character is `<`, in UTF-8 or UTF-16, with or without a byte order mark."""
    start = data[:1024]
    for mark in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        start = start.removeprefix(mark)
    return start.lstrip(b" \t\r\n\0").startswith(b"<")


def _read_xml(data: bytes, findings: Findings) -> Reading:
    root = parse_xml(data, findings)
    if root is None:
        return Reading(findings.file, "XML", faults=findings.faults())
    name = etree.QName(root)
    source = Source(findings.file, f"/{name.localname}", hashlib.sha256(data).digest())
    reader = _reader(name.namespace or "", name.localname, findings)
    if reader is None:
        return Reading(findings.file, "XML", faults=findings.faults())
    format, read = reader
    return _reading(format, read(root, source, findings), findings)


_Read = Callable[[etree._Element, Source, Findings], list[Draft]]


def _reader(namespace: str, local: str, findings: Findings) -> tuple[str, _Read] | None:
    """Who reads a document with this root. Rules `format.not-yet`, `format.version`, `format.unknown`."""
    match namespace, local:
        case ubl.INVOICE, "Invoice":
            return "UBL 2.1 Invoice", _invoice
        case ubl.CREDIT_NOTE, "CreditNote":
            return "UBL 2.1 CreditNote", _credit_note
    if local == "Document" and namespace in camt.NAMESPACES:
        return namespace.removeprefix(camt.ISO_20022), camt.read_statements
    expected = READ
    if namespace in _NOT_YET:
        rule, found = "format.not-yet", f"{_NOT_YET[namespace]}, which is not read yet"
    elif namespace.startswith(camt.ISO_20022):
        rule, found, expected = _other_message(namespace.removeprefix(camt.ISO_20022))
    else:
        rule, found = "format.unknown", shown(f"{{{namespace}}}{local}")
    findings.fault(f"/{local}", "file", rule, found, expected)
    return None


def _other_message(name: str) -> tuple[str, str, str]:
    """Rule, found and expected of an ISO 20022 message that is not read."""
    message = name[:12]
    if message in camt.MESSAGES:
        return "format.version", shown(name), f"{message}.{camt.VERSIONS[0]} to {message}.{camt.VERSIONS[-1]}"
    what = (
        "an order or a question to a bank, not what it booked"
        if name[:4] in ("pain", "camt")
        else "no statement"
    )
    expected = "the bank's statement or notification of it: camt.053, camt.052 or camt.054"
    return "format.unknown", f"{shown(name)}: {what}", expected


def _invoice(element: etree._Element, source: Source, findings: Findings) -> list[Draft]:
    draft = ubl.read_invoice(Node(element, source.where, ubl.PREFIXES, findings), source)
    return [draft] if draft else []


def _credit_note(element: etree._Element, source: Source, findings: Findings) -> list[Draft]:
    draft = ubl.read_credit_note(Node(element, source.where, ubl.PREFIXES, findings), source)
    return [draft] if draft else []


def _reading(format: str, drafts: list[Draft], findings: Findings) -> Reading:
    """Nothing is handed on while a fault stands."""
    if not findings.clean:
        return Reading(findings.file, format, faults=findings.faults(), notes=tuple(findings.notes))
    due = tuple(draft for draft in drafts if draft.amount.minor)
    nothing = tuple(draft for draft in drafts if not draft.amount.minor)
    for draft in nothing:
        findings.note(draft.source.where, "amount", _why_nothing(draft))
    return Reading(findings.file, format, due, nothing, notes=tuple(findings.notes))


def _why_nothing(draft: Draft) -> str:
    match draft:
        case InvoiceDraft():
            return f"invoice {shown(draft.number)} leaves nothing to pay: nothing is recorded"
        case CreditNoteDraft():
            return f"credit note {shown(draft.number)} reduces nothing: nothing is recorded"
        case PaymentDraft():
            return "a movement of nothing: nothing is recorded"
