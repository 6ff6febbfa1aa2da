"""The ledger on four validators, some of which die, part, come back or are replaced while firms record on it.

After each: every accepted record is on chain once, heads are those in state, an index is what a rebuild gives, and so
are the figures.
"""

import os
import time
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest

from ledger.app.index import follow
from ledger.app.ports import OutboxState
from ledger.chain.finality import rule_of
from ledger.chain.network.founding import Safe, enlarge, ports_from
from ledger.chain.network.status import survey
from ledger.chain.network.votes import introduce, propose
from ledger.chain.reader import Reader
from ledger.chain.rpc import Rpc
from ledger.core.errors import Unavailable
from ledger.proof.consensus.engine import Finality
from ledger.proof.consensus.hashes import block_hash
from ledger.store.index import SqliteIndex
from tests.integration.consortium.running import CHEAP, PASSPHRASE, Running, until
from tests.integration.consortium.trading import Trading, trading

pytestmark = pytest.mark.xdist_group("validators")

PARTINGS = 5
"""How often a validator is cut off before it counts as one that never seals alone."""


@pytest.fixture(scope="module")
def trade(network: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trading]:
    """Firms that have traded for a month."""
    with trading(network, tmp_path_factory.mktemp("t")) as found:
        for _ in found.day():
            pass
        found.month()
        yield found


def test_the_demos_trade_goes_onto_four_validators(trade: Trading) -> None:
    assert (trade.tally.files, trade.tally.recorded) == (5, 3)
    trade.check()


def test_a_validator_dies_and_comes_back_while_firms_record(trade: Trading) -> None:
    network = trade.network
    for part, _ in enumerate(trade.day()):
        if part == 0:
            network.kill(2)
            found = survey(network.directory, network.plan, int(time.time()))
            assert not found.halted and (found.up, found.needed) == (3, 3)
            assert [(node.running, node.answers) for node in found.nodes].count((False, False)) == 1
        if part == 1:
            network.up(2)
    network.agree()
    assert survey(network.directory, network.plan, int(time.time())).up == 4
    trade.check()


def test_two_die_nothing_moves_and_nothing_is_lost(trade: Trading) -> None:
    network = trade.network
    network.kill(1, 3)
    trade.state(3)
    heights = network.rest(2, 4)
    for _ in range(10):
        with suppress(Unavailable):
            trade.anker.node.turn()
        time.sleep(0.5)
    assert [network.height(number) for number in (2, 4)] == heights
    found = survey(network.directory, network.plan, int(time.time()))
    assert found.halted and "2 validators answer here, 3 have to be up" in str(found.why_halted)
    assert trade.on_their_way() == 3
    network.up(1, 3)
    network.agree()
    trade.settle()
    assert trade.on_their_way() == 0
    trade.check()


def test_the_senders_node_dies_and_it_sends_by_another(trade: Trading) -> None:
    network, node = trade.network, trade.anker.node
    node.turn()
    trade.state(2)
    preferred = node.rpc.preferred()
    (mine,) = [one.number for one in network.plan.validators if one.url.endswith(preferred)]
    node.turn()
    network.kill(mine)
    trade.state(2)
    trade.settle()
    assert node.rpc.preferred() != preferred
    rows = trade.anker.node.vault.outbox.rows()
    assert {row.state for row in rows[-4:]} == {OutboxState.FINAL}
    network.up(mine)
    network.agree()
    trade.check()


def test_a_network_that_was_split_heals_and_an_index_goes_back_with_its_node(trade: Trading) -> None:
    network, contracts = trade.network, trade.consortium.deployment.contracts
    trade.state(2)
    alone, rest = part(network)
    with (
        Rpc(network.validator(alone).url) as rpc,
        closing(SqliteIndex(trade.folder / "alone", contracts, trade.consortium.deployment.block)) as index,
    ):
        rule = rule_of(network.schedule, rpc)
        reader = Reader(rpc, contracts.addresses, rule, network.plan.program.engine)
        with suppress(Unavailable):
            trade.anker.node.turn()
        network.grow(6, *rest)
        own = network.height(alone)
        follow(reader, index)
        left = index.position()
        assert left is not None and left.number == own
        network.join([alone], rest)
        network.agree()
        follow(reader, index)
        standing = block_hash(network.plan.program.engine, network.header(alone, own))
        if network.plan.program.engine.finality is Finality.IMMEDIATE:
            assert standing == left.hash
        else:
            assert standing != left.hash, "nothing was taken back"
        trade.settle()

        def is_level() -> bool:
            """On one chain, which at its head need not be so at any moment."""
            trade.anker.node.follow()
            follow(reader, index, until=(position := trade.anker.node.index.position()) and position.number)
            return index.digest() == trade.anker.node.index.digest()

        until(is_level)
    trade.check()


def test_a_validator_is_voted_out_and_another_in_while_firms_record(trade: Trading) -> None:
    network, leaving = trade.network, trade.network.validator(4)
    steps = trade.day()
    next(steps)
    assert propose(network.directory, network.plan, leaving.address, False, 60).enacted
    network.down(4)
    next(steps)
    ports = ports_from(network.plan.validators[-1].ports.authrpc + 8)
    safe = Safe(PASSPHRASE, os.urandom, CHEAP)
    network.plan, newcomer = enlarge(network.directory, network.plan, "127.0.0.1", ports, safe)
    introduce(network.directory, network.plan, newcomer)
    network.up(newcomer.number)
    assert propose(network.directory, network.plan, newcomer.address, True, 60).enacted
    for _ in steps:
        pass
    until(lambda: newcomer.address in survey(network.directory, network.plan, int(time.time())).sealers)
    trade.check()


def part(network: Running) -> tuple[int, list[int]]:
    """Cuts one validator off, and the others. Where a block may be taken back, it sealed one that they do not have."""
    for _ in range(PARTINGS):
        alone = next_to_seal(network)
        rest = [number for number in network.numbers if number != alone]
        network.cut([alone], rest)
        parted = network.height(alone)
        network.grow(3, *rest)
        own = network.height(alone)
        if network.plan.program.engine.finality is Finality.IMMEDIATE:
            assert own <= parted + 1
            return alone, rest
        if network.header(alone, own) != network.header(rest[0], own):
            return alone, rest
        network.join([alone], rest)  # its turn passed while it was being cut off
        network.agree()
    raise AssertionError(f"cut off {PARTINGS} times, it never sealed a block of its own")


def next_to_seal(network: Running) -> int:
    """A node that may seal the next block, and so one of its own when it is alone."""
    if network.plan.program.engine.finality is Finality.IMMEDIATE:
        return network.numbers[-1]
    while True:
        sealers = survey(network.directory, network.plan, int(time.time())).sealers
        for one in network.plan.validators:
            if len(sealers) > 2 and one.address not in sealers[:2]:
                return one.number
        time.sleep(0.1)
