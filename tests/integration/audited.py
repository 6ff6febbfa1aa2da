"""A chain to audit, and what an auditor of it starts from."""

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from ledger.app.audit.auditor import audit
from ledger.app.audit.ground import Ground
from ledger.app.audit.hearing import Aids
from ledger.app.audit.report import AuditReport
from ledger.app.audit.sources import Source
from ledger.app.audit.state import TrustedContract
from ledger.chain.audited import NodeAddress
from ledger.chain.contracts import record
from ledger.chain.rpc import data
from ledger.core.codes import Capacity, EntryClass
from ledger.core.ids import TradelineId
from ledger.proof import layouts
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.following import start
from ledger.proof.consensus.schedule import Phase, Schedule
from ledger.proof.header import Header, block_hash, header_from_rpc
from ledger.verify.trust import Contract, TrustRoot, serialise_trust
from tests.integration.life import Life
from tests.integration.network import Network, Party

LIFE = 60


@dataclass(frozen=True)
class AuditedChain:
    """A network after some life; `crowded` is a block of four transactions, the last of which failed.

    The block after it has an obligation and three statements.
    """

    network: Network
    crowded: int
    last: int
    engine: Engine = Engine.DEVELOPMENT

    @property
    def entries(self) -> int:
        """The block of the obligation and the statements."""
        return self.crowded + 1

    @property
    def ground(self) -> Ground:
        return ground_of(self.network, self.engine)

    def header(self, number: int) -> Header:
        return header_from_rpc(self.network.reader().header(number))

    def audit(
        self,
        *urls: str,
        ground: Ground | None = None,
        until: int | None = None,
        now: int = 0,
        aids: Aids | None = None,
    ) -> AuditReport:
        """An audit of the node itself, or of those that stand before it."""
        ground = ground or self.ground
        return audit(self.nodes(*urls), ground, now=now, until=until, aids=aids)

    def nodes(self, *urls: str) -> list[Source]:
        """Sources at these addresses, each under its own name: node 1, node 2…"""
        contracts = self.network.contracts
        asked = urls or (self.network.engine.url,)
        return [NodeAddress(url, contracts, f"node {at}") for at, url in enumerate(asked, 1)]


def ground_of(network: Network, engine: Engine = Engine.DEVELOPMENT) -> Ground:
    """The trust root's part: taken from the deployment, not from a node that is audited."""
    deployment, contracts = network.deployment, network.contracts
    return Ground(
        chain_id=contracts.chain_id,
        genesis=block_hash(header_from_rpc(network.reader().header(0))),
        schedule=Schedule((Phase(0, engine),)),
        expires=1,
        registry=TrustedContract("registry", contracts.registry, deployment.registry_code),
        ledger=TrustedContract("ledger", contracts.ledger, deployment.ledger_code),
        attestations=TrustedContract("attestations", contracts.attestations, deployment.attestations_code),
    )


def trust_file(chain: AuditedChain, folder: Path) -> Path:
    """The trust root of an auditor, in a file."""
    ground = chain.ground
    trusted = (
        (ground.registry, layouts.MEMBER_REGISTRY),
        (ground.ledger, layouts.CREDIT_LEDGER),
        (ground.attestations, layouts.ATTESTATION_REGISTRY),
    )
    contracts = [Contract(item.address, item.code_hash, layout) for item, layout in trusted]
    sealed = chain.engine is not Engine.DEVELOPMENT
    validators = start(ground.schedule, chain.header(0)).validators if sealed else ()
    phases = ground.schedule.phases if sealed else ()
    root = TrustRoot(
        ground.chain_id, chain.engine, ground.genesis, validators, *contracts, expires=1 << 40, phases=phases
    )
    path = folder / "trust.json"
    path.write_bytes(serialise_trust(root))
    return path


def lived_in(network: Network) -> AuditedChain:
    """Some life at random, a block of four transactions, and a last block with an obligation and three statements."""
    parties = [network.admit() for _ in range(4)]
    Life(network, parties).live(LIFE)
    opener, other, third = (network.admit() for _ in range(3))
    line = TradelineId(opener.number, 1)
    entry = network.entry
    network.record(opener, [entry(EntryClass.OPEN, Capacity.CREDITOR, line, subject=other.number)])
    crowded = _crowd(network, line, opener, other, third)
    obligation = entry(EntryClass.OBLIGATION, Capacity.CREDITOR, line, os.urandom(32))
    statements = [entry(EntryClass.STATEMENT, Capacity.CREDITOR, line) for _ in range(3)]
    last = network.record(opener, [obligation, *statements])
    return AuditedChain(network, crowded, last)


def _crowd(network: Network, line: TradelineId, opener: Party, other: Party, third: Party) -> int:
    """One block: an acceptance, an opening, and two batches of the opener for one place in its lane."""
    entry, rpc, ledger = network.entry, network.engine.rpc, network.contracts.ledger
    statement = entry(EntryClass.STATEMENT, Capacity.CREDITOR, line)
    batches = [
        (other, record(0, 0, [entry(EntryClass.ACCEPT, Capacity.DEBTOR, line)])),
        (third, record(0, 0, [entry(EntryClass.OPEN, Capacity.DEBTOR, TradelineId(third.number, 1))])),
        (opener, record(0, 1, [statement])),
        (opener, record(0, 1, [statement])),
    ]
    # All are signed before any is sent: each would be taken if it came alone.
    nonces = Counter({party.number: party.sender.next_nonce() for party, _ in batches})
    raws = []
    for party, call in batches:
        raws.append(party.sender.sign(ledger, call, nonces[party.number])[1])
        nonces[party.number] += 1
    rpc.write("evm_setAutomine", False)
    for raw in raws:
        rpc.write("eth_sendRawTransaction", data(raw))
    rpc.write("evm_mine")
    rpc.write("evm_setAutomine", True)
    return network.reader().height()
