"""`tradeline network init` and `add-validator`: folders, keys and genesis; nothing is started."""

import os
import time
from enum import Enum
from typing import Annotated

import typer

from ledger.chain.network.directory import Directory, load
from ledger.chain.network.founding import STRIDE, Safe, Wish, enlarge, found, ports_from
from ledger.chain.network.plan import LOOPBACK, Plan, Program, Validator
from ledger.chain.network.votes import introduce
from ledger.cli.arguments import Json
from ledger.cli.network_folder import Folder, network_passphrase
from ledger.cli.output import console, plain, print_json, progress, speaking
from ledger.core.errors import Misuse


class EngineName(Enum):
    """As it is typed."""

    GETH = "geth"
    BESU = "besu"


def init(
    folder: Folder,
    engine: Annotated[
        EngineName, typer.Option(metavar="besu/geth", help="Besu seals with QBFT, geth with Clique.")
    ],
    validators: Annotated[int, typer.Option(min=1, help="How many.")] = 4,
    host: Annotated[
        list[str] | None,
        typer.Option(
            help="By which its peers reach a validator, one for each; else all are on this machine."
        ),
    ] = None,
    chain_id: Annotated[int | None, typer.Option(min=1, help="Else drawn.")] = None,
    period: Annotated[int, typer.Option(min=1, help="Seconds between blocks.")] = 1,
    epoch: Annotated[int, typer.Option(min=2, help="Blocks after which votes are forgotten.")] = 30_000,
    base_port: Annotated[
        int,
        typer.Option(help=f"The first port; each validator has three from {STRIDE} after the last one's on."),
    ] = 30_300,
    json: Json = False,
) -> None:
    """Make a network's folder: genesis, keys under a passphrase, peers, allowlists, units. DIR must be free."""
    with speaking(json):
        if host and len(host) != validators:
            raise Misuse(f"{validators} validators need {validators} hosts; {len(host)} were given")
        hosts = tuple(host or [LOOPBACK] * validators)
        # Below 2^31, which every wallet and every signature's v (EIP-155) can hold.
        drawn = chain_id or 1 + int.from_bytes(os.urandom(4), "big") % (2**31 - 1)
        wish = Wish(Program(engine.value), drawn, hosts, period, epoch, base_port)
        secret = network_passphrase(new=True)
        with progress("making keys", validators) as bar:
            directory, plan = found(folder, wish, Safe(secret, os.urandom, told=bar), int(time.time()))
        if json:
            print_json(
                {"network": str(directory.path), "chain_id": plan.chain_id, "validators": list(_rows(plan))}
            )
            return
        where = plain(str(directory.path))
        console.print(
            f"network of {validators} validators made in {where}, chain {plan.chain_id}", highlight=False
        )
        _tell(plan)
        console.print(f"next: tradeline network up {plain(str(folder))}", highlight=False, soft_wrap=True)


def add_validator(
    folder: Folder,
    host: Annotated[str, typer.Option(help="By which its peers reach it.")] = LOOPBACK,
    base_port: Annotated[
        int | None, typer.Option(help="Its first port of three; else after the last one's.")
    ] = None,
    json: Json = False,
) -> None:
    """Make the folder and the keys of one node more, and tell the running ones.

    `tradeline network up` starts it, `tradeline network propose DIR add ADDRESS` votes it in.
    """
    with speaking(json):
        directory, plan = load(folder)
        ports = ports_from(base_port or plan.validators[-1].ports.p2p + STRIDE)
        plan, newcomer = enlarge(directory, plan, host, ports, Safe(network_passphrase(), os.urandom))
        told = introduce(directory, plan, newcomer)
        _said(json, directory, newcomer, told)


def _said(json: bool, directory: Directory, newcomer: Validator, told: tuple[int, ...]) -> None:
    if json:
        print_json({"network": str(directory.path), **_row(newcomer), "told": list(told)})
        return
    console.print(f"node {newcomer.number} made: 0x{newcomer.address.hex()}", highlight=False, soft_wrap=True)
    console.print(f"told: nodes {', '.join(map(str, told)) or 'none'}", highlight=False, soft_wrap=True)


def _tell(plan: Plan) -> None:
    for one in plan.validators:
        console.print(
            f"  {one.number}: 0x{one.address.hex()} on {plain(one.host)}, {one.url}", highlight=False
        )


def _rows(plan: Plan) -> list[dict[str, str | int]]:
    return [_row(one) for one in plan.validators]


def _row(one: Validator) -> dict[str, str | int]:
    return {"number": one.number, "address": f"0x{one.address.hex()}", "enode": one.enode, "rpc": one.url}
