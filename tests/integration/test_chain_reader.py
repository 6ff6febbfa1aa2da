"""Reading both engines: the same items, only our contracts' logs, proofs that hold, reorgs as data."""

import os
from itertools import pairwise

import pytest

from ledger.app.ports import Block, Finalised, Reorged, StreamItem
from ledger.chain.reader import BlockMissing, Reader
from ledger.chain.rpc import Rpc, RpcError
from ledger.proof import slots
from ledger.proof.header import header_from_rpc
from ledger.proof.receipts import receipt_from_rpc, receipts_root
from ledger.proof.state import verify_account, verify_word
from tests.integration.life import Life
from tests.integration.network import Network, deployed_on


def blocks(items: list[StreamItem]) -> list[Block]:
    return [item for item in items if isinstance(item, Block)]


def test_a_stream_is_every_block_once_each_on_the_one_before_and_then_what_is_final(network: Network) -> None:
    Life(network, [network.admit() for _ in range(3)]).live(20)
    reader = network.reader(depth=4)
    height = reader.height()
    *items, last = reader.stream(-1, None, None)
    found = blocks(items)
    assert [block.number for block in found] == list(range(height + 1))
    assert len(found) == len(items)
    assert all(after.parent == before.hash for before, after in pairwise(found))
    assert last == Finalised(height - 4, found[height - 4].hash)


def test_a_stream_goes_on_from_any_block_to_any_other(on_anvil: Network) -> None:
    on_anvil.engine.mine(230)
    reader = on_anvil.reader()
    whole = blocks(list(reader.stream(-1, None, None)))
    for after, until in ((0, 5), (9, 9), (10, 215), (200, None), (len(whole) - 1, None)):
        part = blocks(list(reader.stream(after, whole[after].hash, until)))
        assert part == whole[after + 1 : None if until is None else until + 1]


def test_only_logs_of_the_contracts_named_are_in_it(network: Network) -> None:
    ours, other = network, deployed_on(network.engine, network.contracts.chain_id)
    for each in (ours, other):
        each.admit()
    for each, stranger in ((ours, other), (other, ours)):
        logs = [log for block in blocks(list(each.reader().stream(-1, None, None))) for log in block.logs]
        assert {log.address for log in logs} == {each.contracts.registry}
        assert not {log.address for log in logs} & set(stranger.contracts.addresses)
        assert len(logs) == 4


def test_a_block_s_logs_are_all_there_and_in_order(network: Network) -> None:
    Life(network, [network.admit() for _ in range(3)]).live(40)
    reader = network.reader()
    for block in blocks(list(reader.stream(-1, None, None))):
        receipts = [receipt_from_rpc(receipt) for receipt in reader.receipts(block.number)]
        logged = [log for receipt in receipts for log in receipt.logs]
        assert [(log.address, log.topics, log.data) for log in block.logs] == [
            (log.address, log.topics, log.data)
            for log in logged
            if log.address in network.contracts.addresses
        ]


def test_receipts_are_those_of_the_block_whether_the_engine_gives_them_at_once_or_one_by_one(
    network: Network,
) -> None:
    network.admit()
    reader = network.reader()
    for number in range(1, reader.height() + 1):
        header = header_from_rpc(reader.header(number))
        assert (
            receipts_root([receipt_from_rpc(receipt) for receipt in reader.receipts(number)])
            == header.receipts_root
        )


def test_a_proof_holds_against_the_block_s_state_root(network: Network) -> None:
    network.admit()
    reader, registry = network.reader(), network.contracts.registry
    number = reader.height()
    asked = [slots.member_count(), slots.identity_tag(1), slots.member_count() + 1000]
    proved = reader.prove(registry, [slot.to_bytes(32, "big") for slot in asked], number)
    account = verify_account(
        header_from_rpc(reader.header(number)).state_root, registry, proved.account_proof
    )
    assert account.code_hash == network.deployment.registry_code
    words = [
        verify_word(account.storage_root, slot, nodes)
        for slot, (_, nodes) in zip(asked, proved.words, strict=True)
    ]
    assert words == [reader.word(registry, slot) for slot in asked]
    assert words[0] == 1 and words[2] == 0


