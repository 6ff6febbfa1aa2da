"""A trust root led on: the validators followed from its last point by headers alone (verification.md, "Trust root")."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

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

    @property
    def last(self) -> Point:
        """Where the trust root stands now."""
        return self.trust.points[-1]


def renew(trust: TrustRoot, headers: Iterable[Header]) -> Renewal:
    """Follows ascending headers from the last point: the next one by every rule, one further on by the skip rule.

    Headers up to the last point are passed over. Under Clique only what is settled is kept, and after a gap headers go
    on from an epoch block. SealError for a header that does not hold, NothingToFollow.
    """
    if trust.engine is Engine.DEVELOPMENT:
        raise NothingToFollow("a development chain has no validators to follow")
    point = trust.point_at(1 << 64)
    ahead = [header for header in headers if header.number > point.number]
    walk = _Walk(point)
    for at, header in enumerate(ahead):
        before, point = point, _step(trust, point, ahead[at:])
        walk.take(before, point, header, trust.schedule.at(header.number).engine)
    if walk.settled is None:
        raise NothingToFollow(f"no header leads on from block {point.number} to one that is final")
    found = tuple(walk.changes)
    appended = found if found and found[-1] == walk.settled else (*found, walk.settled)
    # The point that was last stays only where it changed the set: what leads on is the new one.
    kept = trust.points[:-1] if trust.points and not _changed(trust) else trust.points
    return Renewal(replace(trust, points=(*kept, *appended)), found)


def _changed(trust: TrustRoot) -> bool:
    """Whether the last point has another set than the one before it."""
    before = trust.points[-2].validators if len(trust.points) > 1 else trust.validators
    return trust.points[-1].validators != before


def _step(trust: TrustRoot, point: Point, ahead: Sequence[Header]) -> Point:
    header = ahead[0]
    if header.number == point.number + 1 and point.votes is not None:
        return follow(trust.schedule, point, header)
    if trust.schedule.at(header.number).engine is not Engine.CLIQUE:
        return skip(trust.schedule, point, header)
    if not trust.schedule.is_epoch(header.number):
        raise NothingToFollow(f"headers go on from block {point.number + 1}, or from an epoch block after it")
    return skip(trust.schedule, point, header, _run(ahead, 2 * len(point.validators)))


def _run(ahead: Sequence[Header], most: int) -> tuple[Header, ...]:
    """The headers that follow the first without a gap."""
    first = ahead[0].number
    return tuple(header for at, header in enumerate(ahead[: most + 1]) if at and header.number == first + at)


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
    settled: Point | None = None
    changes: list[Point] = field(default_factory=list)
    _pending: list[_Pending] = field(default_factory=list)

    def take(self, before: Point, point: Point, header: Header, engine: Engine) -> None:
        changed = point.validators != before.validators
        if engine is not Engine.CLIQUE:
            self._keep(point, changed)
            return
        self._pending.append(_Pending(point, changed, frozenset(before.validators)))
        sealer = proposer(engine, header)
        for each in self._pending:
            each.found |= {sealer} & each.among
        # A block is as settled as any that is built on it.
        last = max((at for at, each in enumerate(self._pending) if each.settled), default=-1)
        for each in self._pending[: last + 1]:
            self._keep(each.point, each.changed)
        del self._pending[: last + 1]

    def _keep(self, point: Point, changed: bool) -> None:
        self.settled = point
        if changed:
            self.changes.append(point)
