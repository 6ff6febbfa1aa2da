"""Which Clique block is settled, header by header: strictly, by the signers that the last settled block left in place.

A block is settled once ceil(2N/3) of those N have sealed it or built on it, distinct ones. Votes in blocks that are not
settled take nobody out of the count: a part that was cut off can vote the others out, and settles nothing by it. So if
more than a third are lost for good, nothing is settled any more until all have agreed on a block out of band.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ledger.proof.consensus.engine import Engine, quorum
from ledger.proof.consensus.errors import SealError
from ledger.proof.consensus.following import follow
from ledger.proof.consensus.point import Point
from ledger.proof.consensus.schedule import Schedule
from ledger.proof.consensus.seals import proposer
from ledger.proof.header import Header


@dataclass(frozen=True, slots=True)
class LastSettled:
    """What is known after the block of `tip`, of which `settled` is the last settled one, or itself.

    `sealed`: of each who has sealed a block after the settled one, what is known after the last of them. No more is
    needed, however long nothing is settled: the next block to be settled is one of these.
    """

    tip: Point
    settled: Point
    sealed: Mapping[bytes, Point] = field(default_factory=dict)


def begin(point: Point) -> LastSettled:
    """At a block that counts as settled."""
    return LastSettled(point, point)


def take(schedule: Schedule, state: LastSettled, header: Header, agreed: Mapping[int, bytes]) -> LastSettled:
    """After `header`, the next after the tip. SealError if it does not follow by every rule.

    `agreed`: hashes, by number, of the blocks that were agreed on out of band: they are settled, and no other block of
    their number follows.
    """
    tip = follow(schedule, state.tip, header)
    if (known := agreed.get(tip.number)) is not None:
        if known != tip.hash:
            raise SealError("hash", f"of block {tip.number}, as it was agreed on", known, tip.hash)
        return begin(tip)
    # Whoever sealed last may not seal next, but where it is alone.
    sealer = tip.recents[-1] if tip.recents else proposer(Engine.CLIQUE, header)
    settled, sealed = state.settled, {**state.sealed, sealer: tip}
    while (found := _vouched(settled.validators, sealed)) is not None:
        settled = found
        sealed = {each: point for each, point in sealed.items() if point.number > settled.number}
    return LastSettled(tip, settled, sealed)


def _vouched(signers: tuple[bytes, ...], sealed: Mapping[bytes, Point]) -> Point | None:
    """The highest block that enough of `signers` sealed or built on; each vouches for all up to its last."""
    latest = sorted((sealed[each] for each in signers if each in sealed), key=_number, reverse=True)
    needed = quorum(len(signers))
    return latest[needed - 1] if len(latest) >= needed else None


def _number(point: Point) -> int:
    return point.number
