"""A scorecard: a published table of points; to score is to look up and to add, in integers.

Points are log-odds, scaled: so many points double the odds that a loan is paid (the table says how many).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import rfc8785

from ledger.core.errors import BadContent
from ledger.proof.domains import domain
from ledger.proof.keccak import keccak256
from ledger.rulebook.scorecard_inputs import Inputs

LARGEST_TABLE = 1 << 20
"""Bytes of a table's JSON."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Values that score alike: closed ranges of integers, ascending."""

    ranges: tuple[tuple[int, int], ...]
    points: int

    def holds(self, value: int) -> bool:
        """Whether the value lies in one of the ranges."""
        return any(first <= value <= last for first, last in self.ranges)


@dataclass(frozen=True, slots=True)
class Characteristic:
    """One input and its bins; `absent`: the points where it is not stated; `changeable`: whether an applicant
    could have chosen another value.
    """

    name: str
    changeable: bool
    absent: int
    bins: tuple[Bin, ...]

    def points(self, value: int | None) -> int:
        """The points of a value; BadContent if no bin holds it."""
        if value is None:
            return self.absent
        for one in self.bins:
            if one.holds(value):
                return one.points
        raise BadContent(self.name, "a value that the scorecard knows", value)

    @property
    def best(self) -> int:
        """The most points it can give."""
        return max(one.points for one in self.bins)


@dataclass(frozen=True, slots=True)
class Score:
    """Points by characteristic, in the table's order, and what they come to. `probability_bp`: the share of
    like loans that were charged off, in basis points.
    """

    inputs: tuple[int | None, ...]
    points: tuple[int, ...]
    total: int
    band: str
    probability_bp: int


@dataclass(frozen=True, slots=True)
class Scorecard:
    """`bands`: name and lowest score, best first; `probabilities`: basis points for each score from `lowest` up.

    `hash`: keccak(D("scorecard") ‖ RFC 8785 JSON of the whole table), 32 bytes.
    """

    id: str
    hash: bytes
    base: int
    characteristics: tuple[Characteristic, ...]
    bands: tuple[tuple[str, int], ...]
    lowest: int
    probabilities: tuple[int, ...]

    @property
    def best(self) -> int:
        """The highest score there is."""
        return self.base + sum(one.best for one in self.characteristics)

    def score(self, inputs: Inputs) -> Score:
        """The sum of the points; BadContent if an input is missing or no bin holds it."""
        for one in self.characteristics:
            if one.name not in inputs:
                raise BadContent(
                    one.name, "an input of the scorecard, None where it is not stated", "nothing"
                )
        values = tuple(inputs[one.name] for one in self.characteristics)
        points = tuple(one.points(value) for one, value in zip(self.characteristics, values, strict=True))
        total = self.base + sum(points)
        return Score(values, points, total, self.band(total), self.probabilities[total - self.lowest])

    def band(self, total: int) -> str:
        """The name of the best band that a score reaches; the last band has no lower end."""
        return next((name for name, lowest in self.bands if total >= lowest), self.bands[-1][0])


def table_hash(table: Mapping[str, Any]) -> bytes:
    """keccak(D("scorecard") ‖ RFC 8785 JSON of the table): 32 bytes, as a rulebook's hash is made."""
    return keccak256(domain("scorecard") + rfc8785.dumps(dict(table)))


def parse_scorecard(data: bytes) -> Scorecard:
    """The scorecard of a published table (docs/scorecard.md); BadContent if it is none, or has a gap."""
    if len(data) > LARGEST_TABLE:
        raise BadContent("scorecard", f"at most {LARGEST_TABLE} bytes", len(data))
    try:
        table = json.loads(data)
        card = Scorecard(
            id=str(table["id"]),
            hash=table_hash(table),
            base=_whole(table["base"]),
            characteristics=tuple(_characteristic(one) for one in table["characteristics"]),
            bands=tuple((str(one["name"]), _whole(one["lowest"])) for one in table["bands"]),
            lowest=_whole(table["probabilities"]["lowest"]),
            probabilities=tuple(_whole(one) for one in table["probabilities"]["bp"]),
        )
    except (KeyError, TypeError, ValueError, RecursionError, rfc8785.CanonicalizationError) as error:
        raise BadContent("scorecard", "a table as docs/scorecard.md describes it", str(error)) from error
    _check(card)
    return card


def _characteristic(data: Mapping[str, Any]) -> Characteristic:
    bins = tuple(
        Bin(tuple((_whole(first), _whole(last)) for first, last in one["ranges"]), _whole(one["points"]))
        for one in data["bins"]
    )
    if not isinstance(data["changeable"], bool):
        raise TypeError("changeable is true or false")
    return Characteristic(str(data["name"]), data["changeable"], _whole(data["absent"]), bins)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{value!r} is no whole number")
    return value


def _check(card: Scorecard) -> None:
    """Every bin apart from every other, bands in order, a probability for each score that can come out."""
    for one in card.characteristics:
        ranges = sorted(found for each in one.bins for found in each.ranges)
        if not ranges or any(first > last for first, last in ranges):
            raise BadContent(one.name, "at least one range, from its lowest to its highest", ranges)
        if any(left[1] >= right[0] for left, right in pairwise(ranges)):
            raise BadContent(one.name, "ranges that do not overlap", ranges)
        if one.absent > one.best:
            raise BadContent(one.name, "points that silence cannot raise above the best bin", one.absent)
    names = [one.name for one in card.characteristics]
    if len(set(names)) < len(names):
        raise BadContent("characteristics", "each once", names)
    cuts = [lowest for _, lowest in card.bands]
    if not cuts or any(high <= low for high, low in pairwise(cuts)):
        raise BadContent("bands", "at least one, best first", cuts)
    worst = card.base + sum(
        min(one.absent, *(each.points for each in one.bins)) for one in card.characteristics
    )
    if card.lowest > worst or card.lowest + len(card.probabilities) <= card.best:
        raise BadContent("probabilities", f"one for each score from {worst} to {card.best}", card.lowest)
    if not all(0 <= one <= 10_000 for one in card.probabilities):
        raise BadContent("probabilities", "from 0 to 10000 basis points", card.lowest)
