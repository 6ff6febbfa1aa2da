"""A home with several nodes, by the command: one dies, one tells another chain, one takes back what was final."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ledger.chain.engines.anvil import anvil
from ledger.proof.header import block_hash, decode_header
from tests.e2e.consortium import SAMPLES, Consortium
from tests.simulators.sealing.bft import Qbft
from tests.simulators.sealing.chain import SealedChain
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.consortium import Consortium as Sealers
from tests.simulators.sealing.node import sealing_node
from tests.simulators.unsteady_node import UnsteadyNode, unsteady_node

pytestmark = pytest.mark.xdist_group("several-nodes")

INVOICE = SAMPLES / "xrechnung" / "01.09a-INVOICE_ubl.xml"


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Consortium]:
    with anvil() as engine:
        made = Consortium(engine, tmp_path)
        made.found()
        yield made


@pytest.fixture
def pair(firm: Consortium) -> Iterator[tuple[UnsteadyNode, UnsteadyNode]]:
    """Two doors to the chain, and a firm's home that knows both."""
    with unsteady_node(firm.engine.url) as one, unsteady_node(firm.engine.url) as other:
        made = firm.ask(
            "firm", "init", "--rpc", one.url, "--rpc", other.url, "--trust", firm.folder / "trust.json"
        )
        assert (made["rpc"], made["engine"]) == ([one.name, other.name], "development")
        firm.admit("firm", "firm", "[Seller name]", "vat:DE123456789", "sme")
        yield one, other


def evidence(firm: Consortium) -> dict[str, Any]:
    (path,) = (firm.folder / "firm" / "alarms").iterdir()
    return dict(json.loads(path.read_bytes()))


def test_a_firm_goes_on_when_the_node_it_asks_first_dies(
    firm: Consortium, pair: tuple[UnsteadyNode, UnsteadyNode]
) -> None:
    pair[0].dies_at = "eth_sendRawTransaction"
    report = firm.ask("firm", "import", INVOICE)
    assert pair[0].away
    assert (report["files"][0]["outcome"], report["recorded"]["waiting"]) == ("recorded", None)
    assert firm.ask("firm", "send")["states"]["accepted"] == 0
    pair[1].away = True
    away = firm.ask("firm", "follow", code=1)
    assert away["error"] == "NoNode"
    assert pair[0].name in away["detail"] and pair[1].name in away["detail"]
    pair[0].away, pair[0].dies_at = False, None
    told = firm.ask("firm", "follow")
    assert told["known"] == told["final"]
    assert told["known"]["finality"] == "none", "a development chain has no finality"
    assert firm.ask("firm", "history", firm.numbers["firm"])["known"] == told["known"]


def test_nodes_that_tell_different_chains_are_an_alarm_and_no_verb_passes_over_it(
    firm: Consortium, pair: tuple[UnsteadyNode, UnsteadyNode]
) -> None:
    firm.engine.mine(3)
    agreed = firm.ask("firm", "follow")
    assert agreed["alarms"] == []
    with anvil() as other:
        other.mine(agreed["block"] + 5)
        config = firm.folder / "firm" / "config.json"
        said = json.loads(config.read_bytes())
        config.write_text(json.dumps(said | {"rpc": [pair[0].url, other.url]}), "utf-8")
        found = firm.ask("firm", "follow", code=1)
        (alarm,) = found["alarms"]
        assert (alarm["block"], alarm["disputed"], found["final"]) == (0, True, None)
        names = {pair[0].name, other.url.removeprefix("http://")}
        assert {told["node"] for told in alarm["told"]} == names
        told = evidence(firm)["told"]
        assert told[0]["header"] != told[1]["header"]
        for each in told:
            header = decode_header(bytes.fromhex(each["header"][2:]))
            assert each["hash"] == f"0x{block_hash(header).hex()}"
        printed = firm.run("follow", "--home", firm.folder / "firm")
        assert printed.exit_code == 1, printed.output
        assert "nothing from block 0 on counts as final" in printed.stdout, printed.stderr
    for path in (firm.folder / "firm" / "alarms").iterdir():
        path.unlink()
    config.write_text(json.dumps(said), "utf-8")
    assert firm.ask("firm", "follow")["final"]["block"] == agreed["block"]


def test_a_block_that_was_final_and_is_taken_back_is_kept_as_evidence(
    firm: Consortium, pair: tuple[UnsteadyNode, UnsteadyNode]
) -> None:
    snapshot = firm.engine.rpc.write("evm_snapshot")
    firm.engine.mine(3)
    before = firm.ask("firm", "follow")
    stood = [
        firm.engine.rpc.read("eth_getBlockByNumber", hex(at), False) for at in range(before["block"] + 1)
    ]
    firm.engine.rpc.write("evm_revert", snapshot)
    firm.engine.rpc.write("evm_increaseTime", 1000)
    firm.engine.mine(4)
    assert firm.ask("firm", "follow", code=1)["error"] == "FinalityBroken"
    kept = evidence(firm)
    was = stood[kept["block"]]
    assert isinstance(was, dict)
    index, node = kept["told"]
    assert (index["node"], index["hash"]) == ("this index", was["hash"])
    assert node["node"] == pair[0].name
    assert node["hash"] != was["hash"]
    assert firm.ask("firm", "history", firm.numbers["firm"], code=1)["error"] == "FinalityBroken"


@contextmanager
def going_on(firm: Consortium) -> Iterator[None]:
    """Blocks come by themselves meanwhile."""
    ended = threading.Event()

    def mine() -> None:
        while not ended.wait(0.1):
            firm.engine.mine()

    thread = threading.Thread(target=mine)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


SEALED = [(Qbft(), 0, "immediate"), (Clique(), 2, "probabilistic")]


@pytest.mark.parametrize(("engine", "settles", "finality"), SEALED, ids=["qbft", "clique"])
def test_under_an_engine_that_seals_verbs_say_how_final_a_block_is(
    firm: Consortium,
    pair: tuple[UnsteadyNode, UnsteadyNode],
    engine: Qbft | Clique,
    settles: int,
    finality: str,
) -> None:
    chain = SealedChain(firm.engine.url, Sealers(engine))
    with sealing_node(chain) as node:
        config = firm.folder / "firm" / "config.json"
        said = json.loads(config.read_bytes())
        (firm.folder / "firm" / "index.sqlite").unlink()
        config.write_text(json.dumps(said | {"rpc": node.url, "engine": engine.name}), "utf-8")
        found = firm.ask("firm", "follow")
        head = firm.engine.rpc.height()
        assert found["known"]["block"] == head
        assert found["known"]["hash"] == f"0x{chain.at(head).hash.hex()}"
        assert found["known"]["finality"] == ("none" if settles else finality)
        assert found["final"] == {
            "block": head - settles,
            "hash": f"0x{chain.at(head - settles).hash.hex()}",
            "finality": finality,
        }
        with going_on(firm):
            assert firm.ask("firm", "import", INVOICE)["recorded"]["waiting"] is None
        states = firm.ask("firm", "outbox")["states"]
        assert (states["final"] > 0, states["mined"]) == (True, 0)
        assert firm.ask("firm", "history", firm.numbers["firm"])["known"]["block"] == firm.engine.rpc.height()
