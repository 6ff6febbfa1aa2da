"""Which document an XML file is, by its root element: who reads it, or why nobody does."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from ledger.core.drafts import Draft, Source
from ledger.documents import camt, cii, response, ubl
from ledger.documents.findings import Findings, shown
from ledger.documents.markup import parse_xml, root_of

Read = Callable[[etree._Element, Source, Findings], Sequence[Draft]]

_INVOICES: dict[tuple[str, str], tuple[str, Read]] = {
    (ubl.INVOICE, "Invoice"): ("UBL 2.1 Invoice", ubl.read_invoice),
    (ubl.CREDIT_NOTE, "CreditNote"): ("UBL 2.1 CreditNote", ubl.read_credit_note),
    (cii.INVOICE, "CrossIndustryInvoice"): ("UN/CEFACT CII", cii.read_invoice),
}
_ANSWERS: dict[tuple[str, str], tuple[str, Read]] = {
    (response.RESPONSE, "ApplicationResponse"): ("Peppol invoice response", response.read_response),
}

_UBL_KIND = re.compile(rf"{re.escape(ubl.UBL)}([A-Za-z]{{1,40}})-[0-9]")
_SBDH = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
_OLD_CII = "urn:ferd:CrossIndustryDocument:invoice:1p0"
_OWED_OTHERWISE = {
    "SelfBilledInvoice": "the same as an Invoice of type 389",
    "SelfBilledCreditNote": "the same as a CreditNote of type 261",
    "FreightInvoice": "the same as an Invoice of type 380",
    "Reminder": "the invoice that it reminds of",
    "Statement": "the invoices that it lists",
    "UtilityStatement": "the invoice that it explains",
    "RemittanceAdvice": "the bank statement with the payment that it announces",
}
"""UBL documents that tell of a debt without stating it in the form of EN 16931, and what to import instead."""


@dataclass(frozen=True, slots=True)
class Document:
    """What an XML file holds, in an envelope or not: the name and the path of its root, and the root itself; or its
    bytes, of a bank's statement, which is read piece by piece.
    """

    namespace: str
    local: str
    path: str
    content: etree._Element | bytes


def document_in(data: bytes, findings: Findings) -> Document | None:
    """None and a fault where it is no XML. Rules of `root_of` and `parse_xml`."""
    named = root_of(data, findings)
    if named is None:
        return None
    if is_statement(*named):
        return Document(*named, f"/{named[1]}", data)
    whole = parse_xml(data, findings)
    if whole is None:
        return None
    root, path = _unwrapped(whole)
    named = _name_of(root)
    content = etree.tostring(root, encoding="UTF-8", with_tail=False) if is_statement(*named) else root
    return Document(*named, path, content)


def _unwrapped(root: etree._Element) -> tuple[etree._Element, str]:
    """The document and its path: the root, or the one that it encloses.

    Envelopes are that of Peppol (UN/CEFACT SBDH), and whatever banks put around a statement and its header.
    """
    enclosed: list[etree._Element] = []
    if root.tag == f"{{{_SBDH}}}StandardBusinessDocument":
        enclosed = [child for child in root if etree.QName(child).namespace != _SBDH]
    elif reader_of(*_name_of(root)) is None:
        documents = root.iterdescendants("{*}Document")
        enclosed = list(islice((each for each in documents if is_statement(*_name_of(each))), 2))
    document = enclosed[0] if len(enclosed) == 1 else root
    above = reversed(list(document.iterancestors()))
    return document, "".join(f"/{_name_of(element)[1]}" for element in (*above, document))


def _name_of(element: etree._Element) -> tuple[str, str]:
    name = etree.QName(element)
    return name.namespace or "", name.localname


def reader_of(namespace: str, local: str) -> tuple[str, Read] | None:
    """The format's name and its reader."""
    return _INVOICES.get((namespace, local)) or _ANSWERS.get((namespace, local))


def is_statement(namespace: str, local: str) -> bool:
    """Whether the root is that of a bank's statement, which is read piece by piece."""
    return local == "Document" and namespace in camt.NAMESPACES


def is_invoice(namespace: str, local: str) -> bool:
    """Whether the root is an invoice's or a credit note's."""
    return (namespace, local) in _INVOICES


def refuse(namespace: str, local: str, findings: Findings, read: str) -> None:
    """The fault of a root that nobody reads; `read` says what is read.

    Rules `format.no-claim`, `format.version`, `format.unknown`.
    """
    kind = _UBL_KIND.fullmatch(namespace)
    if kind and kind[1] == local and local not in ("Invoice", "CreditNote"):
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local).lower()
        rule, found = "format.no-claim", f"UBL {words}, which states no claim"
        expected = _OWED_OTHERWISE.get(local, "the invoice that follows it")
    elif namespace == _OLD_CII:
        rule, found = "format.version", "a ZUGFeRD 1.0 invoice"
        expected = "ZUGFeRD 2 or Factur-X (UN/CEFACT CII D16B): the sender's program can write it"
    elif namespace.startswith(camt.ISO_20022):
        rule, found, expected = _other_message(namespace.removeprefix(camt.ISO_20022))
    else:
        rule, found, expected = "format.unknown", shown(f"{{{namespace}}}{local}"), read
    findings.fault(f"/{local}", "file", rule, found, expected)


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
