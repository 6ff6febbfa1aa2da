"""How final a block is by the headers from it on: sealed by a quorum at once, or built on by enough signers."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.proof.consensus.engine import Engine, Finality, quorum
from ledger.proof.consensus.errors import SealError
from ledger.proof.consensus.following import follow
from ledger.proof.consensus.point import Point
from ledger.proof.consensus.schedule import Schedule
from ledger.proof.consensus.seals import proposer, signers
from ledger.proof.header import Header


@dataclass(frozen=True, slots=True)
class Settlement:
    """The block of `point`: which validators vouch for it, ascending, how many it takes, and what it comes to."""

    point: Point
    signers: tuple[bytes, ...]
    needed: int
    finality: Finality


def settlement_of(schedule: Schedule, point: Point, headers: Sequence[Header]) -> Settlement:
    """How final the first of `headers` is, the next after `point`; the rest follow it, each by every rule.

    Under Clique those count who were signers when it was sealed, and sealed it or one built on it: distinct ones,
    ceil(2N/3) of them, still no more than probable. SealError.
    """
    if not headers:
        raise SealError("headers", "a block to be settled", "at least one", 0)
    engine = schedule.at(headers[0].number).engine
    first = after = follow(schedule, point, headers[0])
    found: set[bytes] = set(signers(engine, headers[0]))
    for header in headers[1:] if engine is Engine.CLIQUE else ():
        after = follow(schedule, after, header)
        found.add(proposer(engine, header))
    needed = quorum(len(point.validators))
    vouching = tuple(sorted(found & set(point.validators)))
    enough = len(vouching) >= needed
    return Settlement(first, vouching, needed, engine.finality if enough else Finality.NONE)
