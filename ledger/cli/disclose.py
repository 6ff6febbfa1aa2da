"""`tradeline disclose` and `open-disclosure`: one entry is opened to whoever is given a file, and checked."""

from pathlib import Path
from typing import Annotated

import typer

from ledger.app.disclosure import Disclosed, open_disclosure
from ledger.app.disclosure import disclose as disclosure_of
from ledger.attest.canonical import Json as JsonValue
from ledger.cli.arguments import As, Home, Json, digest
from ledger.cli.content_words import facts_json, identity_json
from ledger.cli.homes import acting, opened, try_following
from ledger.cli.output import console, plain, print_json, read_file, speaking, write_file
from ledger.core.errors import Misuse
from ledger.core.ids import Commitment


def disclose(
    commitment: Annotated[
        bytes,
        typer.Argument(parser=digest, metavar="COMMITMENT", help="Of the entry, as `history --json` has it."),
    ],
    identity: Annotated[bool, typer.Option("--identity", help="Open names and numbers too.")] = False,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Where to write it; else printed.")] = None,
    home: Home = None,
    as_: As = None,
    json: Json = False,
) -> None:
    """Open one entry: its facts with their salt, and with --identity its names. Nothing else is opened by it."""
    with speaking(json):
        if out is not None and out.exists():
            raise Misuse(f"{out} exists already")
        with opened(home) as party:
            try_following(party)
            member = acting(party, as_)
            data = disclosure_of(party.desk, member, Commitment(commitment), with_identity=identity)
        if out is not None:
            write_file(out, data)
        if json or out is None:
            typer.echo(data.decode())
        else:
            console.print(f"written to {plain(str(out))}")


def open_disclosure_file(
    file: Annotated[Path, typer.Argument(help="As `tradeline disclose` wrote it.")], json: Json = False
) -> None:
    """Check that a disclosure opens the commitment it names, and show it. Whether that is on chain it cannot say."""
    with speaking(json):
        found = open_disclosure(read_file(file, limit=1 << 20))
        report = _render(found)
        if json:
            print_json(report)
            return
        console.print(
            f"opens {report['commitment']} of ledger {report['ledger']}, chain {report['chain_id']}"
        )
        for part in ("facts", "identity"):
            values = report[part]
            for name, value in values.items() if isinstance(values, dict) else ():
                console.print(f"  {name}: {plain(str(value))}", highlight=False)


def _render(found: Disclosed) -> dict[str, JsonValue]:
    return {
        "commitment": f"0x{found.commitment.hex()}",
        "chain_id": found.place.chain_id,
        "ledger": f"0x{found.place.ledger.hex()}",
        "facts": facts_json(found.facts),
        "identity": None if found.identity is None else identity_json(found.identity),
    }
