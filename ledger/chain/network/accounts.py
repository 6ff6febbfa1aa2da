"""Letting an account send: with geth it needs money for gas, with Besu a place on each node's allowlist."""

from collections.abc import Sequence

from ledger.chain.network.directory import Directory
from ledger.chain.network.founding import allow
from ledger.chain.network.keystore import opened
from ledger.chain.network.plan import Plan, Program
from ledger.chain.network.socket import Socket
from ledger.chain.network.treasury import ALLOWANCE_WEI, Treasury
from ledger.chain.rpc import Endpoint, NodeAway


def let_send(
    directory: Directory,
    plan: Plan,
    rpc: Endpoint,
    passphrase: str,
    addresses: Sequence[bytes],
    wei: int = ALLOWANCE_WEI,
) -> None:
    """Pays each address from the treasury, or allows it at every node of this machine. WrongPassphrase, Unavailable."""
    if plan.program is Program.GETH:
        key = opened(directory.treasury.read_bytes(), passphrase, str(directory.treasury))
        Treasury(rpc, key, plan.chain_id).fund(*addresses, wei=wei)
        return
    allow(directory, plan, addresses)
    named = [f"0x{address.hex()}" for address in addresses]
    for one in directory.here(plan):
        try:
            Socket(directory.ipc(one.number)).call("perm_addAccountsToAllowlist", named)
        except NodeAway:
            # It reads the list when it starts.
            continue
