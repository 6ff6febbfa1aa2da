"""Seller and buyer of a UBL document: name, identifiers best first, account."""

from ledger.core.drafts import Party
from ledger.documents.tree import Node

_KNOWN_SCHEMES = {"0199": "lei", "0088": "gln", "0060": "duns"}
"""ISO 6523 codes that have a name in everyday use; the others stay numbers, as Peppol writes them."""


def read_party(root: Node, role: str, term: str, account: str | None = None) -> Party | None:
    """The cac:Party under `role` ("cac:AccountingSupplierParty"). Rules `party.missing`, `party.name`."""
    party = root.at(f"{role}/cac:Party")
    if party is None:
        where = f"{root.path}/{role}/cac:Party"
        root.findings.fault(where, term, "party.missing", "nothing", "one party")
        return None
    name = party.text("cac:PartyLegalEntity/cbc:RegistrationName") or party.text("cac:PartyName/cbc:Name")
    if not name:
        where = f"{party.path}/cac:PartyLegalEntity/cbc:RegistrationName"
        root.findings.fault(where, f"{term} name", "party.name", "nothing", "a name")
        return None
    return Party(name, _identifiers(party), account)


def _identifiers(party: Node) -> tuple[str, ...]:
    """VAT (BT-31, BT-48), LEI, registration (BT-30, -47), others (BT-29, -46), endpoint (BT-34, -49)."""
    found = [
        *(f"vat:{number}" for number in _vat_numbers(party)),
        *_scheme_ids(party.all("cac:PartyLegalEntity"), "cbc:CompanyID", "registration"),
        *_scheme_ids(party.all("cac:PartyIdentification"), "cbc:ID", "id"),
        *_scheme_ids([party], "cbc:EndpointID", "endpoint"),
    ]
    first_lei = sorted(found, key=lambda name: (not name.startswith("vat:"), not name.startswith("lei:")))
    return tuple(dict.fromkeys(first_lei))


def _vat_numbers(party: Node) -> list[str]:
    schemes = party.all("cac:PartyTaxScheme")
    numbers = [
        tax.text("cbc:CompanyID") for tax in schemes if tax.text("cac:TaxScheme/cbc:ID").upper() == "VAT"
    ]
    return [number for number in numbers if number]


def _scheme_ids(parents: list[Node], name: str, default: str) -> list[str]:
    found = []
    for parent in parents:
        identifier = parent.one(name)
        if identifier and identifier.text():
            scheme = identifier.attribute("schemeID").lower() or default
            found.append(f"{_KNOWN_SCHEMES.get(scheme, scheme)}:{identifier.text()}")
    return found
