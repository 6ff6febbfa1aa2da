"""Whether who answers at a node's port is of this network: any process may hold a port, that of another network too."""

import json

from ledger.chain.network.directory import Directory
from ledger.chain.rpc import Endpoint
from ledger.core.errors import Misuse
from ledger.proof import hexadecimal


def is_of(directory: Directory, rpc: Endpoint) -> bool:
    """By its chain id, and the validators and the time in its first block. NodeAway, RpcError, ProofError, Misuse."""
    chain_id, time, extra = _founded(directory)
    if rpc.read_quantity("eth_chainId") != chain_id:
        return False
    first = rpc.read("eth_getBlockByNumber", "0x0", False)
    if not isinstance(first, dict):
        return False
    return (hexadecimal.quantity(first, "timestamp", 64), first.get("extraData")) == (time, extra)


def _founded(directory: Directory) -> tuple[int, int, str]:
    try:
        content = json.loads(directory.genesis.read_bytes())
        return int(content["config"]["chainId"]), int(content["timestamp"], 16), str(content["extraData"])
    except (ValueError, TypeError, KeyError):
        raise Misuse(f"{directory.genesis}: a genesis file is expected") from None
