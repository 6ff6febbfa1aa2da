"""A network's archive: exported as the command does it, from a node to a folder."""

from dataclasses import dataclass
from pathlib import Path

from ledger.app.archiving import Exported, Exporter
from ledger.archive.chain import ArchiveChain
from ledger.archive.manifest import Contract, Manifest, Origin
from ledger.archive.manifest_file import read_manifest
from ledger.archive.writer import SPAN, ArchiveWriter
from ledger.chain.whole import WholeReader
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.schedule import Phase, Schedule
from ledger.proof.header import block_hash, header_from_rpc
from tests.integration.network import Network


@dataclass(frozen=True)
class UpTo:
    """What is final: block `until`, or the head. Under Clique blocks that as many signers built on are settled."""

    reader: WholeReader
    until: int | None
    engine: Engine

    def final(self) -> int:
        return self.reader.height() if self.until is None else self.until

    def settled(self, last: int) -> int:
        return last - 3 if self.engine is Engine.CLIQUE else last


@dataclass(frozen=True)
class NetworkArchive:
    """Of a development chain, or of a consortium."""

    network: Network
    folder: Path
    engine: Engine = Engine.DEVELOPMENT

    @property
    def reader(self) -> WholeReader:
        return WholeReader(self.network.engine.rpc, self.network.contracts.addresses)

    @property
    def origin(self) -> Origin:
        deployment, contracts = self.network.deployment, self.network.contracts
        genesis = block_hash(header_from_rpc(self.reader.header(0)))
        return Origin(
            contracts.chain_id,
            genesis,
            ((0, self.engine),),
            Contract(contracts.registry, deployment.registry_code),
            Contract(contracts.ledger, deployment.ledger_code),
            Contract(contracts.attestations, deployment.attestations_code),
        )

    @property
    def manifest(self) -> Manifest:
        found = read_manifest(self.folder)
        assert found is not None
        return found

    def export(
        self, until: int | None = None, span: int = SPAN, exporter: Exporter | None = None
    ) -> Exported:
        """Up to block `until`, or to the head."""
        exporter = exporter or Exporter(self.network.contracts)
        with ArchiveWriter(self.folder, self.origin, span) as archive:
            return exporter.export(self.reader, archive, UpTo(self.reader, until, self.engine))

    def open(self) -> ArchiveChain:
        schedule = Schedule((Phase(0, self.engine),))
        return ArchiveChain.open(self.folder, self.network.contracts.addresses, schedule)
