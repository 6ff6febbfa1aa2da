"""Accounts as they are listed: in JSON, and in text."""

from collections.abc import Mapping, Sequence

from ledger.app.accounts import Account, Month, Word
from ledger.attest.canonical import Json
from ledger.cli.output import console, plain
from ledger.cli.plain_table import show, table
from ledger.core.grade import Relations
from ledger.core.ids import Member
from ledger.core.money import decimal_text
from ledger.rulebook.month_end import month_name, month_of


def report(account: Account, related: Relations) -> dict[str, Json]:
    """One account; amounts are decimal text, null where nothing was said."""
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
                "received": _amount(month.received, account),
                "paid_out": _amount(month.paid_out, account),
                "words": month.words,
                "waiting": _waits(month),
                "counts": account.counts(month, related),
            }
            for month in account.months()
        ],
    }


def print_accounts(
    found: Sequence[Account], related: Relations, names: Mapping[Member, str], reader: Member
) -> None:
    """A table an account, the latest month first."""
    if not found:
        console.print(f"member {reader} has no account here, and is the bank of none")
    for account in found:
        rows = table("month", "received", "paid out", "said by", "")
        for month in account.months():
            rows.add_row(
                month_name(month_of(month.month)),
                _amount(month.received, account) or "",
                _amount(month.paid_out, account) or "",
                str(month.agent),
                _why(month, account, related),
            )
        banks = ", ".join(_named(bank, names) for bank in account.agents) or "nobody any more"
        who = f"{account.currency}, of {_named(account.firm, names)} with {banks}"
        show(f"account {account.tradeline}, {plain(who)}", rows)


def _named(member: Member, names: Mapping[Member, str]) -> str:
    name = names.get(member)
    return f"member {member}" + (f" ({name})" if name else "")


def _amount(word: Word | None, account: Account) -> str | None:
    return None if word is None else decimal_text(word.amount, account.currency)


def _waits(month: Month) -> bool:
    return any(word is not None and word.known is None for word in (month.received, month.paid_out))


def _why(month: Month, account: Account, related: Relations) -> str:
    """What there is to know of a month beside its sums."""
    if _waits(month):
        return "not on chain yet"
    if month.early:
        return "said too early: does not count"
    return "" if account.counts(month, related) else "by a related bank: does not count"
