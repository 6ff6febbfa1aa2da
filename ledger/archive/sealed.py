"""Who sealed the blocks of an archive, from the genesis on, and which of them are final by that."""

from collections.abc import Sequence

from ledger.app.ports import Finalised
from ledger.archive.errors import ArchiveError
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.errors import SealError
from ledger.proof.consensus.following import follow, start
from ledger.proof.consensus.last_settled import LastSettled, begin, take
from ledger.proof.consensus.point import Point
from ledger.proof.consensus.schedule import Schedule
from ledger.proof.header import Header
from ledger.proof.whole_block import CheckedBlock


class Seals:
    """The validators followed from block to block; each pinned point that is passed has to be the one that is there.

    What is final is said by the blocks that were taken, and by nothing else: an archive's word for it is not asked.
    """

    def __init__(self, schedule: Schedule, pinned: Sequence[Point] = ()) -> None:
        """`pinned`: what the trust root knows of blocks after the genesis."""
        self._schedule = schedule
        self._pinned = {point.number: point for point in pinned}
        self._point: Point | None = None
        self._settling: LastSettled | None = None

    def take(self, block: CheckedBlock, name: str) -> None:
        """The next block, of segment `name`; ArchiveError where it is not sealed as its engine wants it."""
        header = block.whole.header
        try:
            point = self._followed(header)
        except SealError as error:
            field = f"seals: {error.field}"
            raise ArchiveError(name, field, error.expected, error.found, block.number) from error
        if (pinned := self._pinned.get(point.number)) is not None:
            _check_pinned(pinned, point, name)
            if self._settling is not None:
                self._settling = begin(point)

    def final(self) -> Finalised | None:
        """The last block that is final, and how final; None before the first. Under Clique those after it show it."""
        point = self._point if self._settling is None else self._settling.settled
        if point is None:
            return None
        return Finalised(point.number, point.hash, self._schedule.at(point.number).engine.finality)

    def _followed(self, header: Header) -> Point:
        if self._point is None:
            self._point = start(self._schedule, header)
            if self._schedule.at(0).engine is Engine.CLIQUE:
                self._settling = begin(self._point)
        elif self._settling is not None:
            self._settling = take(self._schedule, self._settling, header, {})
            self._point = self._settling.tip
        else:
            self._point = follow(self._schedule, self._point, header)
        return self._point


def _check_pinned(pinned: Point, found: Point, name: str) -> None:
    for field, right, other in (
        ("hash", pinned.hash, found.hash),
        ("validators", _listed(pinned.validators), _listed(found.validators)),
    ):
        if right != other:
            raise ArchiveError(name, f"pinned {field}", right, other, found.number)


def _listed(addresses: Sequence[bytes]) -> str:
    return ", ".join(f"0x{address.hex()}" for address in addresses)
