"""Ports that a node needs and another process holds: told before anything is started."""

import socket
from collections.abc import Iterable, Iterator
from contextlib import closing

from ledger.chain.network.plan import LOOPBACK, Program, Validator
from ledger.core.errors import Unavailable


class PortsTaken(Unavailable):
    """Ports of nodes that are to start, held by other processes: (number of the node, use, port)."""

    def __init__(self, taken: tuple[tuple[int, str, int], ...]) -> None:
        named = ", ".join(f"{port} ({use} of node {number})" for number, use, port in taken)
        super().__init__(f"taken by other processes: port {named}; no node was started")
        self.taken = taken


def require_free(program: Program, nodes: Iterable[Validator]) -> None:
    """PortsTaken, with all of them."""
    taken = tuple((one.number, *each) for one in nodes for each in _taken(program, one))
    if taken:
        raise PortsTaken(taken)


def _taken(program: Program, validator: Validator) -> Iterator[tuple[str, int]]:
    ports = validator.ports
    wanted = [
        ("peers", LOOPBACK if validator.is_local else "0.0.0.0", ports.p2p),
        ("RPC", LOOPBACK, ports.http),
    ]
    if program is Program.GETH:
        wanted.append(("engine API", LOOPBACK, ports.authrpc))
    for use, host, port in wanted:
        if not _is_free(host, port):
            yield use, port


def _is_free(host: str, port: int) -> bool:
    with closing(socket.socket()) as probe:
        # As servers do: a connection that ended a moment ago is not in the way, a listener is (socket(7)).
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
