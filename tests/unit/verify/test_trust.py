"""Trust roots: what their file may say."""

import json
from typing import Any

import pytest

from ledger.core.errors import ProofError
from ledger.proof.consensus.engine import Engine
from ledger.verify.trust import parse_trust, serialise_trust
from tests.attacks.exhibit import exhibit

A, B = "0x" + "aa" * 20, "0x" + "bb" * 20
HASH = "0x" + "11" * 32


def form(**changes: Any) -> bytes:
    """A trust root of a QBFT chain, with changes."""
    whole = json.loads(serialise_trust(exhibit("small").trust))
    whole |= {
        "engine": "qbft",
        "validators": [A, B],
        "phases": [
            {"first": 0, "engine": "ibft1", "epoch": 100},
            {"first": 50, "engine": "qbft", "epoch": 200, "period": 2, "validators": [B]},
        ],
        "points": [
            {"number": 60, "hash": HASH, "validators": [A], "votes": None, "recents": [], "timestamp": 7},
            {
                "number": 70,
                "hash": HASH,
                "validators": [A, B],
                "votes": [{"voter": A, "subject": B, "add": False}],
                "recents": [],
                "timestamp": 8,
            },
        ],
    }
    return json.dumps(whole | changes).encode()


def point(**changes: Any) -> dict[str, Any]:
    return {
        "number": 60,
        "hash": HASH,
        "validators": [A],
        "votes": [],
        "recents": [],
        "timestamp": 7,
    } | changes


def test_a_trust_root_says_who_seals_from_which_block_on() -> None:
    root = parse_trust(form())
    assert root.schedule.at(49).engine is Engine.IBFT1
    assert (root.schedule.at(50).engine, root.schedule.at(50).epoch) == (Engine.QBFT, 200)
    assert [root.point_at(block).number for block in (0, 59, 60, 69, 70, 10**9)] == [0, 0, 60, 60, 70, 70]
    assert root.point_at(59).hash == root.genesis
    assert parse_trust(serialise_trust(root)) == root


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"engine": "pow"}, "one of development, clique, qbft, ibft2, ibft1"),
        ({"engine": "clique"}, "the last of clique"),
        ({"engine": "development"}, "no phases, validators or points"),
        ({"validators": []}, "$.validators"),
        ({"validators": [B, A]}, "ascending"),
        ({"validators": [A, A]}, "each once"),
        ({"validators": ["0x" + "aa" * 19]}, "20 bytes"),
        ({"phases": []}, "$.phases"),
        ({"phases": [{"first": 1, "engine": "qbft", "epoch": 1}]}, "genesis"),
        ({"phases": [{"first": 0, "engine": "qbft", "epoch": 0}]}, "epoch"),
        ({"phases": [{"first": 0, "engine": "qbft"}]}, "epoch"),
        ({"phases": [{"first": 0, "engine": "qbft", "epoch": 1, "contract": True}]}, "contract"),
        ({"phases": [{"first": 0, "engine": "qbft", "epoch": 1, "quorum": 1}]}, "unknown"),
        ({"points": [point(), point()]}, "later and later"),
        ({"points": [point(number=0)]}, "later and later"),
        ({"points": [point(validators=[B, A])]}, "ascending"),
        ({"points": [point(hash="0x11")]}, "hash"),
        ({"points": [point(timestamp=0)]}, "when their block was made"),
        ({"points": [point(voters=[])]}, "$.points[0]"),
        ({"points": ["0x"]}, "an object"),
    ],
)
def test_a_trust_root_with_a_fault_is_refused_by_its_name(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ProofError, match=r".") as refused:
        parse_trust(form(**changes))
    assert told in str(refused.value)
