"""A party of a document: name, identifiers best first, account."""

from collections.abc import Iterable, Sequence

from ledger.core.drafts import Party
from ledger.documents.tree import Node

_KNOWN_SCHEMES = {"0199": "lei", "0088": "gln", "0060": "duns"}
"""ISO 6523 codes that have a name in everyday use; the others stay numbers, as Peppol writes them."""


def read_party(root: Node, role: str, term: str, account: str | None = None) -> Party | None:
    """The UBL cac:Party at `role` ("cac:AccountingSupplierParty/cac:Party"). Rules `party.missing`, `party.name`."""
    party = root.at(role)
    if party is None:
        root.findings.fault(f"{root.path}/{role}", term, "party.missing", "nothing", "one party")
        return None
    name = party.text("cac:PartyLegalEntity/cbc:RegistrationName") or party.text("cac:PartyName/cbc:Name")
    if not name:
        where = f"{party.path}/cac:PartyLegalEntity/cbc:RegistrationName"
        root.findings.fault(where, f"{term} name", "party.name", "nothing", "a name")
        return None
    ids = identifiers(
        vat=(
            tax.text("cbc:CompanyID")
            for tax in party.each("cac:PartyTaxScheme")
            if tax.text("cac:TaxScheme/cbc:ID").upper() == "VAT"
        ),
        registration=party.each("cac:PartyLegalEntity/cbc:CompanyID"),
        other=party.each("cac:PartyIdentification/cbc:ID"),
        endpoint=party.each("cbc:EndpointID"),
    )
    return Party(name, ids, account)


def account_of(numbers: Sequence[str]) -> str | None:
    """The first account to pay to (BT-84), without the spaces that an IBAN is printed with."""
    return numbers[0].replace(" ", "") if numbers else None


def identifiers(
    vat: Iterable[str], registration: Iterable[Node], other: Iterable[Node], endpoint: Iterable[Node]
) -> tuple[str, ...]:
    """VAT (BT-31, BT-48), LEI, registration (BT-30, -47), others (BT-29, -46), endpoint (BT-34, -49)."""
    found = [
        *(f"vat:{number}" for number in vat if number),
        *_scheme_ids(registration, "registration"),
        *_scheme_ids(other, "id"),
        *_scheme_ids(endpoint, "endpoint"),
    ]
    first_lei = sorted(found, key=lambda name: (not name.startswith("vat:"), not name.startswith("lei:")))
    return tuple(dict.fromkeys(first_lei))


def _scheme_ids(nodes: Iterable[Node], default: str) -> list[str]:
    found = []
    for node in nodes:
        if number := node.text():
            scheme = node.attribute("schemeID").lower() or default
            found.append(f"{_KNOWN_SCHEMES.get(scheme, scheme)}:{number}")
    return found
