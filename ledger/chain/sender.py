"""Signing and sending for one key. Fills `ports.Sender`."""

from ledger.app.ports import Fate, Sending
from ledger.chain.account import Account, TransactionDictType
from ledger.chain.finality import AT_ONCE, FinalityRule
from ledger.chain.relay import Reverted, RpcRelay
from ledger.chain.reverts import refusal
from ledger.chain.rpc import Endpoint, RpcError, data
from ledger.core.errors import Misuse
from ledger.proof import hexadecimal

GAS_MARGIN = (5, 4)
"""Gas limit over what the node estimated: state may move before the transaction is mined."""
WAIT_SECONDS = 60.0


class KeySender:
    """A sender that holds one secp256k1 key in memory. EIP-1559 fees where the chain has them, else a gas price."""

    def __init__(self, rpc: Endpoint, key: bytes, chain_id: int, rule: FinalityRule = AT_ONCE) -> None:
        """`key`: 32 bytes. `rule`: which blocks are called final."""
        try:
            self._account = Account.from_key(key)
        except ValueError as error:
            raise Misuse("a private key is 32 bytes, within the order of secp256k1") from error
        self._rpc = rpc
        self._chain_id = chain_id
        self._relay = RpcRelay(rpc, rule)

    def address(self) -> bytes:
        """20 bytes."""
        return bytes.fromhex(self._account.address[2:])

    def next_nonce(self) -> int:
        """The nonce after all transactions of this key that the node knows, those not yet mined included."""
        return self._relay.nonce(self.address())

    def sign(self, to: bytes | None, data: bytes, nonce: int) -> tuple[bytes, bytes]:
        """(transaction hash, raw bytes) of a call, or of a creation where `to` is None.

        The call is tried on top of what is pending; ContractRefused if it would revert.
        """
        transaction: TransactionDictType = {
            "data": data,
            "nonce": nonce,
            "value": 0,
            "chainId": self._chain_id,
            "gas": self._gas(to, data),
            **self._fees(),
        }
        if to is not None:
            transaction["to"] = to
        signed = self._account.sign_transaction(transaction)
        return bytes(signed.hash), bytes(signed.raw_transaction)

    def submit(self, raw: bytes) -> None:
        """Hands raw bytes to the node; harmless if it has them, or mined them. NodeRefused."""
        self._relay.submit(raw)

    def fate(self, transaction: bytes) -> Fate:
        """What became of a transaction."""
        return self._relay.fate(transaction)

    def perform(self, to: bytes | None, data: bytes, seconds: float = WAIT_SECONDS) -> tuple[bytes, int]:
        """Signs, submits and waits: (transaction hash, block). ContractRefused, NodeRefused, NotMined, Reverted."""
        transaction, raw = self.sign(to, data, self.next_nonce())
        self.submit(raw)
        fate = self._relay.wait(transaction, seconds)
        if fate.state is Sending.REVERTED or fate.block is None:
            raise Reverted(transaction, fate.reason)
        return transaction, fate.block

    def _gas(self, to: bytes | None, content: bytes) -> int:
        call = {"from": data(self.address()), "data": data(content)} | (
            {} if to is None else {"to": data(to)}
        )
        try:
            estimate = self._estimate(call, "pending")
        except RpcError:
            # geth has no pending state right after its start.
            estimate = self._estimate(call, "latest")
        return estimate * GAS_MARGIN[0] // GAS_MARGIN[1]

    def _estimate(self, call: dict[str, str], block: str) -> int:
        try:
            return self._rpc.read_quantity("eth_estimateGas", call, block)
        except RpcError as error:
            raise refusal(error) or error from error

    def _fees(self) -> dict[str, int]:
        price = self._rpc.read_quantity("eth_gasPrice")
        latest = self._rpc.read("eth_getBlockByNumber", "latest", False)
        if price == 0 or not isinstance(latest, dict) or latest.get("baseFeePerGas") is None:
            return {"gasPrice": price}
        tip = self._rpc.read_quantity("eth_maxPriorityFeePerGas")
        base = hexadecimal.quantity(latest, "baseFeePerGas")
        # Twice the base fee outlasts six full blocks in a row (EIP-1559: at most an eighth more each).
        return {"maxFeePerGas": 2 * base + tip, "maxPriorityFeePerGas": tip}
