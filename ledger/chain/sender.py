"""Signing and sending for one key. Fills `ports.Sender`."""

import time

from eth_account import Account
from eth_account.types import TransactionDictType

from ledger.app.ports import Fate, Sending
from ledger.chain.reverts import ContractRefused, refusal
from ledger.chain.rpc import BadAnswer, Rpc, RpcError, data, quantity
from ledger.core.errors import Refused, Unavailable
from ledger.proof import hexadecimal
from ledger.proof.keccak import keccak256

GAS_MARGIN = (5, 4)
"""Gas limit over what the node estimated: state may move before the transaction is mined."""
POLL_SECONDS = 0.05


class NodeRefused(Refused):
    """The node does not take the transaction: no money for gas, a nonce that is spent, a fee below its own."""

    def __init__(self, transaction: bytes, message: str) -> None:
        super().__init__(f"transaction {transaction.hex()} was not taken: {message}")
        self.transaction = transaction


class NotMined(Unavailable):
    """The transaction was not mined in the time given; it may be later."""

    def __init__(self, transaction: bytes, seconds: float) -> None:
        super().__init__(f"transaction {transaction.hex()} was not mined within {seconds:g} seconds")
        self.transaction = transaction


class KeySender:
    """A sender that holds one secp256k1 key in memory. EIP-1559 fees where the chain has them, else a gas price."""

    def __init__(self, rpc: Rpc, key: bytes, chain_id: int, depth: int = 0) -> None:
        """`key`: 32 bytes. `depth`: blocks that must follow a transaction's before it is called final."""
        self._rpc = rpc
        self._account = Account.from_key(key)
        self._chain_id = chain_id
        self._depth = depth

    def address(self) -> bytes:
        """20 bytes."""
        return bytes.fromhex(self._account.address[2:])

    def next_nonce(self) -> int:
        """The nonce after all transactions of this key that the node knows, those not yet mined included."""
        return self._quantity("eth_getTransactionCount", data(self.address()), "pending")

    def sign(self, to: bytes | None, data: bytes, nonce: int) -> tuple[bytes, bytes]:
        """(transaction hash, raw bytes) of a call, or of a creation where `to` is None.

        The call is tried on top of what is pending; ContractRefused if it would revert.
        """
        call = _call(self.address(), to, data)
        transaction: TransactionDictType = {
            "data": data,
            "nonce": nonce,
            "value": 0,
            "chainId": self._chain_id,
            "gas": self._gas(call),
            **self._fees(),
        }
        if to is not None:
            transaction["to"] = to
        signed = self._account.sign_transaction(transaction)
        return bytes(signed.hash), bytes(signed.raw_transaction)

    def submit(self, raw: bytes) -> None:
        """Hands raw bytes to the node; harmless if it has them, or mined them. NodeRefused if it will not take them."""
        try:
            self._rpc.write("eth_sendRawTransaction", data(raw))
        except RpcError as error:
            # Each engine has its own words for a transaction that it knows; all can say whether they know it.
            transaction = keccak256(raw)
            if self.fate(transaction).state is Sending.UNKNOWN:
                raise NodeRefused(transaction, error.message) from error

    def fate(self, transaction: bytes) -> Fate:
        """What became of it. A reverted one was tried again on the block before its own, to learn why."""
        receipt = self._rpc.read("eth_getTransactionReceipt", data(transaction))
        if receipt is None:
            known = self._rpc.read("eth_getTransactionByHash", data(transaction))
            return Fate(Sending.UNKNOWN if known is None else Sending.PENDING)
        if not isinstance(receipt, dict):
            raise BadAnswer("eth_getTransactionReceipt", "an object")
        block = hexadecimal.quantity(receipt, "blockNumber", 64)
        if not hexadecimal.quantity(receipt, "status", 1):
            return Fate(Sending.REVERTED, block, self._reason(transaction, block))
        final = block + self._depth <= self._quantity("eth_blockNumber")
        return Fate(Sending.FINAL if final else Sending.MINED, block)

    def wait(self, transaction: bytes, seconds: float = 60.0) -> Fate:
        """Its fate once it is mined or reverted. NotMined."""
        deadline = time.monotonic() + seconds
        while (fate := self.fate(transaction)).block is None:
            if time.monotonic() > deadline:
                raise NotMined(transaction, seconds)
            time.sleep(POLL_SECONDS)
        return fate

    def perform(self, to: bytes | None, data: bytes, seconds: float = 60.0) -> tuple[bytes, Fate]:
        """Signs, submits and waits: (transaction hash, its fate, which is not a revert). ContractRefused, NotMined."""
        transaction, raw = self.sign(to, data, self.next_nonce())
        self.submit(raw)
        fate = self.wait(transaction, seconds)
        if fate.state is Sending.REVERTED:
            raise ContractRefused(fate.reason or "Reverted")
        return transaction, fate

    def _gas(self, call: dict[str, str]) -> int:
        try:
            estimate = self._quantity("eth_estimateGas", call, "pending")
        except RpcError as error:
            raise refusal(error) or error from error
        return estimate * GAS_MARGIN[0] // GAS_MARGIN[1]

    def _fees(self) -> dict[str, int]:
        price = self._quantity("eth_gasPrice")
        latest = self._rpc.read("eth_getBlockByNumber", "latest", False)
        if price == 0 or not isinstance(latest, dict) or latest.get("baseFeePerGas") is None:
            return {"gasPrice": price}
        tip = self._quantity("eth_maxPriorityFeePerGas")
        base = hexadecimal.quantity(latest, "baseFeePerGas")
        # Twice the base fee outlasts six full blocks in a row (EIP-1559: at most an eighth more each).
        return {"maxFeePerGas": 2 * base + tip, "maxPriorityFeePerGas": tip}

    def _reason(self, transaction: bytes, block: int) -> str | None:
        sent = self._rpc.read("eth_getTransactionByHash", data(transaction))
        if not isinstance(sent, dict):
            return None
        call = {name: sent[name] for name in ("from", "to", "input") if isinstance(sent.get(name), str)}
        call["data"] = call.pop("input", "0x")
        try:
            self._rpc.read("eth_call", call, quantity(block - 1))
        except RpcError as error:
            found = refusal(error)
            return None if found is None else str(found)
        return None

    def _quantity(self, method: str, *params: object) -> int:
        return hexadecimal.quantity({method: self._rpc.read(method, *params)}, method)


def _call(sender: bytes, to: bytes | None, content: bytes) -> dict[str, str]:
    call = {"from": data(sender), "data": data(content)}
    return call if to is None else {**call, "to": data(to)}
