"""Firms that trade on a network of validators, by the demo's own plan, and what must hold whatever happened to it."""

import json
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from demo_run.consortium import Consortium, Firm, found
from demo_run.trade import Tally, flush, phases, take
from demo_set import demo_files

from ledger.app.chronicle import chronicle
from ledger.app.desk import Desk
from ledger.app.index import follow
from ledger.app.intents import State
from ledger.app.ports import OutboxState
from ledger.app.submit import submit
from ledger.attest.account import recompute
from ledger.chain.nodes import Nodes
from ledger.chain.reader import Reader
from ledger.chain.rpc import Rpc
from ledger.core.codes import Capacity, Kind, MemberList
from ledger.core.content import Facts
from ledger.core.day import Day
from ledger.core.ids import Member, TradelineId
from ledger.proof import slots
from ledger.rulebook.figure_set import FigureSet
from ledger.rulebook.rulebook import STANDARD
from ledger.settings import Settings
from ledger.store.index import SqliteIndex
from ledger.wiring import Node
from tests.integration.consortium.running import CHAIN_ID, Running

PARTIES = ("anker", "birke", "nordkap")
"""Anker sells to birke; nordkap is their bank, and records the settlements."""
LAST_DAY = Day(20_500)


@dataclass(frozen=True)
class Validators:
    """The network as a ground to found on; each home reads and sends by all of its nodes."""

    network: Running
    rpc: Nodes

    @property
    def url(self) -> str:
        return self.network.urls[0]

    def fund(self, address: bytes) -> None:
        self.network.fund(address)


@dataclass
class Trading:
    """Firms at work; `days` are those of the plan that are still to come."""

    network: Running
    consortium: Consortium
    folder: Path
    days: list[list[dict[str, Any]]]
    tally: Tally = field(default_factory=Tally)
    stated: int = 0

    @property
    def anker(self) -> Firm:
        return self.consortium.firms["anker"]

    def day(self) -> Iterator[None]:
        """The next day of the plan; gives way after each of its parts was accepted, and before it is sent."""
        for phase in phases(self.days.pop(0)):
            for step in phase:
                take(self.consortium, step, self.folder / "files", self.tally)
            yield
            flush(self.consortium)

    def month(self) -> None:
        """The next two days: invoices and statements, then what the debtors say of them."""
        for _ in range(2):
            for _ in self.day():
                pass

    def state(self, count: int = 1) -> None:
        """Accepts statements of anker's, each of another amount, and sends none."""
        (line, *_) = self.anker.node.index.tradelines_of(self.anker.number)
        for _ in range(count):
            self.stated += 1
            facts = Facts(Kind.LIMIT, "EUR", 1_000_000 + self.stated, LAST_DAY)
            submit(self.anker.node.desk, self.anker.number, [State(line, Capacity.CREDITOR, facts)])

    def settle(self) -> None:
        flush(self.consortium)

    def on_their_way(self) -> int:
        """Rows of anker's that are not final."""
        done = (OutboxState.FINAL, OutboxState.REFUSED)
        return sum(row.state not in done for row in self.anker.node.vault.outbox.rows())

    # --- what must hold ---

    def check(self) -> None:
        """Every accepted record is on chain once, heads are those in state, index and figures those of a rebuild."""
        for node in self.consortium.nodes:
            node.follow()
        with rebuilt(self.network, self.consortium, self.folder / "rebuilt") as (reader, index):
            for node in sorted(self.consortium.nodes, key=_position):
                follow(reader, index, until=_position(node))
                assert index.digest() == node.index.digest()
            self._once(index)
            self._heads(index, reader)
            for firm in self.consortium.firms.values():
                live = figures_of(firm.node.desk, firm.number, _position(firm.node))
                replayed = replace(firm.node.desk, index=index, directory=index.directory)
                assert figures_of(replayed, firm.number, _position(firm.node)) == live
                assert live.figures or firm.role != "sme"

    def _once(self, index: SqliteIndex) -> None:
        found = Counter[bytes](
            entry.commitment for line in self._lines(index) for entry in index.entries(line)
        )
        accepted = Counter[bytes]()
        for node in self.consortium.nodes:
            for row in node.vault.outbox.rows():
                assert row.state is OutboxState.FINAL, row
                accepted.update(entry.commitment for entry in row.entries)
        assert accepted.total() >= 10
        assert {each: found[each] for each in accepted} == accepted

    def _heads(self, index: SqliteIndex, reader: Reader) -> None:
        contracts = self.consortium.deployment.contracts
        for line in self._lines(index):
            assert index.head(line) == reader.word(contracts.ledger, slots.head(line)).to_bytes(32, "big")
        for member in index.directory.numbers():
            for of in MemberList:
                word = reader.word(contracts.ledger, slots.member_head(member, of))
                assert index.member_head(member, of) == word.to_bytes(32, "big")

    def _lines(self, index: SqliteIndex) -> set[TradelineId]:
        members = index.directory.numbers()
        return {line for one in members for line in (*index.tradelines_of(one), *index.claims_on(one))}


def figures_of(desk: Desk, member: Member, block: int) -> FigureSet:
    """A member's figures, from what an index has and its own keys open."""
    return recompute(chronicle(desk, member, member, (), block).history, LAST_DAY, STANDARD)


@contextmanager
def rebuilt(network: Running, consortium: Consortium, path: Path) -> Iterator[tuple[Reader, SqliteIndex]]:
    """A node that is asked alone, and an empty index."""
    contracts, start = consortium.deployment.contracts, consortium.deployment.block
    for file in path.parent.glob(path.name + "*"):
        file.unlink()
    with Rpc(network.best().url) as rpc, closing(SqliteIndex(path, contracts, start)) as index:
        yield Reader(rpc, contracts.addresses), index


@contextmanager
def trading(network: Running, folder: Path, parties: Collection[str] = PARTIES) -> Iterator[Trading]:
    """Contracts deployed, the parties admitted, each with a home that knows all nodes; nothing is traded yet."""
    plan = files_of(folder / "files", parties)
    engine = network.plan.program.engine

    def suited(settings: Settings) -> Settings:
        return replace(settings, rpcs=network.urls, engine=engine, epoch=network.plan.epoch)

    with (
        Nodes(network.urls, CHAIN_ID) as rpc,
        found(Validators(network, rpc), plan, folder / "homes", lambda _: None, suited) as consortium,
    ):
        days = [list(steps) for _, steps in groupby(plan["steps"], key=lambda step: str(step["day"]))]
        yield Trading(network, consortium, folder, days)


def files_of(folder: Path, parties: Collection[str]) -> dict[str, Any]:
    """The demo set's files, and the part of its plan that the parties have among themselves."""
    for place, content in demo_files(seed=1):
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    plan: dict[str, Any] = json.loads((folder / "plan.json").read_text("utf-8"))
    named = ("who", "firm", "creditor", "agent", "to")
    plan["members"] = [each for each in plan["members"] if each["key"] in parties]
    plan["steps"] = [
        step for step in plan["steps"] if all(step[name] in parties for name in named if name in step)
    ]
    return plan


def _position(node: Node) -> int:
    position = node.index.position()
    assert position is not None
    return position.number
