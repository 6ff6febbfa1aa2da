"""Why a chain stands is said in words that tell what is missing: nodes, peers that are heard, or the port itself."""

import pytest

from ledger.chain.network.plan import Ports, Validator
from ledger.chain.network.status import NetworkStatus, NodeStatus

QUIET = 40


def node(number: int, *, height: int | None = 7, sealing: bool | None = True) -> NodeStatus:
    ports = Ports(3 * number, 3 * number + 1, 3 * number + 2)
    one = Validator(number, bytes([number]) * 20, bytes([number]) * 64, "127.0.0.1", ports)
    return NodeStatus(one, True, height, sealing=sealing, foreign=height is None)


def standing(*nodes: NodeStatus, halted: bool = True) -> NetworkStatus:
    up = sum(each.answers for each in nodes)
    validators = tuple(each.validator.address for each in nodes)
    return NetworkStatus(nodes, validators, (), up, 3, QUIET if up else None, halted)


def test_validators_that_listen_are_not_called_missing() -> None:
    found = standing(node(1), node(2, sealing=False), node(3, sealing=False), node(4, sealing=False))
    words = "3 of 4 validators here still listen to their peers before they seal, 3 have to seal"
    assert found.why_halted == f"no block for {QUIET} seconds: {words}"


def test_before_the_first_block_they_listen_too() -> None:
    found = standing(*(node(number, height=0, sealing=False) for number in range(1, 5)))
    assert (found.why_halted or "").startswith("no block yet: 4 of 4 validators here still listen")


@pytest.mark.parametrize("sealing", [True, False])
def test_too_few_are_missing_whether_they_listen_or_not(sealing: bool) -> None:
    found = standing(node(1, sealing=sealing), node(2, sealing=sealing))
    assert found.why_halted == f"no block for {QUIET} seconds: 2 validators answer here, 3 have to be up"


def test_a_port_of_another_network_is_named_and_no_node_answers() -> None:
    found = standing(node(1, height=None), node(2, height=None))
    assert (found.foreign, found.why_halted) == ((1, 2), "no node answers")


def test_where_blocks_come_nothing_is_wrong() -> None:
    assert standing(node(1), node(2, sealing=False), node(3), node(4), halted=False).why_halted is None
