"""What is told of a bank's word on an account: what is said, and what may be a slip."""

from collections.abc import Iterable, Sequence

import typer

from ledger.app.account_form import SIDES
from ledger.app.account_months import Stated, last_word
from ledger.app.accounts import Account
from ledger.app.submit import Accepted
from ledger.cli.recording import warn
from ledger.core.currencies import MINOR_UNITS
from ledger.core.day import Day
from ledger.core.money import Money
from ledger.rulebook.month_end import month_name, month_of

_LEAP = 100
"""A sum that is more than so many times the last one may be a slip of the pen."""


def currency(text: str) -> str:
    """An ISO 4217 code."""
    if text not in MINOR_UNITS:
        raise typer.BadParameter("an ISO 4217 code in use is expected, such as EUR")
    return text


def sum_said(one: Stated, code: str) -> str:
    """A sum in words."""
    month, side = month_name(month_of(Day(one.month))), SIDES[one.kind].replace("_", " ")
    return f"{month}: {side} {Money(one.amount, code)}"


def odd(stated: Iterable[Stated], account: Account) -> Iterable[str]:
    """What is not simply recorded, and what may be a slip: `account` is as it stood before."""
    for one in stated:
        what, last = sum_said(one, account.currency), last_word(account, one.kind)
        if one.entry is None:
            yield f"{what} was said already: nothing is recorded"
            continue
        if one.instead_of is not None:
            yield f"{what}, and before that {Money(one.instead_of, account.currency)}: the later word counts"
        if last is not None and one.amount > _LEAP * last:
            before = Money(last, account.currency)
            yield f"{what} is more than {_LEAP} times the last sum, {before}: if it is wrong, say the right one"


def tell(
    stated: Sequence[Stated], account: Account, told: list[str], warnings: list[str]
) -> Sequence[Accepted]:
    """Fills in what is told of it, and prints the warnings; what the chain is told."""
    told.extend(sum_said(one, account.currency) for one in stated if one.entry is not None)
    warnings.extend(odd(stated, account))
    warn(warnings)
    return [one.entry for one in stated if one.entry is not None]
