"""What an audit takes for granted: the trust root, as far as it needs it."""

from dataclasses import dataclass

from ledger.app.audit.state import TrustedContract
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.hashes import block_hash
from ledger.proof.consensus.point import Point
from ledger.proof.consensus.schedule import Schedule
from ledger.proof.events import Contracts
from ledger.proof.header import Header


@dataclass(frozen=True, slots=True)
class Ground:
    """Chain id, hash of the genesis, who seals when, the three contracts.

    `pinned` is what is known of the chain at blocks after the genesis. `expires` in seconds since 1970-01-01 UTC.
    """

    chain_id: int
    genesis: bytes
    schedule: Schedule
    expires: int
    registry: TrustedContract
    ledger: TrustedContract
    attestations: TrustedContract
    pinned: tuple[Point, ...] = ()

    @property
    def engine(self) -> Engine:
        """Which seals the first blocks; whether there are seals does not change."""
        return self.schedule.at(0).engine

    def hash_of(self, header: Header) -> bytes:
        """The hash of a block, by the engine that made it."""
        return block_hash(self.schedule.at(header.number).engine, header)

    @property
    def contracts(self) -> Contracts:
        """Where they stand."""
        return Contracts(self.chain_id, self.registry.address, self.ledger.address, self.attestations.address)
