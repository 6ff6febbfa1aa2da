"""Why a score is what it is, and the smallest change that would reach the next band (Reg B, 12 CFR 1002.9(b)(2);
CFPB Circular 2023-03: the factors actually used; CJEU C-203/22: how a change would change the outcome).
"""

from dataclasses import dataclass

from ledger.rulebook.scorecard import Bin, Characteristic, Score, Scorecard


@dataclass(frozen=True, slots=True)
class Reason:
    """What one characteristic holds back: `gap` = `best` - `points`, never negative."""

    characteristic: str
    value: int | None
    points: int
    best: int

    @property
    def gap(self) -> int:
        """Points below the best bin."""
        return self.best - self.points


@dataclass(frozen=True, slots=True)
class Change:
    """One input changed, all else as it is: the nearest value that reaches `band`, and the score then.

    `steps`: how many bins away it is, in the order of values; `gain`: points more.
    """

    characteristic: str
    value: int | None
    to: int
    steps: int
    gain: int
    total: int
    band: str


def reasons(card: Scorecard, score: Score) -> tuple[Reason, ...]:
    """A reason a characteristic, the largest gap first, equal ones in the table's order.

    The gaps sum exactly to `card.best - score.total`.
    """
    found = (
        Reason(one.name, value, points, one.best)
        for one, value, points in zip(card.characteristics, score.inputs, score.points, strict=True)
    )
    return tuple(sorted(found, key=lambda reason: -reason.gap))


def changes(card: Scorecard, score: Score) -> tuple[Change, ...]:
    """For each input that an applicant could have chosen, the smallest change that reaches a better band.

    The smallest first: fewest bins away, then fewest points gained, then the table's order. None where the band
    is the best, or no single change is enough.
    """
    found = [
        _nearest(card, score, one, value, points)
        for one, value, points in zip(card.characteristics, score.inputs, score.points, strict=True)
        if one.changeable and value is not None
    ]
    reached = [change for change in found if change is not None]
    return tuple(sorted(reached, key=lambda change: (change.steps, change.gain)))


def _nearest(card: Scorecard, score: Score, one: Characteristic, value: int, points: int) -> Change | None:
    """The value nearest to this one, of a bin with points enough; of two as near, the lower."""
    needed = _needed(card, score)
    enough = [each for each in one.bins if points + needed <= each.points] if needed is not None else []
    if not enough:
        return None
    target, there = min(
        ((_closest(each, value), each) for each in enough), key=lambda pair: (abs(pair[0] - value), pair[0])
    )
    gain = there.points - points
    total = score.total + gain
    return Change(one.name, value, target, _steps(one, value, target), gain, total, card.band(total))


def _needed(card: Scorecard, score: Score) -> int | None:
    """Points to the next better band; None in the best one."""
    above = [lowest for _, lowest in card.bands[:-1] if lowest > score.total]
    return min(above) - score.total if above else None


def _closest(there: Bin, value: int) -> int:
    ends = [end for first, last in there.ranges for end in (first, last)]
    return min(ends, key=lambda end: (abs(end - value), end))


def _steps(one: Characteristic, value: int, target: int) -> int:
    """How many ranges lie from one value to another."""
    ranges = sorted(found for each in one.bins for found in each.ranges)
    at, to = (
        next(index for index, (first, last) in enumerate(ranges) if first <= wanted <= last)
        for wanted in (value, target)
    )
    return abs(at - to)
