"""`network.json`: what is written is read again, and all that is wrong with it is told at once."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.chain.network.plan import Plan, Ports, Program, Validator, parse, render
from ledger.core.errors import BadInput

PLAN = Plan(
    Program.GETH,
    4242,
    1,
    30_000,
    b"\x11" * 20,
    tuple(
        Validator(
            number, bytes([number]) * 20, bytes([number]) * 64, "127.0.0.1", Ports(base, base + 1, base + 2)
        )
        for number, base in ((1, 1000), (2, 1010))
    ),
)


def changed(**values: Any) -> bytes:
    """The plan with members replaced: `validators_1_host` is that of the second validator."""
    content = json.loads(render(PLAN))
    for path, value in values.items():
        *way, last = [int(step) if step.isdigit() else step for step in path.split("__")]
        place = content
        for step in way:
            place = place[step]
        place[last] = value
    return json.dumps(content).encode()


def test_what_is_written_is_read_again():
    assert parse(render(PLAN), "network.json") == PLAN


@pytest.mark.parametrize(
    ("values", "field", "rule"),
    [
        ({"network": 2}, "network", "network.number"),
        ({"program": "parity"}, "program", "network.choice"),
        ({"chain_id": 0}, "chain_id", "network.number"),
        ({"chain_id": True}, "chain_id", "network.number"),
        ({"period": "1"}, "period", "network.number"),
        ({"epoch": 1}, "epoch", "network.number"),
        ({"treasury": "0x11"}, "treasury", "network.bytes"),
        ({"validators": []}, "validators", "network.count"),
        ({"validators": [None]}, "number", "network.number"),
        ({"validators__1__number": 1}, "number", "network.unique"),
        ({"validators__1__address": "0x" + "01" * 20}, "address", "network.unique"),
        ({"validators__1__public": "01" * 64}, "public", "network.unique"),
        ({"validators__1__host": ""}, "host", "network.text"),
        ({"validators__1__host": "a\nb"}, "host", "network.text"),
        ({"validators__1__ports__http": 1000}, "http", "network.unique"),
        ({"validators__1__ports__p2p": 70_000}, "p2p", "network.number"),
        ({"validators__1__ports": 7}, "p2p", "network.number"),
    ],
)
def test_a_fault_is_told_with_its_field_and_rule(values, field, rule):
    with pytest.raises(BadInput) as caught:
        parse(changed(**values), "network.json")
    assert (field, rule) in {(fault.field, fault.rule) for fault in caught.value.faults}


def test_every_fault_is_told_at_once():
    with pytest.raises(BadInput) as caught:
        parse(changed(chain_id=0, treasury="", validators__0__host=7), "network.json")
    assert {fault.field for fault in caught.value.faults} == {"chain_id", "treasury", "host"}


@given(
    st.binary(max_size=200) | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps)
)
def test_any_other_bytes_are_refused(content):
    with pytest.raises(BadInput):
        parse(content if isinstance(content, bytes) else content.encode(), "network.json")


def test_a_node_is_local_where_its_host_is_the_loopback():
    there = Validator(1, bytes(20), bytes(64), "10.0.0.7", Ports(1, 2, 3))
    assert PLAN.validators[0].is_local
    assert not there.is_local
    assert there.enode == f"enode://{'00' * 64}@10.0.0.7:1"
