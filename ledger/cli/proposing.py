"""`tradeline import --profile propose`: how a table that nobody knows might be read, shown before it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.table import Table

from ledger.attest.canonical import Json
from ledger.cli.output import console, plain, print_faults
from ledger.cli.output import read_file as bytes_of
from ledger.documents.door import SIZE
from ledger.documents.remembered import Remembered, name_for
from ledger.documents.trial import Trial, look_at, values_of


@dataclass(frozen=True, slots=True)
class Proposed:
    """What was proposed for one file, and where the profile is remembered, if it is."""

    file: Path
    trial: Trial
    path: Path | None = None

    def render(self) -> dict[str, Json]:
        """The same as JSON values."""
        found = self.trial.proposal
        return {
            "file": str(self.file),
            "known": self.trial.known,
            "profile": found.text if found else None,
            "missing": list(found.missing) if found else [],
            "doubts": list(found.doubts) if found else [],
            "items": self.trial.items(),  # type: ignore[dict-item]
            "faults": [fault.as_json() for fault in self.trial.faults],
            "remembered": None if self.path is None else str(self.path),
        }


def propose_for(
    files: Sequence[Path], kept: Remembered | None, values: Sequence[str], yes: bool, ask: bool
) -> list[Proposed]:
    """A proposal for each file; with `ask` it is printed, and a person asked whether to remember it among `kept`."""
    given = values_of(values)
    found = []
    for file in files:
        trial = look_at(str(file), bytes_of(file, SIZE), given, kept.profiles() if kept else ())
        if ask:
            _print(file, trial)
        path = None
        if trial.proposal is not None and trial.usable and kept is not None:
            name = name_for(str(file))
            if yes or (ask and typer.confirm(f"remember this as profile {name}?", err=True)):
                path = kept.keep(name, trial.proposal.text.encode())
                if ask:
                    console.print(f"remembered: {plain(str(path))}; tradeline import reads such tables by it")
        if ask and trial.proposal is not None and trial.usable and kept is None:
            console.print("not remembered: no home")
        found.append(Proposed(file, trial, path))
    return found


def _print(file: Path, item: Trial) -> None:
    console.print(f"\n[bold]{plain(str(file))}[/]")
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
    if item.reading is not None and item.reading.accepted:
        console.print(_items(item, len(item.reading.drafts)))


def _items(item: Trial, number: int) -> Table:
    """The first items, a column each."""
    rows = item.items()
    table = Table(title=f"{number} items, the first {len(rows)}:", show_edge=False, title_justify="left")
    table.add_column("field")
    for row in rows:
        table.add_column(plain(str(row["where"])), overflow="fold")
    for field in dict.fromkeys(name for row in rows for name in row if name != "where"):
        cells = [row.get(field) for row in rows]
        if any(cells):
            table.add_row(field, *(plain(_cell(cell)) for cell in cells))
    return table


def _cell(value: object) -> str:
    """A party by its name and, in brackets, its identifiers; anything else as it is written."""
    if not isinstance(value, dict):
        return "" if value is None else str(value)
    known = [*(value.get("ids") or ()), *([value["account"]] if value.get("account") else ())]
    name = str(value.get("name") or "")
    return f"{name} ({', '.join(map(str, known))})".strip() if known else name
