"""A trust root led on: the validators followed from its last point by headers alone (verification.md, "Trust root")."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice, takewhile

from ledger.core.errors import Misuse
from ledger.proof.consensus.engine import Engine, quorum
from ledger.proof.consensus.following import follow, skip
from ledger.proof.consensus.point import Point
from ledger.proof.consensus.seals import proposer
from ledger.proof.header import Header
from ledger.verify.trust import TrustRoot


class NothingToFollow(Misuse):
    """The trust root is of a chain that nobody seals, or the headers do not lead on from it."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """The trust root with what was found appended; `changes` are the points at which another set took over."""

    trust: TrustRoot
    changes: tuple[Point, ...]
    read: int
    """Number of the last header: under Clique the blocks above `last` are not settled yet."""

    @property
    def last(self) -> Point:
        """Where the trust root stands now."""
        return self.trust.points[-1]


def renew(trust: TrustRoot, headers: Iterable[Header], agreed: bytes | None = None) -> Renewal:
    """Follows ascending headers from the last point: the next one by every rule, one further on by the skip rule.

    Headers up to the last point are passed over. Under Clique only what is settled is kept, and after a gap headers go
    on from an epoch block. `agreed` is the hash of a block that counts as settled though too few signers vouch for it:
    what a consortium that lost its signers for good decides out of band. SealError for a header that does not hold,
    NothingToFollow.
    """
    if trust.engine is Engine.DEVELOPMENT:
        raise NothingToFollow("a development chain has no validators to follow")
    point = start = trust.point_at(1 << 64)
    ahead = _Ahead(header for header in headers if header.number > start.number)
    walk = _Walk(point, agreed)
    for header in ahead:
        before, point = point, _step(trust, point, header, ahead)
        walk.take(before, point, header, trust.schedule.at(header.number).engine)
    if walk.settled is None:
        raise NothingToFollow(f"no header leads on from block {start.number} to one that is final")
    if agreed is not None and not walk.found_agreed:
        raise NothingToFollow(f"none of the headers has the hash 0x{agreed.hex()}")
    found = tuple(walk.changes)
    appended = found if found and found[-1] == walk.settled else (*found, walk.settled)
    # The point that was last stays only where it changed the set: what leads on is the new one.
    kept = trust.points[:-1] if trust.points and not _changed(trust) else trust.points
    return Renewal(replace(trust, points=(*kept, *appended)), found, point.number)


def _changed(trust: TrustRoot) -> bool:
    """Whether the last point has another set than the one before it."""
    before = trust.points[-2].validators if len(trust.points) > 1 else trust.validators
    return trust.points[-1].validators != before


def _step(trust: TrustRoot, point: Point, header: Header, ahead: "_Ahead") -> Point:
    if header.number == point.number + 1 and point.votes is not None:
        return follow(trust.schedule, point, header)
    if trust.schedule.at(header.number).engine is not Engine.CLIQUE:
        return skip(trust.schedule, point, header)
    if not trust.schedule.is_epoch(header.number):
        raise NothingToFollow(f"headers go on from block {point.number + 1}, or from an epoch block after it")
    return skip(trust.schedule, point, header, ahead.after(header.number, 2 * len(point.validators)))


class _Ahead:
    """Headers one by one, with a look at a few to come: a file or a node may have any number of them."""

    def __init__(self, headers: Iterator[Header]) -> None:
        self._headers = headers
        self._seen: deque[Header] = deque()

    def __iter__(self) -> Iterator[Header]:
        while header := self._seen.popleft() if self._seen else next(self._headers, None):
            yield header

    def after(self, number: int, most: int) -> tuple[Header, ...]:
        """Up to `most` headers to come that follow block `number` without a gap."""
        self._seen.extend(islice(self._headers, max(most - len(self._seen), 0)))
        to_come = enumerate(islice(self._seen, most), number + 1)
        return tuple(header for _, header in takewhile(lambda one: one[0] == one[1].number, to_come))


@dataclass(slots=True)
class _Pending:
    """A point that is not settled yet: signers of its block or of one built on it, of the set that was to seal it."""

    point: Point
    changed: bool
    among: frozenset[bytes]
    found: set[bytes] = field(default_factory=set)

    @property
    def settled(self) -> bool:
        return len(self.found) >= quorum(len(self.among))


@dataclass(slots=True)
class _Walk:
    """What has been walked over: the last point that is settled, and those at which the set changed."""

    start: Point
    agreed: bytes | None
    settled: Point | None = None
    found_agreed: bool = False
    changes: list[Point] = field(default_factory=list)
    _pending: list[_Pending] = field(default_factory=list)

    def take(self, before: Point, point: Point, header: Header, engine: Engine) -> None:
        changed = point.validators != before.validators
        if engine is not Engine.CLIQUE:
            self._keep(point, changed)
            return
        # Who may call a block settled is known by the last that was: a set that shrank does not vouch for itself.
        among = frozenset((self.settled or self.start).validators)
        self._pending.append(_Pending(point, changed, among))
        sealer = proposer(engine, header)
        for each in self._pending:
            each.found |= {sealer} & each.among
        last = max((at for at, each in enumerate(self._pending) if self._is_settled(each)), default=-1)
        # A block is as settled as any that is built on it.
        for each in self._pending[: last + 1]:
            self._keep(each.point, each.changed)
        del self._pending[: last + 1]

    def _is_settled(self, pending: _Pending) -> bool:
        self.found_agreed |= pending.point.hash == self.agreed
        return pending.settled or pending.point.hash == self.agreed

    def _keep(self, point: Point, changed: bool) -> None:
        self.settled = point
        if changed:
            self.changes.append(point)
