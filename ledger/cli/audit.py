"""`tradeline audit`: a chain's whole telling, replayed from genesis and held against its state."""

import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from ledger.app.audit.account import Keys
from ledger.app.audit.attested import Shown
from ledger.app.audit.auditor import audit as audit_chain
from ledger.app.audit.checkpoint import EVERY
from ledger.app.audit.ground import Ground
from ledger.app.audit.hearing import Aids
from ledger.app.audit.report import AuditReport, legible
from ledger.app.audit.sources import Source
from ledger.app.audit.state import TrustedContract
from ledger.app.audit.summary import sign as sign_report
from ledger.app.desk import Desk
from ledger.app.pens import Pen, pen_of
from ledger.app.vault import Private
from ledger.archive.chain import ArchiveFolder
from ledger.chain.audited import NodeAddress
from ledger.cli.audit_page import page
from ledger.cli.audit_print import print_report
from ledger.cli.audit_shelf import checkpoints_in
from ledger.cli.audit_signing import pen_in
from ledger.cli.audit_workers import workers
from ledger.cli.homes import asked_passphrase
from ledger.cli.output import Exit, check_apart, print_json, progress, read_file, speaking, write_file
from ledger.cli.trust_file import trust_root_in
from ledger.core.errors import Misuse, ProofError
from ledger.core.ids import Member
from ledger.proof.consensus.point import Point
from ledger.proof.events import Contracts
from ledger.rulebook.rulebook import STANDARD, rulebook_named
from ledger.store.index import SqliteIndex
from ledger.vault.file import VaultFile
from ledger.verify.trust import Contract, TrustRoot


def audit(
    trust: Annotated[Path, typer.Option(help="The trust root, which came by a way of its own.")],
    rpc: Annotated[
        list[str] | None, typer.Option(metavar="URL", help="A node, which is not trusted; any number.")
    ] = None,
    archive: Annotated[
        list[Path] | None, typer.Option(metavar="DIR", help="An archive, which is not trusted either.")
    ] = None,
    until: Annotated[
        int | None, typer.Option("--until-block", min=0, help="Audit up to this block instead of the head.")
    ] = None,
    dossier: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="A dossier whose coverage to check; any number.")
    ] = None,
    vault: Annotated[Path | None, typer.Option(help="With keys: the vault of --member.")] = None,
    member: Annotated[
        int | None, typer.Option(help="Whose entries to open, and figures to recompute.")
    ] = None,
    rulebook: Annotated[
        str | None, typer.Option(metavar="ID", help="By which to recompute them; else the newest.")
    ] = None,
    resume: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep where the audit stands, and go on from there.")
    ] = None,
    checkpoint: Annotated[
        int, typer.Option(min=1, metavar="BLOCKS", help="How often, with --resume.")
    ] = EVERY,
    processes: Annotated[
        int, typer.Option(min=1, metavar="N", help="Processes that look at blocks.")
    ] = os.cpu_count() or 1,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the report as a page, too.")
    ] = None,
    sign: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a signed summary of the report.")
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Sign with this P-256 key (PEM), not with the vault's."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="The report as JSON.")] = False,
) -> None:
    """Replay a chain from genesis, trusting no source, and name each difference (docs/audit.md).

    Exit code 0: no difference; 1: a difference, or no source answers; 2: misuse. The report says what was left open.
    """
    with speaking(json):
        ground = ground_of(trust_root_in(trust))
        sources = _sources(rpc or (), archive or (), ground.contracts)
        if resume is not None and vault is not None:
            raise Misuse("--resume keeps nothing that keys open: it goes without --vault")
        if (sign is None and key is not None) or (sign is not None and key is None and vault is None):
            raise Misuse("--sign needs --key FILE, or --vault and --member; --key is for --sign")
        _check_new(html, sign, resume)
        with ExitStack() as stack:
            bar = stack.enter_context(progress("auditing blocks", None))
            keys = stack.enter_context(_keys(vault, member, rulebook, ground.contracts))
            pen = None if sign is None else _pen(key, keys)
            aids = Aids(
                keys=keys,
                shown=[_shown(path) for path in dossier or ()],
                workers=stack.enter_context(workers(processes)),
                checkpoints=None if resume is None else checkpoints_in(resume, checkpoint),
                progress=lambda block, goal: bar(block + 1, goal + 1),
            )
            made = int(time.time())
            report = audit_chain(sources, ground, now=made, until=until, aids=aids)
        _write(report, made, html, sign, pen)
    if json:
        print_json(report.render())
    else:
        print_report(report, made)
    raise typer.Exit(_exit(report))


