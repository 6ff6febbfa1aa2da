"""Chains of a consortium of four, for every engine: links sealed by the simulator, headers and points as followed."""

from dataclasses import dataclass, field

from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.following import Point, follow, start
from ledger.proof.consensus.schedule import Phase, Schedule
from ledger.proof.header import Header, decode_header
from tests.simulators.sealing.bft import Bft, Ibft1, Ibft2, Qbft
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.consortium import EPOCH, Consortium, Link, Plan
from tests.simulators.sealing.keys import addresses

BFT = (Qbft(), Ibft2(), Ibft1())
EVERY = (*BFT, Clique())


def by_name(seals: Bft | Clique) -> str:
    """The id of a test for an engine."""
    return seals.name


@dataclass
class Chain:
    """A chain that grows block by block, followed as it does."""

    seals: Bft | Clique
    epoch: int = EPOCH
    founders: tuple[bytes, ...] = addresses(4)
    schedule: Schedule = field(init=False)
    links: list[Link] = field(init=False)
    points: list[Point] = field(init=False)

    def __post_init__(self) -> None:
        self.consortium = Consortium(self.seals, self.founders, self.epoch)
        self.engine = Engine(self.seals.name)
        self.schedule = Schedule((Phase(0, self.engine, self.epoch),))
        self.links = [self.consortium.genesis()]
        self.points = [start(self.schedule, self.header(0))]

    def grow(self, plan: Plan | None = None) -> Point:
        """One more block, followed; the point after it."""
        self.links.append(self.consortium.next(self.links[-1], plan))
        self.points.append(follow(self.schedule, self.points[-1], self.header(-1)))
        return self.points[-1]

    def offered(self, plan: Plan | None = None, **changes: bytes) -> Header:
        """A block that could come next, and is not added."""
        return decode_header(self.consortium.next(self.links[-1], plan, **changes).rlp)

    def header(self, number: int) -> Header:
        """The header of a block."""
        return decode_header(self.links[number].rlp)

    def tried(self, header: Header) -> Point:
        """The point if `header` came next."""
        return follow(self.schedule, self.points[-1], header)
