"""The index is derived: it says what the contracts' state says, through reorgs, kills and rebuilds."""

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from ledger.app.index import Progress, follow
from ledger.core.codes import EntryClass, MemberList
from ledger.core.ids import Commitment, ObligationId
from ledger.store.index import SqlIndex
from ledger.store.opening import index_at
from ledger.store.writer import FinalityBroken
from tests.databases import Shelf, rows_at
from tests.integration.agreement import differences
from tests.integration.life import Life
from tests.integration.network import Network

DEPTH = 30
EACH = pytest.mark.parametrize(
    ("network", "new_shelf"),
    [("anvil", "sqlite"), ("anvil", "postgres"), ("ganache", "sqlite")],
    indirect=True,
)
"""Each engine, and each database: neither knows the other."""


def index_of(network: Network, address: Path | str) -> SqlIndex:
    return index_at(address, network.contracts, network.deployment.block)


def life_on(network: Network) -> Life:
    return Life(network, [network.admit() for _ in range(4)])


@EACH
def test_heads_and_words_of_the_index_are_those_in_state(network: Network, shelf: Shelf) -> None:
    life = life_on(network)
    life.live(100)
    with closing(index_of(network, shelf("index"))) as index:
        follow(network.reader(), index)
        differing, compared = differences(index, network.reader(), network.contracts, life)
        assert differing == []
        written = {entry.entry_class for line in life.lines for entry in index.entries(line.id)}
    assert written == set(EntryClass)
    assert compared > 60
    assert life.refused > 10


@EACH
def test_through_reorgs_it_says_what_state_says_and_a_rebuild_gives_the_same_bytes(
    network: Network, shelf: Shelf
) -> None:
    life, reader, rpc = life_on(network), network.reader(DEPTH), network.engine.rpc
    with closing(index_of(network, shelf("live"))) as live:
        for round_ in range(4):
            life.live(20)
            snapshot = rpc.write("evm_snapshot")
            life.live(4 + round_)
            follow(reader, live)
            before = live.digest()
            assert rpc.write("evm_revert", snapshot) is True
            life.live(6)
            follow(reader, live)
            assert live.digest() != before
            assert differences(live, reader, network.contracts, life)[0] == []
        with closing(index_of(network, shelf("rebuilt"))) as rebuilt:
            follow(reader, rebuilt)
            assert rebuilt.digest() == live.digest()
    assert rows_at(shelf("rebuilt")) == rows_at(shelf("live"))


@pytest.mark.parametrize("way", ["anvil_reorg", "anvil_rollback"])
def test_blocks_that_another_chain_or_none_replaced_are_taken_back(
    on_anvil: Network, shelf: Shelf, way: str
) -> None:
    life, reader, rpc = life_on(on_anvil), on_anvil.reader(DEPTH), on_anvil.engine.rpc
    life.live(60)
    with closing(index_of(on_anvil, shelf("live"))) as live:
        follow(reader, live)
        before = live.digest()
        rpc.write(way, *([5, []] if way == "anvil_reorg" else [5]))
        follow(reader, live)
        assert live.digest() != before
        position = live.position()
        assert position is not None and position.number == reader.height()
        assert differences(live, reader, on_anvil.contracts, life)[0] == []
        with closing(index_of(on_anvil, shelf("rebuilt"))) as rebuilt:
            follow(reader, rebuilt)
            assert rebuilt.digest() == live.digest()


def test_a_node_that_takes_back_what_it_called_final_stops_the_index(on_anvil: Network, shelf: Shelf) -> None:
    life, rpc = life_on(on_anvil), on_anvil.engine.rpc
    snapshot = rpc.write("evm_snapshot")
    life.live(20)
    with closing(index_of(on_anvil, shelf("index"))) as index:
        follow(on_anvil.reader(depth=0), index)
        before = index.digest()
        rpc.write("evm_revert", snapshot)
        on_anvil.engine.mine()
        with pytest.raises(FinalityBroken):
            follow(on_anvil.reader(depth=0), index)
        assert index.digest() == before


