"""A small consortium on anvil for whoever attacks a dossier: real members, real entries, a real issuer."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from ledger.app.attest import Issued, issue
from ledger.app.identity import identity_of, keep_identity
from ledger.app.intents import Intent
from ledger.app.keys import PURPOSES, make_key, public_bytes
from ledger.app.pens import Pen, pen_of
from ledger.app.ports import SealedEntry
from ledger.app.prepare import Statement, prepare
from ledger.app.present import Audience, bind, state_at_as_of
from ledger.app.proofs import prove
from ledger.app.submit import Accepted, submit
from ledger.app.vault import Private
from ledger.attest import sdjwt
from ledger.attest.attestation import HolderKey
from ledger.attest.dossier import BatchPath, Dossier, IdentityOpening, serialise
from ledger.attest.needed import Anchor, later
from ledger.chain import contracts as calls
from ledger.chain.deployment import Deployment, deploy
from ledger.chain.engines.anvil import anvil
from ledger.chain.engines.process import Engine
from ledger.chain.reader import Reader
from ledger.chain.recorder import LedgerRecorder
from ledger.chain.sender import KeySender
from ledger.core.codes import Capacity, EntryClass, Role, Status
from ledger.core.ids import EXTERNAL, ON_TRADELINE, Member, TradelineId
from ledger.proof import layouts, slots
from ledger.proof.batch import Batch, batch
from ledger.proof.consensus.engine import Engine as ConsensusEngine
from ledger.proof.hpke import EncryptionKey, Share, seal_share
from ledger.proof.key_ids import attestation_key_id
from ledger.proof.legal_identity import identity_commitment, identity_tag
from ledger.proof.meta import Meta
from ledger.proof.payload import SIZES
from ledger.proof.scope import Scope
from ledger.rulebook.rulebook import KNOWN, STANDARD
from ledger.settings import Settings
from ledger.vault.cipher import Cost
from ledger.vault.file import VaultFile
from ledger.verify.trust import Contract, TrustRoot
from ledger.wiring import Node, node

BANK = "meridiano"
"""The bank that is shown the dossiers."""
GENESIS = 1_740_000_000
YEAR = 365 * 86_400
_CHEAP = Cost(n=2, r=8, p=1)
_PASSPHRASE = "stage"


@dataclass(frozen=True)
class Firm:
    """A member with a home of its own."""

    number: Member
    name: str
    node: Node
    sender: KeySender

    def pen(self, kind: Private) -> Pen:
        """What it signs documents with."""
        return pen_of(self.node.vault, self.number, kind)

    def say(self, *intents: Intent) -> tuple[Accepted, ...]:
        """Recorded, and mined."""
        self.node.follow()
        accepted = submit(self.node.desk, self.number, intents)
        turn = self.node.flush()
        assert not turn.held, turn.held
        return accepted


@dataclass
class Stage:
    """One deployment; its registrar decides alone and at once."""

    engine: Engine
    deployment: Deployment
    registrar: KeySender
    folder: Path
    stack: ExitStack
    firms: list[Firm] = field(default_factory=list)

    def admit(self, name: str, roles: Role, *extra: Private) -> Firm:
        """A member with encryption and holder keys, and those of `extra`."""
        contracts, secret = self.deployment.contracts, os.urandom(32)
        sender = KeySender(self.engine.rpc, secret, contracts.chain_id)
        self.engine.fund(sender.address())
        opening = IdentityOpening(os.urandom(32), "VAT", f"XX{len(self.firms):09}", name)
        commitment = identity_commitment(opening.salt, opening.scheme, opening.id, opening.name)
        tag = identity_tag(b"the registrars' key of a test", opening.scheme, opening.id)
        self.registrar.perform(contracts.registry, calls.admit(tag, commitment, roles, sender.address()))
        number = Member(Reader(self.engine.rpc, ()).word(contracts.registry, slots.member_count()))
        home = self.folder / str(number)
        home.mkdir()
        settings = self.settings(home)
        VaultFile.create(settings.vault, _PASSPHRASE, contracts.place, _CHEAP).close()
        opened = self.stack.enter_context(node(settings, _PASSPHRASE))
        keep_identity(opened.vault, number, opening)
        opened.vault.keys.put(number, Private.TRANSACTION, 1, secret)
        firm = Firm(number, name, opened, sender)
        for kind in (Private.HOLDER, Private.ENCRYPTION, *extra):
            make_key(opened.desk, number, kind)
            if kind in PURPOSES:
                self.register(firm, kind)
        self.firms.append(firm)
        return firm

    def settings(self, home: Path) -> Settings:
        """Of a firm's node."""
        return Settings(home, (self.engine.url,), self.deployment.contracts, self.deployment.block)

    def register(self, firm: Firm, kind: Private) -> bytes:
        """Registers the latest key of this kind; its public bytes."""
        secret = firm.node.vault.keys.get(firm.number, kind)
        assert secret is not None
        public = public_bytes(kind, secret)
        firm.sender.perform(self.deployment.contracts.registry, calls.add_key(PURPOSES[kind], public))
        return public

    def follow(self) -> None:
        """Every node reads the chain."""
        for firm in self.firms:
            firm.node.follow()

    def now(self) -> int:
        """Time of the latest block."""
        latest = self.engine.rpc.read("eth_getBlockByNumber", "latest", False)
        assert isinstance(latest, dict)
        return int(str(latest["timestamp"]), 16)

    def wait(self, days: int) -> None:
        """A block, some days later."""
        self.engine.rpc.write("evm_setNextBlockTimestamp", self.now() + days * 86_400)
        self.engine.mine()
        self.follow()

    def garbage(
        self,
        firm: Firm,
        tradeline: TradelineId,
        capacity: Capacity,
        obligation: bytes = ON_TRADELINE,
        entry_class: EntryClass = EntryClass.STATEMENT,
        commitment: bytes = b"",
        subject: Member = EXTERNAL,
    ) -> None:
        """An entry whose payload nobody can open, as a recorder of bad will makes it."""
        meta = Meta(entry_class, capacity, Status.PROPOSED, Member(1), tradeline, subject=subject)
        if entry_class is EntryClass.SHARE:
            meta = replace(meta, detail=1)
        payload = (commitment + os.urandom(2048))[: SIZES[entry_class]]
        self._hand_in(firm, SealedEntry(meta.handed_in(), obligation, commitment or os.urandom(32), payload))

    def give(self, firm: Firm, capacity: Capacity, recipient: Firm, scope: Scope, key: bytes) -> None:
        """A share that opens, of whatever key."""
        secret = recipient.node.vault.keys.get(recipient.number, Private.ENCRYPTION, 1)
        assert secret is not None
        share = Share(scope, firm.number, recipient.number, generation=1)
        meta = Meta(EntryClass.SHARE, capacity, Status.PROPOSED, firm.number, scope.tradeline)
        meta = replace(meta, epoch=scope.epoch, subject=recipient.number, detail=1)
        sealed = seal_share(share, key, EncryptionKey(secret).public)
        self._hand_in(firm, SealedEntry(meta.handed_in(), scope.obligation, *sealed))

    def _hand_in(self, firm: Firm, entry: SealedEntry) -> None:
        """Past the software that an honest member uses."""
        recorder = LedgerRecorder(firm.node.chain, self.deployment.contracts)
        lane = 9
        firm.sender.perform(*recorder.call(lane, recorder.next_sequence(firm.number, lane), [entry]))
        self.follow()

    def state(self, firm: Firm, *, with_identity: bool = False) -> Statement:
        """All that stands on chain about a firm, as of now."""
        self.follow()
        position = firm.node.index.position()
        assert position is not None
        return prepare(firm.node.desk, firm.number, position.number, with_identity=with_identity)

    def attest(self, issuer: Firm, firm: Firm, statement: Statement, days: int = 90) -> Issued:
        """Signed and anchored by the issuer."""
        holder = firm.pen(Private.HOLDER)
        key = HolderKey(holder.x, holder.y)
        office = issuer.node.office(issuer.number)
        return issue(office, statement, key, now=self.now(), days=days)

    def attest_in_batch(
        self, issuer: Firm, firm: Firm, statement: Statement, others: Sequence[bytes]
    ) -> tuple[Issued, BatchPath]:
        """The same, anchored under the root of a batch with `others`."""
        anchors = _BatchAnchors(self, issuer, others)
        holder = firm.pen(Private.HOLDER)
        office = replace(issuer.node.office(issuer.number), anchors=anchors)
        issued = issue(office, statement, HolderKey(holder.x, holder.y), now=self.now())
        digest = sdjwt.read(issued.token).issued.digest
        assert anchors.made is not None
        return issued, BatchPath(anchors.made.root, anchors.made.paths[digest])

    def assemble(
        self,
        issuer: Firm,
        firm: Firm,
        statement: Statement,
        issued: Issued,
        path: BatchPath | None = None,
        rulebook: bytes | None = None,
    ) -> Dossier:
        """The dossier with proofs of now, not yet bound, whatever the attestation says of itself."""
        contracts, chain = self.deployment.contracts, firm.node.chain
        anchor = Anchor(
            issuer.number,
            attestation_key_id(b"".join(issued.issuer_key)),
            sdjwt.read(issued.token).issued.digest,
            path.root if path else None,
            rulebook or STANDARD.hash(),
        )
        wanted = later(firm.number, statement.tradelines, anchor)
        return Dossier(
            attestation=issued.token,
            issuer_key=issued.issuer_key,
            batch=path,
            identity=identity_of(firm.node.vault, firm.number),
            lists=statement.lists,
            tradelines=statement.tradelines,
            states=(
                state_at_as_of(chain, contracts, statement, issuer.number),
                prove(chain, contracts, wanted, chain.final()),
            ),
        )

    def bind(self, firm: Firm, dossier: Dossier, withheld: Sequence[str] = ()) -> bytes:
        """The file for the bank."""
        audience = Audience(BANK, self.now(), "stage-1")
        return serialise(bind(firm.node.vault, firm.number, dossier, audience, withheld))

    def trust(self) -> TrustRoot:
        """What the bank has from its own node."""
        deployment, contracts = self.deployment, self.deployment.contracts
        genesis = self.engine.rpc.read("eth_getBlockByNumber", "0x0", False)
        assert isinstance(genesis, dict)
        codes = (deployment.registry_code, deployment.ledger_code, deployment.attestations_code)
        ids = (layouts.MEMBER_REGISTRY, layouts.CREDIT_LEDGER, layouts.ATTESTATION_REGISTRY)
        registry, ledger, attestations = map(Contract, contracts.addresses, codes, ids)
        return TrustRoot(
            contracts.chain_id,
            ConsensusEngine.DEVELOPMENT,
            bytes.fromhex(str(genesis["hash"])[2:]),
            (),
            registry,
            ledger,
            attestations,
            GENESIS + 10 * YEAR,
            BANK,
        )


