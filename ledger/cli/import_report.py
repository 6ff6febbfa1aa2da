"""What an import came to, file by file: as JSON, and as a table for people."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count

from rich.table import Table

from ledger.app.booking import Action, Booked
from ledger.app.foresight import Planned
from ledger.app.intake import REFUSED, Taken, outcome_of_file
from ledger.attest.canonical import Json
from ledger.attest.pieces import Pieces
from ledger.cli.import_plan import Plan, planned_json, print_planned
from ledger.cli.output import console, plain, print_faults
from ledger.core.faults import Fault
from ledger.core.ids import Member
from ledger.documents.reading import Reading, fields_of

_COLOURS = {
    REFUSED: "bold red",
    "left": "yellow",
    "partly recorded": "yellow",
    "partly accepted": "yellow",
}
_TABLES = ("CSV", "workbook")
_ROW = re.compile(r"(line|row) [0-9]+")
_WHOLE = frozenset({"csv.header", "csv.column", "csv.duplicate", "file.rows"})
"""Rules of a table's header and size, though they name a line."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """For whom files were recorded, what became of each, what still waits to be sent, what the chain refused."""

    member: Member
    taken: tuple[Taken, ...]
    waiting: str | None
    chain_refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What is told once, by `render` or by `print`: files may be read as they are told of, and let go of then.

    `recorded` is None where files were only read, or looked ahead to: then there is a `plan`.
    """

    readings: Iterable[Reading]
    recorded: Recorded | None
    plan: Plan | None = None
    outcomes: Counter[str] = field(default_factory=Counter)

    @property
    def refused(self) -> bool:
        """Whether anything was refused, once all is told: a file for its faults or by a rule, an entry by the chain."""
        by_chain = self.recorded is not None and self.recorded.chain_refused
        return self.outcomes[REFUSED] > 0 or bool(by_chain)

    def render(self) -> dict[str, Pieces]:
        """The whole report as JSON values, each file's as it is written; `outcomes` are counted on the way to them."""
        report: dict[str, Pieces] = {
            "files": self._files(),
            "outcomes": self.outcomes,
            "recorded": None,
            "plan": self.plan.render() if self.plan else None,
        }
        if self.recorded is not None:
            report["recorded"] = {
                "member": self.recorded.member,
                "waiting": self.recorded.waiting,
                "chain_refused": list(self.recorded.chain_refused),
            }
        return report

    def print(self) -> None:
        """The same for people: a table, then what a person should look at."""
        table = Table(show_edge=False, pad_edge=False)
        for heading in ("file", "outcome", "format", "items"):
            table.add_column(heading, overflow="fold")
        remarks = []
        for _, reading, outcome in self._told():
            colour = _COLOURS.get(outcome, "green")
            number = len(reading.drafts) + len(reading.nothing_due)
            table.add_row(plain(reading.file), f"[{colour}]{outcome}[/]", plain(reading.format), str(number))
            remarks.append((reading.file, reading.format, reading.faults))
            del reading
        console.print(table)
        for place, (file, form, faults) in enumerate(remarks):
            _print_remarks(file, faults, self._taken(place), self._planned(place))
            if form.startswith(_TABLES):
                _print_way_on(faults)
        counted = ", ".join(f"{number} {outcome}" for outcome, number in sorted(self.outcomes.items()))
        console.print(f"\n{len(remarks)} file{'s' * (len(remarks) != 1)}: {counted}")
        self._print_sending()

    def _files(self) -> Iterator[dict[str, Pieces]]:
        for place, reading, outcome in self._told():
            yield file_json(reading, outcome, self._taken(place), self._planned(place))
            del reading

    def _told(self) -> Iterator[tuple[int, Reading, str]]:
        """Each file with its place and one word or two, which are counted; it is not held while the next is read."""
        places = count()
        for reading in self.readings:
            place = next(places)
            outcome = outcome_of(reading, self._taken(place), foreseen=self.plan is not None)
            self.outcomes[outcome] += 1
            yield place, reading, outcome
            del reading

    def _print_sending(self) -> None:
        if self.plan is not None:
            console.print(f"dry run for member {self.plan.member}: nothing was recorded")
            if self.plan.behind:
                console.print(f"[yellow]the chain was not read: {plain(self.plan.behind)}[/]")
            return
        if self.recorded is None:
            console.print("read only: nothing was recorded")
            return
        if self.recorded.waiting:
            console.print(f"stored, not all sent yet ({plain(self.recorded.waiting)}): tradeline send")
        for line in self.recorded.chain_refused:
            console.print(f"[bold red]refused by the chain[/]: {plain(line)}")

    def _taken(self, place: int) -> Taken | None:
        if self.plan is not None:
            return self.plan.files[place].taken
        return None if self.recorded is None else self.recorded.taken[place]

    def _planned(self, place: int) -> tuple[Planned, ...] | None:
        return None if self.plan is None else self.plan.files[place].planned


