"""`tradeline import --profile propose`: how a table that nobody knows might be read, shown before it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import typer
from rich.table import Table

from ledger.attest.canonical import Json
from ledger.cli.files import reading_of
from ledger.cli.output import console, fault_json, plain, print_faults
from ledger.cli.output import read_file as bytes_of
from ledger.cli.remembered import name_for, remember, remembered
from ledger.core.errors import BadInput, Misuse
from ledger.core.faults import Fault
from ledger.documents.proposal import Proposal, propose
from ledger.documents.reading import Reading
from ledger.documents.sheet import SIZE

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Proposed:
    """What was proposed for one file: nothing where it is known already, or no table.

    `trial` is what the file gives when it is read so. `path` is where the profile is remembered.
    """

    file: Path
    known: str | None = None
    proposal: Proposal | None = None
    trial: Reading | None = None
    faults: tuple[Fault, ...] = ()
    path: Path | None = None

    @property
    def usable(self) -> bool:
        """Whether the file can be read, by a known format or by the profile."""
        return self.known is not None or (self.trial is not None and self.trial.accepted)

    def render(self) -> Json:
        """The same as JSON values."""
        items = list(islice(self.trial.fields(), _SHOWN)) if self.trial is not None else []
        found = self.proposal
        return {
            "file": str(self.file),
            "known": self.known,
            "profile": found.text if found else None,
            "missing": list(found.missing) if found else [],
            "doubts": list(found.doubts) if found else [],
            "items": items,  # type: ignore[dict-item]
            "faults": [fault_json(fault) for fault in self.faults],
            "remembered": None if self.path is None else str(self.path),
        }


def propose_for(
    files: Sequence[Path], home: Path | None, values: Sequence[str], yes: bool, ask: bool
) -> list[Proposed]:
    """A proposal for each file; with `ask` it is printed, and a person asked whether to remember it in the home."""
    given = _given(values)
    found = []
    for file in files:
        item = _proposed(file, home, given)
        if ask:
            _print(item)
        if item.proposal is not None and item.usable and home is not None:
            name = name_for(file)
            if yes or (ask and typer.confirm(f"remember this as profile {name}?", err=True)):
                path = remember(home, name, item.proposal.text)
                item = Proposed(file, None, item.proposal, item.trial, path=path)
                if ask:
                    console.print(f"remembered: {plain(str(path))}; tradeline import reads such tables by it")
        found.append(item)
    return found


def _given(values: Sequence[str]) -> Mapping[str, str]:
    """Fields that are the same in every row, from `FIELD=TEXT`."""
    pairs = [value.partition("=") for value in values]
    for field, sign, text in pairs:
        if not (field and sign and text.strip()):
            raise Misuse(f"--value {field}: FIELD=TEXT is expected, such as currency=EUR")
    return {field: text.strip() for field, _, text in pairs}


def _proposed(file: Path, home: Path | None, values: Mapping[str, str]) -> Proposed:
    reading = reading_of(file, None, remembered(home))
    if reading.format != "not read":
        return Proposed(file, known=reading.format, faults=reading.faults)
    try:
        proposal = propose(str(file), bytes_of(file, SIZE), values)
    except BadInput as refused:
        return Proposed(file, faults=refused.faults)
    if proposal.missing:
        return Proposed(file, proposal=proposal)
    trial = reading_of(file, proposal.profile(name_for(file)), ())
    return Proposed(file, proposal=proposal, trial=trial, faults=trial.faults)


def _print(item: Proposed) -> None:
    console.print(f"\n[bold]{plain(str(item.file))}[/]")
    if item.known is not None:
        console.print(f"  is read already, as {plain(item.known)}")
    if item.proposal is not None:
        console.print(plain(item.proposal.text), highlight=False)
        for doubt in item.proposal.doubts:
            console.print(f"  [yellow]look[/]: {plain(doubt)}", highlight=False)
        for field in item.proposal.missing:
            console.print(
                f"  [bold red]missing[/]: {field}: no column gives it; --value {field}=… does",
                highlight=False,
            )
    print_faults(item.faults[:10])
    if item.trial is not None and item.trial.accepted:
        console.print(_items(item.trial))


def _items(trial: Reading) -> Table:
    """The first items, a column each."""
    rows = list(islice(trial.fields(), _SHOWN))
    table = Table(
        title=f"{len(trial.drafts)} items, the first {len(rows)}:", show_edge=False, title_justify="left"
    )
    table.add_column("field")
    for row in rows:
        table.add_column(plain(str(row["where"])), overflow="fold")
    for field in dict.fromkeys(name for row in rows for name in row if name != "where"):
        cells = [row.get(field) for row in rows]
        if any(cells):
            table.add_row(field, *(plain("" if cell is None else str(cell)) for cell in cells))
    return table
