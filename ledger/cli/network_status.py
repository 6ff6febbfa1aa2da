"""`tradeline network status`: a network at a glance, once or until interrupted."""

import time
from contextlib import suppress
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from ledger.attest.canonical import Json as JsonValue
from ledger.chain.network.directory import Directory, load
from ledger.chain.network.plan import Plan
from ledger.chain.network.status import NetworkStatus, NodeStatus, survey
from ledger.cli.arguments import Json
from ledger.cli.network_folder import Folder
from ledger.cli.output import Exit, console, print_json, speaking
from ledger.core.errors import Misuse

LOOK_SECONDS = 1.0


def status(
    folder: Folder,
    watch: Annotated[
        bool, typer.Option("--watch", help="Draw it anew each second, until interrupted.")
    ] = False,
    json: Json = False,
) -> None:
    """Show each node's height, peers and lag, who sealed the last blocks, and whether nodes are on different branches.

    Exit code 1: no blocks are made, or at a node's port another network answers.
    """
    with speaking(json):
        if watch and json:
            raise Misuse("--watch draws; --json is for one look")
        directory, plan = load(folder)
        if watch:
            _watch(directory, plan)
            return
        found = survey(directory, plan, int(time.time()))
        if json:
            print_json(_report(plan, found))
        else:
            console.print(_drawn(plan, found))
    raise typer.Exit(Exit.REFUSED if found.halted or found.foreign else Exit.DONE)


def _watch(directory: Directory, plan: Plan) -> None:
    with suppress(KeyboardInterrupt), Live(console=console, auto_refresh=False) as live:
        while True:
            live.update(_drawn(plan, survey(directory, plan, int(time.time()))), refresh=True)
            time.sleep(LOOK_SECONDS)


def _report(plan: Plan, found: NetworkStatus) -> dict[str, JsonValue]:
    known = found.validators
    return {
        "chain_id": plan.chain_id,
        "engine": plan.program.engine.value,
        "finality": plan.program.engine.finality.value,
        "halted": found.halted,
        "why": found.why_halted,
        "forked": found.forked,
        "quiet_seconds": found.quiet,
        "up": found.up,
        "needed": found.needed,
        "validators": None if known is None else [_hex(each) for each in known],
        "last_sealers": [_hex(each) for each in found.sealers],
        "nodes": [_node(node, known) for node in found.nodes],
    }


def _node(node: NodeStatus, known: tuple[bytes, ...] | None) -> dict[str, JsonValue]:
    one = node.validator
    return {
        "node": one.number,
        "address": _hex(one.address),
        "rpc": one.url,
        "running": node.running,
        "answers": node.answers,
        "foreign": node.foreign,
        "height": node.height,
        "hash": None if node.hash is None else _hex(node.hash),
        "peers": node.peers,
        "sealing": node.sealing,
        "lag": node.lag,
        "last_common_block": node.fork,
        "validates": None if known is None else one.address in known,
    }


def _drawn(plan: Plan, found: NetworkStatus) -> RenderableType:
    table = Table(show_edge=False, pad_edge=False)
    for heading in ("node", "seals as", "state", "height", "lag", "peers", "last sealed"):
        table.add_column(heading, justify="left" if heading in ("seals as", "state") else "right")
    for node in found.nodes:
        table.add_row(*_cells(node, found))
    numbers = {one.address: str(one.number) for one in plan.validators}
    sealers = " ".join(numbers.get(each, _hex(each)[:6]) for each in found.sealers) or "-"
    lines: list[RenderableType] = [table, Text(f"last sealers, the latest first: {sealers}")]
    if found.why_halted is not None:
        lines.append(Text(f"halted: {found.why_halted}", style="bold red"))
        if found.forked and found.up >= found.needed:
            lines.append(Text("validators wait for each other on different branches: tradeline network mend"))
    else:
        asked = f"{found.up} validators answer here, {found.needed} have to be up"
        lines.append(Text(f"blocks come: {asked}", style="green"))
    if found.foreign:
        numbers_ = ", ".join(map(str, found.foreign))
        lines.append(Text(f"a node of another network has the port of: {numbers_}", style="bold red"))
    return Group(*lines)


def _cells(node: NodeStatus, found: NetworkStatus) -> tuple[Text | str, ...]:
    one = node.validator
    ago = found.sealers.index(one.address) if one.address in found.sealers else None
    cells = (node.height, node.lag, node.peers, None if ago is None else f"{ago} ago")
    return (
        str(one.number),
        _hex(one.address)[:10],
        _state(node, found),
        *("-" if c is None else str(c) for c in cells),
    )


def _state(node: NodeStatus, found: NetworkStatus) -> Text:
    if node.foreign:
        return Text("other network", "red")
    if not node.answers:
        return Text("no answer" if node.running else "down", "red")
    if node.sealing is False:
        return Text("listens", "yellow")
    if node.fork is not None:
        return Text(f"other branch since {node.fork + 1}", "yellow")
    if found.validators is not None and node.validator.address not in found.validators:
        return Text("no validator", "yellow")
    return Text("up", "green")


def _hex(value: bytes) -> str:
    return f"0x{value.hex()}"
