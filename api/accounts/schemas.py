"""Accounts as JSON."""

from typing import Annotated, Literal

from pydantic import Field

from api.forms import KNOWN, Amount, Digest, Form, IsoDay, Known, MemberNamed, MemberNumber, shown_as
from ledger.app.account_form import account_form
from ledger.app.accounts import Account
from ledger.core.grade import Relations

Line = Annotated[str, Field(description="The account's tradeline.", examples=["7-3"])]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$", description="ISO 4217.", examples=["EUR"])]
MonthName = Annotated[str, Field(description="A calendar month, YYYY-MM.", examples=["2026-10"])]
Sum = Annotated[
    str | None,
    Field(
        max_length=40, description="A decimal number, 0 or more; null: nothing is said.", examples=["1200.00"]
    ),
]
Waiting = Annotated[
    str | None, Field(description="Why what was accepted is not on chain yet; it is stored, and goes later.")
]
_MONTH = {
    "month": "2026-10",
    "agent": 2,
    "received": "12345.67",
    "paid_out": "9999.00",
    "words": 2,
    "waiting": False,
    "counts": True,
}
_ACCOUNT = {"tradeline": "7-3", "firm": 7, "currency": "EUR", "agents": [2], "former": [], "months": [_MONTH]}
_WANTED = {"bank": 2, "currency": "EUR"}
_SUMS = {"received": "12345.67", "paid_out": "9999.00"}
_SAID = {
    "month": "2026-10",
    "side": "received",
    "amount": "12345.67",
    "recorded": True,
    "instead_of": None,
    "commitment": "0x" + "5f" * 32,
}


class AccountWanted(Form):
    """With which bank the caller's member has an account, in which currency; since which day, else today."""

    model_config = shown_as(_WANTED)
    bank: MemberNamed
    currency: Currency
    on: IsoDay | None = None


class MonthWanted(Form):
    """All that came in and went out in a month: both, or one of them."""

    model_config = shown_as(_SUMS)
    received: Sum = None
    paid_out: Sum = None


class MonthForm(Form):
    """What one agent says of one month, by its last words."""

    month: MonthName
    agent: MemberNumber
    received: Amount | None
    paid_out: Amount | None
    words: Annotated[int, Field(description="How many it has said of the month, both sides.")]
    waiting: Annotated[bool, Field(description="Not all of it is on chain yet.")]
    counts: Annotated[
        bool, Field(description="False: said before the month's end, or by who is related to the firm.")
    ]


class AccountForm(Form):
    """An account: who is appointed on it now, who was, and what was said of which month, the latest first."""

    model_config = shown_as(_ACCOUNT)
    tradeline: Line
    firm: MemberNumber
    currency: Currency
    agents: list[MemberNumber]
    former: list[MemberNumber]
    months: list[MonthForm]

    @classmethod
    def of(cls, account: Account, related: Relations) -> "AccountForm":
        return cls.model_validate(account_form(account, related))


class Accounts(Form):
    """The accounts that the caller's member has, or is or was the bank of, as of a block."""

    model_config = shown_as({"member": 7, "known": KNOWN, "accounts": [_ACCOUNT]})
    member: MemberNumber
    known: Known
    accounts: list[AccountForm]


class AccountOpened(Form):
    """The account as it stands once it was opened."""

    model_config = shown_as({"account": {**_ACCOUNT, "months": []}, "waiting": None, "known": KNOWN})
    account: AccountForm
    waiting: Waiting
    known: Known


class SumForm(Form):
    """What became of one sum. `recorded` is False if it had been said already; `instead_of` counts no more."""

    month: MonthName
    side: Literal["received", "paid_out"]
    amount: Amount
    recorded: bool
    instead_of: Amount | None
    commitment: Digest | None


class MonthSaid(Form):
    """What became of what was said of a month."""

    model_config = shown_as({"tradeline": "7-3", "said": [_SAID], "waiting": None, "known": KNOWN})
    tradeline: Line
    said: list[SumForm]
    waiting: Waiting
    known: Known
