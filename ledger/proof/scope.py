"""Where a key works and as what an entry is written: bound into every seal (docs/records.md, section 6)."""

from dataclasses import dataclass, replace

from ledger.core.codes import Capacity, EntryClass
from ledger.core.ids import ON_TRADELINE, ObligationId, TradelineId
from ledger.proof import domains
from ledger.proof.integers import sized, u8, u16, u64, u256


@dataclass(frozen=True, slots=True)
class Place:
    """One ledger: the chain's id and the 20-byte address of its credit ledger contract."""

    chain_id: int
    ledger: bytes

    def __bytes__(self) -> bytes:
        """`where`: 52 bytes."""
        return u256(self.chain_id) + sized("ledger", self.ledger, 20)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where one key works: an epoch of a tradeline, and one obligation of it or the tradeline itself."""

    place: Place
    tradeline: TradelineId
    epoch: int
    obligation: ObligationId = ON_TRADELINE

    def __bytes__(self) -> bytes:
        """94 bytes."""
        obligation = sized("obligation", self.obligation, 32)
        return bytes(self.place) + u64(int(self.tradeline)) + u16(self.epoch) + obligation

    def of_tradeline(self) -> "Scope":
        """The scope of the same epoch's tradeline key."""
        return replace(self, obligation=ON_TRADELINE)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a seal is bound to: its scope, and the class and capacity of the entry."""

    scope: Scope
    entry_class: EntryClass
    capacity: Capacity

    @property
    def aad(self) -> bytes:
        """The additional data of the seal.

        The delegate's bit is not in it, for who signs is known only later.
        """
        return domains.PAYLOAD + bytes(self.scope) + u8(self.entry_class) + u8(self.capacity)
