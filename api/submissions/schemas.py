"""Forms of what is handed in, and of the outbox that it goes through."""

from typing import Annotated, Any, Literal

from pydantic import Field

from api.forms import KNOWN, Digest, FaultForm, Form, Known, MemberNumber, shown_as
from ledger.app.ports import OutboxRow

_INVOICE = {
    "document": "invoice",
    "where": "/Invoice",
    "amount": "1200.00",
    "currency": "EUR",
    "number": "2026-118",
    "issued": "2026-05-04",
    "due": "2026-06-03",
    "creditor": {"name": "Albers Metallbau", "ids": ["vat:DE811111111"], "account": None},
    "debtor": {"name": "Brunner Maschinen", "ids": ["vat:DE822222222"], "account": None},
    "references": [],
    "disputed": False,
}
_RECORD = {
    "document": "invoice",
    "where": "/Invoice",
    "outcome": "recorded",
    "reason": "",
    "tradeline": "7-1",
    "obligation": "0x" + "3c" * 32,
}
_ROW = {
    "row": 12,
    "lane": 0,
    "sequence": 11,
    "state": "final",
    "entries": 3,
    "transaction": "0x" + "a1" * 32,
    "block": 4711,
    "reason": None,
}


class Note(Form):
    """What was assumed or left out."""

    where: str
    field: str
    text: str


class Record(Form):
    """What became of one document of the file."""

    document: str
    where: str
    outcome: Annotated[str, Field(description="recorded, already recorded, or left to a person")]
    reason: str
    tradeline: str | None
    obligation: str | None


class Counterparty(Form):
    """The other party as the document names it, and which members it may be; none: an external party."""

    name: str
    certainty: Annotated[
        Literal["known", "proposed", "ambiguous"],
        Field(
            description="proposed: by its name alone, or as a new external party; ambiguous: left to a person"
        ),
    ]
    members: list[MemberNumber]
    reason: str


class Planned(Form):
    """What would become of one document of the file. `opens`: its tradeline is not there yet."""

    document: str
    where: str
    outcome: Literal["to be recorded", "already recorded", "left"]
    reason: str
    tradeline: str | None
    opens: bool
    obligation: str | None
    counterparty: Counterparty | None


class PlannedFor(Form):
    """For whom; why the chain was not read first, if it was not."""

    member: MemberNumber
    behind: str | None


class Sent(Form):
    """For whom it was recorded; why something still waits to be sent; what the chain refused."""

    member: MemberNumber
    waiting: str | None
    chain_refused: list[str]


class Outcome(Form):
    """The report on one file: as `tradeline import --json` has it."""

    model_config = shown_as(
        {
            "file": "2026-118.xml",
            "outcome": "recorded",
            "format": "UBL 2.1 Invoice",
            "fields": [_INVOICE],
            "notes": [],
            "faults": [],
            "refused": None,
            "records": [_RECORD],
            "recorded": {"member": 7, "waiting": None, "chain_refused": []},
        }
    )
    file: str
    outcome: Annotated[
        str,
        Field(
            description="recorded, already recorded, partly recorded, left, nothing due, refused; of a dry run "
            "accepted and partly accepted"
        ),
    ]
    format: str
    fields: Annotated[list[dict[str, Any]], Field(description="What was read of each document.")]
    notes: list[Note]
    faults: list[FaultForm]
    refused: Annotated[str | None, Field(description="Why booking ended before its end.")] = None
    records: list[Record] | None = None
    recorded: Sent | None = None
    plan: list[Planned] | None = None
    planned: PlannedFor | None = None


class Row(Form):
    """One batch of entries on its way to the chain."""

    model_config = shown_as(_ROW)
    row: int
    lane: int
    sequence: int
    state: Annotated[
        str,
        Field(
            description="accepted, signed, submitted, mined, final (by the engine's own rule: see known), refused"
        ),
    ]
    entries: int
    transaction: Digest | None
    block: int | None
    reason: str | None

    @classmethod
    def of(cls, row: OutboxRow) -> "Row":
        return cls(
            row=row.number,
            lane=row.lane,
            sequence=row.sequence,
            state=row.state.value,
            entries=len(row.entries),
            transaction=f"0x{row.transaction.hex()}" if row.transaction else None,
            block=row.block,
            reason=row.reason,
        )


class Outbox(Form):
    """A member's, oldest first, as it was last seen from the index's block."""

    model_config = shown_as({"member": 7, "known": KNOWN, "rows": [_ROW]})
    member: MemberNumber
    known: Annotated[Known | None, Field(description="null before the first block was read")]
    rows: list[Row]
