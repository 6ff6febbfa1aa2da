"""Which lists of which members an entry moves (docs/records.md, section 7)."""

from dataclasses import dataclass

from ledger.core.codes import EntryClass, MemberEvent
from ledger.core.entry import Entry
from ledger.core.ids import EXTERNAL, Member, ObligationId, TradelineId


@dataclass(frozen=True, slots=True)
class Listing:
    """One step of a member's head: what happened to it, with which tradeline or, when taken, obligation."""

    member: Member
    event: MemberEvent
    subject: TradelineId | ObligationId


def listings(entry: Entry) -> tuple[Listing, ...]:
    """The steps in the order that the contract takes them; most entries cause none."""
    recorder, tradeline = entry.recorder, entry.tradeline
    match entry.entry_class:
        case EntryClass.OPEN:
            opened = Listing(recorder, MemberEvent.OPENED, tradeline)
            if entry.subject == EXTERNAL:
                return (opened,)
            return (opened, Listing(entry.subject, MemberEvent.PROPOSED, tradeline))
        case EntryClass.ACCEPT:
            return (Listing(recorder, MemberEvent.ACCEPTED, tradeline),)
        case EntryClass.DECLINE:
            return (Listing(recorder, MemberEvent.DECLINED, tradeline),)
        case EntryClass.TAKE:
            return (Listing(recorder, MemberEvent.TAKEN, entry.obligation),)
        case _:
            return ()
