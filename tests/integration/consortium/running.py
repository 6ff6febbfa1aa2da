"""Validators that run here: started, killed, cut off from each other, and asked one by one."""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ledger.chain.network.accounts import let_send
from ledger.chain.network.binaries import program
from ledger.chain.network.directory import Directory
from ledger.chain.network.founding import STRIDE, Safe, Wish, found, here
from ledger.chain.network.keystore import Cost
from ledger.chain.network.plan import Plan, Program, Validator
from ledger.chain.network.processes import is_running, keys_of, pid_of, start, stop, wait_until_up
from ledger.chain.network.socket import Socket
from ledger.chain.nodes import Nodes
from ledger.chain.rpc import Rpc
from ledger.core.errors import TradelineError
from ledger.proof.consensus.schedule import Phase, Schedule
from ledger.proof.header import Header, header_from_rpc

PASSPHRASE = "of validators under test"
CHEAP = Cost(n=2, r=1, p=1)
EPOCH = 25
"""Blocks from one clearing of votes to the next: a few of them in every run."""
PATIENCE = 90.0
"""Seconds that a busy machine may take for what takes it some."""
REST_SECONDS = 4.0
"""Longer than a validator waits that seals out of turn."""
CHAIN_ID = 4242


@dataclass
class Running:
    """A network whose nodes end with the thread that started them."""

    directory: Directory
    plan: Plan
    binary: Path

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(one.number for one in self.plan.validators)

    @property
    def urls(self) -> tuple[str, ...]:
        return tuple(one.url for one in self.plan.validators)

    @property
    def schedule(self) -> Schedule:
        return Schedule((Phase(0, self.plan.program.engine, self.plan.epoch),))

    def validator(self, number: int) -> Validator:
        found = self.plan.validator(number)
        assert found is not None
        return found

    def up(self, *numbers: int) -> None:
        """Starts these, or all that do not run."""
        chosen = [self.validator(number) for number in numbers or self.numbers]
        for one in chosen:
            keys = keys_of(self.directory, one.number, PASSPHRASE)
            start(self.directory, self.plan, one, keys, binary=self.binary, tied=True)
        for one in chosen:
            wait_until_up(self.directory, one)

    def down(self, *numbers: int) -> None:
        for number in numbers or self.numbers:
            stop(self.directory, number)

    def kill(self, *numbers: int) -> None:
        """SIGKILL, at once for all."""
        for number in numbers:
            pid = pid_of(self.directory, number)
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        until(lambda: not any(is_running(self.directory, number) for number in numbers))

    def fund(self, *addresses: bytes) -> None:
        with Rpc(self.best().url) as rpc:
            let_send(self.directory, self.plan, rpc, PASSPHRASE, addresses)

    def nodes(self, *numbers: int) -> Nodes:
        """Several nodes behind one face, these first."""
        order = [*numbers, *(number for number in self.numbers if number not in numbers)]
        return Nodes([self.validator(number).url for number in order], CHAIN_ID)

    # --- what each says ---

    def ask(self, number: int, method: str, *params: object) -> object:
        """Over a node's socket."""
        return Socket(self.directory.ipc(number)).call(method, *params)

    def height(self, number: int) -> int:
        with Rpc(self.validator(number).url, timeout=5, retries=()) as rpc:
            return rpc.height()

    def best(self) -> Validator:
        """The node that is highest."""
        heights = {}
        for one in self.plan.validators:
            try:
                heights[one.number] = self.height(one.number)
            except TradelineError:
                continue
        return self.validator(max(heights, key=lambda number: heights[number]))

    def header(self, number: int, block: int | str) -> Header:
        """A header as a node has it."""
        with Rpc(self.validator(number).url) as rpc:
            found = rpc.read("eth_getBlockByNumber", block if isinstance(block, str) else hex(block), False)
        assert isinstance(found, dict)
        return header_from_rpc(found)

    def headers(self, number: int) -> Iterator[Header]:
        """A node's whole chain, from its genesis."""
        for block in range(self.height(number) + 1):
            yield self.header(number, block)

    def grow(self, blocks: int, *numbers: int) -> None:
        """Waits until each of these has so many blocks more."""
        goals = {number: self.height(number) + blocks for number in numbers or self.numbers}
        until(lambda: all(self.height(number) >= goal for number, goal in goals.items()))

    def rest(self, *numbers: int) -> list[int]:
        """Waits until none of these has had a block for some seconds (some may be under way still); their heights."""
        while True:
            before = [self.height(number) for number in numbers]
            time.sleep(REST_SECONDS)
            if [self.height(number) for number in numbers] == before:
                return before

    def agree(self, *numbers: int) -> None:
        """Waits until these are on one chain, and it grows."""
        chosen = numbers or self.numbers

        def same() -> bool:
            lowest = min(self.height(number) for number in chosen) - 2
            return (
                lowest > 0
                and len({self.header(number, lowest).state_root for number in chosen}) == 1
                and (len({self.header(number, lowest).parent_hash for number in chosen}) == 1)
            )

        self.grow(3, *chosen)
        until(same)

    # --- who hears whom ---

    def cut(self, one: Sequence[int], other: Sequence[int]) -> None:
        """No node of one side hears one of the other any more."""
        if self.plan.program is Program.GETH:
            self._between(one, other, "admin_removeTrustedPeer")
        self._between(one, other, "admin_removePeer")

    def join(self, one: Sequence[int], other: Sequence[int]) -> None:
        """They hear each other again."""
        if self.plan.program is Program.GETH:
            self._between(one, other, "admin_addTrustedPeer")
        self._between(one, other, "admin_addPeer")

    def _between(self, one: Sequence[int], other: Sequence[int], method: str) -> None:
        for mine, theirs in ((one, other), (other, one)):
            for number in mine:
                for peer in theirs:
                    self.ask(number, method, self.validator(peer).enode)


def until(condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Waits for a condition; fails when it has not come."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.1)


def free_base(validators: int) -> int:
    """A first port such that all that the nodes need are free now."""
    # Below what systems take for outgoing connections (Linux: from 32768 on).
    for base in range(20_000 + os.getpid() % 100 * 100, 32_000, STRIDE * validators):
        with ExitStack() as stack:
            try:
                for offset in (STRIDE * number + each for number in range(validators) for each in range(3)):
                    stack.enter_context(socket.create_server(("127.0.0.1", base + offset)))
            except OSError:
                continue
            return base
    raise AssertionError("no free ports")


@contextmanager
def running(kind: Program, folder: Path, validators: int = 4, room: int = 2) -> Iterator[Running]:
    """A network that is up; `room`: validators for which ports are kept, besides."""
    wish = Wish(
        kind, CHAIN_ID, here(validators), period=1, epoch=EPOCH, base_port=free_base(validators + room)
    )
    directory, plan = found(folder, wish, Safe(PASSPHRASE, os.urandom, CHEAP), int(time.time()))
    network = Running(directory, plan, program(kind))
    try:
        network.up()
        yield network
    finally:
        network.down()
