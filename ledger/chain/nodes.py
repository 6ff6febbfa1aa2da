"""Several nodes of one chain behind one face.

Who asks is answered by the node that answered last, as long as it is there and up with the others; else by another that
has every block the one before told of. A signed transaction is handed to every node that lives.
"""

import math
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Self, TypeVar

from ledger.chain.rpc import BadAnswer, Call, NodeAway, Rpc, RpcError
from ledger.core.errors import Misuse, ProofError, TradelineError, Unavailable
from ledger.proof import hexadecimal

PROBE_SECONDS = 3.0
"""Time that a node has to say its height, or to take a transaction that others take too."""
AWAY_SECONDS = (5.0, 60.0)
"""Time for which a node that did not answer is asked last: at first, and at most; each time twice as long."""
SURVEY_SECONDS = 1.0
"""Time for which heights once asked for are good enough."""
LAG = 2
"""Blocks that the preferred node may lack of the highest: what is new takes a moment to go round."""

Answer = TypeVar("Answer")


class Condition(Enum):
    """How a node is."""

    LIVING = "living"
    BEHIND = "behind"
    """It answers, and lacks blocks that others have."""
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class NodeStatus:
    """One node: its host and port, its head if it told one, and in words why it is not up with the others."""

    name: str
    condition: Condition
    height: int | None
    why: str


class WrongChain(Misuse):
    """A node is of another chain than it was named for: nothing is signed for it, nothing read from it."""

    def __init__(self, node: str, found: int, expected: int) -> None:
        super().__init__(f"the node at {node} is of chain {found}, this home of chain {expected}")
        self.node = node


class NoNode(Unavailable):
    """No node can be asked: each is away, or lacks blocks that were told of; which, and why."""

    def __init__(self, nodes: Sequence[NodeStatus]) -> None:
        super().__init__("no node answers: " + "; ".join(f"{node.name}: {node.why}" for node in nodes))
        self.nodes = tuple(nodes)


@dataclass(slots=True)
class _Peer:
    """A node, and what is known of it; `probe` asks it briefly, and once."""

    rpc: Rpc
    probe: Rpc
    checked: bool = False
    height: int | None = None
    away_until: float = 0.0
    away_for: float = 0.0
    why: str = "not asked yet"


