"""Handing signed transactions to a node, whoever signed them, and what becomes of them. Fills `ports.Relay`."""

import re
import time

from ledger.app.ports import Fate, Sending
from ledger.chain.finality import AT_ONCE, FinalityRule
from ledger.chain.reverts import refusal
from ledger.chain.rpc import BadAnswer, Endpoint, NotYet, RpcError, data, quantity
from ledger.core.errors import Refused, Unavailable
from ledger.proof import hexadecimal
from ledger.proof.keccak import keccak256

POLL_SECONDS = (0.002, 0.5)
"""Between two looks at a transaction: at first, and at most; each time twice as long."""
_SPENT = re.compile("nonce too low", re.IGNORECASE)
"""In these words geth, Besu and anvil say that the key has used the nonce for another transaction."""


class NodeRefused(Refused):
    """The node does not take the transaction: no money for gas, a fee below its own, no transaction at all."""

    def __init__(self, transaction: bytes, message: str) -> None:
        super().__init__(f"transaction {transaction.hex()} was not taken: {message}")
        self.transaction = transaction


class NotMined(Unavailable):
    """The transaction was not mined in the time given; it may be later."""

    def __init__(self, transaction: bytes, seconds: float) -> None:
        super().__init__(f"transaction {transaction.hex()} was not mined within {seconds:g} seconds")
        self.transaction = transaction


class Reverted(Refused):
    """The transaction was mined, but the contract refused it: something changed since it was signed."""

    def __init__(self, transaction: bytes, reason: str | None) -> None:
        super().__init__(f"transaction {transaction.hex()} reverted: {reason or 'the node does not say why'}")
        self.transaction = transaction
        self.reason = reason


class RpcRelay:
    """A relay to a node, or to several at once."""

    def __init__(self, rpc: Endpoint, rule: FinalityRule = AT_ONCE) -> None:
        """`rule`: which blocks are called final."""
        self._rpc = rpc
        self._rule = rule

    def nonce(self, address: bytes) -> int:
        """The nonce after all transactions of a 20-byte address that the node knows, mined or waiting."""
        return self._rpc.read_quantity("eth_getTransactionCount", data(address), "pending")

    def submit(self, raw: bytes) -> None:
        """Hands in raw bytes; harmless if the node has them, or if their nonce is used up. NodeRefused."""
        try:
            self._rpc.write("eth_sendRawTransaction", data(raw))
        except RpcError as error:
            # Each engine has its own words for a transaction that it knows; all can say whether they know it.
            transaction = keccak256(raw)
            if not _SPENT.search(error.message) and self.fate(transaction).state is Sending.UNKNOWN:
                raise NodeRefused(transaction, error.message) from error

    def fate(self, transaction: bytes) -> Fate:
        """What became of it. A reverted one is tried again around its block, to learn why."""
        try:
            receipt = self._rpc.read("eth_getTransactionReceipt", data(transaction))
        except NotYet:
            return Fate(Sending.PENDING)
        if receipt is None:
            known = self._rpc.read("eth_getTransactionByHash", data(transaction))
            return Fate(Sending.UNKNOWN if known is None else Sending.PENDING)
        if not isinstance(receipt, dict):
            raise BadAnswer("eth_getTransactionReceipt", "an object")
        block = hexadecimal.quantity(receipt, "blockNumber", 64)
        if not hexadecimal.quantity(receipt, "status", 1):
            return Fate(Sending.REVERTED, block, self._reason(transaction, block))
        final = block <= self._rule.last(self._rpc.height()) and self._stands(block, receipt)
        return Fate(Sending.FINAL if final else Sending.MINED, block)

    def _stands(self, block: int, receipt: dict[str, object]) -> bool:
        """Whether the block of a receipt is of the chain that was called final: it may have turned in between."""
        standing = self._rpc.read("eth_getBlockByNumber", quantity(block), False)
        return isinstance(standing, dict) and standing.get("hash") == receipt.get("blockHash")

    def wait(self, transaction: bytes, seconds: float) -> Fate:
        """Its fate once it is mined or reverted. NotMined."""
        deadline = time.monotonic() + seconds
        pause, longest = POLL_SECONDS
        while (fate := self.fate(transaction)).block is None:
            if time.monotonic() > deadline:
                raise NotMined(transaction, seconds)
            time.sleep(pause)
            pause = min(2 * pause, longest)
        return fate

    def _reason(self, transaction: bytes, block: int) -> str | None:
        sent = self._rpc.read("eth_getTransactionByHash", data(transaction))
        if not isinstance(sent, dict):
            return None
        call = {"from": sent.get("from"), "to": sent.get("to"), "data": sent.get("input")}
        # Before its block, and after it: what stood in its way may have been in the same block.
        for number in (block - 1, block):
            try:
                self._rpc.read("eth_call", call, quantity(number))
            except RpcError as error:
                if (found := refusal(error)) is not None:
                    return str(found)
        return None
