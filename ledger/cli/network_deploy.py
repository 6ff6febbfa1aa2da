"""`tradeline network deploy` and `fund`: the contracts on a network, its trust root, and money for gas."""

import json as json_text
import time
from pathlib import Path
from typing import Annotated

import typer

from ledger.chain import contracts as calls
from ledger.chain.deployment import Deployment
from ledger.chain.deployment import deploy as deploy_contracts
from ledger.chain.network.accounts import let_send
from ledger.chain.network.keystore import address_of
from ledger.chain.network.plan import Plan, Program
from ledger.chain.reader import Reader
from ledger.chain.rpc import Endpoint
from ledger.chain.sender import KeySender
from ledger.cli.arguments import Json
from ledger.cli.network_folder import Folder, address, network_passphrase, reached, tell_if_halted
from ledger.cli.output import console, plain, print_json, progress, read_file, speaking, write_file
from ledger.core.day import DAY_SECONDS
from ledger.core.errors import Misuse
from ledger.proof import layouts
from ledger.proof.consensus.following import start
from ledger.proof.consensus.schedule import Schedule, schedule_of_genesis
from ledger.proof.header import header_from_rpc
from ledger.rulebook.rulebook import KNOWN
from ledger.verify.trust import Contract, TrustRoot, serialise_trust

_LAYOUTS = (layouts.MEMBER_REGISTRY, layouts.CREDIT_LEDGER, layouts.ATTESTATION_REGISTRY)


def deploy(
    folder: Folder,
    registrar_key: Annotated[
        Path, typer.Option(help="A file with the key of the registrar that deploys: 64 hexadecimal digits.")
    ],
    registrar: Annotated[
        list[bytes] | None,
        typer.Option(
            parser=address, metavar="ADDRESS", help="Another registrar; may be given more than once."
        ),
    ] = None,
    threshold: Annotated[int, typer.Option(min=1, help="Registrars that decide together.")] = 1,
    delay: Annotated[
        int, typer.Option(min=0, help="Seconds until what they decide may be done.")
    ] = DAY_SECONDS,
    expires: Annotated[int, typer.Option(min=1, help="Days until the trust root expires.")] = 365,
    json: Json = False,
) -> None:
    """Put the three contracts on a new network, register the rulebooks, and write `trust.json` for verifiers.

    Registrars are given money for gas. Verifiers get the file by a way of its own, never with a dossier.
    """
    with speaking(json):
        key = registrars_key(registrar_key)
        registrars = tuple(dict.fromkeys((address_of(key), *(registrar or ()))))
        if threshold > len(registrars):
            raise Misuse(f"{threshold} of {len(registrars)} registrars cannot decide together")
        with reached(folder) as (directory, plan, rpc):
            if directory.trust.exists():
                raise Misuse(f"{directory.trust} is there already: the contracts are deployed")
            secret = network_passphrase()
            with progress("deploying", None):
                let_send(directory, plan, rpc, secret, registrars)
                sender = KeySender(rpc, key, plan.chain_id)
                deployment = deploy_contracts(rpc, sender, registrars, threshold, delay)
                for digest in KNOWN:
                    sender.perform(deployment.contracts.attestations, calls.register_rulebook(digest))
            schedule = schedule_of_genesis(json_text.loads(read_file(directory.genesis)))
            root = _root(rpc, plan, schedule, deployment, int(time.time()) + expires * DAY_SECONDS)
            write_file(directory.trust, serialise_trust(root))
        contracts = deployment.contracts
        if json:
            names = ("registry", "ledger", "attestations")
            standing = {
                name: f"0x{each.hex()}" for name, each in zip(names, contracts.addresses, strict=True)
            }
            print_json({"trust": str(directory.trust), "contracts": standing, "block": deployment.block})
            return
        console.print(f"contracts deployed from block {deployment.block} on", highlight=False, soft_wrap=True)
        console.print(f"trust root written to {plain(str(directory.trust))}", highlight=False, soft_wrap=True)


def fund(
    folder: Folder,
    accounts: Annotated[
        list[bytes],
        typer.Argument(parser=address, metavar="ADDRESS", help="Who is to send; several may be named."),
    ],
    json: Json = False,
) -> None:
    """Let accounts send: with geth money for gas from the treasury, with Besu a place on the allowlist of accounts."""
    with speaking(json):
        with reached(folder) as (directory, plan, rpc):
            if plan.program is Program.GETH:
                tell_if_halted(directory, plan, "the payment stays pooled until blocks come")
            let_send(directory, plan, rpc, network_passphrase(), accounts)
        named = [f"0x{each.hex()}" for each in accounts]
        if json:
            print_json({"funded": list(named)})
        else:
            console.print(f"may send: {', '.join(named)}", highlight=False, soft_wrap=True)


def _root(rpc: Endpoint, plan: Plan, schedule: Schedule, deployment: Deployment, expires: int) -> TrustRoot:
    """From the network's own genesis file on: whoever was voted in since is followed from there."""
    contracts = deployment.contracts
    codes = (deployment.registry_code, deployment.ledger_code, deployment.attestations_code)
    stand = map(Contract, contracts.addresses, codes, _LAYOUTS)
    genesis = start(schedule, header_from_rpc(Reader(rpc, ()).header(0)))
    registry, ledger, attestations = stand
    return TrustRoot(
        chain_id=plan.chain_id,
        engine=plan.program.engine,
        genesis=genesis.hash,
        validators=genesis.validators,
        registry=registry,
        ledger=ledger,
        attestations=attestations,
        expires=expires,
        phases=schedule.phases,
    )


def registrars_key(file: Path) -> bytes:
    """The key in a file; Misuse if there is none in it."""
    try:
        key = bytes.fromhex(read_file(file, limit=1024).decode("ascii").strip().removeprefix("0x"))
        address_of(key)
    except ValueError:
        raise Misuse(f"{file}: 64 hexadecimal digits of a key are expected") from None
    return key
