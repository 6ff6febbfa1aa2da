"""The one place that joins rooms by name: a node of one party, from its settings."""

import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from ledger.app.ahead import IndexAhead
from ledger.app.archiving import Exported, Exporter, Told, tell_nobody
from ledger.app.attest import Issued, Office
from ledger.app.booking import Clerk
from ledger.app.desk import Desk
from ledger.app.identity import identity_of
from ledger.app.index import Progress
from ledger.app.ports import Standing
from ledger.app.prepare import Statement
from ledger.app.present import Audience, NotFinal, assemble, bind
from ledger.app.pump import Pump, Turn
from ledger.app.refusals import KeyUnfit
from ledger.app.register import Register
from ledger.app.running import Runnings
from ledger.app.statements import latest, witnessed
from ledger.app.vault import Private
from ledger.app.witness import Watch, witness_keys
from ledger.app.witness_state import Log
from ledger.archive.manifest import Contract, Origin
from ledger.archive.writer import ArchiveWriter
from ledger.attest.dossier import ProvedState, serialise
from ledger.chain.finality import FinalityRule
from ledger.chain.nodes import Nodes
from ledger.chain.reader import Reader
from ledger.chain.recorder import LedgerRecorder
from ledger.chain.registrations import IssuerAnchors, MemberRegistrations
from ledger.chain.relay import RpcRelay
from ledger.chain.sender import KeySender
from ledger.chain.whole import WholeReader
from ledger.core.contacts import Contacts
from ledger.core.errors import Misuse, Refused
from ledger.core.grade import Relations
from ledger.core.ids import Member
from ledger.indexing import PATIENCE, PAUSE, Indexer, NothingYet, indexer
from ledger.proof import slots
from ledger.proof.checkpoint import origin_of
from ledger.proof.note import VerifierKey
from ledger.rulebook.figure_set import FigureSet
from ledger.rulebook.rulebook import Rulebook
from ledger.settings import Settings, load_contacts, load_witnesses
from ledger.store.index import SqlIndex
from ledger.vault.file import VaultFile
from ledger.verify.trust import TrustRoot, parse_trust


