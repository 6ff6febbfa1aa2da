"""`tradeline network up`, `down`, `run` and `unlock`: nodes as processes, without containers or with them."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from ledger.chain.network.binaries import program
from ledger.chain.network.directory import Directory, load
from ledger.chain.network.plan import Plan, Validator
from ledger.chain.network.ports import require_free
from ledger.chain.network.processes import (
    Keys,
    NodeFailed,
    NotAllUp,
    become,
    is_running,
    keys_of,
    start,
    stop,
    wait_until_up,
)
from ledger.cli.arguments import Json
from ledger.cli.network_folder import Binary, Folder, chosen, network_passphrase
from ledger.cli.output import console, plain, print_json, progress, speaking
from ledger.core.errors import Misuse

Only = Annotated[list[int] | None, typer.Option(help="This node alone; may be given more than once.")]


def up(folder: Folder, only: Only = None, binary: Binary = None, json: Json = False) -> None:
    """Start what does not run yet: every node of this machine, or those named. They live on after this command."""
    with speaking(json):
        directory, plan = load(folder, keys=True)
        nodes = chosen(directory, plan, only)
        waiting = [one for one in nodes if not is_running(directory, one.number)]
        if waiting:
            binary = program(plan.program, binary)
            require_free(plan.program, waiting)
        secret = network_passphrase() if waiting else ""
        # Every key is opened before any node is started.
        keys = {one.number: keys_of(directory, one.number, secret) for one in waiting}
        _start(directory, plan, nodes, keys, binary)
        started = [one.number for one in waiting]
        if json:
            urls = {str(one.number): one.url for one in nodes}
            print_json({"network": str(directory.path), "started": list(started), "rpc": urls})
            return
        for one in nodes:
            state = "started" if one.number in started else "runs already"
            console.print(f"node {one.number} {state}: {one.url}", highlight=False, soft_wrap=True)


def _start(
    directory: Directory,
    plan: Plan,
    nodes: Sequence[Validator],
    keys: Mapping[int, Keys],
    binary: Path | None,
) -> None:
    """Starts the nodes whose keys are given, and waits for all. NotAllUp."""
    try:
        with progress("starting nodes", len(nodes)) as bar:
            for one in nodes:
                if one.number in keys:
                    start(directory, plan, one, keys[one.number], binary=binary)
            for count, one in enumerate(nodes, 1):
                wait_until_up(directory, one)
                bar(count)
    except NodeFailed as failed:
        living = [number for number in keys if number != failed.number and is_running(directory, number)]
        raise NotAllUp(failed, living) from failed


def down(folder: Folder, only: Only = None, json: Json = False) -> None:
    """End every node of this machine, or those named. `up` continues where they were."""
    with speaking(json):
        directory, plan = load(folder)
        with progress("ending nodes", None):
            ended = [one.number for one in chosen(directory, plan, only) if stop(directory, one.number)]
        if json:
            print_json({"network": str(directory.path), "ended": list(ended)})
        else:
            console.print(
                f"ended: nodes {', '.join(map(str, ended)) or 'none'}", highlight=False, soft_wrap=True
            )


def run(
    folder: Folder,
    number: Annotated[int, typer.Argument(metavar="NODE", help="Its number.")],
    binary: Binary = None,
) -> None:
    """Become one node, in the foreground: for systemd, or another supervisor."""
    with speaking(False):
        directory, plan = load(folder, keys=True)
        (one,) = chosen(directory, plan, [number])
        keys = keys_of(directory, number, network_passphrase())
        become(directory, plan, one, keys, binary)


def unlock(
    folder: Folder,
    to: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="An empty folder in memory, such as one below /run.")
    ],
    json: Json = False,
) -> None:
    """Open the nodes' keys for containers, which take them as files: remove FOLDER once they run."""
    with speaking(json):
        directory, plan = load(folder, keys=True)
        nodes = chosen(directory, plan, None)
        secret = network_passphrase()
        keys = {one.number: keys_of(directory, one.number, secret) for one in nodes}
        if to.exists() and (not to.is_dir() or any(to.iterdir())):
            raise Misuse(f"{to} is there already, and not empty")
        to.mkdir(mode=0o700, exist_ok=True)
        to.chmod(0o700)
        for number, each in keys.items():
            descriptor = os.open(to / f"{number}.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as out:
                out.write(f"{each.node_key.hex()}\n")
        if json:
            print_json({"keys": str(to), "nodes": list(keys)})
        else:
            console.print(
                f"keys of {len(keys)} nodes opened in {plain(str(to))}", highlight=False, soft_wrap=True
            )
