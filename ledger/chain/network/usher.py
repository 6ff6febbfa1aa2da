"""A validator that comes back listens before it speaks.

With Clique, who seals on an old head makes a branch; two branches of equal difficulty, each waiting for the signers of
the other, stop the chain for good. So geth is started with its account locked, and this process opens it once the node
has heard its peers; then it ends, as it does when the node ends.

    python -m ledger.chain.network.usher DIR NODE < PASSPHRASE
"""

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ledger.chain.network.directory import Directory, load
from ledger.chain.network.processes import is_running
from ledger.chain.network.quorum import needed
from ledger.chain.network.socket import Socket
from ledger.chain.rpc import BadAnswer, NodeAway
from ledger.proof import hexadecimal
from ledger.proof.consensus.engine import Engine

PAUSE_SECONDS: Final = 0.2
STOP_SECONDS: Final = 5.0
SETTLED_SECONDS: Final = 1.5
"""With every peer there geth fetches what it lacks at once (eth/sync.go, nextSyncOp)."""
WIGGLE_SECONDS: Final = 0.5
"""For every two signers, one out of turn waits at most so long (consensus/clique, wiggleTime)."""
CYCLE_SECONDS: Final = 12.0
"""With fewer it does so every 10 seconds (eth/sync.go, forceSyncCycle)."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """What a node says of itself: its head, signers besides it, peers it hears, and whether it is fetching blocks."""

    height: int
    others: int
    least: int
    peers: int
    syncing: bool

    def patience(self) -> float | None:
        """Seconds for which it has to be so before the node seals; None while it hears too few."""
        if self.syncing or self.peers < self.least:
            return None
        return SETTLED_SECONDS if self.peers >= self.others else CYCLE_SECONDS


def usher(directory: Directory, number: int, period: int, passphrase: str) -> None:
    """Waits until a node has heard enough of its peers, then lets it seal. Ends with the node.

    `passphrase` opens its account; empty where it is open, and only its sealing was stopped. `period` in seconds.
    """
    node, since, begun = Socket(directory.ipc(number)), time.monotonic(), -1
    while is_running(directory, number):
        try:
            heard = hearing(node)
            if begun < 0:
                patience = heard.patience()
            elif heard.height != begun and seals(node):
                return
            else:
                # geth gives up work that it failed at until a new block comes: it is asked again.
                patience = period + WIGGLE_SECONDS * (heard.others + 1) + SETTLED_SECONDS
            if patience is None:
                since = time.monotonic()
            elif time.monotonic() - since >= patience:
                begun, since = heard.height, time.monotonic()
                begin(node, passphrase)
        except NodeAway:
            # It is not up yet, or just went.
            since = time.monotonic()
        time.sleep(PAUSE_SECONDS)


def begin(node: Socket, passphrase: str) -> None:
    """Opens the node's account, for as long as it runs, and has it begin its work anew."""
    if passphrase:
        node.call("personal_unlockAccount", node.call("eth_coinbase"), passphrase, 0)
    node.call("miner_stop")
    deadline = time.monotonic() + STOP_SECONDS
    while node.call("eth_mining") is True and time.monotonic() < deadline:
        # It stops a moment later, and until then would not hear that it is to start.
        time.sleep(PAUSE_SECONDS / 10)
    node.call("miner_start")


def seals(node: Socket) -> bool:
    """Whether a node's account is open and it works. NodeAway, RpcError."""
    wallets = node.call("personal_listWallets")
    found = wallets if isinstance(wallets, list) else []
    is_open = any(isinstance(each, dict) and each.get("status") == "Unlocked" for each in found)
    return is_open and node.call("eth_mining") is True


def hearing(node: Socket) -> Hearing:
    """Asks a node. NodeAway, BadAnswer, RpcError."""
    signers = node.call("clique_getSigners")
    if not isinstance(signers, list):
        raise BadAnswer("clique_getSigners", "a list")
    peers = hexadecimal.quantity({"peers": node.call("net_peerCount")}, "peers", 32)
    least = needed(Engine.CLIQUE, len(signers)) - 1
    height = hexadecimal.quantity({"height": node.call("eth_blockNumber")}, "height", 64)
    return Hearing(height, len(signers) - 1, least, peers, _fetches(node.call("eth_syncing")))


def _fetches(progress: object) -> bool:
    """geth also calls itself syncing while it has not indexed its transactions, at genesis for ever."""
    if not isinstance(progress, dict):
        return False
    return hexadecimal.quantity(progress, "currentBlock", 64) < hexadecimal.quantity(
        progress, "highestBlock", 64
    )


if __name__ == "__main__":
    ushered, plan = load(Path(sys.argv[1]))
    usher(ushered, int(sys.argv[2]), plan.period, sys.stdin.buffer.read().decode())
