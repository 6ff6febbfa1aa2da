"""`tradeline witness check`: what notes prove of the witnesses that signed them. Offline, without a home."""

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Annotated

import typer

from ledger.cli.output import Exit, console, print_json, read_file, speaking
from ledger.cli.witness_words import print_equivocations, print_statements, statement_json
from ledger.core.errors import Misuse, ProofError
from ledger.proof.note import LIMIT, NoteError, VerifierKey, parse_vkey
from ledger.proof.statement import Statement, contradict, verify_statements


class NoStatement(ProofError):
    """A file is no note that one of the witnesses named signed."""


def check(
    files: Annotated[
        list[Path], typer.Argument(metavar="NOTE...", help="Signed notes, such as two of one height.")
    ],
    vkey: Annotated[
        list[str], typer.Option("--vkey", metavar="VKEY", help="A witness's key, as `witness keys` shows it.")
    ],
    json: Annotated[bool, typer.Option("--json", help="One JSON document instead of text.")] = False,
) -> None:
    """Check notes, and whether a witness contradicts itself in them: two statements of one height. Nothing is asked.

    Exit code 0: the signatures hold, and nobody contradicts itself; 1: an equivocation is proved, or a note does not
    hold.
    """
    with speaking(json):
        keys = keys_in(vkey)
        found = [statement for file in files for statement in _statements(file, keys)]
        pairs = [(one, other) for one, other in combinations(found, 2) if contradict(one, other)]
    if json:
        proofs = [[statement_json(one), statement_json(other)] for one, other in pairs]
        print_json({"statements": [statement_json(each) for each in found], "equivocations": proofs})
    else:
        print_statements(found, "signatures that hold")
        print_equivocations(pairs)
        if not pairs:
            console.print("nobody contradicts itself in these")
    raise typer.Exit(Exit.REFUSED if pairs else Exit.DONE)


def keys_in(vkeys: Sequence[str]) -> tuple[VerifierKey, ...]:
    """The keys as they were typed; Misuse."""
    try:
        return tuple(map(parse_vkey, vkeys))
    except NoteError as error:
        raise Misuse(f"not a vkey: {error}") from error


def _statements(file: Path, keys: Sequence[VerifierKey]) -> tuple[Statement, ...]:
    try:
        return verify_statements(read_file(file, LIMIT), keys)
    except ProofError as error:
        raise NoStatement(f"{file}: {error}") from error
