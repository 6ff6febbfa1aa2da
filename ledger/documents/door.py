"""The door of this room: bytes of a file in, drafts or all faults out."""

import codecs
import hashlib
from collections.abc import Sequence
from typing import Final

from ledger.core.drafts import Source
from ledger.documents import pdf
from ledger.documents.camt import ISO_20022, read_statements
from ledger.documents.findings import Findings, shown
from ledger.documents.kinds import document_in, reader_of, refuse
from ledger.documents.mt940 import is_mt940, read_mt940
from ledger.documents.outcome import reading_of
from ledger.documents.profile import Profile
from ledger.documents.reading import Reading
from ledger.documents.shelf import profile_for
from ledger.documents.table import read_table
from ledger.documents.xlsx import is_old_workbook, is_workbook

SIZE: Final = 64 * 1024 * 1024
"""Largest file, in bytes."""

READ: Final = (
    "a UBL or CII invoice, also in a PDF, a Peppol invoice response, a bank's statement (camt, MT940), "
    "or a table (CSV, .xlsx) and a profile to read it by"
)
"""What is read, in words."""


def read_file(
    name: str, data: bytes, profile: Profile | None = None, remembered: Sequence[Profile] = ()
) -> Reading:
    """Read one file: its format by its content; a table by `profile`, else by the one that its header answers to.

    Total: any bytes give a reading; every fault of the file is in it. `name` is only repeated.
    """
    findings = Findings(name)
    if len(data) > SIZE:
        findings.fault("the whole file", "file", "file.size", f"{len(data)} bytes", f"at most {SIZE}")
        return Reading(name, "not read", faults=findings.faults())
    if not data or data.isspace():
        findings.fault("the whole file", "file", "file.empty", "nothing", READ)
        return Reading(name, "not read", faults=findings.faults())
    if looks_like_xml(data):
        return _read_xml(data, findings, "", hashlib.sha256(data).digest())
    if data[:1024].lstrip().startswith(pdf.MARK):
        return _read_pdf(data, findings)
    return _read_text(data, profile, remembered, findings)


def _read_text(
    data: bytes, profile: Profile | None, remembered: Sequence[Profile], findings: Findings
) -> Reading:
    """Statements of SWIFT, and tables, be they text or workbooks. Rule `format.unknown`."""
    source = Source(findings.file, "the whole file", hashlib.sha256(data).digest())
    if is_mt940(data):
        return reading_of("MT940", read_mt940(data, source, findings), findings)
    chosen = profile_for(data, profile, remembered)
    if chosen is not None:
        kind = "workbook" if is_workbook(data) else "CSV"
        return reading_of(
            f"{kind}, profile {chosen.name}", read_table(data, chosen, source, findings), findings
        )
    found = "bytes of no known format, or a table that no profile knows (--profile propose shows one)"
    expected = READ
    if is_old_workbook(data):
        found, expected = (
            "a workbook of before 2007, or under a password",
            "an .xlsx without password, or CSV",
        )
    findings.fault("the whole file", "file", "format.unknown", found, expected)
    return Reading(findings.file, "not read", faults=findings.faults())


def looks_like_xml(data: bytes) -> bool:
    """Whether the first character is `<`, in UTF-8 or UTF-16, with or without a byte order mark."""
    start = data[:1024]
    for mark in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        start = start.removeprefix(mark)
    return start.lstrip(b" \t\r\n\0").startswith(b"<")


def _read_pdf(data: bytes, findings: Findings) -> Reading:
    found = pdf.embedded_invoice(data, findings)
    if found is None:
        return Reading(findings.file, "PDF", faults=findings.faults())
    name, invoice = found
    findings.within = f"embedded {shown(name)}: "
    return _read_xml(invoice, findings, "PDF with ", hashlib.sha256(data).digest())


def _read_xml(data: bytes, findings: Findings, carrier: str, digest: bytes) -> Reading:
    document = document_in(data, findings)
    if document is None:
        return Reading(findings.file, f"{carrier}XML", faults=findings.faults())
    namespace, local, content = document.namespace, document.local, document.content
    source = Source(findings.file, document.path, digest)
    if isinstance(content, bytes):
        return _read_statement(content, namespace, source, findings)
    reader = reader_of(namespace, local)
    if reader is None:
        refuse(namespace, local, findings, READ)
        return Reading(findings.file, f"{carrier}XML", faults=findings.faults())
    format, read = reader
    return reading_of(carrier + format, read(content, source, findings), findings)


def _read_statement(data: bytes, namespace: str, source: Source, findings: Findings) -> Reading:
    drafts = read_statements(data, namespace, source, findings)
    return reading_of(namespace.removeprefix(ISO_20022), drafts, findings)
