"""Rolling hashes of a tradeline's entries and of a member's lists (docs/records.md, section 7)."""

from dataclasses import dataclass

from ledger.core.codes import MemberEvent, MemberList
from ledger.core.entry import Clock
from ledger.core.errors import Misuse
from ledger.core.ids import Commitment, Member, ObligationId, TradelineId
from ledger.proof import domains
from ledger.proof.integers import abi, sized, u64
from ledger.proof.keccak import keccak256
from ledger.proof.meta import Meta
from ledger.proof.scope import Place

EMPTY = bytes(32)
"""Where each of a member's heads begins."""

_LISTS = {
    MemberEvent.OPENED: MemberList.TRADELINES,
    MemberEvent.ACCEPTED: MemberList.TRADELINES,
    MemberEvent.PROPOSED: MemberList.CLAIMS,
    MemberEvent.DECLINED: MemberList.CLAIMS,
    MemberEvent.TAKEN: MemberList.HOLDINGS,
}


@dataclass(frozen=True, slots=True)
class LoggedEntry:
    """What a head covers of one entry, as logged; `obligation` is the id, never the tag."""

    meta: Meta
    obligation: ObligationId
    commitment: Commitment
    payload: bytes
    clock: Clock


def first_head(place: Place, tradeline: TradelineId, creditor: Member, debtor: Member) -> bytes:
    """`head0`, with the parties as the first open has them: 0 for an external one."""
    place_and_parties = abi(
        place.chain_id,
        sized("ledger", place.ledger, 20),
        int(tradeline),
        creditor,
        debtor,
    )
    return keccak256(domains.HEAD0 + place_and_parties)


def next_head(head: bytes, entry: LoggedEntry) -> bytes:
    """The tradeline's head once `entry` is on it."""
    return next_head_hashed(
        head,
        bytes(entry.meta),
        entry.obligation,
        entry.commitment,
        keccak256(entry.payload),
        entry.clock,
    )


def next_head_hashed(
    head: bytes,
    meta: bytes,
    obligation: bytes,
    commitment: bytes,
    payload_hash: bytes,
    clock: Clock,
) -> bytes:
    """The same for whoever has only the payload's hash: 32 bytes each."""
    words = (
        ("head", head),
        ("meta", meta),
        ("obligation", obligation),
        ("commitment", commitment),
    )
    sized_words = (sized(name, word, 32) for name, word in (*words, ("payload hash", payload_hash)))
    return keccak256(abi(domains.HEAD, *sized_words, clock_number(clock)))


def next_member_head(
    head: bytes,
    member: Member,
    event: MemberEvent,
    subject: TradelineId | ObligationId,
    clock: Clock,
) -> bytes:
    """The member's head of the list that `event` belongs to.

    Its subject is a tradeline, for `TAKEN` an obligation.
    """
    if isinstance(subject, TradelineId) is (event is MemberEvent.TAKEN):
        raise Misuse(f"{event.name} is not of {type(subject).__name__}")
    named = int(subject) if isinstance(subject, TradelineId) else sized("obligation", subject, 32)
    return keccak256(
        abi(
            domains.MEMBER_HEAD,
            sized("head", head, 32),
            member,
            event,
            named,
            clock_number(clock),
        )
    )


def clock_number(clock: Clock) -> int:
    """A clock in heads (records.md, section 1): block number · 2^64 + block timestamp; BadContent beyond u64."""
    return int.from_bytes(u64(clock.number) + u64(clock.time), "big")


def list_of(event: MemberEvent) -> MemberList:
    """The list whose head counts `event`."""
    return _LISTS[event]