def _exit(report: AuditReport) -> Exit:
    return Exit.REFUSED if report.differences else Exit.DONE


def _check_new(html: Path | None, sign: Path | None, resume: Path | None) -> None:
    """Asked before the audit, which may take long. Misuse."""
    check_apart((html, sign), (resume,))
    for file in (html, sign):
        if file is not None and file.exists():
            raise Misuse(f"{file} exists already")


def _write(report: AuditReport, made: int, html: Path | None, sign: Path | None, pen: Pen | None) -> None:
    if html is not None:
        write_file(html, page(report, made).encode())
    if sign is not None and pen is not None:
        summary = sign_report(pen, report.render(), len(report.differences), int(time.time()))
        write_file(sign, summary.encode() + b"\n")


def _pen(path: Path | None, keys: Keys | None) -> Pen | None:
    """The key named, else the attestation key of the member whose vault it is."""
    if path is not None:
        return pen_in(path)
    return None if keys is None else pen_of(keys.desk.vault, keys.member, Private.ATTESTATION)


def _sources(nodes: Sequence[str], archives: Sequence[Path], contracts: Contracts) -> list[Source]:
    if not nodes and not archives:
        raise Misuse("name what to audit: --rpc URL or --archive DIR")
    if len(set(nodes)) < len(nodes) or len(set(archives)) < len(archives):
        raise Misuse("name each source once")
    found: list[Source] = []
    for url in nodes:
        node = NodeAddress(url, contracts)
        alike = sum(other.name.partition(" (")[0] == node.name for other in found)
        found.append(replace(node, label=f"{node.name} ({alike + 1})") if alike else node)
    return [*found, *(ArchiveFolder(path, contracts) for path in archives)]


def _shown(path: Path) -> Shown:
    try:
        return Shown.read(legible(path.name), read_file(path))
    except ProofError as error:
        raise Misuse(f"{path}: not a dossier: {error}") from error


def ground_of(root: TrustRoot) -> Ground:
    """What an audit takes of a trust root."""

    def trusted(name: str, contract: Contract) -> TrustedContract:
        return TrustedContract(name, contract.address, contract.code_hash)

    founders = [Point(0, root.genesis, root.validators)] if root.validators else []
    return Ground(
        chain_id=root.chain_id,
        genesis=root.genesis,
        schedule=root.schedule,
        expires=root.expires,
        registry=trusted("registry", root.registry),
        ledger=trusted("ledger", root.ledger),
        attestations=trusted("attestations", root.attestations),
        pinned=(*founders, *root.points),
    )


@contextmanager
def _keys(
    path: Path | None, member: int | None, book: str | None, contracts: Contracts
) -> Iterator[Keys | None]:
    """The member's vault over an index that lives as long as the audit. Misuse."""
    if path is None and member is None:
        if book is not None:
            raise Misuse("--rulebook is of a member's figures: it needs --vault and --member")
        yield None
        return
    if path is None or member is None:
        raise Misuse("--vault and --member go together")
    rules = STANDARD if book is None else rulebook_named(book)
    with (
        closing(VaultFile.open(path, asked_passphrase(), contracts.place)) as held,
        tempfile.TemporaryDirectory() as folder,
        closing(SqliteIndex(Path(folder) / "index.sqlite", contracts, 0)) as index,
    ):
        if member not in held.keys.members():
            raise Misuse(f"{path} has no keys of member {member}")
        yield Keys(Desk(held, index, index.directory, os.urandom), Member(member), rules)
