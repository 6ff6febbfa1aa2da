"""What the chain itself brings about, whatever an entry's content: parties, status, epoch, agents, titles.

The contract refuses what is refused here; the fold says it again, so that it has an answer to any entry.
"""

from dataclasses import replace

from ledger.core.authority import speaks
from ledger.core.codes import Capacity, EntryClass, Status
from ledger.core.effect import Code
from ledger.core.entry import Entry
from ledger.core.ids import EXTERNAL, ON_TRADELINE
from ledger.core.tradeline import Appointment, Title, Tradeline

Step = tuple[Tradeline, Code]
_SLOTS = 2


def chain_effect(state: Tradeline, entry: Entry) -> Step:
    """The state after what the chain did, and APPLIED; or the state as it was, and why the entry can have
    done nothing.
    """
    if entry.entry_class is EntryClass.OPEN:
        return _open(state, entry)
    if state.opened is None:
        return state, Code.NOT_YET_OPEN
    if entry.entry_class is EntryClass.TAKE:
        return _take(state, entry)
    if not speaks(state, entry):
        return state, Code.OUT_OF_CAPACITY
    match entry.entry_class:
        case EntryClass.ACCEPT | EntryClass.DECLINE:
            return _answer(state, entry)
        case EntryClass.APPOINT:
            return _appoint(state, entry)
        case EntryClass.OBLIGATION:
            return _create(state, entry)
        case EntryClass.ASSIGN:
            return _assign(state, entry)
        case EntryClass.SHARE:
            return _share(state, entry)
        case _:
            return state, Code.APPLIED


def _open(state: Tradeline, entry: Entry) -> Step:
    """The opener's second open names the party that was external, once."""
    if entry.capacity not in (Capacity.CREDITOR, Capacity.DEBTOR) or entry.recorder == EXTERNAL:
        return state, Code.OUT_OF_CAPACITY
    opener = (entry.recorder, entry.subject)
    creditor, debtor = opener if entry.capacity is Capacity.CREDITOR else opener[::-1]
    if state.opened is not None:
        if state.status is not Status.EXTERNAL or entry.subject == EXTERNAL:
            return state, Code.NOTHING_TO_DO
        if not speaks(state, entry):
            return state, Code.OUT_OF_CAPACITY
    status = Status.PROPOSED if entry.subject else Status.EXTERNAL
    opened = state.opened or entry.clock
    return replace(state, creditor=creditor, debtor=debtor, status=status, opened=opened), Code.APPLIED


def _answer(state: Tradeline, entry: Entry) -> Step:
    """Accepting or declining, by the party that did not open; a declined tradeline may still be accepted."""
    if entry.recorder == state.id.opener or entry.capacity not in (Capacity.CREDITOR, Capacity.DEBTOR):
        return state, Code.OUT_OF_CAPACITY
    if entry.entry_class is EntryClass.ACCEPT and state.status in (Status.PROPOSED, Status.DECLINED):
        return replace(state, status=Status.ACCEPTED, accepted=entry.clock), Code.APPLIED
    if entry.entry_class is EntryClass.DECLINE and state.status is Status.PROPOSED:
        return replace(state, status=Status.DECLINED), Code.APPLIED
    return state, Code.NOTHING_TO_DO


def _appoint(state: Tradeline, entry: Entry) -> Step:
    """Fills, or with subject 0 empties, one slot: two a party for the tradeline, one for a holder's
    obligation.
    """
    by_holder = entry.capacity is Capacity.HOLDER
    if entry.capacity is Capacity.AGENT or by_holder is (entry.obligation == ON_TRADELINE):
        return state, Code.OUT_OF_CAPACITY
    if not 0 <= entry.detail < (1 if by_holder else _SLOTS):
        return state, Code.OUT_OF_RANGE
    key = (entry.capacity, entry.detail, entry.obligation)
    ended = tuple(
        replace(item, until=entry.clock)
        if item.until is None and (item.by, item.slot, item.obligation) == key
        else item
        for item in state.appointments
    )
    new = (Appointment(*key, entry.subject, entry.clock),) if entry.subject else ()
    return replace(state, appointments=ended + new), Code.APPLIED


def _create(state: Tradeline, entry: Entry) -> Step:
    """Its creditor's to create; the debtor's where the creditor is external. Once for ever."""
    if entry.capacity is not (Capacity.CREDITOR if state.creditor else Capacity.DEBTOR):
        return state, Code.OUT_OF_CAPACITY
    if entry.obligation == ON_TRADELINE or entry.obligation in state.titles:
        return state, Code.NOTHING_TO_DO
    return state.with_title(entry.obligation, Title()), Code.APPLIED


def _assign(state: Tradeline, entry: Entry) -> Step:
    """Proposes an assignee, or with subject 0 withdraws the proposal; by the holder, or the creditor while
    there is none.
    """
    title = state.titles.get(entry.obligation)
    if title is None:
        return state, Code.UNKNOWN_OBLIGATION
    if entry.capacity is not (Capacity.HOLDER if title.holder else Capacity.CREDITOR):
        return state, Code.OUT_OF_CAPACITY
    proposed = entry.clock if entry.subject else None
    return state.with_title(
        entry.obligation, replace(title, assignee=entry.subject, proposed=proposed)
    ), Code.APPLIED


def _take(state: Tradeline, entry: Entry) -> Step:
    """The assignee becomes the holder; the former holder's agent for the obligation ends."""
    title = state.titles.get(entry.obligation)
    if title is None:
        return state, Code.UNKNOWN_OBLIGATION
    if entry.capacity is not Capacity.HOLDER or EXTERNAL in (entry.recorder, title.assignee):
        return state, Code.OUT_OF_CAPACITY
    if entry.recorder != title.assignee:
        return state, Code.OUT_OF_CAPACITY
    former = ((title.holder, title.taken),) if title.holder and title.taken else ()
    taken = Title(holder=entry.recorder, taken=entry.clock, former=title.former + former)
    appointments = tuple(
        replace(item, until=entry.clock)
        if item.until is None and item.obligation == entry.obligation
        else item
        for item in state.appointments
    )
    return replace(state.with_title(entry.obligation, taken), appointments=appointments), Code.APPLIED


def _share(state: Tradeline, entry: Entry) -> Step:
    """A party's share of the tradeline key at the next epoch raises the epoch."""
    party = entry.capacity in (Capacity.CREDITOR, Capacity.DEBTOR)
    raises = party and entry.obligation == ON_TRADELINE and entry.epoch == state.epoch + 1
    return (replace(state, epoch=entry.epoch) if raises else state), Code.APPLIED
