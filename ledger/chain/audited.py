"""A node as an audit reads it: many headers at once, and asked again where a difference is to be found."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.chain.reader import Reader
from ledger.chain.rpc import BadAnswer, Rpc, data, quantity
from ledger.proof import hexadecimal
from ledger.proof.events import Contracts


class AuditedNode(Reader):
    """One node, believed in nothing."""

    def __init__(self, rpc: Rpc, contracts: Contracts) -> None:
        super().__init__(rpc, contracts.addresses)
        self._node = rpc

    def headers(self, numbers: Sequence[int]) -> list[dict[str, object] | None]:
        """The JSON of blocks by number, transactions as hashes; None for one that the node has not."""
        method = "eth_getBlockByNumber"
        answers = self._node.read_all([(method, [quantity(number), False]) for number in numbers])
        if not all(found is None or isinstance(found, dict) for found in answers):
            raise BadAnswer(method, "an object")
        return [found if isinstance(found, dict) else None for found in answers]

    def raw_transactions(self, hashes: Sequence[bytes]) -> list[bytes | None]:
        """Signed transactions by hash; None for one that the node does not give."""
        asked = [("eth_getRawTransactionByHash", [data(name)]) for name in hashes]
        answers = self._node.read_all(asked) if asked else []
        return [None if raw is None else hexadecimal.data({"raw": raw}, "raw") for raw in answers]

    def proved_at(self) -> tuple[int, ...]:
        """None in particular: a node proves the latest, and engines forget older ones, each after a time of its own."""
        return ()

    def close(self) -> None:
        """Ends every connection."""
        self._node.close()

    def header_of(self, block: bytes) -> dict[str, object] | None:
        """The JSON of a block by its hash; None if the node has none, or gives no object."""
        found = self._node.read("eth_getBlockByHash", data(block), False)
        return found if isinstance(found, dict) else None


@dataclass(frozen=True, slots=True)
class NodeAddress:
    """Where a node is: what is handed to another process, which opens it for itself."""

    url: str
    contracts: Contracts
    label: str = ""

    @property
    def name(self) -> str:
        """The label, else host and port. What may be secret in an address, its user, path and query, is never shown."""
        return self.label or Rpc(self.url).name

    def open(self) -> AuditedNode:
        """The node; its connections are made when it is asked."""
        return AuditedNode(Rpc(self.url), self.contracts)
