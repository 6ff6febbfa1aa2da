"""`tradeline witness`, as far as it works on a home: keys, signing, collecting, showing."""

import time
from pathlib import Path
from typing import Annotated

import typer

from ledger.app.keys import make_key
from ledger.app.statements import NotWitnessed, collected, equivocations, latest
from ledger.app.statements import collect as take_in
from ledger.app.vault import Private
from ledger.app.witness import Watch, cosign_head, witness_keys
from ledger.attest.canonical import Json as JsonValue
from ledger.cli.arguments import As, Home, Json
from ledger.cli.homes import acting, follow, opened, settings_of
from ledger.cli.output import Exit, check_apart, console, plain, print_json, read_file, speaking, write_file
from ledger.cli.trust_file import trust_root_in
from ledger.cli.witness_check import keys_in
from ledger.cli.witness_words import print_equivocations, print_statements, statement_json
from ledger.core.errors import Misuse
from ledger.proof.note import COSIGNATURE, LIMIT
from ledger.proof.statement import note_of
from ledger.settings import load_witnesses, save_witnesses
from ledger.wiring import Node


def keys(
    home: Home = None,
    as_: As = None,
    renew: Annotated[bool, typer.Option("--renew", help="Make a fresh one; the earlier ones stay.")] = False,
    json: Json = False,
) -> None:
    """Show a member's witness keys (vkeys, for banks and other members), the latest last; make one if there is none."""
    with speaking(json):
        with opened(home) as party:
            member = acting(party, as_)
            if renew or not party.vault.keys.generations(member, Private.WITNESS):
                make_key(party.desk, member, Private.WITNESS)
            vkeys = [str(key) for key in witness_keys(party.vault, member)]
        if json:
            print_json({"member": member, "vkeys": vkeys})
        else:
            typer.echo("\n".join(vkeys))


def know(
    vkey: Annotated[list[str], typer.Argument(metavar="VKEY...", help="As the witness's member gave it.")],
    home: Home = None,
    json: Json = False,
) -> None:
    """Add witnesses to those whose statements this home collects. A vkey comes by its own way, never with a note."""
    with speaking(json):
        folder = settings_of(home).home
        added = keys_in(vkey)
        if any(key.kind != COSIGNATURE for key in added):
            raise Misuse(f"a witness has a key of cosignatures, of type {COSIGNATURE}")
        known = tuple(dict.fromkeys((*load_witnesses(folder), *added)))
        save_witnesses(folder, known)
        if json:
            print_json({"witnesses": [str(key) for key in known]})
        else:
            console.print(f"{len(known)} witnesses are known")


def sign(
    block: Annotated[int | None, typer.Option(min=0, help="Of this final block instead of the last.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Where to put the note.")] = None,
    home: Home = None,
    as_: As = None,
    json: Json = False,
) -> None:
    """Cosign a final block that this home has replayed, once its heads are those in the chain's state.

    The note goes to whoever collects statements. Each height is signed once: a later call gives the same note.
    """
    with speaking(json):
        check_apart((out,))
        with opened(home) as party:
            member = acting(party, as_)
            follow(party)
            statement = cosign_head(_watch(party), party.chain, member, int(time.time()), block)
        if out is not None:
            write_file(out, bytes(statement))
        if json:
            print_json(statement_json(statement))
        elif out is None:
            typer.echo(bytes(statement), nl=False)
        else:
            console.print(f"block {statement.checkpoint.block} cosigned: {plain(str(out))}")


def collect(
    files: Annotated[list[Path], typer.Argument(metavar="NOTE...", help="Signed notes of known witnesses.")],
    home: Home = None,
    json: Json = False,
) -> None:
    """Keep what known witnesses state, and hold it against this home's own index and against what they stated before.

    Exit code 1: a witness contradicts itself, or states other than this index; both are kept as evidence.
    """
    with speaking(json):
        notes = [read_file(file, LIMIT) for file in files]
        with opened(home) as party:
            follow(party)
            watch, known = _watch(party), party.witnesses()
            taken = [take_in(watch, known, note) for note in notes]
        pairs = list(dict.fromkeys(pair for each in taken for pair in each.equivocations))
        wrong = [each.collected for each in taken if not each.collected.agrees]
        if json:
            print_json(
                {
                    "added": [name for each in taken for name in each.added],
                    "disagree": [statement_json(one) for each in wrong for one in each.statements],
                    "equivocations": [[statement_json(one), statement_json(two)] for one, two in pairs],
                }
            )
        else:
            console.print(f"{sum(len(each.added) for each in taken)} statements are new")
            for each in wrong:
                print_statements(each.statements, "[bold red]not what this home has replayed[/]")
            print_equivocations(pairs)
    raise typer.Exit(Exit.REFUSED if pairs or wrong else Exit.DONE)


def show(
    block: Annotated[
        int | None, typer.Argument(metavar="[BLOCK]", min=0, help="Else the last stated.")
    ] = None,
    threshold: Annotated[
        int, typer.Option(min=1, help="The last block that so many witnesses state as this home has it.")
    ] = 1,
    home: Home = None,
    json: Json = False,
) -> None:
    """Show what witnesses state of a block, and every equivocation that is known. Nothing is asked of the chain.

    Exit code 1: an equivocation is known, or a statement shown is not what this home has replayed.
    """
    with speaking(json):
        with opened(home) as party:
            watch = _watch(party)
            pairs = equivocations(watch)
            try:
                found = (latest(watch, threshold),) if block is None else collected(watch, block)
            except NotWitnessed:
                if not pairs:
                    raise
                found = ()
        if json:
            shown: list[JsonValue] = [
                {
                    "agrees": each.agrees,
                    "note": note_of(each.statements).decode(),
                    "statements": [statement_json(one) for one in each.statements],
                }
                for each in found
            ]
            proofs = [[statement_json(one), statement_json(two)] for one, two in pairs]
            print_json({"checkpoints": shown, "equivocations": proofs})
        else:
            for each in found:
                agrees = (
                    "as this home has it" if each.agrees else "[bold red]not what this home has replayed[/]"
                )
                print_statements(each.statements, agrees)
            print_equivocations(pairs)
    raise typer.Exit(Exit.REFUSED if pairs or not all(each.agrees for each in found) else Exit.DONE)


def _watch(party: Node) -> Watch:
    return party.watch(trust_root_in(party.settings.trust))
