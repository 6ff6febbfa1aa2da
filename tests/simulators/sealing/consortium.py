"""A consortium at work: block after block, sealed as its validators agree, or as a plan of theirs has it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.simulators.sealing.bft import Bft
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.council import Council, Vote
from tests.simulators.sealing.fields import Fields, bare, encode, number_of, plain_hash
from tests.simulators.sealing.keys import addresses

EPOCH = 30_000
START = 1_740_000_000
MEMORY = 64
"""Proposers remembered: more than any council here needs."""


@dataclass(frozen=True)
class Plan:
    """How one block comes about where it is not as always: the next in turn at round 0, no vote, everybody's seal."""

    proposer: bytes | None = None
    round: int = 0
    vote: Vote | None = None
    committers: Sequence[bytes] | None = None
    fields: Mapping[str, bytes] = field(default_factory=dict)
    """Fields that the proposer bends, so that they are sealed."""
    after: Callable[[Fields], Fields] = lambda fields: fields
    """What is done to the sealed header."""


ALWAYS = Plan()


@dataclass(frozen=True)
class Link:
    """A sealed block, the council after it, and who proposed the blocks so far, the last one first."""

    fields: Fields
    hash: bytes
    council: Council
    proposers: tuple[bytes, ...] = ()

    @property
    def number(self) -> int:
        return number_of(self.fields)

    @property
    def rlp(self) -> bytes:
        """The header with its seals, as evidence of them."""
        return encode(self.fields)


@dataclass
class Consortium:
    """Who seals a chain, and how: `plans` by block number."""

    engine: Bft | Clique
    founders: tuple[bytes, ...] = addresses(4)
    epoch: int = EPOCH
    plans: dict[int, Plan] = field(default_factory=dict)

    def genesis(self, base: Fields | None = None) -> Link:
        """Block 0; its hash is the plain one."""
        fields = self.engine.genesis(base or bare(0, START), self.founders)
        return Link(fields, plain_hash(fields), Council(self.founders))

    def seal(self, parent: Link, base: Fields, plan: Plan | None = None) -> Link:
        """A block with the state of `base` on `parent`."""
        engine, council = self.engine, parent.council
        plan = plan or self.plans.get(parent.number + 1, ALWAYS)
        proposer = plan.proposer or self._next(parent, plan.round)
        epoch = number_of(base) % self.epoch == 0
        on_parent = {**base, "parentHash": parent.hash}
        fields = engine.proposed(on_parent, council, proposer, plan.vote, plan.round, epoch)
        if isinstance(engine, Clique):
            fields, idle = engine.sealed(fields | plan.fields, proposer), False
        else:
            committers = council.members if plan.committers is None else plan.committers
            fields, idle = engine.resealed(fields, committers, **plan.fields), True
        fields = plan.after(fields)
        after = council.after(proposer, plan.vote, epoch=epoch, idle=idle)
        return Link(fields, engine.hash(fields), after, (proposer, *parent.proposers[:MEMORY]))

    def next(self, parent: Link, plan: Plan | None = None, **changes: bytes) -> Link:
        """An empty block on `parent`, with other fields where the proposer wants them."""
        base = bare(parent.number + 1, number_of(parent.fields, "timestamp") + 2)
        return self.seal(parent, base | changes, plan)

    def grow(self, parent: Link, blocks: int) -> list[Link]:
        """Empty blocks on `parent`, as planned."""
        grown = [parent]
        for _ in range(blocks):
            grown.append(self.next(grown[-1]))
        return grown[1:]

    def _next(self, parent: Link, round_: int) -> bytes:
        members = parent.council.members
        if isinstance(self.engine, Clique):
            start = (parent.number + 1) % len(members)
            lately = parent.proposers[: len(members) // 2]
            return next(each for each in members[start:] + members[:start] if each not in lately)
        last = parent.proposers[0] if parent.proposers else b""
        following = [each for each in members if each > last]
        return [*following, *members][round_ % len(members)]
