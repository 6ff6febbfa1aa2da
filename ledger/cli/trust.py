"""`tradeline trust`: a trust root shown, and led on by headers alone."""

import re
import time
from pathlib import Path
from typing import Annotated

import typer

from ledger.attest.canonical import Json as JsonValue
from ledger.chain.headers import read_headers
from ledger.chain.rpc import Rpc
from ledger.cli.output import console, plain, print_json, progress, read_file, speaking, write_file
from ledger.cli.trust_file import trust_root_in
from ledger.core.day import day_at, iso
from ledger.core.errors import Misuse
from ledger.proof.header_list import parse_headers, render_headers
from ledger.verify.renewal import Renewal, renew
from ledger.verify.trust import TrustRoot, serialise_trust

Json = Annotated[bool, typer.Option("--json", help="One JSON document instead of text.")]

trust = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="A bank's trust root: what it says, and how it is led on.",
)

File = Annotated[Path, typer.Argument(help="The trust root, trust.json.")]
Node = Annotated[
    str | None, typer.Option(metavar="URL", help="A node to ask for headers; it is not believed.")
]


@trust.command()
def show(file: File, json: Json = False) -> None:
    """Show whose seals a trust root leads to, and until when."""
    with speaking(json):
        root = trust_root_in(file)
    if json:
        print_json(_report(root))
        return
    _print(root)


@trust.command()
def headers(
    file: File,
    out: Annotated[Path, typer.Argument(help="The file to write: headers as RLP, one after another.")],
    rpc: Annotated[str, typer.Option(metavar="URL", help="The node to ask.")],
    last: Annotated[
        int | None, typer.Option(min=1, help="The last block; else the latest that the node has.")
    ] = None,
    json: Json = False,
) -> None:
    """Fetch the headers that lead on from a trust root, for `update` on a machine without a network."""
    with speaking(json):
        root = trust_root_in(file)
        if out.exists():
            raise Misuse(f"{out} exists already")
        first = root.point_at(1 << 64).number + 1
        with Rpc(rpc) as node, progress("headers", None) as bar:
            found = list(read_headers(node, first, last, bar))
        write_file(out, render_headers(found))
    if json:
        print_json({"file": str(out), "first": first, "headers": len(found)})
    else:
        console.print(f"{len(found)} headers from block {first} on written to {plain(str(out))}")


@trust.command()
def update(
    file: File,
    headers: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Headers, as `trust headers` writes them: offline.")
    ] = None,
    rpc: Node = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write here; else the trust root itself is replaced.")
    ] = None,
    agreed: Annotated[
        str | None,
        typer.Option(
            metavar="HASH",
            help="Clique: a block that the consortium agreed upon, though too few of its former signers vouch for it.",
        ),
    ] = None,
    at: Annotated[
        int | None, typer.Option(help="Judge as of this second (Unix time) instead of now.")
    ] = None,
    json: Json = False,
) -> None:
    """Follow the validators from where the trust root stands, by headers alone; each must be sealed as it should be.

    Earlier changes of the set stay in it, and its expiry too: a new one comes by the way this one came.
    """
    with speaking(json):
        root = trust_root_in(file)
        if (time.time() if at is None else at) >= root.expires:
            raise Misuse("the trust root has expired: fetch a new one by the way this one came")
        if (headers is None) == (rpc is None):
            raise Misuse("say where the headers are: --headers FILE, or --rpc URL")
        if out is not None and out.exists():
            raise Misuse(f"{out} exists already")
        renewal = _renewed(root, headers, rpc, None if agreed is None else _hash(agreed))
        data = serialise_trust(renewal.trust)
        write_file(out or file, data)
    if json:
        changes = [{"block": point.number, "validators": len(point.validators)} for point in renewal.changes]
        told: dict[str, JsonValue] = {"file": str(out or file), "changes": changes, "read": renewal.read}
        print_json({**told, **_report(renewal.trust)})
        return
    for point in renewal.changes:
        console.print(f"block {point.number}: {len(point.validators)} validators from here on")
    _print(renewal.trust)
    if renewal.read > renewal.last.number:
        console.print(
            f"headers were read to block {renewal.read}; what is above block {renewal.last.number} is not settled yet: "
            "run it again in a moment for what changes there"
        )


def _hash(text: str) -> bytes:
    if re.fullmatch("0x[0-9a-f]{64}", text) is None:
        raise Misuse("a block's hash is 0x and 64 hexadecimal digits")
    return bytes.fromhex(text[2:])


def _renewed(root: TrustRoot, file: Path | None, url: str | None, agreed: bytes | None) -> Renewal:
    if file is not None:
        return renew(root, parse_headers(read_file(file)), agreed)
    with Rpc(url or "") as node, progress("headers", None) as bar:
        return renew(root, read_headers(node, root.point_at(1 << 64).number + 1, None, bar), agreed)


def _report(root: TrustRoot) -> dict[str, JsonValue]:
    point = root.point_at(1 << 64)
    return {
        "chain_id": root.chain_id,
        "engine": root.engine.value,
        "finality": root.engine.finality.value,
        "block": point.number,
        "hash": f"0x{point.hash.hex()}",
        "validators": [f"0x{address.hex()}" for address in point.validators],
        "expires": root.expires,
        "expires_date": iso(day_at(root.expires)),
    }


def _print(root: TrustRoot) -> None:
    point, day = root.point_at(1 << 64), iso(day_at(root.expires))
    console.print(
        f"chain {root.chain_id}, engine {root.engine.value} ({root.engine.finality.value} finality)"
    )
    console.print(f"as of block {point.number}, 0x{point.hash.hex()}", soft_wrap=True)
    for address in point.validators:
        console.print(f"  validator 0x{address.hex()}", highlight=False)
    console.print(f"believed until {day}")
