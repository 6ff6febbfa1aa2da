"""Factur-X and ZUGFeRD: the invoice that a PDF carries as an embedded file. The PDF's own pages are not read."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from lxml import etree

from ledger.documents.findings import Findings, shown
from ledger.documents.kinds import is_invoice
from ledger.documents.markup import parse_xml

MARK: Final = b"%PDF-"
SIZE: Final = 40 * 1024 * 1024
"""Largest PDF, in bytes: it is held here and in the process that reads it."""

# Factur-X 1.0, section 6.3; ZUGFeRD 2.0 and 1.0; the German annex to Factur-X for the profile XRECHNUNG.
_NAMES = frozenset(("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml"))
_READER = Path(__file__).with_name("pdf_attachments.py")
_PATIENCE = 120
"""Seconds by the clock until a reader that neither works nor ends is ended."""

_WITHOUT = "Factur-X or ZUGFeRD: a PDF with the invoice as an XML file in it; or that XML file by itself"
_ENDS = {
    "encrypted": ("pdf.encrypted", "an encrypted PDF", "a PDF without encryption, as PDF/A asks for"),
    "malformed": ("pdf.malformed", "a PDF that is damaged, or is none", "a PDF that opens without repair"),
    "limit": ("pdf.limit", "a PDF that takes too much time or memory", "an ordinary PDF of one invoice"),
}


def embedded_invoice(data: bytes, findings: Findings) -> tuple[str, bytes] | None:
    """Name and bytes of the one invoice in the PDF, or None and a fault.

    Rules `file.size`, `pdf.encrypted`, `pdf.limit`, `pdf.malformed`, `pdf.no-invoice`, `pdf.several`.
    """
    if len(data) > SIZE:
        expected = f"at most {SIZE}, or the XML file by itself"
        findings.fault("the whole file", "file", "file.size", f"{len(data)} bytes", expected)
        return None
    end, files, unread = _files_in(data)
    if end in _ENDS:
        findings.fault("the whole file", "file", *_ENDS[end])
        return None
    named = {file: None for file in files if file[0].lower() in _NAMES}
    chosen = list(named) or [file for file in files if _holds_an_invoice(file[1])]
    if len(chosen) > 1:
        found = f"{len(chosen)} invoices: {', '.join(shown(name) for name, _ in chosen[:5])}"
        findings.fault("the whole file", "file", "pdf.several", found, "one invoice a file")
        return None
    if not chosen:
        found = "no invoice among its files" if files or unread else "a PDF without embedded files"
        if unread:
            found += f"; not readable: {', '.join(shown(name) for name in unread[:5])}"
        findings.fault("the whole file", "file", "pdf.no-invoice", found, _WITHOUT)
        return None
    if not named:
        findings.note("the whole file", "file", f"the invoice is embedded as {shown(chosen[0][0])}")
    return chosen[0]


_File = tuple[str, bytes]


def _files_in(data: bytes) -> tuple[str, list[_File], list[str]]:
    """How it ended; the files, the same one once; the names of those that could not be read."""
    try:
        # Without an environment: what it reads may be hostile, and what this process knows is not its business.
        reader = subprocess.run(
            [sys.executable, "-I", str(_READER)],
            input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, timeout=_PATIENCE, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return "limit", [], []
    files: dict[_File, None] = {}
    unread: list[str] = []
    said = io.BytesIO(reader.stdout)
    for line in said:
        # The kernel may have ended it in the middle of a word.
        told: dict[str, Any] = json.loads(line) if line.endswith(b"\n") else {"end": "limit"}
        if "end" in told:
            return told["end"], list(files), unread
        if "size" in told:
            files[told["name"], said.read(told["size"])] = None
        else:
            unread.append(told["name"])
    return "limit", [], []


def _holds_an_invoice(content: bytes) -> bool:
    root = parse_xml(content, Findings(""))
    if root is None:
        return False
    name = etree.QName(root)
    return is_invoice(name.namespace or "", name.localname)
