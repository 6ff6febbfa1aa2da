"""The one place that joins rooms by name: a node of one party, from its settings."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from ledger.app.attest import Office
from ledger.app.booking import Clerk
from ledger.app.desk import Desk
from ledger.app.index import Progress
from ledger.app.leading import advance, keep_up
from ledger.app.pump import Pump, Turn
from ledger.app.refusals import KeyUnfit
from ledger.app.register import Register
from ledger.app.vault import Private
from ledger.chain.finality import FinalityRule, rule_of
from ledger.chain.nodes import Nodes
from ledger.chain.reader import Reader
from ledger.chain.recorder import LedgerRecorder
from ledger.chain.registrations import IssuerAnchors, MemberRegistrations
from ledger.chain.relay import RpcRelay
from ledger.chain.sender import KeySender
from ledger.core.contacts import Contacts
from ledger.core.ids import Member
from ledger.settings import Settings, load_contacts
from ledger.store.index import SqlIndex
from ledger.store.opening import index_at
from ledger.vault.file import VaultFile

PATIENCE = 60.0
PAUSE = 0.05
"""Seconds without a move after which the rest is left for later; seconds between two looks."""


@dataclass(slots=True)
class Node:
    """One party's node, or a host's: its chain, its index and its vault.

    `leads`: takes blocks itself where no other process does; if not, its rights on the index may be to read only.
    """

    settings: Settings
    rpc: Nodes
    rule: FinalityRule
    chain: Reader
    index: SqlIndex
    vault: VaultFile
    contacts: Contacts
    desk: Desk
    leads: bool = True
    _registers: dict[Member, Register] = field(default_factory=dict)

    def sender(self, member: Member) -> KeySender | None:
        """Signs for a member whose transaction key, or else delegate key, is in the vault."""
        for kind in (Private.TRANSACTION, Private.DELEGATE):
            secret = self.vault.keys.get(member, kind)
            if secret is not None:
                return KeySender(self.rpc, secret, self.settings.contracts.chain_id, self.rule)
        return None

    def own_sender(self, member: Member) -> KeySender:
        """The same; KeyUnfit if the vault has no key to sign with."""
        sender = self.sender(member)
        if sender is None:
            raise KeyUnfit(f"the vault has no transaction key of member {member}")
        return sender

    def follow(self, progress: Callable[[Progress], None] | None = None, patience: float = PATIENCE) -> int:
        """Brings the index to the chain's head; blocks taken. Where another process leads, waits for it: Behind."""
        end = time.monotonic() + patience

        def wait() -> bool:
            time.sleep(PAUSE)
            return time.monotonic() < end

        return keep_up(self.chain, self.index, wait, progress, self.leads)

    def advance(self) -> int | None:
        """The same, without waiting: None where another process leads."""
        return advance(self.chain, self.index, leads=self.leads)

    def turn(self) -> Turn:
        """One turn of the outbox."""
        return self._pump().turn()

    def flush(self, patience: float = PATIENCE) -> Turn:
        """Sends until nothing is on its way, or nothing has moved for `patience` seconds; then reads the chain."""
        pump, moved_at = self._pump(), time.monotonic()
        while (turn := pump.turn()).open:
            if turn.moved:
                moved_at = time.monotonic()
            elif turn.held or time.monotonic() - moved_at > patience:
                break
            else:
                time.sleep(PAUSE)
        self.follow()
        return turn

    def register(self, member: Member) -> Register:
        """What a member can read, kept between calls."""
        return self._registers.setdefault(member, Register(self.desk, member))

    def clerk(self, member: Member, firm: Member | None = None) -> Clerk:
        """Who books for a member or, as a firm's settlement agent, the firm's statements."""
        agents = dict(self.settings.agents).get(member, ())
        register = self.register(member)
        return Clerk(self.desk, member, register, self.contacts, self.flush, agents, firm)

    def office(self, issuer: Member) -> Office:
        """An issuer at work."""
        contracts = self.settings.contracts
        anchors = IssuerAnchors(self.own_sender(issuer), contracts)
        return Office(self.desk, self.chain, anchors, issuer, contracts.registry, self.related)

    def registrations(self, member: Member) -> MemberRegistrations:
        """Writing to the registries as a member."""
        return MemberRegistrations(self.own_sender(member), self.settings.contracts)

    def related(self, block: int) -> Iterable[tuple[Member, Member]]:
        """Pairs registered as related by a block."""
        directory = self.index.directory
        for member in directory.numbers(block):
            for other, _ in directory.related(member, block):
                yield (min(member, other), max(member, other))

    def _pump(self) -> Pump:
        contracts = self.settings.contracts
        return Pump(
            vault=self.vault,
            recorder=LedgerRecorder(self.chain, contracts),
            relay=RpcRelay(self.rpc, self.rule),
            directory=self.index.directory,
            index=self.index,
            sender=self.sender,
            finalised=lambda: max(0, self.rule.last(self.chain.height())),
        )


@contextmanager
def node(settings: Settings, passphrase: str, leads: bool = True) -> Iterator[Node]:
    """Opens a party's node; closes its files at the end. WrongPassphrase, NotAVault, NotThisIndex."""
    contracts = settings.contracts
    with (
        Nodes(settings.rpcs, contracts.chain_id) as rpc,
        closing(VaultFile.open(settings.vault, passphrase, contracts.place)) as vault,
        closing(index_at(settings.index, contracts, settings.start)) as index,
    ):
        desk = Desk(vault, index, index.directory, os.urandom)
        rule = rule_of(settings.engine, settings.depth)
        chain = Reader(rpc, contracts.addresses, rule, settings.engine)
        yield Node(settings, rpc, rule, chain, index, vault, load_contacts(settings.home), desk, leads)
