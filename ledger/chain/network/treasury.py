"""Money for gas: an account that the genesis block made rich. It buys nothing but room in blocks."""

from typing import Final

from ledger.chain.account import Account, TransactionDictType
from ledger.chain.relay import RpcRelay
from ledger.chain.rpc import Endpoint

ALLOWANCE_WEI: Final = 10**24
"""At a gas price of some wei more than a member can spend."""
TRANSFER_GAS: Final = 21_000
WAIT_SECONDS: Final = 60.0


class Treasury:
    """Pays accounts, one after another."""

    def __init__(self, rpc: Endpoint, key: bytes, chain_id: int) -> None:
        """`key`: 32 bytes."""
        self._account, self._rpc, self._chain_id = Account.from_key(key), rpc, chain_id
        self._relay = RpcRelay(rpc)

    def fund(self, *addresses: bytes, wei: int = ALLOWANCE_WEI, seconds: float = WAIT_SECONDS) -> None:
        """Pays each 20-byte address and waits until all are mined. NodeRefused, NotMined."""
        nonce = self._relay.nonce(bytes.fromhex(self._account.address[2:]))
        # A base fee may rise by an eighth a block (EIP-1559) until this is mined.
        price = 2 * self._rpc.read_quantity("eth_gasPrice") + 1
        sent = []
        for offset, address in enumerate(addresses):
            transaction: TransactionDictType = {
                "to": address,
                "value": wei,
                "nonce": nonce + offset,
                "gas": TRANSFER_GAS,
                "gasPrice": price,
                "chainId": self._chain_id,
            }
            signed = self._account.sign_transaction(transaction)
            self._relay.submit(bytes(signed.raw_transaction))
            sent.append(bytes(signed.hash))
        for each in sent:
            self._relay.wait(each, seconds)