def test_code_stands_where_it_was_deployed_and_nowhere_else(network: Network) -> None:
    reader = network.reader()
    assert reader.code(network.contracts.ledger, reader.height())
    assert reader.code(os.urandom(20), reader.height()) == b""


def test_a_block_that_is_not_there_is_missing(network: Network) -> None:
    reader = network.reader()
    with pytest.raises(BlockMissing):
        reader.header(reader.height() + 1)
    with pytest.raises(BlockMissing):
        reader.receipts(reader.height() + 1)


def test_a_block_that_was_replaced_comes_back_as_a_reorg_and_nothing_else(network: Network) -> None:
    reader, rpc = network.reader(), network.engine.rpc
    snapshot, stays = rpc.write("evm_snapshot"), reader.height()
    network.admit()
    network.admit()
    seen = blocks(list(reader.stream(-1, None, None)))
    rpc.write("evm_revert", snapshot)
    network.admit()
    before, replaced = seen[stays], seen[stays + 1]
    assert list(reader.stream(replaced.number, replaced.hash, None)) == [Reorged(stays, before.hash)]
    (fresh, *_) = reader.stream(before.number, before.hash, None)
    assert isinstance(fresh, Block)
    assert fresh.parent == before.hash and fresh.hash != replaced.hash


def test_a_chain_that_became_shorter_goes_back_to_its_head_at_once(network: Network) -> None:
    reader, rpc = network.reader(), network.engine.rpc
    snapshot = rpc.write("evm_snapshot")
    network.engine.mine(20)
    last = blocks(list(reader.stream(-1, None, None)))[-1]
    rpc.write("evm_revert", snapshot)
    (item,) = reader.stream(last.number, last.hash, None)
    assert isinstance(item, Reorged)
    assert item.number == reader.height()


def test_a_reorg_between_two_answers_of_the_node_is_seen(on_anvil: Network) -> None:
    reader, rpc, stood = on_anvil.reader(), on_anvil.engine.rpc, list[StreamItem]()
    snapshot = rpc.write("evm_snapshot")
    on_anvil.engine.mine(150)
    for item in reader.stream(-1, None, None):
        stood.append(item)
        if isinstance(item, Block) and item.number == 50:
            rpc.write("evm_revert", snapshot)
            on_anvil.admit()
            on_anvil.engine.mine(150)
    *before, last = stood
    assert [block.number for block in blocks(before)] == list(range(100))
    assert isinstance(last, Reorged)
    assert last.number == 98


def test_of_a_branch_that_was_left_while_it_was_read_nothing_is_final(on_anvil: Network) -> None:
    reader, rpc, stood = on_anvil.reader(), on_anvil.engine.rpc, list[StreamItem]()
    snapshot = rpc.write("evm_snapshot")
    on_anvil.engine.mine(20)
    for item in reader.stream(-1, None, None):
        stood.append(item)
        if len(stood) == 5:
            rpc.write("evm_revert", snapshot)
            on_anvil.admit()
            on_anvil.engine.mine(30)
    assert len(stood) > 20
    assert len(blocks(stood)) == len(stood)
    last = blocks(stood)[-1]
    assert [type(item) for item in reader.stream(last.number, last.hash, None)] == [Reorged]


class Forgetful(Rpc):
    """A node that denies having heard of the block whose logs are asked for, though it stands."""

    def read(self, method: str, *params: object) -> object:
        if method == "eth_getLogs":
            raise RpcError(method, -32000, "unknown block", None)
        return super().read(method, *params)


def test_a_node_that_withholds_the_logs_of_a_block_that_stands_is_not_believed(on_anvil: Network) -> None:
    with Forgetful(on_anvil.engine.url) as rpc, pytest.raises(RpcError):
        list(Reader(rpc, on_anvil.contracts.addresses).stream(-1, None, None))
