"""Every field of every answer, altered alone: an audit finds it, or does not use it, which is listed here."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from ledger.chain.engines.anvil import CHAIN_ID, anvil
from ledger.core.codes import Capacity, EntryClass
from ledger.core.errors import TradelineError
from ledger.core.ids import TradelineId
from tests.integration.audited import AuditedChain
from tests.integration.network import deployed_on
from tests.simulators.lying_node import LyingNode, lying_node

Path = tuple[str | int, ...]

UNUSED = {
    # What of a block no header has.
    "size",
    "totalDifficulty",
    "uncles",
    "withdrawals",
    # What the trie keeps no account of: it follows from the block, or from the receipts before.
    "blockHash",
    "blockNumber",
    "blockTimestamp",
    "contractAddress",
    "effectiveGasPrice",
    "from",
    "logIndex",
    "removed",
    "to",
    "transactionHash",
    "transactionIndex",
    "blobGasPrice",
    # Said of an account or a word beside its proof.
    "address",
    "balance",
    "codeHash",
    "nonce",
    "storageHash",
    "value",
}
USED_IN = {"eth_getBlockByNumber": {"nonce"}, "eth_getBlockReceipts": {"address"}}
"""Names of the list that are believed in another answer."""
UNUSED_IN = {"eth_getBlockReceipts": {"logsBloom", "gasUsed"}, "eth_getBlockByNumber": {"transactions"}}
"""Names that are believed elsewhere; a block's transactions are only counted."""


@pytest.fixture(scope="module")
def chain() -> Iterator[AuditedChain]:
    with anvil() as engine:
        network = deployed_on(engine, CHAIN_ID)
        one, other = network.admit(), network.admit()
        line = TradelineId(one.number, 1)
        last = network.record(
            one,
            [
                network.entry(EntryClass.OPEN, Capacity.CREDITOR, line, subject=other.number),
                network.entry(EntryClass.STATEMENT, Capacity.CREDITOR, line),
            ],
        )
        yield AuditedChain(network, crowded=last, last=last)


@pytest.fixture
def node(chain: AuditedChain) -> Iterator[LyingNode]:
    with lying_node(chain.network.engine.url) as node:
        yield node


@pytest.mark.parametrize("method", ["eth_getBlockByNumber", "eth_getBlockReceipts", "eth_getProof"])
def test_every_field_is_proved_or_not_used(chain: AuditedChain, node: LyingNode, method: str) -> None:
    answers = true_answers(chain, method)
    paths = {path for answer in answers.values() for path in leaves(answer)}
    assert len(paths) >= 15
    wrong = []
    for path in sorted(paths, key=str):
        node.told = {}
        node.lies = {
            method: lambda params, answer, at=path: altered(answer, at) if key(params) in answers else answer
        }
        caught = is_caught(chain, node)
        assert node.told[method], path
        if caught == is_unused(method, path):
            wrong.append((path, "caught" if caught else "missed"))
    assert wrong == []


def true_answers(chain: AuditedChain, method: str) -> dict[str, Any]:
    """The answers that are altered: about the last block and, of state, about the ledger."""
    network = chain.network
    asked: list[Any] = [hex(chain.last)]
    if method == "eth_getProof":
        asked = ["0x" + network.contracts.ledger.hex(), [], hex(chain.last)]
        seen: dict[str, Any] = {}
        with lying_node(network.engine.url) as node:
            node.lies = {method: lambda params, answer: seen.setdefault(key(params), answer)}
            assert chain.audit(node.url).difference is None
        return {name: answer for name, answer in seen.items() if name == key(asked)}
    if method == "eth_getBlockByNumber":
        asked.append(False)
    return {key(asked): network.engine.rpc.read(method, *asked)}


def key(params: list[Any]) -> str:
    """What a question is about: its first parameter, block or address."""
    return str(params[0])


def leaves(answer: Any, path: Path = ()) -> Iterator[Path]:
    """The way to each value that holds no others, in the first and the last item of each list."""
    match answer:
        case dict():
            for name, value in answer.items():
                yield from leaves(value, (*path, name))
        case list() if answer:
            for at in sorted({0, len(answer) - 1}):
                yield from leaves(answer[at], (*path, at))
        case str() if answer.startswith("0x"):
            yield path


def altered(answer: Any, path: Path) -> Any:
    """The answer with one hexadecimal value's last digit another one."""
    changed = deepcopy(answer)
    holder = changed
    try:
        for step in path[:-1]:
            holder = holder[step]
        value = holder[path[-1]]
    except (KeyError, IndexError, TypeError):
        return changed  # another answer of the method, without this place
    holder[path[-1]] = value[:-1] + ("1" if value[-1] == "0" else "0") if len(value) > 2 else "0x01"
    return changed


def is_caught(chain: AuditedChain, node: LyingNode) -> bool:
    """Whether the audit names a difference, or cannot read the answer."""
    try:
        return chain.audit(node.url).difference is not None
    except TradelineError:
        return True


def is_unused(method: str, path: Path) -> bool:
    names = {step for step in path if isinstance(step, str)}
    return bool(names & ((UNUSED - USED_IN.get(method, set())) | UNUSED_IN.get(method, set())))
