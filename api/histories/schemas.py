"""A history and figures as JSON. Amounts as decimal text in the obligation's currency, days in ISO 8601."""

from typing import Annotated, Any

from pydantic import Field

from api.forms import KNOWN, Amount, Digest, Form, IsoDay, Known, MemberNumber, Moment, shown_as

_KNOWN = {"block": 4711, "time": 1_782_864_000}
_TRADELINE = {
    "tradeline": "7-1",
    "creditor": 7,
    "debtor": 8,
    "status": "accepted",
    "kind": "trade_credit",
    "currency": "EUR",
    "opened": _KNOWN,
    "name": "Brunner Maschinen",
    "entries": {"total": 4, "sealed": 0, "void": 0},
}
_OBLIGATION = {
    "obligation": "0x" + "3c" * 32,
    "tradeline": "7-1",
    "side": "is_paid",
    "counterparty": "member:8",
    "number": "2026-118",
    "currency": "EUR",
    "amount": "1200.00",
    "open": "200.00",
    "issued": "2026-05-04",
    "due": "2026-06-03",
    "payments": [{"day": "2026-06-01", "amount": "1000.00", "grade": "A", "recorded": _KNOWN}],
    "credits": [],
    "write_offs": [],
    "disputes": [],
    "grade": "B",
    "recorded": _KNOWN,
    "holder": None,
    "interest": "own",
    "related": False,
    "claim": False,
    "near": [],
}


class Entries(Form):
    """How many stand on the tradeline, how many of them the member cannot open, how many are void."""

    total: int
    sealed: int
    void: int


class TradelineForm(Form):
    """One account between a creditor and a debtor; 0 is an external party."""

    tradeline: str
    creditor: int
    debtor: int
    status: Annotated[str | None, Field(description="proposed, accepted, declined, external")]
    kind: Annotated[
        str | None, Field(description="trade_credit, loan, revolving; null where it is sealed or void")
    ]
    currency: str | None
    opened: Moment | None
    name: Annotated[str | None, Field(description="The other party's name; only for the member itself.")]
    entries: Entries


class PartForm(Form):
    """An amount on a day, such as a payment; `grade` A is an unrelated agent's word, C self-declared."""

    day: IsoDay
    amount: Amount
    grade: str
    recorded: Moment | None


class DisputeForm(Form):
    """From one day to the day before another."""

    opened: IsoDay
    closed: IsoDay | None


class ObligationForm(Form):
    """An amount due on a day, with all that was said of it up to `as_of`."""

    obligation: Digest
    tradeline: str
    side: Annotated[str, Field(description="pays or is_paid")]
    counterparty: Annotated[str, Field(description="member:N, or tradeline:N-M for an external party")]
    number: Annotated[str | None, Field(description="As its document has it; only for the member itself.")]
    currency: str
    amount: Amount
    open: Annotated[
        Amount,
        Field(
            description="What is not paid of it, credit notes taken off; the debtor's own word does not lower it."
        ),
    ]
    issued: IsoDay
    due: IsoDay
    payments: list[PartForm]
    credits: list[PartForm]
    write_offs: list[PartForm]
    disputes: list[DisputeForm]
    grade: str
    recorded: Moment | None
    holder: Annotated[int | None, Field(description="The member it is assigned to.")]
    interest: Annotated[str, Field(description="own, passed_on or taken")]
    related: bool
    claim: Annotated[bool, Field(description="A stranger says so; the member has not accepted it.")]
    near: Annotated[
        list[Digest],
        Field(
            description="Near-duplicates: other invoices alike in parties, currency, amount and month, ten at most."
        ),
    ]


class HistoryForm(Form):
    """Obligations issued up to `as_of`, as the chain knew them at the block `known`."""

    model_config = shown_as(
        {
            "member": 7,
            "as_of": "2026-06-30",
            "known": KNOWN,
            "tradelines": [_TRADELINE],
            "obligations": [_OBLIGATION],
        }
    )
    member: MemberNumber
    as_of: IsoDay
    known: Known
    tradelines: list[TradelineForm]
    obligations: list[ObligationForm]


class RulebookForm(Form):
    """By which definitions the figures are computed."""

    id: str
    hash: Digest


class FiguresForm(Form):
    """Figures of obligations issued from `first` to `as_of`: `sides` / side / currency / population / grade."""

    model_config = shown_as(
        {
            "member": 7,
            "as_of": "2026-06-30",
            "first": "2024-07-01",
            "known": KNOWN,
            "rulebook": {"id": "tradeline-3", "hash": "0x" + "7b" * 32},
            "sides": {
                "is_paid": {"EUR": {"headline": {"all": {"promptness": 7550, "dbt": 412}}}},
                "pays": {},
            },
        }
    )
    member: MemberNumber
    as_of: IsoDay
    first: IsoDay
    known: Known
    rulebook: RulebookForm
    sides: Annotated[
        dict[str, dict[str, Any]],
        Field(
            description="Amounts in minor units, the index in centi-points, days in centi-days, shares in basis "
            "points (docs/rulebook.md)."
        ),
    ]


class AccessForm(Form):
    """One look, or a refused one, at the member's history."""

    time: Annotated[int, Field(description="Seconds since 1970-01-01 UTC.")]
    actor: str
    action: str


class AccessesForm(Form):
    """Every one, oldest first."""

    model_config = shown_as(
        {
            "member": 7,
            "accesses": [{"time": 1_782_864_000, "actor": "member 11, token 9f2c", "action": "history"}],
        }
    )
    member: MemberNumber
    accesses: list[AccessForm]
