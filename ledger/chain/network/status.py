"""How a network is doing, asked of each node of this machine: who answers, how far, on which chain, sealed by whom."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from ledger.chain.network.directory import Directory
from ledger.chain.network.identity import is_of
from ledger.chain.network.plan import Plan, Program, Validator
from ledger.chain.network.processes import is_running
from ledger.chain.network.quorum import needed
from ledger.chain.network.socket import Socket
from ledger.chain.network.usher import seals
from ledger.chain.network.votes import validators_now
from ledger.chain.rpc import Rpc, quantity
from ledger.core.errors import ProofError, TradelineError
from ledger.proof import hexadecimal
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.seals import proposer
from ledger.proof.header import Header, header_from_rpc

TIMEOUT_SECONDS: Final = 3.0
DEEPEST_FORK: Final = 256
"""Blocks in which the last common one of two nodes is looked for."""
LAST_SEALERS: Final = 12
QUIET_PERIODS: Final = 10
"""Periods without a block after which the chain is called halted; and some seconds, for a busy machine."""
QUIET_SECONDS: Final = 5


@dataclass(frozen=True, slots=True)
class NodeStatus:
    """A node; what is told of it is None where it does not answer. `lag` is in blocks behind the highest.

    `sealing`: it takes part if it is a validator; with geth it listens first.
    `fork`: the last block that it has in common with the highest node, where it is on another branch.
    `foreign`: at its port a node of another network answers, which counts for nothing.
    """

    validator: Validator
    running: bool
    height: int | None = None
    hash: bytes | None = None
    peers: int | None = None
    sealing: bool | None = None
    lag: int | None = None
    fork: int | None = None
    foreign: bool = False

    @property
    def answers(self) -> bool:
        """Whether it said how far it is."""
        return self.height is not None


@dataclass(frozen=True, slots=True)
class NetworkStatus:
    """The network as seen from here. `validators`: who may seal after the highest block, None where no node says.

    `sealers`: who sealed the last blocks, the latest first. `up`: validators that answer, of those on this machine;
    `needed`: how many must be. `quiet`: seconds since the highest block's own time.
    """

    nodes: tuple[NodeStatus, ...]
    validators: tuple[bytes, ...] | None
    sealers: tuple[bytes, ...]
    up: int
    needed: int
    quiet: int | None
    halted: bool

    @property
    def forked(self) -> bool:
        """Whether two nodes are on different branches."""
        return any(node.fork is not None for node in self.nodes)

    @property
    def foreign(self) -> tuple[int, ...]:
        """Numbers of the nodes at whose ports another network answers."""
        return tuple(node.validator.number for node in self.nodes if node.foreign)

    @property
    def listening(self) -> int:
        """Validators that answer, but do not seal yet."""
        known = self.validators
        return sum(
            node.sealing is False for node in self.nodes if known is None or node.validator.address in known
        )

    @property
    def why_halted(self) -> str | None:
        """In words; None where blocks come."""
        if not self.halted:
            return None
        if self.quiet is None:
            return "no node answers"
        begun = any(node.height for node in self.nodes)
        since = f"no block for {self.quiet} seconds" if begun else "no block yet"
        if self.listening and self.up >= self.needed:
            return (
                f"{since}: {self.listening} of {self.up} validators here still listen to their peers before they seal, "
                f"{self.needed} have to seal"
            )
        return f"{since}: {self.up} validators answer here, {self.needed} have to be up"


def survey(directory: Directory, plan: Plan, now: int) -> NetworkStatus:
    """Asks every node of this machine; `now` in seconds since 1970-01-01 UTC."""
    nodes = [_ask(directory, plan.program, one) for one in directory.here(plan)]
    best = max((node for node in nodes if node.answers), key=lambda node: node.height or 0, default=None)
    if best is None or best.height is None:
        least = needed(plan.program.engine, len(plan.validators))
        return NetworkStatus(tuple(nodes), None, (), 0, least, None, True)
    with Rpc(best.validator.url, TIMEOUT_SECONDS, retries=()) as rpc:
        headers = _headers(rpc, best.height)
        compared = tuple(_compared(node, best, rpc) for node in nodes)
    validators = None
    with suppress(TradelineError):
        validators = validators_now(directory, plan, best.validator)
    sealing = {one.address for one in plan.validators} if validators is None else set(validators)
    up = sum(node.answers and node.validator.address in sealing for node in nodes)
    least = needed(plan.program.engine, len(sealing))
    quiet = max(0, now - headers[best.height].timestamp) if best.height in headers else None
    # Where all validators are on this machine, too few are seen at once; else by the silence.
    short = up < least and sealing <= {node.validator.address for node in nodes}
    silent = quiet is None or quiet > QUIET_PERIODS * plan.period + QUIET_SECONDS
    halted = short or silent or best.height == 0
    return NetworkStatus(
        compared, validators, _sealers(plan.program.engine, headers), up, least, quiet, halted
    )


def _ask(directory: Directory, program: Program, validator: Validator) -> NodeStatus:
    running = is_running(directory, validator.number)
    with Rpc(validator.url, TIMEOUT_SECONDS, retries=()) as rpc:
        try:
            if not is_of(directory, rpc):
                return NodeStatus(validator, running, foreign=True)
            found = rpc.read("eth_getBlockByNumber", "latest", False)
            block = found if isinstance(found, dict) else {}
            height = hexadecimal.quantity(block, "number", 64)
            hash_ = hexadecimal.data(block, "hash", 32)
            peers = rpc.read_quantity("net_peerCount")
        except TradelineError:
            return NodeStatus(validator, running)
    return NodeStatus(validator, running, height, hash_, peers, _sealing(directory, program, validator))


def _sealing(directory: Directory, program: Program, validator: Validator) -> bool | None:
    """Besu seals as long as it runs; geth once it was let. None where its socket does not answer."""
    if program is Program.BESU:
        return True
    try:
        return seals(Socket(directory.ipc(validator.number)))
    except TradelineError:
        return None


def _compared(node: NodeStatus, best: NodeStatus, rpc: Rpc) -> NodeStatus:
    """With its lag, and where it left the chain of the best."""
    if node.height is None or best.height is None:
        return node
    fork = None
    with suppress(TradelineError):
        if _hash(rpc, node.height) not in (node.hash, None):
            fork = _last_common(node.validator, node.height, rpc)
    return replace(node, lag=max(0, best.height - node.height), fork=fork)


def _last_common(validator: Validator, height: int, rpc: Rpc) -> int:
    """The highest block below `height` that both have; at least `height` - DEEPEST_FORK."""
    low, high = max(0, height - DEEPEST_FORK), height
    with Rpc(validator.url, TIMEOUT_SECONDS, retries=()) as other:
        while high - low > 1:
            middle = (low + high) // 2
            if _hash(rpc, middle) == _hash(other, middle):
                low = middle
            else:
                high = middle
    return low


def _hash(rpc: Rpc, number: int) -> bytes | None:
    found = rpc.read("eth_getBlockByNumber", quantity(number), False)
    return hexadecimal.data(found, "hash", 32) if isinstance(found, dict) else None


def _headers(rpc: Rpc, height: int) -> Mapping[int, Header]:
    first = max(0, height - LAST_SEALERS + 1)
    calls = [("eth_getBlockByNumber", (quantity(number), False)) for number in range(first, height + 1)]
    try:
        found = rpc.read_all(calls)
        return {
            header.number: header
            for each in found
            if isinstance(each, dict)
            for header in (header_from_rpc(each),)
        }
    except TradelineError:
        return {}


def _sealers(engine: Engine, headers: Mapping[int, Header]) -> tuple[bytes, ...]:
    found = []
    for number in sorted(headers, reverse=True):
        if number:
            with suppress(ProofError):
                found.append(proposer(engine, headers[number]))
    return tuple(found)
