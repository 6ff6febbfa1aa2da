"""A light client that watches a simulated consortium: the product's, given nothing but the bytes of headers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pytest

from ledger.core.errors import ProofError
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.following import Point, follow, start
from ledger.proof.consensus.schedule import Phase, Schedule
from ledger.proof.header import Header, decode_header
from tests.simulators.sealing.bft import Bft, Ibft1, Ibft2, Qbft
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.consortium import Consortium, Link
from tests.simulators.sealing.fields import Fields, encode

BFT: tuple[Bft, ...] = (Qbft(), Ibft2(), Ibft1())
ENGINES: tuple[Bft | Clique, ...] = (*BFT, Clique())
PERIOD = 1
"""Seconds that must lie between two blocks."""


def name(engine: Bft | Clique) -> str:
    """How a test of this engine is called."""
    return engine.name


def header(fields: Fields) -> Header:
    """As the product reads it."""
    return decode_header(encode(fields))


@dataclass(frozen=True)
class Watch:
    """A consortium, its chain from the genesis on, and who follows it by headers only."""

    house: Consortium
    links: Sequence[Link]

    @cached_property
    def schedule(self) -> Schedule:
        """What the trust root says of the engine."""
        return Schedule((Phase(0, Engine(self.house.engine.name), self.house.epoch, period=PERIOD),))

    @property
    def last(self) -> Link:
        """The block that an attack is about."""
        return self.links[-1]

    @cached_property
    def before(self) -> Point:
        """What is known before the last block."""
        return self.follow(self.links[:-1])

    def follow(self, links: Sequence[Link] | None = None) -> Point:
        """What is known after these blocks, the first of which is the genesis."""
        first, *rest = self.links if links is None else links
        point = start(self.schedule, header(first.fields))
        for link in rest:
            point = follow(self.schedule, point, header(link.fields))
        return point

    def takes(self, fields: Fields) -> Point:
        """The light client goes on with another block in place of the last one."""
        return follow(self.schedule, self.before, header(fields))

    def refuses(self, fields: Fields) -> str:
        """It does not; though it does with the true one. What it says."""
        assert self.takes(self.last.fields).hash == self.last.hash
        assert encode(fields) != self.last.rlp
        with pytest.raises(ProofError) as refused:
            self.takes(fields)
        return str(refused.value)


def watch(house: Consortium, blocks: int = 3) -> Watch:
    """A chain of so many blocks after the genesis."""
    genesis = house.genesis()
    return Watch(house, [genesis, *house.grow(genesis, blocks)])
