"""The way come so far: the last block that stands on its parent and under its seals, down to the genesis."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from ledger.app.audit.ground import Ground
from ledger.app.audit.look import Looked
from ledger.app.audit.report import Differs, sealed_wrongly, spelled, unequal
from ledger.app.audit.words import Plain
from ledger.proof.consensus import point_json
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.errors import SealError
from ledger.proof.consensus.following import follow, start
from ledger.proof.consensus.point import Point
from ledger.proof.consensus.settlement import Settlement, settlement_of
from ledger.proof.header import Header, decode_header, encode_header


@dataclass(frozen=True, slots=True)
class Trail:
    """The last block: its header and hash; where there are seals, what was known of validators after it and before."""

    header: Header
    hash: bytes
    point: Point | None = None
    before: Point | None = None

    @property
    def number(self) -> int:
        """Of the last block."""
        return self.header.number

    def state(self) -> Plain:
        """As plain values."""
        points = [None if point is None else point_json.render(point) for point in (self.point, self.before)]
        return [encode_header(self.header), self.hash, *points]

    @classmethod
    def restored(cls, state: Plain) -> Self:
        """What `state` gave."""
        header, block_hash, *points = state
        point, before = (None if kept is None else point_json.parse(kept) for kept in points)
        return cls(decode_header(header), block_hash, point, before)


def after(trail: Trail | None, ground: Ground, looked: Looked) -> Trail:
    """The way on to a block; Differs at what is wrong with it, first with where it stands."""
    header, number = looked.header, looked.number
    parent = None if header is None or header.number != number else header.parent_hash
    if trail is not None and parent is not None and parent != trail.hash:
        raise Differs(unequal(number, None, "parentHash", trail.hash, parent))
    if looked.fault is not None:
        raise looked.fault.error
    assert header is not None  # where none could be read there is a fault
    if ground.engine is Engine.DEVELOPMENT:
        return Trail(header, looked.hash)
    before = None if trail is None else trail.point
    try:
        point = start(ground.schedule, header) if before is None else follow(ground.schedule, before, header)
    except SealError as error:
        raise Differs(sealed_wrongly(number, error)) from error
    _check_pinned(ground, point)
    return Trail(header, looked.hash, point, before)


def settlement(trail: Trail, ground: Ground, later: Iterable[Header]) -> Settlement | None:
    """How final the last block is, by itself or by headers that a source has after it; None without seals.

    Later ones may yet be taken back: they count as far as they follow each other, and it is no lie if they do not.
    """
    if trail.before is None or trail.point is None:
        return None
    headers, point = [trail.header], trail.point
    for header in later:
        try:
            point = follow(ground.schedule, point, header)
        except SealError:
            break
        headers.append(header)
    return settlement_of(ground.schedule, trail.before, headers)


def _check_pinned(ground: Ground, found: Point) -> None:
    for pinned in ground.pinned:
        if pinned.number != found.number:
            continue
        for field in ("hash", "validators"):
            right, other = getattr(pinned, field), getattr(found, field)
            if right != other:
                raise Differs(unequal(found.number, None, f"pinned {field}", spelled(right), spelled(other)))
