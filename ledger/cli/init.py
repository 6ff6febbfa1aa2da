"""`tradeline init`: a home is made, against nodes of the chain that the trust root names."""

import re
from pathlib import Path
from typing import Annotated
from urllib.parse import unquote

import typer

from ledger.chain.reader import Reader
from ledger.chain.rpc import Rpc
from ledger.cli.arguments import Json
from ledger.cli.homes import new_passphrase
from ledger.cli.output import console, plain, print_json, read_file, speaking
from ledger.cli.trust_file import trust_root_in
from ledger.core.errors import Misuse
from ledger.proof.consensus.engine import Engine
from ledger.proof.events import Contracts
from ledger.proof.keccak import keccak256
from ledger.settings import Settings, default_home, index_uri, save
from ledger.vault.file import VaultFile
from ledger.verify.trust import TrustRoot

# Where libpq reads a secret: after the user, or as a parameter (PostgreSQL manual, "Connection URIs").
_WITH_USER = re.compile("[^:]+://[^@/:]*:[^@/]+@")
_AS_PARAMETER = re.compile("[?&][^=&]*(?:password|secret)=")


def init(
    rpc: Annotated[
        list[str],
        typer.Option(metavar="URL", help="A node, such as http://127.0.0.1:8545; several, best first."),
    ],
    trust: Annotated[Path, typer.Option(help="The trust root, which came by a way of its own.")],
    home: Annotated[Path | None, typer.Option(help="The folder to make; else TRADELINE_HOME.")] = None,
    start: Annotated[int, typer.Option(min=1, help="The block of the first contract, if it is known.")] = 1,
    depth: Annotated[
        int, typer.Option(min=0, help="Blocks that must follow before one of a development chain is final.")
    ] = 0,
    engine: Annotated[
        Engine | None, typer.Option(help="How the chain's blocks are sealed; else as the trust root says.")
    ] = None,
    index: Annotated[
        str | None,
        typer.Option(
            metavar="URI",
            help="A PostgreSQL for the index: postgresql://host/database, no password. Else in the home.",
        ),
    ] = None,
    backup: Annotated[Path | None, typer.Option(help="Restore the vault from this backup.")] = None,
    json: Json = False,
) -> None:
    """Make a home: configuration, trust root, and a vault under a passphrase.

    Refused unless each node's chain, genesis and contracts' code are those of the trust root.
    """
    with speaking(json):
        folder = home or default_home()
        if (folder / "config.json").exists():
            raise Misuse(f"{folder} is a home already")
        index = _without_password(index_uri(index))
        root = trust_root_in(trust)
        if engine is not None and engine is not root.engine:
            raise Misuse(f"the trust root is of a chain of engine {root.engine.value}, not {engine.value}")
        names = [_checked(url, root) for url in rpc]
        contracts = Contracts(
            root.chain_id, root.registry.address, root.ledger.address, root.attestations.address
        )
        settings = Settings(folder, tuple(rpc), contracts, start, depth, engine=root.engine, index_uri=index)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if backup is None:
            VaultFile.create(settings.vault, new_passphrase(), contracts.place).close()
        else:
            VaultFile.restore(backup, settings.vault, new_passphrase()).close()
        settings.trust.write_bytes(read_file(trust))
        # Last, so that a folder with a configuration is a whole home.
        save(settings)
        if json:
            print_json(
                {"home": str(folder), "chain_id": root.chain_id, "rpc": names, "engine": root.engine.value}
            )
        else:
            where = plain(" and ".join(names))
            console.print(f"home made in {plain(str(folder))}, for chain {root.chain_id} at {where}")


def _without_password(uri: str | None) -> str | None:
    """The address of an index. Misuse, which does not say it again, if a secret stands in it."""
    if uri is not None and (_WITH_USER.match(uri) or _AS_PARAMETER.search(unquote(uri))):
        raise Misuse(
            "--index carries a password, which every user of this machine can read on a command line:"
            " leave it out, and put it into ~/.pgpass or PGPASSWORD"
        )
    return uri


def _checked(url: str, root: TrustRoot) -> str:
    """The name of the node, whose address may hold a password."""
    with Rpc(url) as rpc:
        _check(rpc, root)
        return rpc.name


def _check(rpc: Rpc, root: TrustRoot) -> None:
    """Misuse names the first thing in which the node is not the one of the trust root."""
    reader = Reader(rpc, ())
    found = reader.chain_id()
    if found != root.chain_id:
        raise Misuse(f"the node at {rpc.name} is of chain {found}, the trust root of chain {root.chain_id}")
    genesis = str(reader.header(0).get("hash"))
    if genesis != f"0x{root.genesis.hex()}":
        expected = f"0x{root.genesis.hex()}"
        raise Misuse(f"at {rpc.name} the genesis block is {genesis}, the trust root's {expected}")
    height = reader.height()
    for name in ("registry", "ledger", "attestations"):
        contract = getattr(root, name)
        code = reader.code(contract.address, height)
        where = f"the {name} contract at 0x{contract.address.hex()} of the node at {rpc.name}"
        if not code:
            raise Misuse(f"{where} is not there")
        if keccak256(code) != contract.code_hash:
            raise Misuse(f"{where} has another code than the trust root says")