def outcome_of(reading: Reading, taken: Taken | None, *, foreseen: bool = False) -> str:
    """What became of a file."""
    return outcome_of_file(taken, accepted=reading.accepted, due=bool(reading.drafts), foreseen=foreseen)


def file_json(
    reading: Reading, outcome: str, taken: Taken | None, planned: tuple[Planned, ...] | None = None
) -> dict[str, Pieces]:
    """One file: what was read of it, its faults, and what was or would be recorded."""
    faults: list[Json] = [fault.as_json() for fault in reading.faults]
    report: dict[str, Pieces] = {
        "file": reading.file,
        "outcome": outcome,
        "format": reading.format,
        "fields": reading.fields(),  # type: ignore[dict-item]
        "notes": [{"where": note.where, "field": note.field, "text": note.text} for note in reading.notes],
        "faults": faults,
    }
    if taken is not None:
        report["refused"] = taken.refused
    if planned is not None:
        report["plan"] = map(planned_json, planned)
    elif taken is not None:
        report["records"] = map(_record_json, taken.booked)
    return report


def _record_json(item: Booked) -> dict[str, Json]:
    return {
        "document": str(fields_of(item.draft)["document"]),
        "where": item.draft.source.where,
        "outcome": item.action.value,
        "reason": item.reason,
        "tradeline": None if item.tradeline is None else str(item.tradeline),
        "obligation": None if item.obligation is None else f"0x{item.obligation.hex()}",
    }


def _print_way_on(faults: tuple[Fault, ...]) -> None:
    """What to do with a table of which rows are faulty, and nothing else is."""
    rows = {fault.where for fault in faults if fault.rule != "faults.more"}
    if not rows or not all(_ROW.fullmatch(row) for row in rows) or _WHOLE & {fault.rule for fault in faults}:
        return
    which, them, its = ("this row", "it", "its") if len(rows) == 1 else ("these rows", "them", "their")
    what = f"mend {which}, or move {them} to a file of {its} own for later, and import again"
    console.print(f"  nothing of this file was taken: {what}", highlight=False)


def _print_remarks(
    file: str, faults: tuple[Fault, ...], taken: Taken | None, planned: tuple[Planned, ...] | None
) -> None:
    """Faults, and drafts that were left with the reason; of a plan, everything."""
    left = [item for item in taken.booked if item.action is Action.LEFT] if taken and planned is None else []
    refused = taken.refused if taken else None
    if not (faults or left or refused or planned):
        return
    console.print(f"\n[bold]{plain(file)}[/]")
    print_faults(faults)
    if refused:
        console.print(f"  [bold red]refused[/]: {plain(refused)}", highlight=False)
    for each in planned or ():
        print_planned(each)
    for item in left:
        fields = fields_of(item.draft)
        said = ("document", "answer", "amount", "currency")
        what = " ".join(str(fields[name]) for name in said if name in fields)
        console.print(
            f"  {plain(item.draft.source.where)}: {what} left: {plain(item.reason)}", highlight=False
        )
