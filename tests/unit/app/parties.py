"""Members with a vault each, on a simulated chain."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ledger.app.desk import Desk
from ledger.app.intents import Intent, Open, RecordInvoice
from ledger.app.keys import make_key, register_key, tag_key_bytes
from ledger.app.pump import Pump, Turn
from ledger.app.submit import Accepted, submit
from ledger.app.vault import Private
from ledger.core.codes import Capacity, KeyPurpose, Kind
from ledger.core.content import Identity
from ledger.core.day import Day, parse_day
from ledger.core.drafts import InvoiceDraft, Party, Source
from ledger.core.ids import Member, TradelineId
from ledger.core.money import Money
from ledger.proof.vrf import TagKey
from ledger.vault.cipher import Cost
from ledger.vault.file import VaultFile
from tests.simulators.chain import PLACE, SimulatedChain, SimulatedRegistrations, SimulatedSender

CHEAP = Cost(n=2, r=8, p=1)
PASSPHRASE = "correct horse"
TODAY = parse_day("2025-03-14")


@cache
def some_tag_key(number: int) -> bytes:
    """A tag key as the vault keeps it: making one takes a second, so tests share a few."""
    return tag_key_bytes(TagKey.generate(2048))


@dataclass
class Someone:
    """A member at its desk."""

    number: Member
    vault: VaultFile
    chain: SimulatedChain

    @property
    def desk(self) -> Desk:
        return Desk(self.vault, self.chain, self.chain, os.urandom)

    @property
    def registrations(self) -> SimulatedRegistrations:
        return SimulatedRegistrations(self.chain, self.number)

    @property
    def pump(self) -> Pump:
        return pump_of(self.vault, self.chain)

    def join(self) -> None:
        """Admitted, with all keys registered."""
        self.chain.admit(self.number)
        self.vault.keys.put(self.number, Private.TAG, 1, some_tag_key(self.number % 3))
        for kind in (Private.TRANSACTION, Private.ENCRYPTION):
            make_key(self.desk, self.number, kind)
        for kind in (Private.TRANSACTION, Private.ENCRYPTION, Private.TAG):
            register_key(self.desk, self.registrations, self.number, kind)

    def submit(self, *intents: Intent, lane: int = 0) -> tuple[Accepted, ...]:
        return submit(self.desk, self.number, intents, lane)

    def send(self, *intents: Intent) -> tuple[Accepted, ...]:
        """Accepted, and final."""
        accepted = self.submit(*intents)
        self.settle()
        return accepted

    def settle(self, turns: int = 20) -> Turn:
        turn = self.pump.turn()
        for _ in range(turns):
            if turn.open == 0:
                break
            turn = self.pump.turn()
        return turn

    def settle_by_mining(self, turns: int = 20) -> Turn:
        """For a chain that mines when it is told to."""
        turn = self.pump.turn()
        for _ in range(turns):
            self.chain.mine()
            turn = self.pump.turn()
        return turn


def pump_of(vault: VaultFile, chain: SimulatedChain) -> Pump:
    def sender(member: Member) -> SimulatedSender | None:
        keys = chain.keys(member, KeyPurpose.TRANSACTION)
        return (
            SimulatedSender(chain, keys[-1].public) if vault.keys.get(member, Private.TRANSACTION) else None
        )

    return Pump(vault, chain, chain, chain, chain, sender, chain.finalised)


def member(number: int, folder: Path, chain: SimulatedChain) -> Iterator[Someone]:
    """One that joined, with a vault of its own."""
    vault = VaultFile.create(folder / f"{number}.vault", PASSPHRASE, PLACE, CHEAP)
    someone = Someone(Member(number), vault, chain)
    someone.join()
    yield someone
    vault.close()


def invoice(number: str = "INV-1", amount: int = 120_000, due: str = "2025-04-13") -> InvoiceDraft:
    """An invoice in euros, issued on TODAY."""
    return InvoiceDraft(
        source=Source("invoice.xml", "line 1", bytes(31) + b"\x07"),
        number=number,
        issued=TODAY,
        due=parse_day(due),
        amount=Money(amount, "EUR"),
        creditor=Party("Seller"),
        debtor=Party("Buyer"),
    )


def opening(counterparty: int, capacity: Capacity = Capacity.CREDITOR, reference: str | None = None) -> Open:
    """A trade credit tradeline."""
    return Open(
        Kind.TRADE_CREDIT,
        "EUR",
        TODAY,
        capacity,
        Member(counterparty),
        identity=Identity(reference=reference),
    )


def open_with_invoice(
    someone: Someone, counterparty: int, number: str = "INV-1"
) -> tuple[TradelineId, Accepted]:
    """A tradeline and one invoice on it, final."""
    tradeline = someone.send(opening(counterparty, reference=number))[0].tradeline
    return tradeline, someone.send(RecordInvoice(tradeline, invoice(number)))[0]


def day(text: str) -> Day:
    return parse_day(text)
