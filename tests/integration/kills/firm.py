"""A firm that records what a script of rounds says.

It is run in a process of its own, which is killed; then it is run again.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledger.app.desk import Desk
from ledger.app.index import follow
from ledger.app.intents import Open, RecordInvoice, State
from ledger.app.ports import OutboxState, Sender
from ledger.app.pump import Pump
from ledger.app.submit import submit
from ledger.app.vault import Private
from ledger.chain.finality import Depth
from ledger.chain.reader import Reader
from ledger.chain.recorder import LedgerRecorder
from ledger.chain.relay import RpcRelay
from ledger.chain.rpc import Rpc
from ledger.chain.sender import KeySender
from ledger.core.codes import Capacity, Kind
from ledger.core.content import Facts, Identity
from ledger.core.day import parse_day
from ledger.core.drafts import InvoiceDraft, Party, Source
from ledger.core.ids import EXTERNAL, Member, TradelineId
from ledger.core.money import Money
from ledger.proof.events import Contracts
from ledger.store.index import SqliteIndex
from ledger.vault.file import VaultFile

PASSPHRASE = "kill me"
TODAY = parse_day("2025-05-05")
DEPTH = 1
"""Blocks above one that make it final: so that a row is seen mined before it is final."""


@dataclass(frozen=True)
class Where:
    """What a process needs to be the firm."""

    folder: Path
    url: str
    contracts: Contracts
    start: int
    firm: Member
    silent: Member
    """A member that never answers: a second proposal to it is refused by the contract."""
    tradeline: TradelineId


@dataclass(frozen=True)
class Trap:
    """Where the process kills itself: at the `count`th time that a row enters `state`, or a part's method is called."""

    part: str
    method: str
    count: int
    before: bool = False
    state: OutboxState | None = None


class Armed:
    """A part of the firm with a trap in one of its methods."""

    def __init__(self, real: object, trap: Trap) -> None:
        self._real, self._trap, self._left = real, trap, trap.count

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._real, name)
        return self._wrapped(found) if name == self._trap.method else found

    def _wrapped(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            self._left -= self._trap.state is None or self._trap.state in arguments
            if self._left == 0 and self._trap.before:
                os.kill(os.getpid(), signal.SIGKILL)
            result = method(*arguments, **named)
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return call


@dataclass
class Firm:
    """The parts, joined."""

    where: Where
    rpc: Rpc
    reader: Reader
    desk: Desk
    pump: Pump

    def play(self, rounds: range) -> None:
        """Accepts what the rounds say, whether it was accepted before or not, then sends until nothing is open."""
        follow(self.reader, self.desk.index)
        for number in rounds:
            self.accept(number)
            self.pump.turn()
        self.finish()

    def accept(self, number: int) -> None:
        """One round of the script."""
        first, second = parts_of(number)
        submit(
            self.desk,
            self.where.firm,
            [RecordInvoice(self.where.tradeline, bill(first)), second_of(self.where, second)],
        )
        (opened, *_) = submit(self.desk, self.where.firm, [external(number)], lane=1)
        submit(self.desk, self.where.firm, [RecordInvoice(opened.tradeline, bill(f"X-{number}"))], lane=1)
        if number % 10 == 0:
            submit(self.desk, self.where.firm, [proposal(self.where, number)], lane=2)

    def finish(self) -> None:
        """Sends until every row is final or refused. Blocks come from elsewhere too: each turn is one block later."""
        while self.pump.turn().open:
            self.rpc.write("evm_mine")
            follow(self.reader, self.desk.index)


def parts_of(number: int) -> tuple[str, int]:
    """The number of a round's invoice, and the amount of its statement, which no other round has."""
    return f"R-{number}", 1_000 + number


def bill(number: str) -> InvoiceDraft:
    source = Source("bill.csv", "line 1", bytes(32))
    return InvoiceDraft(source, number, TODAY, TODAY, Money(5_000, "EUR"), Party("Firm"), Party("Buyer"))


def second_of(where: Where, amount: int) -> State:
    return State(where.tradeline, Capacity.CREDITOR, Facts(Kind.LIMIT, "EUR", amount, TODAY))


def external(number: int) -> Open:
    identity = Identity(reference=f"external {number}")
    return Open(Kind.TRADE_CREDIT, "EUR", TODAY, Capacity.CREDITOR, EXTERNAL, identity=identity)


def proposal(where: Where, number: int) -> Open:
    identity = Identity(reference=f"proposal {number}")
    return Open(Kind.TRADE_CREDIT, "EUR", TODAY, Capacity.CREDITOR, where.silent, identity=identity)


@contextmanager
def at_work(where: Where, trap: Trap | None = None) -> Iterator[Firm]:
    """The firm, opened from its files; with a trap in one of its parts."""

    def armed(name: str, real: Any) -> Any:
        return Armed(real, trap) if trap is not None and trap.part == name else real

    rpc = Rpc(where.url)
    vault = VaultFile.open(where.folder / "vault", PASSPHRASE, where.contracts.place)
    index = SqliteIndex(where.folder / "index", where.contracts, where.start)
    for name in ("outbox", "contents", "tradelines"):
        setattr(vault, name, armed(name, getattr(vault, name)))
    secret = vault.keys.get(where.firm, Private.TRANSACTION)
    assert secret is not None
    sender: Sender = armed("sender", KeySender(rpc, secret, where.contracts.chain_id, Depth(DEPTH)))
    reader = Reader(rpc, where.contracts.addresses, Depth(DEPTH))
    pump = Pump(
        vault,
        LedgerRecorder(reader, where.contracts),
        armed("relay", RpcRelay(rpc, Depth(DEPTH))),
        index.directory,
        index,
        lambda member: sender if member == where.firm else None,
        lambda: reader.height() - DEPTH,
    )
    with closing(rpc), closing(vault), closing(index):
        yield Firm(where, rpc, reader, Desk(vault, armed("index", index), index.directory, os.urandom), pump)


def run(where: Where, rounds: range, trap: Trap | None) -> None:
    """What the process does."""
    with at_work(where, trap) as firm:
        firm.play(rounds)
