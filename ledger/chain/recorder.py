"""The ledger's `record` and its lanes. Fills `ports.Recorder`."""

from collections.abc import Sequence

from ledger.app.ports import SealedEntry
from ledger.chain import contracts as calls
from ledger.chain.reader import Reader
from ledger.core.ids import Member
from ledger.proof import slots
from ledger.proof.events import Contracts


class LedgerRecorder:
    """One ledger, with its lanes as the node has them."""

    def __init__(self, reader: Reader, contracts: Contracts) -> None:
        self._reader = reader
        self._ledger = contracts.ledger

    def call(self, lane: int, sequence: int, entries: Sequence[SealedEntry]) -> tuple[bytes, bytes]:
        """(contract address, call data)."""
        return self._ledger, calls.record(lane, sequence, entries)

    def next_sequence(self, member: Member, lane: int) -> int:
        """The sequence that the contract expects next, at the head."""
        return self._reader.word(self._ledger, slots.lane(member, lane))

    def height(self) -> int:
        """The head's number."""
        return self._reader.height()
