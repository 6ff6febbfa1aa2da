"""A node that tells the headers of a sealed chain, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.chain.rpc import Call
from tests.simulators.sealing.consortium import Consortium, Link
from tests.simulators.sealing.fields import to_rpc


@dataclass
class Headers:
    """The chain that a node tells, which may be turned into another; `asked` counts the headers it was asked for."""

    links: Sequence[Link]
    asked: int = 0

    def height(self) -> int:
        return len(self.links) - 1

    def read_all(self, calls: Sequence[Call]) -> list[object]:
        self.asked += len(calls)
        numbers = [int(str(params[0]), 16) for _, params in calls]
        return [to_rpc(self.links[at].fields) if at < len(self.links) else None for at in numbers]

    def read(self, method: str, *params: object) -> object:
        raise NotImplementedError(method)

    def read_quantity(self, method: str, *params: object, bits: int = 256) -> int:
        raise NotImplementedError(method)

    def write(self, method: str, *params: object) -> object:
        raise NotImplementedError(method)


def alone(house: Consortium, blocks: int) -> list[Link]:
    """A chain in which everybody seals in turn."""
    genesis = house.genesis()
    return [genesis, *house.grow(genesis, blocks)]
