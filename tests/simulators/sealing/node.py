"""A node of a consortium: a JSON-RPC proxy before a development chain, all of whose answers speak of sealed blocks."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import RLock
from typing import Any

from ledger.chain.engines.anvil import CHAIN_ID, anvil
from ledger.chain.engines.process import Engine
from ledger.chain.rpc import Rpc
from tests.simulators.loopback import served
from tests.simulators.sealing.chain import AFTER_LONDON, SealedChain
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.consortium import START, Consortium
from tests.simulators.sealing.fields import to_rpc


@dataclass
class SealingNode:
    """`chains` by the path of the reader's address: whoever asks at another path may be shown another chain.

    `on_top`: blocks that come after one with a transaction, where none would be settled otherwise (Clique).
    """

    chains: dict[str, SealedChain]
    url: str = ""
    on_top: int = 0
    _lock: RLock = field(default_factory=RLock)

    def answer(self, path: str, body: bytes) -> bytes:
        """The answer to a call or a batch."""
        chain = self.chains[path]
        with self._lock:
            asked = _asked(chain, json.loads(body))
            told = _told(chain, chain.ask(json.dumps(asked).encode()))
            if self.on_top and isinstance(asked, dict) and asked["method"] == "eth_sendRawTransaction":
                chain.mine(self.on_top)
            return json.dumps(told).encode()


def _asked(chain: SealedChain, value: Any) -> Any:
    """A question in the words of the node behind: block hashes are its own."""
    if isinstance(value, dict):
        return {key: _asked(chain, item) for key, item in value.items()}
    if isinstance(value, list):
        return [_asked(chain, item) for item in value]
    return chain.name(value) if isinstance(value, str) and len(value) == 66 else value


def _told(chain: SealedChain, value: Any) -> Any:
    """An answer in our words: every block under its sealed header, everything in a block under that block's hash."""
    if isinstance(value, list):
        return [_told(chain, item) for item in value]
    if not isinstance(value, dict):
        return value
    told = {key: _told(chain, item) for key, item in value.items()}
    if value.get("blockHash"):
        told["blockHash"] = "0x" + chain.link(value["blockHash"]).hash.hex()
    if "stateRoot" in value and value.get("hash"):
        link = chain.link(value["hash"])
        told |= to_rpc(link.fields) | {"hash": "0x" + link.hash.hex()}
        told["totalDifficulty"] = hex(link.number + 1)
        told = {key: item for key, item in told.items() if key not in AFTER_LONDON}
    return told


@contextmanager
def sealing_node(*chains: SealedChain) -> Iterator[SealingNode]:
    """On loopback, on a port of the system's choice: the first chain at the address itself, the others at /1, /2…"""
    node = SealingNode({f"/{number or ''}": chain for number, chain in enumerate(chains)})
    with served(node.answer) as node.url:
        yield node


@contextmanager
def sealed_anvil(*houses: Consortium, chain_id: int = CHAIN_ID) -> Iterator[tuple[Engine, SealingNode]]:
    """A fresh anvil as these consortia seal it: the engine is the first one's, each at its own path of the node."""
    with anvil(chain_id=chain_id, genesis_time=START) as below:
        # Blocks of one second, which anvil makes, no engine here would.
        below.rpc.write("anvil_setBlockTimestampInterval", 1)
        chains = [SealedChain(below.url, house) for house in houses]
        with sealing_node(*chains) as node, Rpc(node.url) as rpc:
            if isinstance(houses[0].engine, Clique):
                node.on_top = len(houses[0].founders)
            yield replace(below, url=node.url, rpc=rpc), node
