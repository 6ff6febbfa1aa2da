"""Accounts as JSON values: amounts as decimal text, null where nothing was said of a side."""

from ledger.app.account_months import Stated
from ledger.app.accounts import Account, Word
from ledger.attest.canonical import Json
from ledger.core.codes import Kind
from ledger.core.grade import Relations
from ledger.core.money import decimal_text
from ledger.rulebook.month_end import month_name, month_of

SIDES = {Kind.RECEIPTS: "received", Kind.OUTGOINGS: "paid_out"}


def account_form(account: Account, related: Relations) -> dict[str, Json]:
    """One account with the months of which something was said, the latest first."""
    return {
        "tradeline": str(account.tradeline),
        "firm": account.firm,
        "currency": account.currency,
        "agents": list(account.agents),
        "former": list(account.former),
        "months": [
            {
                "month": month_name(month_of(month.month)),
                "agent": month.agent,
                "received": amount_text(month.received, account),
                "paid_out": amount_text(month.paid_out, account),
                "words": month.words,
                "waiting": month.waits,
                "counts": account.counts(month, related),
            }
            for month in account.months()
        ],
    }


def stated_form(stated: Stated, account: Account) -> dict[str, Json]:
    """What became of one sum."""
    before = stated.instead_of
    return {
        "month": month_name(month_of(stated.month)),
        "side": SIDES[stated.kind],
        "amount": decimal_text(stated.amount, account.currency),
        "recorded": stated.entry is not None,
        "instead_of": None if before is None else decimal_text(before, account.currency),
        "commitment": None if stated.entry is None else f"0x{stated.entry.commitment.hex()}",
    }


def amount_text(word: Word | None, account: Account) -> str | None:
    """The sum of a word, in the account's currency."""
    return None if word is None else decimal_text(word.amount, account.currency)