class Nodes:
    """Nodes of one chain, by preference; what one asks, any may answer. Safe to use from several threads."""

    def __init__(self, urls: Sequence[str], chain_id: int) -> None:
        """`chain_id` is the one that each must have (EIP-155). Misuse without an address, or with one twice."""
        if not urls or len(set(urls)) < len(urls):
            raise Misuse("a chain is read from one node or several, each named once")
        self._chain_id = chain_id
        self._peers = [_Peer(Rpc(url), Rpc(url, PROBE_SECONDS, retries=())) for url in urls]
        _tell_apart(self._peers)
        self._preferred = self._peers[0]
        self._pinned: _Peer | None = None
        self._told = 0
        self._surveyed = -SURVEY_SECONDS
        self._one = threading.RLock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends every connection. Asking again makes new ones."""
        for peer in self._peers:
            peer.rpc.close()
            peer.probe.close()

    # --- what one node does, done by one of several ---

    def height(self) -> int:
        """Number of the latest block; every node is asked, and one that lags behind is not preferred any more."""
        if len(self._peers) > 1:
            self._survey()
        found = self.read_quantity("eth_blockNumber", bits=64)
        with self._one:
            self._told = self._preferred.height = found
        return found

    def read(self, method: str, *params: object) -> object:
        """The result of a call that changes nothing. WrongChain, NoNode, RpcError."""
        return self._answer(lambda rpc: rpc.read(method, *params))

    def read_quantity(self, method: str, *params: object, bits: int = 256) -> int:
        """The same for a result that is a number below 2^bits; ProofError if it is none."""
        return hexadecimal.quantity({method: self.read(method, *params)}, method, bits)

    def read_all(self, calls: Sequence[Call]) -> list[object]:
        """The results of many reading calls, in order, all from one node."""
        return self._answer(lambda rpc: rpc.read_all(calls))

    def write(self, method: str, *params: object) -> object:
        """The result of a call that may change something. A signed transaction goes to every node that lives.

        One node's word that it took it is enough; its death then loses nothing.
        """
        if method == "eth_sendRawTransaction" and len(self._peers) > 1:
            return self._broadcast(method, *params)
        self._check_chain(self._preferred)
        return self._preferred.rpc.write(method, *params)

    # --- how the nodes are ---

    def names(self) -> tuple[str, ...]:
        """Host and port of each, in the order given."""
        return tuple(peer.rpc.name for peer in self._peers)

    def preferred(self) -> str:
        """Host and port of the one that answered last."""
        return self._preferred.rpc.name

    def each(self) -> Iterator[Rpc]:
        """Those that answer, the preferred one first, to be compared."""
        self._survey()
        return iter([peer.probe for peer in self._order() if not self._is_away(peer)])

    def pin(self, name: str | None) -> None:
        """Prefers the node of this name for as long as it answers, however far it lags; None ends that."""
        self._pinned = next((peer for peer in self._peers if peer.rpc.name == name), None)
        if self._pinned is not None:
            self._preferred, self._told = self._pinned, 0

    def shun(self, name: str, why: str) -> None:
        """Asks the node of this name nothing any more."""
        for peer in self._peers:
            if peer.rpc.name == name:
                peer.away_until, peer.why = math.inf, why
                self._told = 0

    def leave(self, name: str, why: TradelineError) -> None:
        """Asks the node of this name last for a time, as one that does not answer."""
        for peer in self._peers:
            if peer.rpc.name == name:
                self._leave(peer, why)
                self._told = 0

    def statuses(self) -> tuple[NodeStatus, ...]:
        """Every node's, in the order given; each is asked for its height."""
        self._survey()
        return self._statuses()

    def _statuses(self) -> tuple[NodeStatus, ...]:
        best = max([self._told, *(peer.height or 0 for peer in self._peers if not self._is_away(peer))])
        return tuple(self._status(peer, best) for peer in self._peers)

    def _status(self, peer: _Peer, best: int) -> NodeStatus:
        if self._is_away(peer) or peer.height is None:
            return NodeStatus(peer.rpc.name, Condition.AWAY, None, peer.why)
        condition = Condition.BEHIND if peer.height + LAG < best else Condition.LIVING
        why = f"its head is block {peer.height}, where block {best} is known" if peer.height < best else ""
        return NodeStatus(peer.rpc.name, condition, peer.height, why)

    # --- who is asked ---

    def _answer(self, ask: Callable[[Rpc], Answer]) -> Answer:
        for peer in self._order():
            try:
                if not self._fit(peer) or (self._is_away(peer) and len(self._peers) > 1):
                    continue
                found = ask(peer.rpc)
            except (NodeAway, BadAnswer) as error:
                if len(self._peers) == 1:
                    raise
                self._leave(peer, error)
            else:
                self._preferred, peer.away_for = peer, 0.0
                return found
        raise NoNode(self._statuses())

    def _broadcast(self, method: str, *params: object) -> object:
        answers: list[object] = []
        refusals: list[RpcError] = []
        for peer in self._order():
            if self._is_away(peer) and (answers or refusals):
                continue
            try:
                self._check_chain(peer)
                answers.append(peer.probe.write(method, *params))
            except RpcError as error:
                refusals.append(error)
            except (NodeAway, BadAnswer) as error:
                self._leave(peer, error)
        if answers:
            return answers[0]
        raise refusals[0] if refusals else NoNode(self._statuses())

    def _order(self) -> list[_Peer]:
        """The preferred one, then the others; those that are away last, those that are shunned not at all."""
        asked = [peer for peer in self._peers if peer.away_until < math.inf]
        return sorted(asked, key=lambda peer: (self._is_away(peer), peer is not self._preferred))

    def _fit(self, peer: _Peer) -> bool:
        """Whether what was told so far is known to it too: nobody who reads on falls back without seeing it."""
        preferred = peer is self._preferred
        if len(self._peers) == 1:
            self._check_chain(peer)
        elif not preferred or not peer.checked or self._is_away(peer):
            self._probe(peer)
        return preferred or _height(peer) >= self._told

    def _check_chain(self, peer: _Peer) -> None:
        if not peer.checked:
            found = peer.probe.read_quantity("eth_chainId")
            if found != self._chain_id:
                raise WrongChain(peer.rpc.name, found, self._chain_id)
            peer.checked = True

    def _survey(self) -> None:
        with self._one:
            now = time.monotonic()
            if now - self._surveyed < SURVEY_SECONDS:
                return
            self._surveyed = now
            for peer in self._peers:
                if not self._is_away(peer):
                    self._probe(peer)
            living = [peer for peer in self._peers if peer.height is not None and not self._is_away(peer)]
            self._prefer(living)

    def _prefer(self, living: list[_Peer]) -> None:
        if self._pinned in living:
            return
        best = max(living, key=_height, default=self._preferred)
        lags = self._preferred not in living or _height(self._preferred) + LAG < _height(best)
        if lags and _height(best) >= self._told:
            self._preferred = best

    def _probe(self, peer: _Peer) -> None:
        try:
            self._check_chain(peer)
            peer.height = peer.probe.height()
        except (NodeAway, BadAnswer, RpcError, ProofError) as error:
            self._leave(peer, error)
        else:
            peer.away_until = peer.away_for = 0.0

    def _leave(self, peer: _Peer, error: TradelineError) -> None:
        first, longest = AWAY_SECONDS
        peer.away_for = min(2 * peer.away_for, longest) or first
        peer.away_until = time.monotonic() + peer.away_for
        peer.why = str(error)

    def _is_away(self, peer: _Peer) -> bool:
        return time.monotonic() < peer.away_until


def _tell_apart(peers: Sequence[_Peer]) -> None:
    """Numbers those that only the secret part of their addresses distinguishes."""
    seen: Counter[str] = Counter()
    for peer in peers:
        name = peer.rpc.name
        seen[name] += 1
        if seen[name] > 1:
            peer.rpc.name = peer.probe.name = f"{name} ({seen[name]})"


def _height(peer: _Peer) -> int:
    return -1 if peer.height is None else peer.height
