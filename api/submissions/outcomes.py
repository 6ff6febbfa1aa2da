"""What became of a file, in the words of `tradeline import`."""

from dataclasses import dataclass
from typing import Any

from api.forms import fault_json
from ledger.app.booking import Booked
from ledger.app.intake import Taken, outcome_of_file
from ledger.core.errors import TradelineError
from ledger.core.faults import Fault
from ledger.core.ids import Member
from ledger.documents.reading import Reading, fields_of


class FileRefused(TradelineError):
    """A file has faults, or a rule of the ledger forbids what it says; `outcome` is the report on it."""

    def __init__(self, why: str, outcome: dict[str, Any], faults: tuple[Fault, ...] = ()) -> None:
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


def report(reading: Reading, recorded: Recorded | None) -> dict[str, Any]:
    """The report on a file; `recorded` is None where it was only read. FileRefused carries it where it is no good."""
    taken = recorded.taken if recorded else None
    outcome: dict[str, Any] = {
        "file": reading.file,
        "outcome": outcome_of(reading, taken),
        "format": reading.format,
        "fields": list(reading.fields()),
        "notes": [{"where": note.where, "field": note.field, "text": note.text} for note in reading.notes],
        "faults": [fault_json(fault) for fault in reading.faults],
    }
    if recorded:
        outcome["refused"] = recorded.taken.refused
        outcome["records"] = [_record(item) for item in recorded.taken.booked]
        outcome["recorded"] = {
            "member": recorded.member,
            "waiting": recorded.waiting,
            "chain_refused": list(recorded.chain_refused),
        }
    why = _refusal(reading, recorded)
    if why is not None:
        raise FileRefused(why, outcome, reading.faults)
    return outcome


def outcome_of(reading: Reading, taken: Taken | None) -> str:
    """One word or two."""
    return outcome_of_file(taken, accepted=reading.accepted, due=bool(reading.drafts))


def _refusal(reading: Reading, recorded: Recorded | None) -> str | None:
    if not reading.accepted:
        return f"{len(reading.faults)} faults"
    if recorded is None:
        return None
    return recorded.taken.refused or "; ".join(recorded.chain_refused) or None


def _record(item: Booked) -> dict[str, Any]:
    return {
        "document": fields_of(item.draft)["document"],
        "where": item.draft.source.where,
        "outcome": item.action.value,
        "reason": item.reason,
        "tradeline": None if item.tradeline is None else str(item.tradeline),
        "obligation": None if item.obligation is None else f"0x{item.obligation.hex()}",
    }
