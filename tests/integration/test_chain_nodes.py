"""Several nodes behind one face: the death, the lag and the return of one of them change no answer."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from ledger.app.index import follow
from ledger.app.ports import Block, Sending
from ledger.chain import contracts as calls
from ledger.chain import nodes as several
from ledger.chain.engines.anvil import CHAIN_ID, anvil
from ledger.chain.finality import Depth
from ledger.chain.nodes import Condition, Nodes, NoNode, WrongChain
from ledger.chain.reader import Behind, Reader
from ledger.chain.relay import NodeRefused, RpcRelay
from ledger.chain.rpc import NodeAway, Rpc
from ledger.chain.sender import KeySender
from ledger.core.codes import Capacity, EntryClass
from ledger.core.errors import Misuse
from ledger.core.ids import TradelineId
from ledger.proof.consensus.engine import Finality
from ledger.store.index import SqliteIndex
from tests.integration.life import Life
from tests.integration.network import Network
from tests.simulators.unsteady_node import UnsteadyNode, unsteady_node

Trio = tuple[UnsteadyNode, UnsteadyNode, UnsteadyNode]


@pytest.fixture(autouse=True)
def without_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Heights are never taken for known: what a test does to a node is seen at the next question."""
    monkeypatch.setattr(several, "SURVEY_SECONDS", 0.0)
    monkeypatch.setattr(several, "AWAY_SECONDS", (0.2, 0.2))


@pytest.fixture
def trio(on_anvil: Network) -> Iterator[Trio]:
    """Three doors to one chain."""
    with ExitStack() as stack:
        first, second, third = (stack.enter_context(unsteady_node(on_anvil.engine.url)) for _ in range(3))
        yield first, second, third


def nodes_of(*doors: UnsteadyNode) -> Nodes:
    return Nodes([door.url for door in doors], CHAIN_ID)


def signed(network: Network, sender: KeySender, number: int) -> tuple[bytes, bytes]:
    """A transaction of a member, its first."""
    line = TradelineId(1, number)  # type: ignore[arg-type]
    call = calls.record(0, 0, [network.entry(EntryClass.OPEN, Capacity.CREDITOR, line)])
    return sender.sign(network.contracts.ledger, call, 0)


def test_the_first_node_is_asked_as_long_as_it_answers(trio: Trio) -> None:
    with nodes_of(*trio) as nodes:
        for _ in range(5):
            nodes.read("eth_gasPrice")
    assert trio[0].asked.count("eth_gasPrice") == 5
    assert not [door for door in trio[1:] if "eth_gasPrice" in door.asked]


def test_when_it_dies_the_next_is_asked_and_stays_the_one(on_anvil: Network, trio: Trio) -> None:
    with nodes_of(*trio) as nodes:
        height = nodes.height()
        trio[0].away = True
        assert nodes.height() == height
        trio[0].away = False
        trio[0].asked.clear()
        nodes.read("eth_gasPrice")
        assert "eth_gasPrice" not in trio[0].asked
        assert "eth_gasPrice" in trio[1].asked


def test_a_node_that_dies_in_the_middle_of_a_stream_is_not_missed(
    on_anvil: Network, trio: Trio, tmp_path: Path
) -> None:
    Life(on_anvil, [on_anvil.admit() for _ in range(3)]).live(30)
    on_anvil.engine.mine(150)
    whole = list(on_anvil.reader().stream(-1, None, None))
    with nodes_of(*trio) as nodes:
        reader = Reader(nodes, on_anvil.contracts.addresses)
        trio[0].dies_at = "eth_getLogs"
        assert list(reader.stream(-1, None, None)) == whole
        assert trio[0].away and not trio[1].away
        assert len([item for item in whole if isinstance(item, Block) and item.logs]) > 10


def test_no_stream_goes_on_at_a_node_that_lacks_what_the_one_before_told_of(
    on_anvil: Network, trio: Trio
) -> None:
    on_anvil.engine.mine(250)
    trio[1].stuck = 40
    with nodes_of(trio[0], trio[1]) as nodes:
        reader, taken = Reader(nodes, (), Depth(0, Finality.IMMEDIATE)), list[int]()
        with pytest.raises(NoNode, match=r"behind|head is block 40"):
            for item in reader.stream(-1, None, None):
                assert isinstance(item, Block)
                taken.append(item.number)
                trio[0].away = True
        assert taken == list(range(100))
        trio[1].stuck = None
        again = list(reader.stream(99, None, None))
        assert len(again) == reader.height() - 99 + 1


def test_a_node_that_lags_is_left_for_one_that_does_not_and_that_is_no_alarm(
    on_anvil: Network, trio: Trio
) -> None:
    on_anvil.engine.mine(20)
    with nodes_of(*trio) as nodes:
        trio[0].stuck = 10
        assert nodes.height() == on_anvil.reader().height()
        assert [status.condition for status in nodes.statuses()] == [
            Condition.BEHIND,
            Condition.LIVING,
            Condition.LIVING,
        ]
        assert "head is block 10" in nodes.statuses()[0].why
        trio[2].away = True
        assert [status.condition for status in nodes.statuses()] == [
            Condition.BEHIND,
            Condition.LIVING,
            Condition.AWAY,
        ]


