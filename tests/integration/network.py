"""A ledger on a development chain, with members that record on it. Payloads are noise: the chain cannot open them."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from ledger.app.ports import SealedEntry
from ledger.chain import contracts as calls
from ledger.chain.deployment import Deployment, deploy
from ledger.chain.engines.process import Engine
from ledger.chain.finality import Depth
from ledger.chain.reader import Reader
from ledger.chain.recorder import LedgerRecorder
from ledger.chain.sender import KeySender
from ledger.core.codes import Capacity, EntryClass, Role, Status
from ledger.core.entry import Clock
from ledger.core.ids import EXTERNAL, Member, TradelineId
from ledger.proof.events import Contracts, decode
from ledger.proof.logs import Log
from ledger.proof.meta import Meta
from ledger.proof.registry_events import MemberAdmitted

PAYLOAD_BYTES = {EntryClass.OPEN: 512, EntryClass.OBLIGATION: 256, EntryClass.SHARE: 1200}
ALL_ROLES = Role.SME | Role.LENDER | Role.AGENT | Role.ISSUER


@dataclass(frozen=True)
class Party:
    """A member and the sender of its first transaction key."""

    number: Member
    sender: KeySender


@dataclass
class Network:
    """One deployment on one engine; the registrar decides alone and at once."""

    engine: Engine
    deployment: Deployment
    registrar: KeySender
    random: Random = field(default_factory=lambda: Random(11))

    @property
    def contracts(self) -> Contracts:
        return self.deployment.contracts

    def reader(self, depth: int = 0) -> Reader:
        return Reader(self.engine.rpc, self.contracts.addresses, Depth(depth))

    def sender(self, depth: int = 0) -> KeySender:
        """A sender with a fresh key, and money for gas."""
        sender = KeySender(self.engine.rpc, os.urandom(32), self.contracts.chain_id, Depth(depth))
        self.engine.fund(sender.address())
        return sender

    def admit(self, roles: Role = ALL_ROLES) -> Party:
        sender = self.sender()
        call = calls.admit(self.random.randbytes(32), self.random.randbytes(32), roles, sender.address())
        transaction, _ = self.registrar.perform(self.contracts.registry, call)
        (log, *_) = self.reader().logs_of(transaction)
        event = decode(self.contracts, Log(log.address, log.topics, log.data), Clock(0, 0), 0)
        assert isinstance(event, MemberAdmitted)
        return Party(event.member, sender)

    def entry(
        self,
        entry_class: EntryClass,
        capacity: Capacity,
        tradeline: TradelineId,
        obligation: bytes = bytes(32),
        subject: Member = EXTERNAL,
        epoch: int = 0,
        detail: int = 0,
    ) -> SealedEntry:
        """An entry with a random commitment and a random payload of its class's length."""
        meta = Meta(
            entry_class,
            capacity,
            Status.PROPOSED,
            Member(1),
            tradeline,
            epoch=epoch,
            subject=subject,
            detail=detail,
        )
        size = PAYLOAD_BYTES.get(entry_class, 192)
        return SealedEntry(
            meta.handed_in(), obligation, self.random.randbytes(32), self.random.randbytes(size)
        )

    def record(self, party: Party, entries: Sequence[SealedEntry], lane: int = 0) -> int:
        """Records a batch as the next of its lane; returns its block."""
        recorder = LedgerRecorder(self.reader(), self.contracts)
        call = recorder.call(lane, recorder.next_sequence(party.number, lane), entries)
        return party.sender.perform(*call)[1]


def deployed_on(engine: Engine, chain_id: int) -> Network:
    """The three contracts on an engine that runs."""
    registrar = KeySender(engine.rpc, os.urandom(32), chain_id)
    engine.fund(registrar.address())
    return Network(engine, deploy(engine.rpc, registrar, [registrar.address()], 1, 0), registrar)