def test_an_index_goes_to_the_block_it_was_asked_to_and_says_how_far_it_is(
    on_anvil: Network, shelf: Shelf
) -> None:
    life_on(on_anvil)
    on_anvil.engine.mine(250)
    first, seen = on_anvil.deployment.block, list[Progress]()
    with closing(index_of(on_anvil, shelf("index"))) as index:
        assert follow(on_anvil.reader(), index, until=first + 119, progress=seen.append) == 120
        assert [step.block for step in seen] == list(range(first, first + 120))
        assert {step.goal for step in seen} == {first + 119}
        assert follow(on_anvil.reader(), index) == on_anvil.reader().height() - first - 119
        assert follow(on_anvil.reader(), index) == 0
        assert index.finalised() == on_anvil.reader().height()


def test_as_of_a_block_the_index_answers_what_it_answered_then(on_anvil: Network, shelf: Shelf) -> None:
    life, reader = life_on(on_anvil), on_anvil.reader()

    def said(index: SqlIndex, until: int | None) -> object:
        lines = {line.id: None for line in life.lines[:8]}
        return (
            [(index.head(line, until), index.entries(line, until)) for line in lines],
            [
                (index.tradelines_of(party.number, until), index.claims_on(party.number, until))
                for party in life.parties
            ],
            [index.holdings_of(party.number, until) for party in life.parties],
            [index.listings(party.number, of, until) for party in life.parties for of in MemberList],
            [index.directory.member_word(party.number, until) for party in life.parties],
        )

    life.live(60)
    then = reader.height()
    with closing(index_of(on_anvil, shelf("index"))) as index:
        follow(reader, index)
        before = said(index, None)
        life.live(60)
        follow(reader, index)
        assert said(index, then) == before
        assert said(index, None) != before


def test_what_was_recorded_is_found_by_commitment_and_by_obligation(on_anvil: Network, shelf: Shelf) -> None:
    life = life_on(on_anvil)
    life.live(80)
    with closing(index_of(on_anvil, shelf("index"))) as index:
        follow(on_anvil.reader(), index)
        entry = index.entries(life.lines[0].id)[-1]
        assert index.known(entry.commitment) == entry.clock
        assert index.known(Commitment(b"\x01" * 32)) is None
        line, obligation = life.obligations[0]
        assert index.tradeline_of(obligation) == line.id
        assert index.tradeline_of(ObligationId(b"\x01" * 32)) is None


TAKE_AND_DIE = """
import os, signal, sys
from pathlib import Path
from ledger.app.index import follow
from ledger.chain.reader import Reader
from ledger.chain.rpc import Rpc
from ledger.proof.events import Contracts
from ledger.store import writer
from ledger.store.opening import index_at

url, address, chain_id, start, after, *addresses = sys.argv[1:]
contracts = Contracts(int(chain_id), *map(bytes.fromhex, addresses))
left = int(after)
where = address if "://" in address else Path(address)

class Dying(writer.Writer):
    def _fact(self, place, event):
        global left
        left -= 1
        super()._fact(place, event)
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

import ledger.store.index
ledger.store.index.Writer = Dying
with Rpc(url) as rpc:
    follow(Reader(rpc, contracts.addresses), index_at(where, contracts, int(start)))
"""


def test_killed_in_the_middle_of_a_block_it_resumes_and_nothing_is_lost_or_doubled(
    on_anvil: Network, shelf: Shelf
) -> None:
    life, contracts = life_on(on_anvil), on_anvil.contracts
    life.live(80)
    whole = index_of(on_anvil, shelf("whole"))
    follow(on_anvil.reader(), whole)
    where = [str(contracts.chain_id), str(on_anvil.deployment.block)]
    addresses = [address.hex() for address in contracts.addresses]
    for after in (0, 3, 10, 25):
        address = shelf("killed")
        arguments = [on_anvil.engine.url, str(address), *where, str(after), *addresses]
        killed = subprocess.run([sys.executable, "-c", TAKE_AND_DIE, *arguments], check=False)
        assert killed.returncode == -signal.SIGKILL
        with closing(index_of(on_anvil, address)) as index:
            position = index.position()
            assert position is None or index.digest() != whole.digest()
    with closing(index_of(on_anvil, shelf("killed"))) as index:
        follow(on_anvil.reader(), index)
        assert index.digest() == whole.digest()
    whole.close()
    assert rows_at(shelf("killed")) == rows_at(shelf("whole"))
