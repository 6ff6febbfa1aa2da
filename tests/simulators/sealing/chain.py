"""What a consortium makes of a development chain: the same blocks and states, under headers that it sealed."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.request import Request, urlopen

from tests.simulators.sealing.consortium import Consortium, Link
from tests.simulators.sealing.fields import from_rpc, number_of

AFTER_LONDON = ("withdrawals", "withdrawalsRoot", "blobGasUsed", "excessBlobGas")
"""Members of a block that none has here."""


@dataclass
class SealedChain:
    """The blocks of the node at `truth`, each sealed once, when it is first asked for; a replaced one anew."""

    truth: str
    consortium: Consortium
    _links: dict[str, Link] = field(default_factory=dict)
    """By the hash that the block has at the node."""
    _names: dict[str, str] = field(default_factory=dict)
    """Hashes of the node, by ours."""

    def ask(self, body: bytes) -> Any:
        """The node's own answer."""
        request = Request(self.truth, body, {"Content-Type": "application/json"})
        with urlopen(request, timeout=30) as response:
            return json.load(response)

    def link(self, name: str) -> Link:
        """The sealed block that the node knows by this hash."""
        missing: list[tuple[str, dict[str, Any]]] = []
        while name not in self._links:
            block = self._read("eth_getBlockByHash", name, False)
            missing.append((name, block))
            if int(block["number"], 16) == 0:
                break
            name = block["parentHash"]
        for name, block in reversed(missing):
            base = from_rpc(block)
            if number_of(base) == 0:
                self._keep(name, self.consortium.genesis(base))
            else:
                self._keep(name, self.consortium.seal(self._links[block["parentHash"]], base))
        return self._links[name]

    def at(self, number: int) -> Link:
        """The sealed block of a number, as it stands now."""
        return self.link(self._read("eth_getBlockByNumber", hex(number), False)["hash"])

    def height(self) -> int:
        """Number of the latest block."""
        return int(self._read("eth_getBlockByNumber", "latest", False)["number"], 16)

    def mine(self, blocks: int) -> None:
        """Empty blocks."""
        self._read("anvil_mine", hex(blocks))

    def name(self, ours: str) -> str:
        """What the node calls what a reader knows by this hash."""
        return self._names.get(ours, ours)

    def _keep(self, name: str, link: Link) -> None:
        self._links[name] = link
        self._names["0x" + link.hash.hex()] = name

    def _read(self, method: str, *params: object) -> Any:
        call = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        return self.ask(json.dumps(call).encode())["result"]
