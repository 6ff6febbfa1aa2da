"""Behind, stalled, in disagreement and down are told apart, the worst first, in words that name no node."""

from typing import Any

import pytest

from api.health.lookout import FAR_BEHIND, STALLED_SECONDS, Sight, Status
from api.health.schemas import Health
from ledger.app.ports import Standing
from ledger.chain.disagreement import Disagreement, Told
from ledger.chain.nodes import Condition, NodeStatus
from ledger.core.entry import Clock
from ledger.proof.consensus.engine import Finality

NOW = 1_800_000_000
NODE = "node.bank.example:8545"


def standing(number: int, time: int = NOW) -> Standing:
    return Standing(number, bytes(32), Finality.IMMEDIATE, time)


def sight(**changed: Any) -> Sight:
    """All well at block 100."""
    well = {
        "now": NOW,
        "sealed": True,
        "stalled_after": STALLED_SECONDS,
        "head": Clock(100, NOW - 1),
        "index": standing(100, NOW - 1),
        "final": standing(100),
    }
    return Sight(**{**well, **changed})


AWAY = NodeStatus(NODE, Condition.AWAY, None, "refused")
LACKING = NodeStatus(NODE, Condition.BEHIND, 3, "its head is block 3, where block 100 is known")
DISPUTED = Disagreement(7, (Told(NODE, b"\x01" * 32, b""), Told(NODE, b"\x02" * 32, b"")))
LIE = Disagreement(7, (Told(NODE, b"\x01" * 32, b""), Told(NODE, b"\x02" * 32, b"", sealed=False)))


@pytest.mark.parametrize(
    ("changed", "status", "ready", "words"),
    [
        ({}, Status.OK, True, None),
        ({"index": standing(99)}, Status.BEHIND, True, "lacks 1 of"),
        ({"index": standing(100 - FAR_BEHIND - 1)}, Status.BEHIND, False, "lacks 11 of"),
        ({"index": None}, Status.BEHIND, False, "lacks 101 of"),
        ({"head": Clock(100, NOW - STALLED_SECONDS)}, Status.OK, True, None),
        ({"head": Clock(100, NOW - 61)}, Status.STALLED, True, "no block for 61 seconds"),
        ({"head": Clock(100, NOW - 61), "stalled_after": 90}, Status.OK, True, None),
        ({"head": Clock(100, 0), "sealed": False}, Status.OK, True, None),
        ({"head": None}, Status.DOWN, False, "no node of the chain answers"),
        ({"head": None, "nodes": (AWAY,)}, Status.DOWN, False, "no node of the chain answers"),
        ({"head": None, "nodes": (AWAY, LACKING)}, Status.DOWN, False, "none can be read on from"),
        ({"index": None, "final": None, "indexed": False}, Status.DOWN, False, "the index does not answer"),
        ({"alarms": (DISPUTED,)}, Status.DISAGREEMENT, True, "nothing from there on counts as final"),
        ({"alarms": (LIE,)}, Status.DISAGREEMENT, True, "that nobody sealed"),
        ({"alarms": None}, Status.DISAGREEMENT, True, "cannot be read"),
    ],
)
def test_how_the_node_stands_is_said_with_its_reason(
    changed: dict[str, Any], status: Status, ready: bool, words: str | None
) -> None:
    seen = sight(**changed)
    told = Health.of(seen)
    assert (seen.status, seen.ready, told.status) == (status, ready, status)
    assert len(told.reasons) == (words is not None)
    assert words is None or words in told.reasons[0]
    assert NODE not in told.model_dump_json()


def test_all_that_is_amiss_is_said_and_the_worst_is_the_status() -> None:
    seen = sight(
        alarms=(LIE, DISPUTED), head=Clock(100, NOW - 100), index=standing(90), stalled_after=STALLED_SECONDS
    )
    assert [status for status, _ in seen.findings] == [
        Status.DISAGREEMENT,
        Status.DISAGREEMENT,
        Status.STALLED,
        Status.BEHIND,
    ]
    assert sight(head=None, alarms=(DISPUTED,)).status is Status.DOWN


def test_the_lag_is_in_blocks_and_in_the_chains_own_seconds() -> None:
    seen = sight(head=Clock(100, NOW), index=standing(90, NOW - 50))
    assert (seen.lag, seen.lag_seconds) == (10, 50)
    ahead = sight(head=Clock(100, NOW), index=standing(101, NOW + 1))
    assert (ahead.lag, ahead.lag_seconds, ahead.status) == (0, 0, Status.OK)
    assert (sight(head=None).lag, sight(index=None).lag_seconds) == (None, None)
