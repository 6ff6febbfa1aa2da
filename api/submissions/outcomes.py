"""What became of a file, in the words of `tradeline import`."""

from dataclasses import dataclass
from typing import Any

from ledger.app.booking import Booked
from ledger.app.foresight import Foreseen, Planned
from ledger.app.intake import Taken, outcome_of_file
from ledger.attest.pieces import Pieces
from ledger.core.errors import TradelineError
from ledger.core.faults import Fault
from ledger.core.ids import Member
from ledger.documents.reading import Reading, fields_of


class FileRefused(TradelineError):
    """A file has faults, or a rule of the ledger forbids what it says; `outcome` is the report on it."""

    def __init__(self, why: str, outcome: dict[str, Pieces], faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(why)
        self.outcome = outcome
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Recorded:
    """For whom, what became of each draft, what still waits to be sent and why, what the chain refused."""

    member: Member
    taken: Taken
    waiting: str | None
    chain_refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """For whom, what would become of each draft, why the chain was not read, if so."""

    member: Member
    foreseen: Foreseen
    behind: str | None

    @property
    def taken(self) -> Taken:
        return self.foreseen.taken


def report(reading: Reading, booked: Recorded | Plan | None) -> dict[str, Pieces]:
    """The report on a file, its documents as they are written; `booked` is None where it was only read.

    FileRefused carries it where it is no good.
    """
    outcome: dict[str, Pieces] = {
        "file": reading.file,
        "outcome": _outcome_of(reading, booked),
        "format": reading.format,
        "fields": reading.fields(),  # type: ignore[dict-item]
        "notes": [{"where": note.where, "field": note.field, "text": note.text} for note in reading.notes],
        "faults": [fault.as_json() for fault in reading.faults],
    }
    match booked:
        case Recorded():
            outcome["refused"] = booked.taken.refused
            outcome["records"] = map(_record, booked.taken.booked)
            outcome["recorded"] = {
                "member": booked.member,
                "waiting": booked.waiting,
                "chain_refused": list(booked.chain_refused),
            }
        case Plan():
            outcome["refused"] = booked.taken.refused
            outcome["plan"] = map(_planned, booked.foreseen.planned)
            outcome["planned"] = {"member": booked.member, "behind": booked.behind}
    why = _refusal(reading, booked)
    if why is not None:
        raise FileRefused(why, outcome, reading.faults)
    return outcome


def _outcome_of(reading: Reading, booked: Recorded | Plan | None) -> str:
    taken = booked.taken if booked else None
    foreseen = isinstance(booked, Plan)
    return outcome_of_file(taken, accepted=reading.accepted, due=bool(reading.drafts), foreseen=foreseen)


def _refusal(reading: Reading, booked: Recorded | Plan | None) -> str | None:
    if not reading.accepted:
        return f"{len(reading.faults)} faults"
    if booked is None:
        return None
    by_chain = booked.chain_refused if isinstance(booked, Recorded) else ()
    return booked.taken.refused or "; ".join(by_chain) or None


def _planned(item: Planned) -> dict[str, Any]:
    other = item.counterparty
    return {
        **_record(item.booked),
        "outcome": item.outcome,
        "opens": item.opens,
        "counterparty": other
        and {
            "name": other.name,
            "certainty": other.certainty.value,
            "members": list(other.members),
            "reason": other.reason,
        },
    }


def _record(item: Booked) -> dict[str, Any]:
    return {
        "document": fields_of(item.draft)["document"],
        "where": item.draft.source.where,
        "outcome": item.action.value,
        "reason": item.reason,
        "tradeline": None if item.tradeline is None else str(item.tradeline),
        "obligation": None if item.obligation is None else f"0x{item.obligation.hex()}",
    }
