"""`tradeline archive`: the chain in files that need no node to read (docs/archive.md)."""

import time
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from ledger.app.leading import advance
from ledger.archive.chain import ArchiveChain
from ledger.archive.check import check as check_archive
from ledger.archive.manifest import MANIFEST, Manifest, is_segment_name
from ledger.attest.canonical import Json as JsonValue
from ledger.attest.fields import hex_text
from ledger.cli.arguments import Home, Json
from ledger.cli.homes import follow, opened, settings_of
from ledger.cli.output import console, plain, print_json, progress, speaking
from ledger.cli.trust_file import trust_root_in
from ledger.core.errors import Misuse
from ledger.store.index import SqlIndex
from ledger.store.opening import index_at
from ledger.verify.trust import TrustRoot
from ledger.wiring import origin_of_archive

archive = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Keep the chain in files that need no node to read (docs/archive.md).",
)
_BEGUN = (".lock", "segment.part", "manifest.part")
"""What is in an archive beside its segments before it has a manifest."""
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The archive's folder.")]


@archive.command()
def export(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="The archive's folder; else `archive` in the home.")
    ] = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Write the final blocks of the chain, and what is proved at one of the last; what is there already stays.

    A home's own archive is also what its API gives to members, and goes on with.
    """
    with speaking(json):
        with opened(home) as party:
            settings = party.settings
            where = folder or settings.archive
            _check_own(where)
            follow(party)
            archivist = party.archivist(trust_root_in(settings.trust), party.follow)
            with progress("exporting blocks", None) as bar:
                done = archivist.export(where, bar)
        report: dict[str, JsonValue] = {
            "archive": str(where),
            "added": done.added,
            "last": done.last,
            "words": done.words,
            "proved_at": done.proved_at,
        }
        words = f"{done.added} blocks added to {where}, which ends at block {done.last}"
        if done.proved_at is not None:
            words += f"; {done.words} words of state proved at block {done.proved_at}"
        _tell(json, report, words)


@archive.command("import")
def import_archive(folder: Folder, home: Home = None, json: Json = False) -> None:
    """Fill the home's index from an archive; no node is asked. `tradeline follow` goes on from there.

    Blocks are held against their hashes, roots and seals, from the genesis of the home's trust root on, and against its
    pinned points. Final are those that the archive itself shows to be. What they lead to in state is for
    `tradeline audit --archive` to say.
    """
    with speaking(json):
        settings = settings_of(home)
        root = trust_root_in(settings.trust)
        if time.time() >= root.expires:
            raise Misuse("the trust root has expired: fetch a new one by the way this one came")
        addresses = settings.contracts.addresses
        with closing(ArchiveChain.open(folder, addresses, root.schedule, root.points)) as chain:
            _check_origin(root, chain.manifest, folder)
            with closing(index_at(settings.index, settings.contracts, settings.start)) as index:
                _check_start(index, chain, folder)
                with progress("reading the archive", chain.height() + 1) as bar:
                    taken = advance(chain, index, lambda at: bar(at.block + 1))
                if taken is None:
                    raise Misuse("another process takes blocks into this index: end it first")
                position, final = index.position(), index.finalised()
        block = None if position is None else position.number
        report: dict[str, JsonValue] = {
            "taken": taken,
            "block": block,
            "hash": None if position is None else hex_text(position.hash),
            "final": final,
        }
        _tell(json, report, f"{taken} blocks read; the index is at block {block}, final up to block {final}")


@archive.command()
def check(folder: Folder, json: Json = False) -> None:
    """Whether every byte and every link of an archive is there: no node is asked, and no trust root.

    That these are the blocks of the consortium, and what they lead to, is for `tradeline audit --archive` to say.
    """
    with speaking(json):
        with closing(ArchiveChain.open(folder, ())) as chain:
            manifest = chain.manifest
            with progress("checking blocks", chain.height() + 1) as bar:
                found = check_archive(folder, manifest, lambda block: bar(block + 1))
        states = list(found.states)
        report: dict[str, JsonValue] = {
            "archive": str(folder),
            "chain_id": manifest.origin.chain_id,
            "genesis": hex_text(manifest.origin.genesis),
            "blocks": found.blocks,
            "transactions": found.transactions,
            "logs": found.logs,
            "states": states,
        }
        words = f"whole: blocks 0 to {found.blocks - 1}, {found.transactions} transactions, {found.logs} logs"
        at = ", ".join(map(str, states))
        _tell(json, report, f"{words}; state at block {at}" if states else f"{words}; no state")


def _check_own(folder: Path) -> None:
    """The folder holds an archive, what a first export that was killed left there, or nothing; Misuse."""
    if not folder.is_dir() or (folder / MANIFEST).exists():
        return
    for path in folder.iterdir():
        if path.name not in _BEGUN and not is_segment_name(path.name):
            raise Misuse(f"{folder} is no archive, and not empty: it holds {path.name}")


def _check_origin(root: TrustRoot, manifest: Manifest, folder: Path) -> None:
    """The archive is of the home's chain and ledger; Misuse."""
    if not manifest.origin.goes_on(origin_of_archive(root), manifest.blocks):
        raise Misuse(f"{folder} is an archive of another chain, or of other contracts, than this home")


def _check_start(index: SqlIndex, chain: ArchiveChain, folder: Path) -> None:
    """The index is empty, or of blocks that the archive has too; Misuse."""
    position = index.position()
    if position is None:
        return
    if position.number > chain.height():
        raise Misuse(f"the index is at block {position.number}; {folder} ends at block {chain.height()}")
    if chain.header(position.number)["hash"] != hex_text(position.hash):
        raise Misuse(f"the index has another block {position.number} than {folder}: empty it first")


def _tell(as_json: bool, report: dict[str, JsonValue], words: str) -> None:
    if as_json:
        print_json(report)
    else:
        console.print(plain(words), highlight=False, soft_wrap=True)