def test_an_index_does_not_go_back_because_its_only_node_was_restored(
    on_anvil: Network, trio: Trio, tmp_path: Path
) -> None:
    on_anvil.engine.mine(20)
    reached = on_anvil.reader().height()
    index = SqliteIndex(tmp_path / "index", on_anvil.contracts, on_anvil.deployment.block)
    with nodes_of(trio[0]) as nodes:
        reader = Reader(nodes, on_anvil.contracts.addresses, Depth(0, Finality.IMMEDIATE))
        follow(reader, index)
        trio[0].stuck = 10
        with pytest.raises(Behind, match=f"head is block 10, and block {reached} was seen"):
            follow(reader, index)
        standing = index.standing()
        assert standing is not None
        assert (standing.number, standing.finality) == (reached, Finality.IMMEDIATE)
        trio[0].stuck = None
        assert follow(reader, index) == 0
    index.close()


def test_a_transaction_is_handed_to_every_node_that_lives(on_anvil: Network, trio: Trio) -> None:
    party = on_anvil.admit()
    trio[1].away = True
    with nodes_of(*trio) as nodes:
        sender = KeySender(nodes, bytes(31) + b"\x07", CHAIN_ID)
        on_anvil.engine.fund(sender.address())
        transaction, raw = signed(on_anvil, party.sender, 1)
        sender.submit(raw)
        for door in (trio[0], trio[2]):
            assert door.asked.count("eth_sendRawTransaction") == 1
        assert RpcRelay(nodes).wait(transaction, 30).state is Sending.FINAL
        sender.submit(raw)


def test_what_one_node_took_is_not_lost_with_it(on_anvil: Network, trio: Trio) -> None:
    party = on_anvil.admit()
    transaction, raw = signed(on_anvil, party.sender, 1)
    with nodes_of(*trio) as nodes:
        relay = RpcRelay(nodes)
        trio[0].dies_at = "eth_sendRawTransaction"
        relay.submit(raw)
        assert relay.wait(transaction, 30).state is Sending.FINAL
        assert trio[0].away


def test_what_every_node_refuses_is_refused_and_without_a_node_nothing_is_said(trio: Trio) -> None:
    with nodes_of(*trio) as nodes:
        with pytest.raises(NodeRefused):
            RpcRelay(nodes).submit(b"\x02\xff")
        for door in trio:
            door.away = True
        for ask in (nodes.height, lambda: RpcRelay(nodes).submit(b"\x02\xff")):
            with pytest.raises(NoNode) as caught:
                ask()
            assert all(door.name in str(caught.value) for door in trio)
        for back in (2, 0, 1):
            trio[back].away = False
            assert nodes.read_quantity("eth_chainId") == CHAIN_ID
            trio[back].away = True


@pytest.mark.parametrize(
    "rubbish",
    [
        b"<html>",
        b'{"jsonrpc": "2.0", "id": [], "result": "0x1"}',
        b'{"jsonrpc": "2.0", "id": 1, "result": "rubbish"}',
        b'{"jsonrpc": "2.0", "id": 1, "error": {"code": -32005, "message": "too many requests"}}',
    ],
)
@pytest.mark.parametrize("place", [0, 1])
def test_a_node_that_answers_rubbish_is_as_good_as_away(trio: Trio, rubbish: bytes, place: int) -> None:
    trio[place].says = rubbish
    with nodes_of(trio[0], trio[1]) as nodes:
        for _ in range(3):
            assert nodes.height() > 0
            assert nodes.read_quantity("eth_chainId") == CHAIN_ID
        assert nodes.statuses()[place].condition is Condition.AWAY
        assert nodes.statuses()[1 - place].condition is Condition.LIVING


def test_a_node_of_another_chain_is_refused_wherever_it_stands(on_anvil: Network, trio: Trio) -> None:
    with anvil(chain_id=4242) as other:
        for urls in ([other.url], [trio[0].url, other.url], [other.url, trio[0].url]):
            with Nodes(urls, CHAIN_ID) as nodes, pytest.raises(WrongChain, match="is of chain 4242"):
                nodes.height()
        with Nodes([other.url], CHAIN_ID) as nodes, pytest.raises(WrongChain):
            nodes.write("eth_sendRawTransaction", "0x")
        with Nodes([other.url], 4242) as nodes:
            assert nodes.height() == 0


def test_no_node_or_one_twice_is_a_mistake(trio: Trio) -> None:
    for urls in ([], [trio[0].url, trio[1].url, trio[0].url]):
        with pytest.raises(Misuse):
            Nodes(urls, CHAIN_ID)


def test_one_node_alone_says_itself_why_it_is_away(trio: Trio) -> None:
    with nodes_of(trio[0]) as nodes, Rpc(trio[0].url) as bare:
        assert nodes.height() == bare.height()
        trio[0].away = True
        with pytest.raises(NodeAway):
            nodes.height()
