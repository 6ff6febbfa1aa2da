"""Members who deal with each other at random on a simulated chain. Much is refused; what can happen happens."""

from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, TypeVar

from ledger.app.erasure import Target, erase
from ledger.app.intents import (
    Accept,
    Appoint,
    Assign,
    Decline,
    Intent,
    Open,
    RaiseEpoch,
    RecordInvoice,
    Share,
    State,
    Take,
)
from ledger.app.ports import Standing
from ledger.core.codes import Capacity, EntryClass, Kind
from ledger.core.content import Facts, Identity
from ledger.core.day import Day
from ledger.core.entry import Entry
from ledger.core.errors import TradelineError
from ledger.core.ids import EXTERNAL, ON_TRADELINE, Commitment, Member, ObligationId, TradelineId
from ledger.proof.consensus.engine import Finality
from ledger.proof.keccak import keccak256
from tests.simulators.chain import SimulatedChain
from tests.unit.app.parties import Someone, invoice

NOW = 1_750_000_000
FIRST = 1_700_000_000 // 86_400
"""The day of the simulated chain's blocks."""
MONTHS = (FIRST - 45, FIRST - 14, FIRST + 16)
"""The last days of September, October and November 2023: of the month of the blocks nothing counts yet."""

T = TypeVar("T")


class GrowingChain(SimulatedChain):
    """The simulated chain as an index that says what came since a block."""

    def at(self, number: int) -> Standing:
        found = keccak256(repr(self.blocks[: number + 1]).encode())
        return Standing(number, found, Finality.NONE)

    def standing(self, until: int | None = None) -> Standing:
        head = len(self.blocks) - 1
        return self.at(head if until is None else min(head, until))

    def between(self, block: int, until: int) -> list[Entry]:
        return [entry for entry in self.all_entries() if block < entry.clock.number <= until]

    def entries_after(self, tradeline: TradelineId, block: int, until: int) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.between(block, until) if entry.tradeline == tradeline)

    def touched(self, block: int, until: int) -> frozenset[TradelineId]:
        return frozenset(entry.tradeline for entry in self.between(block, until))

    def listed(self, member: Member, block: int, until: int) -> bool:
        return any(member in (entry.recorder, entry.subject) for entry in self.between(block, until))


