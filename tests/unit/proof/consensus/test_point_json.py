"""Points as JSON: what is written is read, and nothing else is."""

from typing import Any

import pytest

from ledger.core.errors import ProofError
from ledger.proof.consensus import point_json
from ledger.proof.consensus.following import Ballot, Point
from tests.simulators.sealing.keys import addresses

FOUR = addresses(4)
POINT = Point(7, b"\1" * 32, FOUR, (Ballot(FOUR[0], FOUR[1], False),), FOUR[:2], 1_740_000_000)


@pytest.mark.parametrize("point", [POINT, Point(0, bytes(32), ()), Point(7, bytes(32), FOUR, None)])
def test_a_point_survives_its_json(point: Point) -> None:
    assert point_json.parse(point_json.render(point)) == point


def test_a_pinned_point_needs_number_hash_and_validators() -> None:
    pinned = {"number": 7, "hash": "0x" + "01" * 32, "validators": ["0x" + each.hex() for each in FOUR]}
    assert point_json.parse(pinned) == Point(7, b"\1" * 32, FOUR)
    for name in pinned:
        with pytest.raises(ProofError):
            point_json.parse({key: value for key, value in pinned.items() if key != name})


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("number", -1),
        ("number", True),
        ("number", "7"),
        ("number", 1 << 64),
        ("hash", "0x01"),
        ("hash", None),
        ("validators", None),
        ("validators", ["0x01"]),
        ("validators", [7]),
        ("validators", ["0x" + each.hex() for each in FOUR[::-1]]),
        ("validators", ["0x" + FOUR[0].hex()] * 2),
        ("votes", {}),
        ("votes", ["0x"]),
        ("votes", [{"voter": "0x" + FOUR[0].hex(), "subject": "0x" + FOUR[1].hex()}]),
        ("votes", [{"voter": "0x" + FOUR[0].hex(), "subject": "0x", "add": True}]),
        ("recents", None),
        ("recents", ["0x"]),
        ("timestamp", 1.5),
        ("surplus", 1),
    ],
)
def test_a_point_of_another_form_is_refused(member: str, value: Any) -> None:
    json = point_json.render(POINT)
    assert point_json.parse(json) == POINT
    with pytest.raises(ProofError):
        point_json.parse(json | {member: value})


def test_only_an_object_is_a_point() -> None:
    for other in (None, [], "point", 7):
        with pytest.raises(ProofError):
            point_json.parse(other)
