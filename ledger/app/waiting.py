"""Entries in the outbox as they will be logged, so that later ones can build on them before they are mined."""

from ledger.app.ports import SealedEntry
from ledger.app.vault import Outbox
from ledger.core.codes import Capacity, EntryClass, Status
from ledger.core.entry import Clock, Entry
from ledger.core.ids import EXTERNAL, Commitment, Member, ObligationId, TradelineId
from ledger.proof.keccak import keccak256
from ledger.proof.obligation_id import external_obligation_id, obligation_id

_NEVER = Clock(0, 0)


def entry_name(entry: SealedEntry) -> bytes:
    """By what the outbox finds an entry again: 32 bytes, the same for a retry, of nothing but what the chain shows."""
    return keccak256(entry.meta + entry.obligation + entry.commitment)


def tradeline_of(entry: SealedEntry) -> TradelineId:
    """Where an entry goes."""
    return TradelineId.from_int(int.from_bytes(entry.meta[14:22], "big"))


def as_logged(member: Member, entry: SealedEntry, creditor: Member) -> Entry:
    """The entry as its log will have it, without clock and place.

    `creditor` is the tradeline's, for the id of an obligation.
    """
    word, tradeline = entry.meta, tradeline_of(entry)
    entry_class = EntryClass(word[0])
    obligation = ObligationId(entry.obligation)
    if entry_class is EntryClass.OBLIGATION:
        obligation = obligation_of(tradeline, creditor, entry.obligation)
    return Entry(
        tradeline=tradeline,
        entry_class=entry_class,
        capacity=Capacity(word[1]),
        delegated=False,
        status=Status.PROPOSED,
        epoch=int.from_bytes(word[4:6], "big"),
        recorder=member,
        subject=Member(int.from_bytes(word[10:14], "big")),
        detail=int.from_bytes(word[22:24], "big"),
        obligation=obligation,
        commitment=Commitment(entry.commitment),
        payload=entry.payload,
        clock=_NEVER,
        position=0,
    )


def obligation_of(tradeline: TradelineId, creditor: Member, tag: bytes) -> ObligationId:
    """The id that the contract gives."""
    return external_obligation_id(tradeline, tag) if creditor == EXTERNAL else obligation_id(creditor, tag)


def waiting(outbox: Outbox, indexed: int) -> dict[TradelineId, list[tuple[Member, SealedEntry]]]:
    """(recorder, entry) by tradeline, in order, of what the outbox has and the index, at block `indexed`, does not."""
    found: dict[TradelineId, list[tuple[Member, SealedEntry]]] = {}
    for row in outbox.unindexed(indexed):
        for entry in row.entries:
            found.setdefault(tradeline_of(entry), []).append((row.member, entry))
    return found


def logged_name(entry: Entry) -> tuple[object, ...]:
    """What tells whether a waiting entry is already among those of the index."""
    said = (entry.entry_class, entry.capacity, entry.epoch, entry.recorder, entry.subject, entry.detail)
    return (*said, entry.obligation, entry.commitment)