@dataclass
class Dealings:
    """Four members, who do what comes to their minds. `done`: what was not refused."""

    chain: GrowingChain
    people: dict[int, Someone]
    random: Random
    pairs: set[tuple[Member, Member]] = field(default_factory=set)
    done: list[str] = field(default_factory=list)
    accounts: list[TradelineId] = field(default_factory=list)

    def act(self, name: str) -> None:
        try:
            getattr(self, name)()
            self.done.append(name)
        except TradelineError:
            for one in self.people.values():
                one.settle(3)

    # --- what they do ---

    def open(self) -> None:
        one, other = self.two()
        kind = self.random.choice([Kind.TRADE_CREDIT, Kind.TRADE_CREDIT, Kind.REVOLVING])
        capacity = self.random.choice([Capacity.CREDITOR, Capacity.CREDITOR, Capacity.DEBTOR])
        to = Member(self.random.choice([other.number, other.number, 0]))
        limit = 900_000 if kind is Kind.REVOLVING else None
        names = Identity(reference=str(self.random.random()))
        self.send(one, Open(kind, "EUR", Day(FIRST), capacity, to, limit, names))

    def answer(self) -> None:
        line, party = self.line(), self.random.choice([Capacity.CREDITOR, Capacity.DEBTOR])
        answer = self.random.choice([Accept, Accept, Decline])
        self.send(self.who(line, party), answer(line, Day(FIRST)))

    def owe(self) -> None:
        said = invoice(str(self.random.random()), self.random.choice([70_000, 120_000, 5_000]))
        due = Day(FIRST + self.random.choice([2, 40, 90]))
        line = self.line()
        self.send(
            self.who(line, Capacity.CREDITOR), RecordInvoice(line, replace(said, issued=Day(FIRST), due=due))
        )

    def pay(self) -> None:
        payment = self.random.choice([b"p" * 16, self.random.randbytes(16)])
        day = self.random.choice([self.day(), MONTHS[1] - 3])
        self.say(Kind.SETTLEMENT, amount=self.random.choice([5_000, 70_000]), day=day, payment=payment)

    def agree(self) -> None:
        self.say(Kind.ACKNOWLEDGEMENT, day=self.day(), refers=self.commitment())

    def correct(self) -> None:
        self.say(Kind.CORRECTION, amount=60_000, day=self.day(), due=FIRST + 50, refers=self.commitment())

    def reverse(self) -> None:
        self.say(Kind.REVERSAL, day=self.day(), refers=self.commitment())

    def credit(self) -> None:
        self.say(Kind.CREDIT_NOTE, amount=self.random.choice([2_000, 70_000]), day=self.day())

    def write_off(self) -> None:
        self.say(Kind.WRITE_OFF, amount=3_000, day=self.day())

    def dispute(self) -> None:
        self.say(Kind.DISPUTE, day=self.day())

    def draw(self) -> None:
        line, party = self.line(), self.random.choice([Capacity.CREDITOR, Capacity.DEBTOR])
        said = State(line, party, Facts(Kind.DRAWDOWN, "EUR", amount=40_000, day=self.day()))
        self.send(self.who(line, party), said)

    def bank(self) -> None:
        """An account with the fourth, who mostly gets its key, and may report on what is owed on some tradeline."""
        one = self.people[self.random.choice([1, 1, 2])]
        names = Identity(reference=str(self.random.random()))
        (opened,) = one.submit(Open(Kind.ACCOUNT, "EUR", Day(FIRST), Capacity.CREDITOR, identity=names))
        self.accounts.append(opened.tradeline)
        for line in (opened.tradeline, self.line()):
            given = [Share(line, Capacity.CREDITOR, Member(4))] * self.random.choice([0, 1, 1])
            one.submit(Appoint(line, Capacity.CREDITOR, Member(4), 0, Day(FIRST)), *given)
        one.settle(3)

    def tell(self) -> None:
        """What an account turned over in a month that has ended, or has not; mostly by its bank."""
        line = self.account()
        kind = self.random.choice([Kind.RECEIPTS, Kind.RECEIPTS, Kind.OUTGOINGS])
        amount = self.random.choice([0, 70_000, 200_000])
        facts = Facts(kind, "EUR", amount, self.random.choice(MONTHS))
        said = State(line, Capacity.AGENT, facts, Identity(reference=str(self.random.randrange(3))))
        self.send(self.who(line, Capacity.AGENT), said)

    def end(self) -> None:
        line = self.account()
        self.send(
            self.who(line, Capacity.CREDITOR), Appoint(line, Capacity.CREDITOR, EXTERNAL, 0, Day(FIRST))
        )

    def appoint(self) -> None:
        line, party = self.line(), self.random.choice([Capacity.CREDITOR, Capacity.DEBTOR])
        self.send(self.who(line, party), Appoint(line, party, Member(4), 0, Day(FIRST)))

    def share(self) -> None:
        line, party = self.line(), self.random.choice([Capacity.CREDITOR, Capacity.DEBTOR])
        own = [one.obligation for one in self.chain.all_entries() if one.tradeline == line]
        to = Member(self.random.choice([2, 3, 4]))
        self.send(self.who(line, party), Share(line, party, to, self.picked([ON_TRADELINE, *own])))

    def raise_epoch(self) -> None:
        line = self.line()
        by = self.who(line, Capacity.CREDITOR)
        self.send(by, RaiseEpoch(line, Capacity.CREDITOR, Member(2), self.random.choice([1, 2])))

    def assign(self) -> None:
        one = self.obligation()
        line = self.where(one)
        self.send(
            self.who(line, Capacity.CREDITOR), Assign(line, one, Capacity.CREDITOR, Member(3), Day(FIRST))
        )

    def take(self) -> None:
        one = self.picked(
            [one.obligation for one in self.chain.all_entries() if one.entry_class is EntryClass.ASSIGN]
        )
        self.send(self.people[3], Take(self.where(one), one, Day(FIRST)))

    def forget(self) -> None:
        someone, one = self.anyone(), self.obligation()
        target = Target(self.where(one), self.random.choice([one, None]))
        erase(someone.desk, someone.registrations, someone.number, target, NOW)

    def marry(self) -> None:
        one, other = self.two()
        self.pairs.add((min(one.number, other.number), max(one.number, other.number)))

    def take_back(self) -> None:
        blocks = min(self.random.choice([1, 2, 5]), len(self.chain.blocks) - 1)
        self.chain.reorganise(blocks, drop=self.random.random() < 0.5)
        self.chain.mine()

    # --- what they speak of ---

    def say(self, kind: Kind, **facts: Any) -> None:
        one = self.obligation()
        capacity = self.random.choice([Capacity.CREDITOR, Capacity.DEBTOR, Capacity.AGENT, Capacity.HOLDER])
        currency = "EUR" if kind in (Kind.SETTLEMENT, Kind.CREDIT_NOTE) else None
        said = State(self.where(one), capacity, Facts(kind, currency, **facts), obligation=one)
        self.send(self.who(said.tradeline, capacity), said)

    def who(self, tradeline: TradelineId, capacity: Capacity) -> Someone:
        """Mostly the one who may say it."""
        first = next(one for one in self.chain.all_entries() if one.tradeline == tradeline)
        parties = (first.recorder, first.subject)
        creditor, debtor = parties if first.capacity is Capacity.CREDITOR else parties[::-1]
        may = {Capacity.CREDITOR: creditor, Capacity.DEBTOR: debtor, Capacity.HOLDER: 3, Capacity.AGENT: 4}
        someone = self.people.get(may[capacity])
        return someone if someone and self.random.random() < 0.9 else self.anyone()

    def send(self, someone: Someone, intent: Intent) -> None:
        someone.submit(intent)
        someone.settle(3)

    def anyone(self) -> Someone:
        return self.random.choice(list(self.people.values()))

    def two(self) -> tuple[Someone, Someone]:
        one, other = self.random.choice([(1, 2), (1, 2), (2, 1), (1, 3)])
        return self.people[one], self.people[other]

    def day(self) -> Day:
        return Day(FIRST + self.random.choice([0, 1, 35, 45, 120]))

    def line(self) -> TradelineId:
        return self.picked([entry.tradeline for entry in self.chain.all_entries()])

    def account(self) -> TradelineId:
        return self.picked([one for one in self.accounts if self.chain.entries(one)])

    def obligation(self) -> ObligationId:
        return self.picked(
            [one.obligation for one in self.chain.all_entries() if one.obligation != ON_TRADELINE]
        )

    def commitment(self) -> Commitment:
        return self.picked([one.commitment for one in self.chain.all_entries()[-12:]])

    def where(self, obligation: ObligationId) -> TradelineId:
        found = self.chain.tradeline_of(obligation)
        if found is None:
            raise TradelineError("it went with its block")
        return found

    def picked(self, items: list[T]) -> T:
        if not items:
            raise TradelineError("nothing is there yet")
        return self.random.choice(items)
