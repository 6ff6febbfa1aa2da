"""Which of the statements that are there are of the accounts that are asked for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ledger.core.faults import Fault
from ledger.documents.booked import Page
from ledger.documents.findings import shown

_LISTED = 5
"""Accounts that a fault names."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Pages of the accounts in their currency; the numbers of other accounts, and other currencies, that are there."""

    pages: tuple[Page, ...]
    accounts: tuple[str, ...]
    currencies: tuple[str, ...]


def plain_account(number: str) -> str:
    """An account's number as statements are read: without spaces."""
    return "".join(number.split())


def pages_of(pages: Sequence[Page], currency: str, accounts: Collection[str], faults: list[Fault]) -> Chosen:
    """The pages of the accounts that are named, or of the only one there, in a currency; that another customer's
    are among them is for a person to say.

    Rules `account.several`, `account.unknown`, `currency.other`.
    """
    here = [page for page in pages if page.currency in ("", currency)]
    there = sorted({page.account for page in here})
    others = tuple(sorted({page.currency for page in pages} - {"", currency}))
    if not here:
        found = f"statements in {', '.join(others[:_LISTED])}" if others else "no statement"
        faults.append(_fault("Acct/Ccy", "currency", "currency.other", found, f"statements in {currency}"))
    elif not accounts and len(there) > 1:
        found, expected = _listed(there), "one account, or the name of each that is the firm's"
        faults.append(_fault("Acct/Id", "account", "account.several", found, expected))
    for number in sorted(set(accounts) - set(there)):
        if here:
            faults.append(_fault("Acct/Id", "account", "account.unknown", _listed(there), shown(number)))
    wanted = set(accounts or there)
    return Chosen(
        tuple(page for page in here if page.account in wanted), tuple(sorted(set(there) - wanted)), others
    )


def _listed(accounts: Sequence[str]) -> str:
    more = f" and {len(accounts) - _LISTED} more" if len(accounts) > _LISTED else ""
    return ", ".join(map(shown, accounts[:_LISTED])) + more


def _fault(where: str, field: str, rule: str, found: str, expected: str) -> Fault:
    return Fault("the statements", where, field, rule, found, expected)
