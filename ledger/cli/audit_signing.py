"""`audit --sign`: whose key signs the summary; and `audit-summary`, which checks one."""

from pathlib import Path
from typing import Annotated

import typer
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from ledger.app.audit.summary import BadSummary, read
from ledger.app.pens import Pen, pen_with
from ledger.attest.canonical import Json as JsonValue
from ledger.attest.canonical import parse
from ledger.attest.fields import hex_text
from ledger.cli.arguments import Json, digest
from ledger.cli.output import Exit, console, print_json, read_file, speaking
from ledger.cli.utc import utc
from ledger.core.errors import Misuse, ProofError

KEY_LIMIT = 1 << 16


def pen_in(path: Path) -> Pen:
    """The pen of a P-256 private key in PEM (RFC 5958, RFC 5915), not encrypted; Misuse."""
    try:
        key = load_pem_private_key(read_file(path, KEY_LIMIT), password=None)
    except (ValueError, TypeError) as error:
        raise Misuse(f"{path}: no private key in PEM without a passphrase") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise Misuse(f"{path}: a P-256 key is expected")
    return pen_with(key.private_numbers().private_value.to_bytes(32, "big"))


def audit_summary(
    file: Annotated[Path, typer.Argument(help="The signed summary.")],
    report: Annotated[Path, typer.Option(help="The report that it is of, as `audit --json` printed it.")],
    key: Annotated[
        bytes | None,
        typer.Option(parser=digest, metavar="ID", help="The auditor's key, by its id in the registry."),
    ] = None,
    json: Json = False,
) -> None:
    """Check who signed which report of an audit.

    Exit code 0: this key signed this report; 1: it did not; 2: misuse; 3: it is signed, but by whom was not asked.
    """
    with speaking(json):
        try:
            told = parse(read_file(report), exact=False)
        except ProofError as error:
            raise Misuse(f"{report}: not a report: {error}") from error
        found = read(read_file(file, KEY_LIMIT).decode("utf-8", "replace"), told)
        if key is not None and key != found.key_id:
            raise BadSummary(f"signed by key {hex_text(found.key_id)}, not by {hex_text(key)}")
    outcome = "not established" if key is None else "established"
    if json:
        about: dict[str, JsonValue] = {
            "key": hex_text(found.key_id),
            "signed_at": found.signed_at,
            "report": {"outcome": found.outcome, "differences": found.differences},
        }
        print_json({"outcome": outcome, **about})
    else:
        console.print(f"signed by key {hex_text(found.key_id)} at {utc(found.signed_at)}", highlight=False)
        console.print(f"report: {found.outcome}, {found.differences} differences", highlight=False)
        if key is None:
            console.print("[yellow]whose key that is was not asked: name it with --key[/]")
    raise typer.Exit(Exit.NOT_ESTABLISHED if key is None else Exit.DONE)