@dataclass
class _BatchAnchors:
    """Anchors a digest under one root with others."""

    stage: Stage
    issuer: Firm
    others: Sequence[bytes]
    made: Batch | None = None

    def anchor(self, digest: bytes) -> int:
        self.made = batch([digest, *self.others])
        call = calls.anchor_batch(self.made.root, 1 + len(self.others))
        return self.issuer.sender.perform(self.stage.deployment.contracts.attestations, call)[1]

    def revoke(self, digest: bytes) -> int:
        raise NotImplementedError

    def supersede(self, older: bytes, newer: bytes) -> int:
        raise NotImplementedError


@contextmanager
def stage(folder: Path, rulebooks: Iterable[bytes] = tuple(KNOWN), chain_id: int = 31337) -> Iterator[Stage]:
    """Three contracts on a fresh chain, with these rulebooks registered; files stay in `folder`."""
    with anvil(chain_id=chain_id, genesis_time=GENESIS) as engine, ExitStack() as stack:
        yield Stage(engine, *deployed(engine, chain_id, rulebooks), folder, stack)


def deployed(
    engine: Engine, chain_id: int, rulebooks: Iterable[bytes] = tuple(KNOWN)
) -> tuple[Deployment, KeySender]:
    """The three contracts, and their registrar."""
    registrar = KeySender(engine.rpc, os.urandom(32), chain_id)
    engine.fund(registrar.address())
    deployment = deploy(engine.rpc, registrar, [registrar.address()], 1, 0)
    for digest in rulebooks:
        registrar.perform(deployment.contracts.attestations, calls.register_rulebook(digest))
    return deployment, registrar
