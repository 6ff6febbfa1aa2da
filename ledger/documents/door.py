"""The door of this room: bytes of a file in, drafts or all faults out."""

import codecs
import hashlib
from typing import Final

from lxml import etree

from ledger.core.drafts import Source
from ledger.documents import pdf
from ledger.documents.findings import Findings, shown
from ledger.documents.kinds import reader_of, refuse
from ledger.documents.outcome import reading_of
from ledger.documents.profile import Profile
from ledger.documents.reading import Reading
from ledger.documents.table import read_table
from ledger.documents.tree import parse_xml

SIZE: Final = 64 * 1024 * 1024
"""Largest file, in bytes."""

READ: Final = (
    "a UBL or CII invoice, also in a PDF, a Peppol invoice response, camt, or CSV and a profile to read it by"
)
"""What is read, in words."""


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
        return _read_xml(data, findings, "", hashlib.sha256(data).digest())
    if data[:1024].lstrip().startswith(pdf.MARK):
        return _read_pdf(data, findings)
    if profile is not None:
        source = Source(name, "the whole file", hashlib.sha256(data).digest())
        drafts = read_table(data, profile, source, findings)
        return reading_of(f"CSV, profile {profile.name}", drafts, findings)
    found = "bytes that are neither XML nor PDF, and no profile"
    findings.fault("the whole file", "file", "format.unknown", found, READ)
    return Reading(name, "not read", faults=findings.faults())


def _looks_like_xml(data: bytes) -> bool:
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
    root = parse_xml(data, findings)
    if root is None:
        return Reading(findings.file, f"{carrier}XML", faults=findings.faults())
    name = etree.QName(root)
    source = Source(findings.file, f"/{name.localname}", digest)
    reader = reader_of(name.namespace or "", name.localname)
    if reader is None:
        refuse(name.namespace or "", name.localname, findings, READ)
        return Reading(findings.file, f"{carrier}XML", faults=findings.faults())
    format, read = reader
    return reading_of(carrier + format, read(root, source, findings), findings)
