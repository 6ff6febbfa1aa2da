"""An audit of a node that lies: one thing is altered at a time, and the report names it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from ledger.app.audit.report import Difference
from ledger.attest.canonical import canonical
from ledger.chain.engines.anvil import CHAIN_ID, anvil
from ledger.cli.audit_page import page
from ledger.core.ids import TradelineId
from ledger.proof import slots
from ledger.proof.header import block_hash, header_from_rpc
from ledger.proof.receipts import receipt_from_rpc, receipts_root
from tests.integration.audited import AuditedChain, lived_in
from tests.integration.network import Network, deployed_on
from tests.simulators.lying_node import LyingNode, lying_node

HEADER, RECEIPTS, PROOF = "eth_getBlockByNumber", "eth_getBlockReceipts", "eth_getProof"
BY_HASH, RECEIPT, RAW = "eth_getBlockByHash", "eth_getTransactionReceipt", "eth_getRawTransactionByHash"


@pytest.fixture(scope="module")
def chain() -> Iterator[AuditedChain]:
    with anvil() as engine:
        yield lived_in(deployed_on(engine, CHAIN_ID))


@pytest.fixture
def node(chain: AuditedChain) -> Iterator[LyingNode]:
    with lying_node(chain.network.engine.url) as node:
        yield node


def found(chain: AuditedChain, node: LyingNode) -> Difference:
    """The difference that an audit of the lying node finds; the lies were told, and the truth passes."""
    report = chain.audit(node.url)
    assert report.difference is not None
    assert set(node.told) >= set(node.lies) and all(node.told.values())
    told, node.lies = node.lies, {}
    assert chain.audit(node.url).difference is None
    node.lies = told
    return report.difference


def at_block(number: int, change: Callable[[Any], Any]) -> Callable[[list[Any], Any], Any]:
    """A lie about one block."""
    return lambda params, result: change(result) if params[0] == hex(number) else result


def altered(member: str, value: str) -> Callable[[Any], Any]:
    return lambda block: {**block, member: value}


def flipped(data: str, at: int) -> str:
    """Hexadecimal data with the lowest bit of one byte the other way."""
    content = bytearray.fromhex(data[2:])
    content[at] ^= 1
    return "0x" + content.hex()


def in_log(receipt: int, log: int, change: Callable[[dict[str, Any]], None]) -> Callable[[Any], Any]:
    """A change of one log of one receipt of a block."""

    def changed(receipts: Any) -> Any:
        change(receipts[receipt]["logs"][log])
        return receipts

    return changed


def flip_data(at: int) -> Callable[[dict[str, Any]], None]:
    return lambda log: log.update(data=flipped(log["data"], at))


def flip_topic(at: int) -> Callable[[dict[str, Any]], None]:
    def change(log: dict[str, Any]) -> None:
        log["topics"][at] = flipped(log["topics"][at], 31)

    return change


# --- headers ---


def test_a_node_that_adds_nothing_is_established(chain: AuditedChain, node: LyingNode) -> None:
    assert chain.audit(node.url).difference is None


@pytest.mark.parametrize("member", ["stateRoot", "receiptsRoot", "transactionsRoot", "mixHash"])
def test_an_altered_field_of_a_header_is_found(chain: AuditedChain, node: LyingNode, member: str) -> None:
    right = chain.network.reader().header(5)[member]
    node.lies = {HEADER: at_block(5, altered(member, "0x" + "ab" * 32))}
    assert found(chain, node) == Difference(5, None, member, str(right), "0x" + "ab" * 32)


def test_an_altered_header_is_found_however_the_node_is_asked(chain: AuditedChain, node: LyingNode) -> None:
    lie = altered("gasUsed", "0x1234")
    node.lies = {HEADER: at_block(5, lie), BY_HASH: lambda params, block: lie(block)}
    difference = found(chain, node)
    assert (difference.block, difference.log, difference.field) == (5, None, "hash")
    assert difference.got == "0x" + block_hash(chain.header(5)).hex() != difference.expected


def test_an_altered_header_with_a_hash_to_match_is_found_at_its_child(
    chain: AuditedChain, node: LyingNode
) -> None:
    forged = replace(chain.header(5), timestamp=chain.header(5).timestamp - 1)
    answer = {"timestamp": hex(forged.timestamp), "hash": "0x" + block_hash(forged).hex()}
    node.lies = {HEADER: at_block(5, lambda block: {**block, **answer})}
    difference = found(chain, node)
    assert (difference.block, difference.field) == (6, "parentHash")
    assert difference.expected == answer["hash"]
    assert difference.got == "0x" + block_hash(chain.header(5)).hex()


def test_a_wrong_parent_is_found(chain: AuditedChain, node: LyingNode) -> None:
    node.lies = {HEADER: at_block(7, altered("parentHash", "0x" + "cd" * 32))}
    difference = found(chain, node)
    assert difference == Difference(
        7, None, "parentHash", "0x" + block_hash(chain.header(6)).hex(), "0x" + "cd" * 32
    )


def test_another_block_in_place_of_one_is_found(chain: AuditedChain, node: LyingNode) -> None:
    other = chain.network.reader().header(8)
    node.lies = {HEADER: at_block(7, lambda block: other)}
    difference = found(chain, node)
    assert difference == Difference(7, None, "number", "7", "8")


def test_a_field_that_no_header_can_hold_is_found(chain: AuditedChain, node: LyingNode) -> None:
    node.lies = {HEADER: at_block(4, altered("stateRoot", "0x12"))}
    difference = found(chain, node)
    assert (difference.block, difference.field) == (4, "header: stateRoot")
    assert (difference.expected, difference.got) == ("data of 32 bytes", "0x12")


def test_another_genesis_is_found(chain: AuditedChain) -> None:
    report = chain.audit(ground=replace(chain.ground, genesis=bytes(32)))
    genesis = "0x" + chain.ground.genesis.hex()
    assert report.difference == Difference(0, None, "hash of the genesis", "0x" + "00" * 32, genesis)
    assert report.as_of is None and report.counts.blocks == 0


def test_another_chain_id_is_found(chain: AuditedChain, node: LyingNode) -> None:
    node.lies = {"eth_chainId": lambda params, result: "0x1"}
    assert found(chain, node) == Difference(0, None, "chain id", str(CHAIN_ID), "1")


# --- receipts ---


def test_an_altered_byte_of_an_entry_is_named(chain: AuditedChain, node: LyingNode) -> None:
    node.lies = {RECEIPTS: at_block(chain.last, in_log(0, 1, flip_data(128 + 70)))}
    difference = found(chain, node)
    assert (difference.block, difference.log, difference.field) == (chain.last, 1, "payload, from byte 70")
    payload = logs(chain, chain.last)[1][128 + 70 :]
    assert difference.expected == "0x" + payload[:32].hex()
    assert difference.got == flipped(difference.expected, 0)


@pytest.mark.parametrize(
    ("log", "change", "field"),
    [
        (2, flip_data(9), "meta"),  # the recorder, which the contract adds
        (2, flip_data(10), "meta"),
        (2, flip_data(40), "commitment"),
        (2, flip_data(200), "payload, from byte 72"),
        (2, flip_data(64), "data, from byte 64"),
        (2, flip_topic(0), "topic 0"),
        (2, flip_topic(1), "topic 1"),
        (0, flip_topic(2), "topic 2"),  # the obligation's id, of which the call has the tag
    ],
)
def test_an_entry_that_is_altered_wherever_it_is_told_is_named_by_its_call(
    chain: AuditedChain, node: LyingNode, log: int, change: Callable[[dict[str, Any]], None], field: str
) -> None:
    lie = in_log(0, log, change)
    node.lies = {
        RECEIPTS: at_block(chain.last, lie),
        RECEIPT: lambda params, receipt: lie([receipt])[0] if len(receipt["logs"]) == 4 else receipt,
    }
    report = chain.audit(node.url)
    assert node.told[RECEIPTS] and report.difference is not None
    assert (report.difference.block, report.difference.log) == (chain.last, log)
    assert report.difference.field == field
    assert report.difference.expected != report.difference.got


def test_an_altered_topic_is_named(chain: AuditedChain, node: LyingNode) -> None:
    node.lies = {RECEIPTS: at_block(chain.last, in_log(0, 0, flip_topic(1)))}
    difference = found(chain, node)
    assert (difference.block, difference.log, difference.field) == (chain.last, 0, "topic 1")


def test_an_altered_event_of_the_registry_is_named(chain: AuditedChain, node: LyingNode) -> None:
    block = chain.network.deployment.block
    node.lies = {RECEIPTS: at_block(block, in_log(0, 1, flip_data(31)))}
    difference = found(chain, node)
    assert (difference.block, difference.log, difference.field) == (block, 1, "data, from byte 31")


def test_an_altered_status_is_named(chain: AuditedChain, node: LyingNode) -> None:
    def change(receipts: Any) -> Any:
        assert receipts[3]["status"] == "0x0"
        receipts[3]["status"] = "0x1"
        return receipts

    node.lies = {RECEIPTS: at_block(chain.crowded, change)}
    assert found(chain, node) == Difference(chain.crowded, None, "status of receipt 3", "0", "1")


def test_a_dropped_receipt_is_named(chain: AuditedChain, node: LyingNode) -> None:
    node.lies = {RECEIPTS: at_block(chain.crowded, lambda receipts: receipts[:1] + receipts[2:])}
    assert found(chain, node) == Difference(chain.crowded, None, "number of receipts", "4", "3")


def test_a_block_without_its_receipts_is_found(chain: AuditedChain, node: LyingNode) -> None:
    node.lies = {RECEIPTS: at_block(chain.crowded, lambda receipts: [])}
    assert found(chain, node) == Difference(chain.crowded, None, "number of receipts", "4", "0")


def test_a_receipt_whose_transaction_is_dropped_too_is_found(chain: AuditedChain, node: LyingNode) -> None:
    node.lies = {
        RECEIPTS: at_block(chain.crowded, lambda receipts: receipts[:3]),
        HEADER: at_block(chain.crowded, lambda block: {**block, "transactions": block["transactions"][:3]}),
    }
    difference = found(chain, node)
    assert (difference.block, difference.field) == (chain.crowded, "receiptsRoot")
    assert difference.expected == "0x" + chain.header(chain.crowded).receipts_root.hex()


def test_receipts_in_another_order_are_named(chain: AuditedChain, node: LyingNode) -> None:
    node.lies = {RECEIPTS: at_block(chain.crowded, lambda receipts: [receipts[at] for at in (0, 2, 1, 3)])}
    difference = found(chain, node)
    assert (difference.block, difference.log) == (chain.crowded, 1)
    assert difference.field == "order of receipts: cumulativeGasUsed of receipt 1"
    assert int(difference.expected) < int(difference.got)


def test_logs_in_another_order_are_named(chain: AuditedChain, node: LyingNode) -> None:
    def change(receipts: Any) -> Any:
        receipts[0]["logs"][1:] = receipts[0]["logs"][:0:-1]
        return receipts

    node.lies = {RECEIPTS: at_block(chain.last, change)}
    difference = found(chain, node)
    assert (difference.block, difference.log, difference.field) == (chain.last, 1, "commitment")


def test_a_dropped_log_is_named(chain: AuditedChain, node: LyingNode) -> None:
    def change(receipts: Any) -> Any:
        receipts[0]["logs"].pop()
        return receipts

    node.lies = {RECEIPTS: at_block(chain.last, change)}
    assert found(chain, node) == Difference(chain.last, 3, "number of logs of receipt 0", "4", "3")


def test_a_transaction_that_is_not_of_the_block_accuses_nobody(chain: AuditedChain, node: LyingNode) -> None:
    """The witness lies as well: what its calldata says is not under the block's root, and is not believed."""
    lie = in_log(0, 1, flip_data(200))
    node.lies = {
        RECEIPTS: at_block(chain.last, lie),
        RECEIPT: lambda params, receipt: lie([receipt])[0] if len(receipt["logs"]) == 4 else receipt,
        RAW: lambda params, raw: flipped(raw, len(raw) // 2 - 100),
    }
    difference = found(chain, node)
    assert (difference.block, difference.log, difference.field) == (chain.last, None, "receiptsRoot")


# --- state ---


def test_a_forged_last_block_is_found_in_the_state(chain: AuditedChain, node: LyingNode) -> None:
    """Block and receipts hold together and no child betrays them: the head in state does."""
    lie = in_log(0, 3, flip_data(200))
    forged = lie(chain.network.reader().receipts(chain.last))
    forged_root = receipts_root([receipt_from_rpc(receipt) for receipt in forged])
    told = chain.network.reader().header(chain.last) | {"receiptsRoot": "0x" + forged_root.hex()}
    told["hash"] = "0x" + block_hash(header_from_rpc(told)).hex()
    node.lies = {RECEIPTS: at_block(chain.last, lie), HEADER: at_block(chain.last, lambda block: told)}
    difference = found(chain, node)
    assert (difference.block, difference.log) == (chain.last, 3)
    assert difference.field.startswith("ledger: head of tradeline ")
    reader, line = chain.network.reader(), difference.field.split()[4].rstrip(",")
    assert line == "5-1"
    head = reader.word(chain.network.contracts.ledger, slots.head(TradelineId.parse(line)))
    assert difference.got == f"0x{head:064x}" != difference.expected


@pytest.mark.parametrize("part", ["accountProof", "storageProof"])
def test_an_altered_proof_is_found(chain: AuditedChain, node: LyingNode, part: str) -> None:
    ledger = "0x" + chain.network.contracts.ledger.hex()

    def lie(params: list[Any], answer: Any) -> Any:
        if params[0] == ledger:
            nodes = answer[part] if part == "accountProof" else answer[part][0]["proof"]
            nodes[-1] = flipped(nodes[-1], len(nodes[-1]) // 2 - 2)
        return answer

    node.lies = {PROOF: lie}
    difference = found(chain, node)
    assert difference.field.startswith("ledger: proof" if part == "accountProof" else "proof of ledger: ")
    assert difference.expected == "one that holds"
    assert (difference.log is None) == (part == "accountProof")


def test_proofs_of_each_others_words_are_found(chain: AuditedChain, node: LyingNode) -> None:
    def lie(params: list[Any], answer: Any) -> Any:
        one, other, *_ = answer["storageProof"]
        one["proof"], other["proof"] = other["proof"], one["proof"]
        return answer

    node.lies = {PROOF: lie}
    assert found(chain, node).field.startswith("proof of registry: ")


def test_the_state_of_an_earlier_block_is_found(chain: AuditedChain, node: LyingNode) -> None:
    rpc = chain.network.engine.rpc
    node.lies = {PROOF: lambda params, answer: rpc.read(PROOF, *params[:2], hex(chain.last - 1))}
    difference = found(chain, node)
    assert (difference.block, difference.field) == (chain.last, "registry: proof of the account")


@pytest.mark.parametrize("name", ["registry", "ledger", "attestations"])
def test_other_code_than_the_trusted_is_found(chain: AuditedChain, name: str) -> None:
    trusted = getattr(chain.ground, name)
    ground = replace(chain.ground, **{name: replace(trusted, code_hash=bytes(32))})
    report = chain.audit(ground=ground)
    code = "0x" + trusted.code_hash.hex()
    assert report.difference == Difference(
        chain.last, None, f"{name}: hash of the code", "0x" + "00" * 32, code
    )
    assert "code" not in {item.what for item in report.established}


def test_a_word_changed_in_the_nodes_own_state_is_named(on_anvil: Network) -> None:
    """Blocks, receipts and proofs all hold: what stands in state is not what was recorded."""
    chain = lived_in(on_anvil)
    ledger, rpc = chain.network.contracts.ledger, on_anvil.engine.rpc
    slot = slots.tradeline(TradelineId.parse("5-1"))
    word = on_anvil.reader().word(ledger, slot)
    rpc.write("anvil_setStorageAt", "0x" + ledger.hex(), f"0x{slot:064x}", f"0x{word ^ 1:064x}")
    rpc.write("evm_mine")
    difference = chain.audit().difference
    assert difference is not None
    assert (difference.block, difference.log) == (chain.crowded, 0)  # the acceptance wrote it last
    assert difference.field == f"ledger: tradeline 5-1, in state at block {chain.last + 1}"
    assert (difference.expected, difference.got) == (f"0x{word:064x}", f"0x{word ^ 1:064x}")


def test_an_event_that_is_not_known_stops_the_audit(chain: AuditedChain) -> None:
    """The registry's events, told of the contract of attestations."""
    ground = chain.ground
    crossed = replace(ground, registry=ground.attestations, attestations=ground.registry)
    report = chain.audit(ground=crossed)
    assert report.difference is not None
    assert (report.difference.block, report.difference.log) == (chain.network.deployment.block, 0)
    assert report.difference.field == "event"


def logs(chain: AuditedChain, block: int) -> list[bytes]:
    """The data of each log of a block."""
    receipts = map(receipt_from_rpc, chain.network.reader().receipts(block))
    return [log.data for receipt in receipts for log in receipt.logs]


@pytest.mark.parametrize("member", ["parentHash", "number", "extraData"])
def test_words_that_no_file_can_hold_are_told_and_written_down(
    chain: AuditedChain, node: LyingNode, member: str
) -> None:
    node.lies = {HEADER: at_block(1, altered(member, "\ud800<b>"))}
    wrong = found(chain, node)
    assert "\\ud800<b>" in wrong.got
    assert page(chain.audit(node.url), 0).encode()
    assert canonical(chain.audit(node.url).render())
