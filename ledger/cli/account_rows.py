"""Accounts as they are listed for people."""

from collections.abc import Mapping, Sequence

from ledger.app.account_form import amount_text
from ledger.app.accounts import Account, Month
from ledger.cli.output import console, plain
from ledger.cli.plain_table import show, table
from ledger.core.grade import Relations
from ledger.core.ids import Member
from ledger.rulebook.month_end import month_name, month_of


def print_accounts(
    found: Sequence[Account], related: Relations, names: Mapping[Member, str], reader: Member
) -> None:
    """A table an account, the latest month first."""
    if not found:
        console.print(
            f"member {reader} has no account here, and is the bank of none; a firm opens one with "
            "tradeline account open BANK --currency EUR",
            highlight=False,
        )
    for account in found:
        rows = table("month", "received", "paid out", "said by", "")
        for month in account.months():
            rows.add_row(
                month_name(month_of(month.month)),
                amount_text(month.received, account) or "",
                amount_text(month.paid_out, account) or "",
                str(month.agent),
                _why(month, account, related),
            )
        banks = ", ".join(_named(bank, names) for bank in account.agents) or "nobody any more"
        who = f"{account.currency}, of {_named(account.firm, names)} with {banks}"
        show(f"account {account.tradeline}, {plain(who)}", rows)


def _named(member: Member, names: Mapping[Member, str]) -> str:
    name = names.get(member)
    return f"member {member}" + (f" ({name})" if name else "")


def _why(month: Month, account: Account, related: Relations) -> str:
    """What there is to know of a month beside its sums."""
    if month.waits:
        return "not on chain yet"
    if month.early:
        return "said too early: does not count"
    return "" if account.counts(month, related) else "by a related bank: does not count"
