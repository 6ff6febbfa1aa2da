"""`tradeline import`: files that a firm has, read, and recorded where a home and a member are named."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from ledger.app.intake import take_in
from ledger.app.ports import OutboxState
from ledger.cli.arguments import As, Home, Json, ProfileName, member, profile_of
from ledger.cli.files import files_under, reading_of
from ledger.cli.homes import acting, opened, try_sending
from ledger.cli.import_report import ImportReport, Recorded
from ledger.cli.output import Exit, print_json, progress, speaking
from ledger.core.errors import Misuse
from ledger.core.ids import Member
from ledger.documents.reading import Reading
from ledger.settings import default_home


def import_files(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Files, or folders with all that is in them.")
    ],
    home: Home = None,
    as_: As = None,
    firm: Annotated[
        Member | None,
        typer.Option(parser=member, metavar="MEMBER", help="As its settlement agent: whose statements."),
    ] = None,
    profile: ProfileName = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and report; record nothing.")] = False,
    json: Json = False,
) -> None:
    """Read invoices, credit notes, bank statements and tables, and record what they say.

    Nothing of a file is recorded while it has a fault; all its faults are told at once. Importing again is
    harmless. Without a home, or with --dry-run, files are read and nothing else.

    Exit code 0: all accepted; 1: a file is refused; 2: misuse.
    """
    with speaking(json):
        files = files_under(paths)
        chosen = profile_of(profile) if profile else None
        readings = []
        with progress("reading", len(files)) as bar:
            for step, file in enumerate(files, 1):
                readings.append(reading_of(file, chosen))
                bar(step)
        recorded = None if dry_run or not _has_home(home, as_) else _record(readings, home, as_, firm)
        report = ImportReport(tuple(readings), recorded)
    if json:
        print_json(report.render())
    else:
        report.print()
    raise typer.Exit(Exit.REFUSED if report.refused else Exit.DONE)


def _has_home(home: Path | None, named: Member | None) -> bool:
    """Whether there is somewhere to record; a home or member that was named must be there, which opening it checks."""
    return home is not None or named is not None or (default_home() / "config.json").is_file()


def _record(
    readings: Sequence[Reading], home: Path | None, named: Member | None, firm: Member | None
) -> Recorded:
    """Books the drafts of the files that have no fault. What is accepted is stored, and goes when the node answers."""
    with opened(home) as party:
        member = acting(party, named)
        if party.contacts.of(member) is None:
            raise Misuse(
                f"the address book does not say who member {member} is: tradeline contact add {member}"
            )
        before = {row.number for row in party.vault.outbox.rows(member)}
        try_sending(party)
        with progress("recording", 2 * len(readings)) as bar:
            taken = take_in(party.clerk(member, firm), [reading.drafts for reading in readings], bar)
        waiting = try_sending(party)
        fresh = [row for row in party.vault.outbox.rows(member) if row.number not in before]
    no = tuple(f"row {row.number}: {row.reason}" for row in fresh if row.state is OutboxState.REFUSED)
    return Recorded(member, taken, waiting, no)
