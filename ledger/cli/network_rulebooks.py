"""`tradeline network rulebooks`: the rulebooks of a newer version, on a network that stands already."""

from pathlib import Path
from typing import Annotated

import typer

from ledger.chain.reader import Reader
from ledger.chain.registrations import register_rulebooks
from ledger.chain.sender import KeySender
from ledger.cli.arguments import Json
from ledger.cli.network_deploy import registrars_key
from ledger.cli.network_folder import Folder, reached, tell_if_halted
from ledger.cli.output import console, plain, print_json, read_file, speaking
from ledger.core.errors import Misuse
from ledger.rulebook.rulebook import KNOWN
from ledger.verify.trust import parse_trust


def rulebooks(
    folder: Folder,
    registrar_key: Annotated[
        Path, typer.Option(help="A file with a registrar's key: 64 hexadecimal digits.")
    ],
    json: Json = False,
) -> None:
    """Register the rulebooks of this version that the network does not have yet; those that it has stay as they are.

    An attestation is verified by the rulebook of its day, so nothing is ever taken away.
    """
    with speaking(json):
        key = registrars_key(registrar_key)
        with reached(folder) as (directory, plan, rpc):
            if not directory.trust.exists():
                raise Misuse(f"{directory.trust} is not there: deploy the contracts first")
            contract = parse_trust(read_file(directory.trust)).attestations.address
            tell_if_halted(directory, plan, "what is sent stays pooled until blocks come")
            sender = KeySender(rpc, key, plan.chain_id)
            done = register_rulebooks(Reader(rpc, ()), sender, contract, KNOWN)
    rows = [
        {"rulebook": book.id, "hash": f"0x{digest.hex()}", "registered_now_at": done.get(digest)}
        for digest, book in KNOWN.items()
    ]
    if json:
        print_json({"rulebooks": list(rows)})
        return
    for row in rows:
        at = row["registered_now_at"]
        told = "registered before" if at is None else f"registered in block {at}"
        console.print(f"{plain(str(row['rulebook']))} {row['hash']} {told}", highlight=False, soft_wrap=True)