@dataclass(slots=True)
class Node:
    """One party's node, or a host's: its chain, its index and its vault."""

    settings: Settings
    indexer: Indexer
    rpc: Nodes
    rule: FinalityRule
    chain: Reader
    index: SqlIndex
    vault: VaultFile
    contacts: Contacts
    desk: Desk
    _registers: dict[Member, Register] = field(default_factory=dict)
    _runnings: Runnings | None = None

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
        """Brings the index to the chain's head, or waits for the process that does; blocks taken. Behind."""
        return self.indexer.follow(progress, patience)

    def known(self, until: int | None = None) -> Standing:
        """As of which block the index speaks up to `until`, and how final that is. NothingYet."""
        standing = self.indexer.standing(until)
        if standing is None:
            raise NothingYet("read")
        return standing

    def final(self) -> Standing:
        """The last final block of the index: what is attested stands on it. NothingYet."""
        standing = self.indexer.final()
        if standing is None:
            raise NothingYet("final")
        return standing

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

    def until_final(self, block: int, patience: float = PATIENCE) -> None:
        """Waits until a block is final; NotFinal after `patience` seconds."""
        began = time.monotonic()
        while (final := self.chain.final()) < block:
            if time.monotonic() - began > patience:
                raise NotFinal(block, final)
            time.sleep(PAUSE)

    def register(self, member: Member) -> Register:
        """What a member can read, kept between calls."""
        return self._registers.setdefault(member, Register(self.desk, member))

    def ahead(self, member: Member) -> Register:
        """The same as it will be once what waits in the outbox is on chain; asked for anew each time."""
        position = self.index.position()
        if not self.vault.outbox.unindexed(position.number if position else -1):
            return self.register(member)
        index = IndexAhead(self.index, self.vault.outbox)
        return Register(replace(self.desk, index=index), member)

    def figures(self, at: Standing, reader: Member, member: Member, as_of: int, book: Rulebook) -> FigureSet:
        """What `reader` can see of a member up to the block `at` of the index, in figures; kept up between calls."""
        if self._runnings is None:
            self._runnings = Runnings(self.desk, self.index)
        relations = Relations(self.index.directory.relations(at.number))
        return self._runnings.figures(reader, member, at, relations, as_of, book)

    def clerk(self, member: Member, firm: Member | None = None) -> Clerk:
        """Who books for a member or, as a firm's settlement agent, the firm's statements."""
        agents = dict(self.settings.agents).get(member, ())
        register = self.register(member)
        return Clerk(self.desk, member, register, self.contacts, self.flush, agents, firm)

    @contextmanager
    def rehearsal(self, member: Member, firm: Member | None = None) -> Iterator[Clerk]:
        """The same who books in a copy, and sees what it booked as if it were on chain: nothing of it lasts."""
        with closing(self.vault.rehearsal()) as vault:
            index = IndexAhead(self.index, vault.outbox)
            desk = Desk(vault, index, self.desk.directory, self.desk.entropy)
            clerk = self.clerk(member, firm)
            yield replace(clerk, desk=desk, register=Register(desk, member), flush=index.look)

    def office(self, issuer: Member) -> Office:
        """An issuer at work."""
        contracts = self.settings.contracts
        anchors = IssuerAnchors(self.own_sender(issuer), contracts)
        return Office(self.desk, self.chain, anchors, issuer, contracts.registry, self.related)

    def check_registered(self, rulebook: Rulebook) -> None:
        """Refused where this chain does not know the rulebook: no bank could verify what is attested by it."""
        contract = self.settings.contracts.attestations
        if not self.chain.word(contract, slots.rulebook(rulebook.hash())):
            words = "a registrar has it registered: tradeline network rulebooks"
            raise Refused(f"rulebook {rulebook.id} is not registered on this chain; {words}")

    def registrations(self, member: Member) -> MemberRegistrations:
        """Writing to the registries as a member."""
        return MemberRegistrations(self.own_sender(member), self.settings.contracts)

    def watch(self, root: TrustRoot) -> Watch:
        """Heads of this ledger's chain, cosigned and collected. Misuse unless the trust root is of this ledger."""
        contracts = self.settings.contracts
        self._check_root(root)
        origin = origin_of(root.chain_id, root.genesis, root.ledger.address)
        log = Log(
            origin=origin,
            genesis=root.genesis,
            schedule=root.schedule,
            point_at=root.point_at,
            registry=contracts.registry,
            ledger=contracts.ledger,
            expires=root.expires,
        )
        return Watch(log, self.vault, self.index, self.index.directory)

    def presented(
        self,
        statement: Statement,
        issued: Issued,
        state: ProvedState,
        audience: Audience,
        withheld: Collection[str] = (),
        threshold: int | None = None,
    ) -> bytes:
        """The dossier's file for one bank, with what witnesses stated of its blocks.

        The later block is the last final one or, with a `threshold`, the last that so many witnesses state alike.
        NotFinal, NotWitnessed.
        """
        self.until_final(issued.anchored_at)
        watch = (
            self.watch(parse_trust(self.settings.trust.read_bytes()))
            if self.settings.trust.exists()
            else None
        )
        member, later = statement.member, None
        if threshold is not None:
            if watch is None:
                raise Misuse("witnesses are known by the trust root, and the home has none")
            later = latest(watch, threshold).checkpoint.block
        dossier = assemble(
            self.chain,
            self.settings.contracts,
            statement,
            issued,
            identity_of(self.vault, member),
            state,
            later,
            (lambda block: None) if watch is None else partial(witnessed, watch, member),
        )
        return serialise(bind(self.vault, member, dossier, audience, withheld))

    def archivist(self, root: TrustRoot, refresh: Callable[[], object] = lambda: None) -> "Archivist":
        """Exports of this ledger's chain; `refresh` brings the index to its head. Misuse for another's trust root."""
        self._check_root(root)
        chain = WholeReader(self.rpc, self.settings.contracts.addresses)
        return Archivist(self, chain, origin_of_archive(root), Exporter(self.settings.contracts), refresh)

    def witnesses(self) -> tuple[VerifierKey, ...]:
        """Whose statements are collected: those that the home names, and its own members'. Misuse."""
        own = (key for member in self.vault.keys.members() for key in witness_keys(self.vault, member))
        return (*load_witnesses(self.settings.home), *own)

    def related(self, block: int) -> Iterable[tuple[Member, Member]]:
        """Pairs registered as related by a block."""
        return self.index.directory.relations(block)

    def _check_root(self, root: TrustRoot) -> None:
        contracts = self.settings.contracts
        trusted = tuple(each.address for each in (root.registry, root.ledger, root.attestations))
        if (root.chain_id, trusted) != (contracts.chain_id, contracts.addresses):
            raise Misuse("the trust root is of another chain, or of other contracts, than this home")

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


@dataclass(slots=True)
class Archivist:
    """Exports of one node's chain, as far as its index knows it for final; what one replays is there for the next.

    Not to be used again once an export failed: it may have replayed more than was archived.
    """

    node: Node
    chain: WholeReader
    origin: Origin
    exporter: Exporter
    refresh: Callable[[], object]

    def export(self, folder: Path, progress: Told = tell_nobody) -> Exported:
        """Brings the archive in a folder up to the index. NothingYet, ArchiveBusy, ArchiveError, Misuse."""
        with ArchiveWriter(folder, self.origin) as archive:
            return self.exporter.export(self.chain, archive, self, progress)

    def final(self) -> int:
        """The last final block of the index: nothing that an alarm disputes. NothingYet, Unavailable."""
        self.refresh()
        return self.node.final().number

    def settled(self, last: int) -> int:
        """The last block that `last` settles, by the engine's rule."""
        return self.node.rule.last(last)


def origin_of_archive(root: TrustRoot) -> Origin:
    """Of which chain an archive is, by a trust root."""
    phases = root.schedule.phases
    starts = (
        (phase.first, phase.engine)
        for before, phase in zip((None, *phases), phases, strict=False)
        if before is None or before.engine is not phase.engine
    )
    contracts = (
        Contract(each.address, each.code_hash) for each in (root.registry, root.ledger, root.attestations)
    )
    return Origin(root.chain_id, root.genesis, tuple(starts), *contracts)


@contextmanager
def node(settings: Settings, passphrase: str, leads: bool = True) -> Iterator[Node]:
    """Opens a party's node; closes its files at the end. WrongPassphrase, NotAVault, NotThisIndex."""
    with (
        closing(VaultFile.open(settings.vault, passphrase, settings.contracts.place)) as vault,
        indexer(settings, leads) as its,
    ):
        desk = Desk(vault, its.index, its.index.directory, os.urandom)
        contacts = load_contacts(settings.home)
        yield Node(settings, its, its.rpc, its.rule, its.chain, its.index, vault, contacts, desk)
