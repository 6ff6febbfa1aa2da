"""Check digits of identifiers: one that fails its own never says who a party is."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from stdnum import ean, iban, iso11649, lei
from stdnum.cn import uscc
from stdnum.eu import vat

from ledger.core.drafts import Draft, InvoiceDraft, Party, PaymentDraft
from ledger.documents.findings import Findings, shown

CHECKS: Final[dict[str, tuple[str, Callable[[str], bool]]]] = {
    "lei": ("ISO 17442", lei.is_valid),
    "gln": (
        "GS1 General Specifications, 7.9",
        lambda number: len(ean.compact(number)) == 13 and ean.is_valid(number),
    ),
    "uscc": ("GB 32100-2015", uscc.is_valid),
}
"""By scheme: the norm of its check digit, and whether a number holds to it."""

_ROLES = ("creditor", "debtor", "counterparty")

FAILED: Final = "?"
"""What is put behind the scheme of an identifier that fails its check: no contact is known by such a one."""


def checked(draft: Draft, seen: dict[Party, Party], findings: Findings) -> Draft:
    """The draft with parties that failing identifiers do not name; notes say which they are. `seen` keeps parties."""
    changed: dict[str, Any] = {}
    for role in _ROLES:
        party: Party | None = getattr(draft, role, None)
        if party is not None and (party.ids or party.account):
            if party not in seen:
                seen[party] = _checked(party, f"{role} id", draft.source.where, findings)
            if seen[party] is not party:
                changed[role] = seen[party]
    for reference in () if not isinstance(draft, InvoiceDraft | PaymentDraft) else draft.references:
        if reference[:2].upper() == "RF" and reference[2:4].isdigit() and not iso11649.is_valid(reference):
            text = (
                f"{shown(reference)} fails the check digits of a creditor reference (ISO 11649): a plain text"
            )
            findings.note(draft.source.where, "reference", text)
    return replace(draft, **changed) if changed else draft


def _checked(party: Party, field: str, where: str, findings: Findings) -> Party:
    ids = tuple(_identifier(identifier, field, where, findings) for identifier in party.ids)
    account = party.account or ""
    if account[:2].isalpha() and account[2:4].isdigit() and len(account) > 14 and not _is_iban(account):
        findings.note(where, field, f"account {shown(account)} fails the check digits of an IBAN (ISO 13616)")
    return replace(party, ids=ids) if ids != party.ids else party


def _identifier(identifier: str, field: str, where: str, findings: Findings) -> str:
    scheme, _, number = identifier.partition(":")
    if scheme == "vat" and _is_european(number) and not _is_vat(number):
        # Noted only: states publish their check digits where they please, and some numbers in use are older.
        findings.note(where, field, f"VAT number {shown(number)} fails the check of its state")
    if scheme not in CHECKS:
        return identifier
    norm, holds = CHECKS[scheme]
    if holds(number):
        return identifier
    findings.note(
        where, field, f"{scheme} {shown(number)} fails its check digit ({norm}): nobody is known by it"
    )
    return f"{scheme}{FAILED}:{number}"


# A firm's documents name the same few parties again and again.
_is_iban, _is_vat = (lru_cache(4096)(holds) for holds in (iban.is_valid, vat.is_valid))


def _is_european(number: str) -> bool:
    return number[:2].lower() in vat.MEMBER_STATES or number[:2] == "EL"
