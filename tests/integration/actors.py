"""Members with a vault and an index each, on a real chain."""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ledger.app.desk import Desk
from ledger.app.index import follow
from ledger.app.intents import Intent, Open
from ledger.app.keys import make_key, public_bytes, register_key, tag_key_bytes
from ledger.app.pump import Pump, Turn
from ledger.app.submit import Accepted, submit
from ledger.app.vault import Private
from ledger.chain import contracts as calls
from ledger.chain.reader import Reader
from ledger.chain.recorder import LedgerRecorder
from ledger.chain.registrations import MemberRegistrations
from ledger.chain.relay import RpcRelay
from ledger.chain.sender import KeySender
from ledger.core.codes import Capacity, Kind, Role
from ledger.core.content import Identity
from ledger.core.day import parse_day
from ledger.core.drafts import InvoiceDraft, Party, Source
from ledger.core.ids import Member
from ledger.core.money import Money
from ledger.proof.vrf import TagKey
from ledger.store.index import SqliteIndex
from ledger.vault.cipher import Cost
from ledger.vault.file import VaultFile
from tests.integration.network import ALL_ROLES, Network

PASSPHRASE = "actor"
PATIENCE = 10.0
"""Seconds that a busy machine may take to mine what it has."""
TODAY = parse_day("2025-05-05")


@dataclass
class Actor:
    """One member, its files and its node."""

    network: Network
    number: Member
    folder: Path
    vault: VaultFile
    index: SqliteIndex

    @property
    def desk(self) -> Desk:
        return Desk(self.vault, self.index, self.index.directory, os.urandom)

    @property
    def sender(self) -> KeySender:
        secret = self.vault.keys.get(self.number, Private.TRANSACTION)
        assert secret is not None
        return KeySender(self.network.engine.rpc, secret, self.network.contracts.chain_id)

    @property
    def registrations(self) -> MemberRegistrations:
        return MemberRegistrations(self.sender, self.network.contracts)

    @property
    def reader(self) -> Reader:
        return self.network.reader()

    @property
    def pump(self) -> Pump:
        held = self.vault.keys.get(self.number, Private.TRANSACTION) is not None
        return Pump(
            self.vault,
            LedgerRecorder(self.reader, self.network.contracts),
            RpcRelay(self.network.engine.rpc),
            self.index.directory,
            self.index,
            lambda member: self.sender if held and member == self.number else None,
            self.reader.height,
        )

    def follow(self) -> None:
        follow(self.reader, self.index)

    def submit(self, *intents: Intent) -> tuple[Accepted, ...]:
        self.follow()
        return submit(self.desk, self.number, intents)

    def settle(self) -> Turn:
        """Sends until nothing is on its way, nothing can move, or the node has been given its time to mine."""
        until = time.monotonic() + PATIENCE
        while (turn := self.pump.turn()).open and (turn.moved or not turn.held) and time.monotonic() < until:
            time.sleep(0 if turn.moved else 0.02)
        self.follow()
        return turn

    def send(self, *intents: Intent) -> tuple[Accepted, ...]:
        accepted = self.submit(*intents)
        self.settle()
        return accepted

    def join(self) -> None:
        """Registers the keys that the vault has not registered."""
        self.vault.keys.put(self.number, Private.TAG, 1, tag_key_bytes(TagKey.generate(2048)))
        make_key(self.desk, self.number, Private.ENCRYPTION)
        for kind in (Private.TAG, Private.ENCRYPTION):
            self.follow()
            register_key(self.desk, self.registrations, self.number, kind)
        self.follow()


@contextmanager
def actor(network: Network, folder: Path, roles: Role = ALL_ROLES) -> Iterator[Actor]:
    """A member that was admitted with the transaction key in its vault."""
    with ExitStack() as stack:
        place = network.contracts.place
        number = admitted(network, folder, roles)
        vault = VaultFile.open(folder / f"{number}.vault", PASSPHRASE, place)
        stack.callback(vault.close)
        index = SqliteIndex(folder / f"{number}.index", network.contracts, network.deployment.block)
        stack.callback(index.close)
        someone = Actor(network, number, folder, vault, index)
        someone.join()
        yield someone


def admitted(network: Network, folder: Path, roles: Role) -> Member:
    """The number of a new member, whose first transaction key lies in a new vault."""
    number = Member(len(list(folder.glob("*.vault"))) + 1)
    vault = VaultFile.create(folder / f"{number}.vault", PASSPHRASE, network.contracts.place, Cost(n=2))
    secret = os.urandom(32)
    vault.keys.put(number, Private.TRANSACTION, 1, secret)
    vault.close()
    address = public_bytes(Private.TRANSACTION, secret)
    network.engine.fund(address)
    tag, commitment = os.urandom(32), os.urandom(32)
    network.registrar.perform(network.contracts.registry, calls.admit(tag, commitment, roles, address))
    return number


def opening(counterparty: int, reference: str | None = None) -> Open:
    """A trade credit tradeline of its creditor."""
    identity = Identity(reference=reference)
    return Open(Kind.TRADE_CREDIT, "EUR", TODAY, Capacity.CREDITOR, Member(counterparty), identity=identity)


def invoice(number: str) -> InvoiceDraft:
    """An invoice over 50.00 euros."""
    source = Source("bill.csv", "line 1", bytes(32))
    return InvoiceDraft(source, number, TODAY, TODAY, Money(5_000, "EUR"), Party("Seller"), Party("Buyer"))
