"""A member's three lists, as a dossier shows them and as its heads fold them."""

from collections.abc import Iterable

from ledger.attest.dossier import ListEvent
from ledger.core.codes import MemberEvent, MemberList
from ledger.core.entry import Clock
from ledger.core.errors import ProofError
from ledger.core.ids import Member, ObligationId, TradelineId
from ledger.proof.heads import EMPTY, list_of, next_member_head

LISTS = (MemberList.TRADELINES, MemberList.CLAIMS, MemberList.HOLDINGS)


class NotOfList(ProofError):
    """An event that this list does not count."""


def fold_list(member: Member, kind: MemberList, events: Iterable[ListEvent]) -> bytes:
    """The member's head after these events; NotOfList for one of another list, or of none."""
    head = EMPTY
    for event in events:
        if event.event not in set(MemberEvent) or list_of(MemberEvent(event.event)) is not kind:
            raise NotOfList(f"{event.event} is no event of {kind.name.lower()}")
        clock = Clock(event.number, event.time)
        head = next_member_head(
            head, member, MemberEvent(event.event), subject_of(kind, event.subject), clock
        )
    return head


def subject_of(kind: MemberList, subject: bytes) -> TradelineId | ObligationId:
    """What an event is about."""
    if kind is MemberList.HOLDINGS:
        return ObligationId(subject)
    return TradelineId.from_int(int.from_bytes(subject, "big"))


def subject_bytes(subject: TradelineId | ObligationId) -> bytes:
    """The same as a dossier writes it: 8 bytes for a tradeline, 32 for an obligation."""
    return int(subject).to_bytes(8, "big") if isinstance(subject, TradelineId) else subject
