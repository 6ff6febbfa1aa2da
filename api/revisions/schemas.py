"""Revisions as JSON. Amounts as decimal text, days in ISO 8601, figures in whole numbers."""

from typing import Annotated, Any

from pydantic import Field

from api.forms import KNOWN, Amount, Digest, Form, IsoDay, Known, MemberNumber, Sealed, shown_as
from api.histories.schemas import RulebookForm

_RECORD = {
    "kind": "settlement",
    "effect": "applied",
    "tradeline": "7-1",
    "recorder": 7,
    "capacity": "creditor",
    "amount": "500.00",
    "day": "2026-06-20",
    "commitment": "0x" + "4d" * 32,
    "block": 4790,
    "time": 1_783_036_800,
}
_STOOD = {
    "amount": "1200.00",
    "due": "2026-06-03",
    "paid": "0.00",
    "credited": "0.00",
    "disputed": False,
    "grade": "B",
    "claim": False,
}


class ValueForm(Form):
    """One value of the figures that differs; null where it is absent."""

    place: Annotated[list[str], Field(description="The way to it in `sides` of GET figures.")]
    then: Any
    now: Any


class StoodForm(Form):
    """An obligation by facts up to the day."""

    amount: Amount
    due: IsoDay
    paid: Annotated[Amount, Field(description="By every word, the debtor's own included.")]
    credited: Amount
    disputed: bool
    grade: str
    claim: bool


class RecordForm(Form):
    """An entry recorded since."""

    kind: str
    effect: Annotated[str, Field(description="A code of docs/fold.md.")]
    tradeline: str
    recorder: int
    capacity: str
    amount: Amount | None
    day: IsoDay | None
    commitment: Digest
    block: int
    time: int


class RevisedForm(Form):
    """An obligation of which facts up to the day are told otherwise; null where it was not known."""

    obligation: Digest
    tradeline: str
    side: Annotated[str, Field(description="pays or is_paid")]
    number: Annotated[str | None, Field(description="As its document has it; only for the member itself.")]
    then: StoodForm | None
    now: StoodForm | None
    records: list[RecordForm]


class RevisionsForm(Form):
    """The figures of one day, as they were known and as they are known now: what differs, and what brought it."""

    model_config = shown_as(
        {
            "member": 7,
            "as_of": "2026-06-30",
            "known_then": KNOWN,
            "known_now": {**KNOWN, "block": 4800, "time": 1_783_040_000},
            "sealed": 0,
            "rulebook": {"id": "tradeline-3", "hash": "0x" + "7b" * 32},
            "changes": [
                {"place": ["is_paid", "EUR", "headline", "all", "promptness"], "then": 7100, "now": 7550}
            ],
            "obligations": [
                {
                    "obligation": "0x" + "3c" * 32,
                    "tradeline": "7-1",
                    "side": "is_paid",
                    "number": "2026-118",
                    "then": _STOOD,
                    "now": {**_STOOD, "paid": "500.00"},
                    "records": [_RECORD],
                }
            ],
            "tradelines": [],
            "related": [],
        }
    )
    member: MemberNumber
    as_of: IsoDay
    known_then: Known
    known_now: Known
    sealed: Sealed
    rulebook: RulebookForm
    changes: list[ValueForm]
    obligations: list[RevisedForm]
    tradelines: Annotated[
        list[RecordForm], Field(description="Entries since on their tradelines themselves.")
    ]
    related: Annotated[list[list[int]], Field(description="Pairs of members called related since.")]
