"""Validators come and go by vote of those that are: each node's vote is cast over its own socket."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ledger.chain.network.directory import Directory
from ledger.chain.network.plan import Plan, Program, Validator
from ledger.chain.network.socket import Socket
from ledger.chain.rpc import BadAnswer, NodeAway
from ledger.core.errors import Refused

_METHODS: Final = {
    Program.GETH: ("clique_propose", "clique_discard", "clique_getSigners"),
    Program.BESU: (
        "qbft_proposeValidatorVote",
        "qbft_discardValidatorVote",
        "qbft_getValidatorsByBlockNumber",
    ),
}
PAUSE_SECONDS: Final = 0.2


class VoteRefused(Refused):
    """A vote that cannot come to anything: whom it names, and why."""

    def __init__(self, address: bytes, why: str) -> None:
        super().__init__(f"no vote on 0x{address.hex()}: {why}")
        self.address = address


@dataclass(frozen=True, slots=True)
class Outcome:
    """Numbers of the nodes that voted and of those that did not answer; whether the set has changed meanwhile."""

    voted: tuple[int, ...]
    silent: tuple[int, ...]
    enacted: bool
    validators: tuple[bytes, ...]


def validators_now(directory: Directory, plan: Plan, by: Validator) -> tuple[bytes, ...]:
    """Who may seal after the latest block, as a node says. NodeAway, RpcError."""
    method = _METHODS[plan.program][2]
    found = Socket(directory.ipc(by.number)).call(method, "latest")
    if not isinstance(found, list):
        raise BadAnswer(method, "a list")
    return tuple(bytes.fromhex(str(each).removeprefix("0x")) for each in found)


def propose(directory: Directory, plan: Plan, address: bytes, add: bool, seconds: float) -> Outcome:
    """Every validator of this machine that answers votes to add or drop an address; waits `seconds` for the change.

    More than half of the validators have to vote (EIP-225; QBFT alike), each in a block that it makes itself. A vote
    stands in its node until it is enacted, discarded, or the node restarts. VoteRefused; NodeAway if no node answers.
    """
    here = directory.here(plan)
    before = _asked(directory, plan, here)
    if add and address in before:
        raise VoteRefused(address, "it is a validator")
    if not add and address not in before:
        raise VoteRefused(address, "it is no validator")
    if not add and len(before) == 1:
        raise VoteRefused(address, "it is the last validator")
    voters = [one for one in here if one.address in before]
    voted = [one for one in voters if _cast(directory, plan, one, address, add)]
    deadline = time.monotonic() + seconds
    while not (enacted := (address in (now := _asked(directory, plan, here))) is add):
        if time.monotonic() > deadline:
            break
        time.sleep(PAUSE_SECONDS)
    if enacted:
        discard(directory, plan, address, voted)
    silent = tuple(one.number for one in voters if one not in voted)
    return Outcome(tuple(one.number for one in voted), silent, enacted, now)


def discard(directory: Directory, plan: Plan, address: bytes, voters: Iterable[Validator]) -> None:
    """Takes votes back, so that they do not speak again after the next epoch."""
    for one in voters:
        try:
            Socket(directory.ipc(one.number)).call(_METHODS[plan.program][1], f"0x{address.hex()}")
        except NodeAway:
            continue


def introduce(directory: Directory, plan: Plan, newcomer: Validator) -> tuple[int, ...]:
    """Tells the running nodes of this machine about a new peer, on Besu its allowlist too; who was told."""
    told = []
    for one in directory.here(plan):
        if one.number == newcomer.number:
            continue
        node = Socket(directory.ipc(one.number))
        try:
            if plan.program is Program.BESU:
                node.call("perm_addNodesToAllowlist", [newcomer.enode])
            else:
                node.call("admin_addTrustedPeer", newcomer.enode)
            node.call("admin_addPeer", newcomer.enode)
        except NodeAway:
            continue
        told.append(one.number)
    return tuple(told)


def _asked(directory: Directory, plan: Plan, here: Iterable[Validator]) -> tuple[bytes, ...]:
    away: NodeAway | None = None
    for one in here:
        try:
            return validators_now(directory, plan, one)
        except NodeAway as error:
            away = error
    raise away or NodeAway("this machine", "the network has no node here")


def _cast(directory: Directory, plan: Plan, voter: Validator, address: bytes, add: bool) -> bool:
    try:
        Socket(directory.ipc(voter.number)).call(_METHODS[plan.program][0], f"0x{address.hex()}", add)
    except NodeAway:
        return False
    return True
