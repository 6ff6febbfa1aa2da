"""`tradeline verify`: a bank's look at a dossier, offline."""

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from ledger.attest.canonical import Json as JsonValue
from ledger.cli.beside_figures import InFull
from ledger.cli.output import Exit, console, plain, print_json, read_file, speaking
from ledger.cli.shown_figures import print_shown
from ledger.cli.shown_slip import differing_from, slip_words
from ledger.cli.trust_file import trust_root_in
from ledger.cli.utc import utc
from ledger.core.day import iso
from ledger.core.errors import Misuse, ProofError
from ledger.verify.policy import Policy, parse_policy
from ledger.verify.report import Outcome, Report
from ledger.verify.verifier import verify as verify_dossier

LATEST = 253_402_300_799
"""The last second of the year 9999."""
_MARKS = {
    Outcome.ESTABLISHED: "[green]established[/]",
    Outcome.NOT_ESTABLISHED: "[yellow]not established[/]",
    Outcome.REFUSED: "[bold red]refused[/]",
}
_EXITS = {
    Outcome.ESTABLISHED: Exit.DONE,
    Outcome.REFUSED: Exit.REFUSED,
    Outcome.NOT_ESTABLISHED: Exit.NOT_ESTABLISHED,
}


def verify(
    file: Annotated[Path, typer.Argument(help="A *.dossier.json file.")],
    trust: Annotated[Path, typer.Option(help="The trust root, which came by a way of its own.")],
    policy: Annotated[Path | None, typer.Option(help="This bank's rules, a JSON file.")] = None,
    audience: Annotated[
        str | None, typer.Option(help="This bank's name, as the firm presented to it.")
    ] = None,
    entity: Annotated[str | None, typer.Option(help="The firm you asked about, as scheme:id.")] = None,
    at: Annotated[
        int | None,
        typer.Option(min=0, max=LATEST, help="Judge as of this second (Unix time) instead of now."),
    ] = None,
    slip: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="What the QR code of a credit report says: is it this dossier's?"),
    ] = None,
    in_full: InFull = False,
    json: Annotated[bool, typer.Option("--json", help="The report as JSON.")] = False,
) -> None:
    """Verify a dossier offline, step by step (docs/verification.md), and show its figures unless it is refused.

    Exit code 0: established; 1: refused; 2: misuse; 3: not established.
    """
    with speaking(json):
        root, rules = trust_root_in(trust), _policy(policy, audience, entity)
        now = int(time.time()) if at is None else at
        data = read_file(file)
        report = verify_dossier(data, root, rules, now)
        apart = None if slip is None or "figures" not in report.shown else differing_from(data, slip)
    if json:
        told: dict[str, JsonValue] = {} if apart is None else {"slip_differs_in": list(apart)}
        print_json({**report.render(), **told})
    else:
        _print(file, report, now, in_full)
        if apart is not None:
            console.print(slip_words(apart), highlight=False)
    raise typer.Exit(Exit.REFUSED if apart else _EXITS[report.verdict])


def _policy(path: Path | None, audience: str | None, entity: str | None) -> Policy:
    try:
        policy = parse_policy(read_file(path)) if path else Policy()
    except ProofError as error:
        raise Misuse(f"{path}: not a policy: {error}") from error
    return replace(policy, audience=audience or policy.audience, entity=entity or policy.entity)


def _print(file: Path, report: Report, now: int, in_full: bool) -> None:
    table = Table(title=plain(file.name), title_justify="left", show_edge=False, pad_edge=False)
    for heading in ("step", "", "outcome", "why"):
        table.add_column(heading, overflow="fold")
    for step in report.steps:
        table.add_row(step.number, step.title, _MARKS[step.outcome], plain(step.reason))
    console.print(table)
    _print_figures(report.shown, in_full)
    last = max((step.block for step in report.steps if step.block is not None), default=None)
    final = f" ({report.shown['finality']} finality)" if "finality" in report.shown else ""
    as_of = f" as of block {last}{final}" if last is not None else ""
    worst = ", ".join(step.number for step in report.steps if step.outcome is report.verdict)
    why = "" if report.verdict is Outcome.ESTABLISHED else f": step{'s' * (',' in worst)} {worst}"
    console.print(f"\njudged at {utc(now)}", highlight=False)
    console.print(f"verdict: {_MARKS[report.verdict]}{as_of}{why}", highlight=False)


def _print_figures(shown: Mapping[str, Any], in_full: bool) -> None:
    if "figures" not in shown:
        return
    name = shown.get("entity", {}).get("name") or f"member {shown['member']}"
    day = iso(shown["as_of"]["day"])
    console.print(f"\nfigures of {plain(name)} on {day}, by {shown['rulebook']['id']}", highlight=False)
    print_shown(shown, in_full)
