"""A Clique chain that stands still because its validators wait for each other on branches of equal difficulty.

geth changes over to a branch only if it is heavier. An operator has one chosen: nodes on the others go back to the
block that they have in common, listen, and take the chosen one. No rule decides here: nobody does it unasked.
"""

from dataclasses import dataclass
from typing import Final

from ledger.chain.network.directory import Directory
from ledger.chain.network.plan import Plan, Program, Validator
from ledger.chain.network.processes import attend
from ledger.chain.network.socket import Socket
from ledger.chain.network.status import NetworkStatus, NodeStatus
from ledger.chain.rpc import quantity
from ledger.core.errors import Refused
from ledger.proof import hexadecimal

DEEPEST: Final = 64
"""Blocks that are taken back at most. Validators that wait for each other have made a few of their own, not many."""


class NothingToMend(Refused):
    """Going back would help nothing, or too much would be lost; says why."""

    def __init__(self, why: str) -> None:
        super().__init__(f"no node goes back: {why}")


@dataclass(frozen=True, slots=True)
class Mended:
    """The node whose branch stays, and to which block which nodes went back."""

    kept: int
    back: tuple[tuple[int, int], ...]


def mend(directory: Directory, plan: Plan, found: NetworkStatus, tied: bool = False) -> Mended:
    """Takes nodes back that are on other branches than the heaviest; NothingToMend unless they halt the chain."""
    if plan.program is not Program.GETH:
        raise NothingToMend("blocks that a quorum sealed are final")
    if not found.halted or not found.forked:
        raise NothingToMend("blocks come" if not found.halted else "all nodes are on one branch")
    if found.up < found.needed:
        raise NothingToMend(f"{found.up} validators answer, {found.needed} have to be up: start them first")
    kept = max((node for node in found.nodes if node.answers), key=lambda node: _weight(directory, node))
    heights = {}
    for node in found.nodes:
        common = _common(directory, kept, node)
        if common is not None and common < (node.height or 0):
            heights[node.validator.number] = common
            if (node.height or 0) - common > DEEPEST:
                raise NothingToMend(f"node {node.validator.number} would lose more than {DEEPEST} blocks")
    for number, height in heights.items():
        socket = Socket(directory.ipc(number))
        socket.call("miner_stop")
        socket.call("debug_setHead", quantity(height))
        attend(directory, number, None, tied=tied)
    return Mended(kept.validator.number, tuple(heights.items()))


def _weight(directory: Directory, node: NodeStatus) -> tuple[int, int, bytes]:
    """Total difficulty; of equal ones the shorter, as geth has it (core/forkchoice.go), then the lower hash."""
    block = _block(directory, node.validator, "latest")
    number = hexadecimal.quantity(block, "number", 64)
    inverted = bytes(255 - each for each in hexadecimal.data(block, "hash", 32))
    return hexadecimal.quantity(block, "totalDifficulty"), -number, inverted


def _common(directory: Directory, kept: NodeStatus, node: NodeStatus) -> int | None:
    """The last block that two nodes have in common; None where one does not answer."""
    if not node.answers or kept.height is None or node.height is None:
        return None
    number = min(kept.height, node.height)
    while number and _hash(directory, kept.validator, number) != _hash(directory, node.validator, number):
        number -= 1
    return number


def _hash(directory: Directory, validator: Validator, number: int) -> bytes:
    return hexadecimal.data(_block(directory, validator, quantity(number)), "hash", 32)


def _block(directory: Directory, validator: Validator, number: str) -> dict[str, object]:
    found = Socket(directory.ipc(validator.number)).call("eth_getBlockByNumber", number, False)
    return found if isinstance(found, dict) else {}
