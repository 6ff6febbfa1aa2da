"""Proofs, headers and receipts of a real engine: what it answers is checked against its own block hashes."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, pairwise
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.request import Request, urlopen

import pytest

from ledger.core.errors import ProofError
from ledger.proof import hexadecimal
from ledger.proof.header import Header, HeaderError, block_hash, header_from_rpc
from ledger.proof.keccak import keccak256
from ledger.proof.receipts import Receipt, block_bloom, receipt_from_rpc, receipts_root
from ledger.proof.state import NO_ACCOUNT, mapping_slot, verify_account, verify_word

PACKAGES = Path(__file__).parents[2] / "node_modules" / "@foundry-rs"
STRANGER = bytes.fromhex("00000000000000000000000000000000deadbeef")

# Called with two words it stores the second at the slot that the first names, and logs both as topics:
# SSTORE(word 0, word 1); CALLDATACOPY(0, 0, size); LOG2(0, size, word 0, word 1); STOP
RUNTIME = bytes.fromhex("60203560003555366000600037602035600035366000a200")
CREATION = bytes.fromhex(f"60{len(RUNTIME):02x}80600b6000396000f3") + RUNTIME
WORDS = {
    0: 1,
    1: 0x7F,
    2: 0x80,
    3: 2**256 - 1,
    2**256 - 1: 2**64,
    **{mapping_slot(member, 9): member << 200 | member for member in range(1, 60)},
}
ERASED = 77


@dataclass(frozen=True)
class Engine:
    """A development chain of this test alone, and the block at which it is looked at."""

    url: str
    hardfork: str

    def ask(self, method: str, *params: object) -> Any:
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
        with urlopen(Request(self.url, body, {"content-type": "application/json"}), timeout=30) as answer:
            reply = json.load(answer)
        assert "error" not in reply, reply
        return reply["result"]

    @property
    def first(self) -> int:
        """The first block with a header: before Shanghai anvil gives its genesis blob gas."""
        return 1 if self.hardfork == "paris" else 0

    def header(self, number: int | str) -> Header:
        block = self.ask("eth_getBlockByNumber", hex(number) if isinstance(number, int) else number, False)
        header = header_from_rpc(block)
        assert block_hash(header) == hexadecimal.data(block, "hash", 32)
        return header

    def proof(self, address: bytes, slots: list[int]) -> dict[str, Any]:
        keys = [f"0x{slot:064x}" for slot in slots]
        answer: dict[str, Any] = self.ask("eth_getProof", "0x" + address.hex(), keys, "latest")
        return answer

    def receipts(self, number: int) -> list[Receipt]:
        return [receipt_from_rpc(receipt) for receipt in self.ask("eth_getBlockReceipts", hex(number))]


@pytest.fixture(scope="module", params=["paris", "prague"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    # The binary itself: its launcher, when it is ended, leaves it running. First come, first mined: ordered
    # by fees, a sender's transactions are tried against their nonces, and dropped.
    binary = next(PACKAGES.glob("anvil-*/bin/anvil"))
    command = [str(binary), "--port", "0", "--hardfork", request.param, "--order", "fifo"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        listening = next((line for line in process.stdout if line.startswith("Listening on ")), None)
        assert listening, f"anvil ended with {process.wait()}"
        reader = Thread(target=process.stdout.read)  # or its log fills the pipe, and it waits
        reader.start()
        try:
            yield Engine("http://" + listening.split()[-1], request.param)
        finally:
            process.terminate()
            reader.join()


@pytest.fixture(scope="module")
def contract(engine: Engine) -> bytes:
    """A contract that holds WORDS, and one word set and erased; written by transactions of all types."""
    sender = engine.ask("eth_accounts")[0]
    nonces = count()

    def send(**fields: object) -> str:
        transaction = {"from": sender, "gas": "0x30000", "nonce": hex(next(nonces))} | fields
        return str(engine.ask("eth_sendTransaction", transaction))

    engine.ask("evm_setAutomine", False)
    creation = send(data="0x" + CREATION.hex())
    engine.ask("evm_mine")
    address = hexadecimal.data(engine.ask("eth_getTransactionReceipt", creation), "contractAddress", 20)
    to = "0x" + address.hex()
    kinds: list[dict[str, Any]] = [
        {"type": "0x0", "gasPrice": hex(10**10)},
        {"type": "0x1", "gasPrice": hex(10**10), "accessList": []},
        {"type": "0x2"},
    ]
    writes = [*WORDS.items(), (ERASED, 5), (ERASED, 0)]
    for index, (slot, word) in enumerate(writes):
        send(to=to, data=f"0x{slot:064x}{word:064x}", **kinds[index % 3])
        if index % 5 == 4:
            engine.ask("evm_mine")
    send(to=to, data=f"0x{1:064x}{2:064x}", gas=hex(24_000))  # runs out of gas: a receipt of status 0
    engine.ask("evm_mine")
    return address


def test_every_block_hash_is_recomputed_and_linked(engine: Engine, contract: bytes) -> None:
    headers = [engine.header(number) for number in range(engine.first, engine.header("latest").number + 1)]
    assert len(headers) > 10
    for parent, child in pairwise(headers):
        assert child.parent_hash == block_hash(parent)
    assert (headers[-1].requests_hash is not None) == (engine.hardfork == "prague")


def test_a_genesis_with_a_gap_among_its_fields_is_refused(engine: Engine) -> None:
    genesis = engine.ask("eth_getBlockByNumber", "0x0", False)
    if engine.hardfork == "paris":
        with pytest.raises(HeaderError, match="blob_gas_used: absent, as a field before it is"):
            header_from_rpc(genesis)
    else:
        assert header_from_rpc(genesis).number == 0


def test_receipts_lead_to_the_root_and_the_bloom_of_their_header(engine: Engine, contract: bytes) -> None:
    blocks = {
        number: engine.receipts(number) for number in range(engine.first, engine.header("latest").number + 1)
    }
    for number, receipts in blocks.items():
        header = engine.header(number)
        assert receipts_root(receipts) == header.receipts_root
        assert block_bloom(receipts) == header.logs_bloom
    everything = [receipt for receipts in blocks.values() for receipt in receipts]
    assert {receipt.kind for receipt in everything} == {0, 1, 2}
    assert {receipt.succeeded for receipt in everything} == {True, False}
    assert max(map(len, blocks.values())) >= 5
    assert {log.address for receipt in everything for log in receipt.logs} == {contract}


def test_an_altered_receipt_leads_to_another_root(engine: Engine, contract: bytes) -> None:
    number = engine.header("latest").number - 1
    root = engine.header(number).receipts_root
    receipts = engine.ask("eth_getBlockReceipts", hex(number))
    assert receipts_root([receipt_from_rpc(receipt) for receipt in receipts]) == root
    data = receipts[0]["logs"][0]["data"]
    receipts[0]["logs"][0]["data"] = data[:-1] + ("1" if data[-1] == "0" else "0")
    assert receipts_root([receipt_from_rpc(receipt) for receipt in receipts]) != root


def test_accounts_are_proven_present_and_absent(engine: Engine, contract: bytes) -> None:
    state_root = engine.header("latest").state_root
    for address in (contract, hexadecimal.data({"it": engine.ask("eth_accounts")[0]}, "it", 20)):
        account = verify_account(state_root, address, _nodes(engine.proof(address, []), "accountProof"))
        text = "0x" + address.hex()
        assert account.code_hash == keccak256(
            hexadecimal.data({"it": engine.ask("eth_getCode", text, "latest")}, "it")
        )
        assert account.balance == int(engine.ask("eth_getBalance", text, "latest"), 16)
        assert account.nonce == int(engine.ask("eth_getTransactionCount", text, "latest"), 16)
    nodes = _nodes(engine.proof(STRANGER, []), "accountProof")
    assert verify_account(state_root, STRANGER, nodes) == NO_ACCOUNT
    with pytest.raises(ProofError):
        verify_account(state_root, contract, nodes)


def test_words_are_proven_present_absent_and_erased(engine: Engine, contract: bytes) -> None:
    expected = WORDS | {ERASED: 0, 4: 0, mapping_slot(60, 9): 0}
    proof = engine.proof(contract, list(expected))
    storage_root = _storage_root(engine, contract, proof)
    for (slot, word), answer in zip(expected.items(), proof["storageProof"], strict=True):
        assert verify_word(storage_root, slot, _nodes(answer, "proof")) == word


def test_the_words_of_an_account_without_storage_are_absent(engine: Engine, contract: bytes) -> None:
    proof = engine.proof(STRANGER, [0])
    assert verify_word(NO_ACCOUNT.storage_root, 0, _nodes(proof["storageProof"][0], "proof")) == 0


def test_a_real_proof_with_any_byte_changed_is_refused(engine: Engine, contract: bytes) -> None:
    slots = [3, 4]  # one present, one absent
    proof = engine.proof(contract, slots)
    storage_root = _storage_root(engine, contract, proof)
    for slot, answer in zip(slots, proof["storageProof"], strict=True):
        nodes = _nodes(answer, "proof")
        assert verify_word(storage_root, slot, nodes) == WORDS.get(slot, 0)
        for changed in _flipped(nodes):
            with pytest.raises(ProofError):
                verify_word(storage_root, slot, changed)


def test_a_proof_of_one_slot_proves_nothing_of_another(engine: Engine, contract: bytes) -> None:
    proof = engine.proof(contract, [0, 1])
    storage_root = _storage_root(engine, contract, proof)
    nodes = _nodes(proof["storageProof"][0], "proof")
    assert verify_word(storage_root, 0, nodes) == 1
    for slot in (1, 2, 3, 4):
        with pytest.raises(ProofError):
            verify_word(storage_root, slot, nodes)


def _storage_root(engine: Engine, contract: bytes, proof: dict[str, Any]) -> bytes:
    nodes = _nodes(proof, "accountProof")
    return verify_account(engine.header("latest").state_root, contract, nodes).storage_root


def _nodes(answer: dict[str, Any], member: str) -> tuple[bytes, ...]:
    return hexadecimal.data_list(answer, member)


def _flipped(nodes: tuple[bytes, ...]) -> Iterator[list[bytes]]:
    for index, node in enumerate(nodes):
        for at in range(len(node)):
            changed = node[:at] + bytes([node[at] ^ 1]) + node[at + 1 :]
            yield [*nodes[:index], changed, *nodes[index + 1 :]]
