"""`tradeline audit`: a node's whole telling, replayed from genesis and held against its state."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from ledger.app.audit.account import Keys
from ledger.app.audit.auditor import Ground
from ledger.app.audit.auditor import audit as audit_chain
from ledger.app.audit.report import AuditReport
from ledger.app.audit.state import TrustedContract
from ledger.app.desk import Desk
from ledger.attest.fields import hex_text
from ledger.chain.audited import AuditedNode
from ledger.chain.reader import Reader
from ledger.chain.rpc import Rpc
from ledger.cli.figure_table import figure_table
from ledger.cli.homes import asked_passphrase
from ledger.cli.output import Exit, console, plain, print_json, progress, read_file, speaking
from ledger.core.day import Day, date_of
from ledger.core.errors import Misuse, ProofError
from ledger.core.ids import Member
from ledger.proof.events import Contracts
from ledger.store.index import SqliteIndex
from ledger.vault.file import VaultFile
from ledger.verify.trust import Contract, TrustRoot, parse_trust


def audit(
    rpc: Annotated[str, typer.Option(help="The node's address; it is not trusted.")],
    trust: Annotated[Path, typer.Option(help="The trust root, which came by a way of its own.")],
    until: Annotated[
        int | None, typer.Option("--until-block", min=0, help="Audit up to this block instead of the head.")
    ] = None,
    vault: Annotated[Path | None, typer.Option(help="With keys: the vault of --member.")] = None,
    member: Annotated[
        int | None, typer.Option(help="Whose entries to open, and figures to recompute.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="The report as JSON.")] = False,
) -> None:
    """Replay a chain from genesis, trusting no node, and name the first difference (docs/audit.md).

    Exit code 0: no difference; 1: a difference, or the node is away; 2: misuse. The report says what was left open.
    """
    with speaking(json):
        ground = _ground(trust)
        with Rpc(rpc) as connection, _keys(vault, member, ground.contracts) as keys:
            node = AuditedNode(connection, ground.contracts)
            goal = _goal(node, until)
            with progress("auditing blocks", goal + 1) as done:
                report = audit_chain(
                    node, ground, now=int(time.time()), until=until, keys=keys, progress=_counted(done)
                )
    if json:
        print_json(report.render())
    else:
        _print(report)
    raise typer.Exit(Exit.DONE if report.difference is None else Exit.REFUSED)


def _goal(node: Reader, until: int | None) -> int:
    height = node.height()
    if until is not None and until > height:
        raise Misuse(f"the node's last block is {height}: there is no block {until} to audit up to")
    return height if until is None else until


def _counted(done: Callable[[int], None]) -> Callable[[int], None]:
    return lambda block: done(block + 1)


def _ground(path: Path) -> Ground:
    try:
        root = parse_trust(read_file(path))
    except ProofError as error:
        raise Misuse(f"{path}: not a trust root: {error}") from error
    return ground_of(root)


def ground_of(root: TrustRoot) -> Ground:
    """What an audit takes of a trust root."""

    def trusted(name: str, contract: Contract) -> TrustedContract:
        return TrustedContract(name, contract.address, contract.code_hash)

    return Ground(
        chain_id=root.chain_id,
        genesis=root.genesis,
        engine=root.engine,
        expires=root.expires,
        registry=trusted("registry", root.registry),
        ledger=trusted("ledger", root.ledger),
        attestations=trusted("attestations", root.attestations),
    )


@contextmanager
def _keys(path: Path | None, member: int | None, contracts: Contracts) -> Iterator[Keys | None]:
    """The member's vault over an index that lives as long as the audit."""
    if path is None and member is None:
        yield None
        return
    if path is None or member is None:
        raise Misuse("--vault and --member go together")
    with (
        closing(VaultFile.open(path, asked_passphrase(), contracts.place)) as held,
        tempfile.TemporaryDirectory() as folder,
        closing(SqliteIndex(Path(folder) / "index.sqlite", contracts, 0)) as index,
    ):
        if member not in held.keys.members():
            raise Misuse(f"{path} has no keys of member {member}")
        yield Keys(Desk(held, index, index.directory, os.urandom), Member(member))


def _print(report: AuditReport) -> None:
    table = Table(title="audit", title_justify="left", show_edge=False, pad_edge=False)
    for heading in ("", "outcome", "how, or why not"):
        table.add_column(heading, overflow="fold")
    for finding in report.established:
        table.add_row(finding.what, "[green]established[/]", plain(finding.why))
    for finding in report.not_established:
        table.add_row(finding.what, "[yellow]not established[/]", plain(finding.why))
    console.print(table)
    if report.account is not None:
        day = date_of(Day(report.account.figures.as_of))
        console.print(f"\nfigures of member {report.account.member} on {day}:")
        console.print(figure_table(report.account.figures))
    if report.as_of is not None:
        console.print(f"\nas of block {report.as_of.block}, {hex_text(report.as_of.hash)}")
    if report.difference is None:
        console.print("[green]no difference[/]")
        return
    difference = report.difference
    where = f"block {difference.block}" + ("" if difference.log is None else f", log {difference.log}")
    console.print(f"[bold red]first difference:[/] {where}: {plain(difference.field)}")
    console.print(f"  expected {plain(difference.expected)}\n  got      {plain(difference.got)}")
