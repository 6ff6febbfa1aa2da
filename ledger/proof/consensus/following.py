"""The validators followed from header to header: from a genesis or a pinned point, through votes and transitions.

A header is believed if those seal it who were to seal it by what was known before; what it says of its validators is
compared, never taken. `skip` alone takes a header's own list, and only from a quorum of it that includes more than a
third of the validators known last: among those one at least is honest, and an honest one seals no false list.
"""

from collections.abc import Sequence

from ledger.proof.consensus import bft, clique
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.errors import SealError
from ledger.proof.consensus.extra_data import decode
from ledger.proof.consensus.hashes import block_hash
from ledger.proof.consensus.header_rules import check_fields, check_link, check_time
from ledger.proof.consensus.point import Ballot, Point
from ledger.proof.consensus.schedule import Phase, Schedule
from ledger.proof.consensus.voting import Tally
from ledger.proof.header import Header

__all__ = ["Ballot", "Point", "follow", "skip", "start"]


def start(schedule: Schedule, genesis: Header) -> Point:
    """What is known after the genesis: its list, or that of a transition at block 1. It carries no seals."""
    phase = schedule.at(0)
    if genesis.number != 0:
        raise SealError("number", "that of a genesis", 0, genesis.number)
    _refuse_contract(phase)
    listed: tuple[bytes, ...] = ()
    if phase.engine is not Engine.DEVELOPMENT:
        listed = tuple(sorted(set(decode(phase.engine, genesis.extra_data).validators)))
        if not listed:
            raise SealError("extraData.validators", "a genesis lists its validators", "at least one", 0)
    tally = _overridden(schedule, 0) or Tally(listed)
    return Point(0, block_hash(phase.engine, genesis), tally.validators, timestamp=genesis.timestamp)


def follow(schedule: Schedule, point: Point, header: Header) -> Point:
    """What is known after `header`, the next after `point`; SealError if its engine would not accept it."""
    phase = schedule.at(header.number)
    check_link(point, header, phase.period)
    if phase.engine is Engine.DEVELOPMENT:
        return Point(header.number, block_hash(phase.engine, header), (), timestamp=header.timestamp)
    check_fields(phase.engine, header)
    _refuse_contract(phase)
    if point.votes is None:
        raise SealError(
            "votes", "known where validators are followed", "an epoch block, or a pinned point", None
        )
    epoch = schedule.is_epoch(header.number)
    before = _overridden(schedule, header.number) or Tally(point.validators, () if epoch else point.votes)
    if phase.engine is Engine.CLIQUE:
        sealer = clique.check(point, header, epoch)
        after = before if epoch else clique.counted(before, header, sealer)
        recents = clique.recents((*point.recents, sealer), after)
    else:
        bft.check(phase.engine, header, point.validators)
        after = before if epoch else bft.counted(phase.engine, before, header)
        recents = ()
    hashed = block_hash(phase.engine, header)
    return Point(header.number, hashed, after.validators, after.votes, recents, header.timestamp)


def skip(schedule: Schedule, point: Point, header: Header, descendants: Sequence[Header] = ()) -> Point:
    """What is known after `header`, some blocks after `point`, without those between.

    QBFT and IBFT: a quorum of the header's own list sealed it, and more than a third of the validators of `point` (or
    of a transition since) are among them. Clique has no quorum in a header: ceil(2N/3) of the signers of `point` must
    have sealed it or one of its `descendants`, which follow each other. Votes cast between stay unknown until an epoch
    block or a transition: then the point's `votes` are None. The next header after `point` has to pass `follow`, too.
    SealError.
    """
    phase = schedule.at(header.number)
    hashed = block_hash(phase.engine, header)
    if (header.number, hashed) == (point.number, point.hash):
        return point
    if header.number <= point.number:
        raise SealError("number", "after the block known last", point.number + 1, header.number)
    _refuse_contract(phase)
    check_time(point, header, 0)
    check_fields(phase.engine, header)
    trusted = _trusted(schedule, point, header.number)
    next_one = header.number == point.number + 1 and point.votes is not None
    if phase.engine is Engine.CLIQUE:
        skipped = clique.skip(schedule, trusted, (header, *descendants))
        return follow(schedule, point, header) if next_one else skipped
    if next_one:
        return follow(schedule, point, header)
    listed = bft.skip(phase.engine, header, trusted)
    epoch = schedule.is_epoch(header.number)
    known = _overridden(schedule, header.number)
    if known is not None and not epoch:
        known = bft.counted(phase.engine, known, header)
    elif epoch:
        known = known or Tally(listed)
    if known is None:
        return Point(header.number, hashed, listed, None, timestamp=header.timestamp)
    return Point(header.number, hashed, known.validators, known.votes, timestamp=header.timestamp)


def _refuse_contract(phase: Phase) -> None:
    if phase.contract:
        rule = "validators kept in headers: those in a contract's state do not follow from headers"
        raise SealError("validators", rule, "blockheader mode", "contract mode")


def _overridden(schedule: Schedule, number: int) -> Tally | None:
    """The set that a transition puts in place after block `number`; votes for the old one are void."""
    phase = schedule.at(number + 1)
    if phase.first != number + 1 or phase.validators is None:
        return None
    return Tally(tuple(sorted(set(phase.validators))))


def _trusted(schedule: Schedule, point: Point, number: int) -> tuple[bytes, ...]:
    """The validators known last before block `number`: of `point`, or of a transition after it."""
    since = [phase for phase in schedule.phases if point.number < phase.first <= number and phase.validators]
    return tuple(sorted(set(since[-1].validators or ()))) if since else point.validators
