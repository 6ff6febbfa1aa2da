"""`tradeline import`: files that a firm has, read, and recorded where a home and a member are named."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from ledger.app.foresight import foresee
from ledger.app.intake import take_in
from ledger.app.ports import OutboxState
from ledger.cli.arguments import As, Home, Json, ProfileName, member, profile_of
from ledger.cli.files import files_under, reading_of
from ledger.cli.homes import acting, opened, try_following, try_sending
from ledger.cli.import_plan import Plan
from ledger.cli.import_report import ImportReport, Recorded
from ledger.cli.output import Exit, print_json, progress, speaking
from ledger.cli.proposing import propose_for
from ledger.core.errors import Misuse
from ledger.core.ids import Member
from ledger.documents.profile import Profile
from ledger.documents.reading import Reading
from ledger.documents.remembered import Remembered
from ledger.settings import VAULT, default_home
from ledger.wiring import Node

PROPOSE = "propose"
"""Instead of a profile's name: propose one."""


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
    value: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=TEXT", help="For a proposal: a field that is the same in every row."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Remember what is proposed without asking.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be recorded; record nothing.")
    ] = False,
    json: Json = False,
) -> None:
    """Read invoices, credit notes, bank statements and tables, and record what they say.

    Nothing of a file is recorded while it has a fault; all its faults are told at once. Importing again is
    harmless. Without a home files are read and nothing else. With --dry-run nothing is recorded or sent either, but
    what would be is told: each document, its tradeline, and whether its counterparty is known, proposed or ambiguous.

    With --profile propose nothing is recorded: for each table that is not known, a column profile is proposed from its
    header and rows, shown with its first items, and remembered in the home once you say yes.

    Exit code 0: all accepted; 1: a file is refused; 2: misuse.
    """
    if profile == PROPOSE:
        _propose(paths, home, value or (), yes, json)
    with speaking(json):
        files = files_under(paths)
        own = _remembered(home)
        kept = own.profiles() if own else ()
        chosen = profile_of(profile) if profile else None
        readings = _read(files, chosen, kept)
        report = ImportReport(readings, None)
        if not dry_run and _has_home(home, as_):
            whole = tuple(readings)
            report = ImportReport(whole, _record(whole, home, as_, firm))
        elif dry_run and _has_vault(home, as_):
            whole = tuple(readings)
            report = ImportReport(whole, None, _foresee(whole, home, as_, firm))
    if json:
        print_json(report.render())
    else:
        report.print()
    raise typer.Exit(Exit.REFUSED if report.refused else Exit.DONE)


def _read(files: Sequence[Path], chosen: Profile | None, kept: Sequence[Profile]) -> Iterator[Reading]:
    """One file at a time."""
    with progress("reading", len(files)) as bar:
        for step, file in enumerate(files, 1):
            yield reading_of(file, chosen, kept)
            bar(step)


def _propose(
    paths: Sequence[Path], home: Path | None, values: Sequence[str], yes: bool, json: bool
) -> NoReturn:
    """Proposes a profile for each table, and ends."""
    with speaking(json):
        found = propose_for(files_under(paths), _remembered(home), values, yes, ask=not json)
        if json:
            print_json({"proposals": [item.render() for item in found]})
    raise typer.Exit(Exit.DONE if all(item.trial.usable for item in found) else Exit.REFUSED)


def _remembered(named: Path | None) -> Remembered | None:
    """The profiles of the home that was named, else of the user's own, if any; Misuse if the one named is none."""
    home = named or default_home()
    if (home / "config.json").is_file():
        return Remembered(home / "profiles")
    if named is not None:
        raise Misuse(f"{named}: no home of a party: it has no config.json")
    return None


def _has_home(home: Path | None, named: Member | None) -> bool:
    """Whether there is somewhere to record; a home or member that was named must be there, which opening it checks."""
    return home is not None or named is not None or (default_home() / "config.json").is_file()


def _has_vault(home: Path | None, named: Member | None) -> bool:
    """Whether there are keys, without which nothing can be foreseen; of a member that was named there must be."""
    return named is not None or ((home or default_home()) / VAULT).is_file()


def _foresee(
    readings: Sequence[Reading], home: Path | None, named: Member | None, firm: Member | None
) -> Plan:
    """What booking the drafts would come to, as of the chain's head, if the node answers."""
    with opened(home) as party:
        member = _known_member(party, named)
        behind = try_following(party)
        with progress("looking ahead", None), party.rehearsal(member, firm) as clerk:
            return Plan(member, foresee(clerk, [reading.drafts for reading in readings]), behind)


def _known_member(party: Node, named: Member | None) -> Member:
    member = acting(party, named)
    if party.contacts.of(member) is None:
        raise Misuse(f"the address book does not say who member {member} is: tradeline contact add {member}")
    return member


def _record(
    readings: Sequence[Reading], home: Path | None, named: Member | None, firm: Member | None
) -> Recorded:
    """Books the drafts of the files that have no fault. What is accepted is stored, and goes when the node answers."""
    with opened(home) as party:
        member = _known_member(party, named)
        before = {row.number for row in party.vault.outbox.rows(member)}
        try_sending(party)
        with progress("recording", 2 * len(readings)) as bar:
            taken = take_in(party.clerk(member, firm), [reading.drafts for reading in readings], bar)
        waiting = try_sending(party)
        fresh = [row for row in party.vault.outbox.rows(member) if row.number not in before]
    no = tuple(f"row {row.number}: {row.reason}" for row in fresh if row.state is OutboxState.REFUSED)
    return Recorded(member, taken, waiting, no)
