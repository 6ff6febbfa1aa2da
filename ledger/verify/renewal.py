"""A trust root led on: the validators followed from its last point by headers alone (verification.md, "Trust root")."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from ledger.core.errors import Misuse
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.following import follow, skip
from ledger.proof.consensus.last_settled import LastSettled, begin, take
from ledger.proof.consensus.point import Point
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
    start = trust.point_at(1 << 64)
    state, changes, met = begin(start), list[Point](), False
    ahead = _Ahead(header for header in headers if header.number > start.number)
    for header in ahead:
        before, state = state, _after(trust, state, header, ahead)
        if state.tip.validators != before.tip.validators:
            changes.append(state.tip)
        if state.tip.hash == agreed:
            state, met = begin(state.tip), True
    settled = state.settled
    if settled == start:
        raise NothingToFollow(f"no header leads on from block {start.number} to one that is final")
    if agreed is not None and not met:
        raise NothingToFollow(f"none of the headers has the hash 0x{agreed.hex()}")
    found = tuple(point for point in changes if point.number <= settled.number)
    appended = found if found and found[-1] == settled else (*found, settled)
    # The point that was last stays only where it changed the set: what leads on is the new one.
    kept = trust.points[:-1] if trust.points and not _changed(trust) else trust.points
    return Renewal(replace(trust, points=(*kept, *appended)), found, state.tip.number)


def _changed(trust: TrustRoot) -> bool:
    """Whether the last point has another set than the one before it."""
    before = trust.points[-2].validators if len(trust.points) > 1 else trust.validators
    return trust.points[-1].validators != before


def _after(trust: TrustRoot, state: LastSettled, header: Header, ahead: "_Ahead") -> LastSettled:
    point, schedule = state.tip, trust.schedule
    followed = header.number == point.number + 1 and point.votes is not None
    if schedule.at(header.number).engine is not Engine.CLIQUE:
        return begin((follow if followed else skip)(schedule, point, header))
    if followed:
        return take(schedule, state, header, {})
    if not schedule.is_epoch(header.number):
        raise NothingToFollow(f"headers go on from block {point.number + 1}, or from an epoch block after it")
    # What was not settled says nothing of who may vouch for a block further on.
    trusted = state.settled
    return begin(skip(schedule, trusted, header, ahead.after(header.number, 2 * len(trusted.validators))))


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
