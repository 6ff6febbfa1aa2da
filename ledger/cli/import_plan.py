"""What `tradeline import --dry-run` foresees: as JSON, and line by line for people."""

from dataclasses import dataclass

from ledger.app.booking import Action
from ledger.app.foresight import Counterparty, Foreseen, Planned
from ledger.attest.canonical import Json
from ledger.cli.output import console, plain
from ledger.core.ids import Member
from ledger.documents.reading import fields_of

_COLOURS = {Action.RECORDED: "green", Action.ALREADY: "dim", Action.LEFT: "yellow"}


@dataclass(frozen=True, slots=True)
class Plan:
    """For whom files would be recorded, what would become of each, why the chain was not read, if so."""

    member: Member
    files: tuple[Foreseen, ...]
    behind: str | None

    def render(self) -> dict[str, Json]:
        """As JSON values."""
        return {"member": self.member, "behind": self.behind}


def planned_json(item: Planned) -> dict[str, Json]:
    """What would become of one document."""
    booked = item.booked
    return {
        "document": str(fields_of(booked.draft)["document"]),
        "where": booked.draft.source.where,
        "outcome": item.outcome,
        "reason": booked.reason,
        "tradeline": None if booked.tradeline is None else str(booked.tradeline),
        "opens": item.opens,
        "obligation": None if booked.obligation is None else f"0x{booked.obligation.hex()}",
        "counterparty": None if item.counterparty is None else _counterparty_json(item.counterparty),
    }


def print_planned(item: Planned) -> None:
    """The same in one line."""
    booked, other = item.booked, item.counterparty
    fields = fields_of(booked.draft)
    what = " ".join(
        str(fields[name]) for name in ("document", "number", "amount", "currency") if name in fields
    )
    words = [f"[{_COLOURS[booked.action]}]{item.outcome}[/]"]
    if booked.tradeline is not None:
        words.append(f"on {'new ' * item.opens}tradeline {booked.tradeline}")
    if other is not None:
        members = " or ".join(f"member {member}" for member in other.members) or "an external party"
        words.append(f"with {plain(other.name)}: {other.certainty.value}, {members} ({other.reason})")
    if booked.reason:
        words.append(plain(booked.reason))
    console.print(f"  {plain(booked.draft.source.where)}: {plain(what)} {'; '.join(words)}", highlight=False)


def _counterparty_json(party: Counterparty) -> dict[str, Json]:
    return {
        "name": party.name,
        "certainty": party.certainty.value,
        "members": list(party.members),
        "reason": party.reason,
    }
