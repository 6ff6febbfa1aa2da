"""What entries do to the ledger's state (docs/records.md, sections 2, 7 and 8), recomputed word by word."""

from collections import Counter
from dataclasses import replace

from ledger.app.audit.words import Moment, Plain, Words
from ledger.core.codes import Capacity, EntryClass, Status
from ledger.core.entry import Clock, Entry
from ledger.core.ids import EXTERNAL, ON_TRADELINE
from ledger.proof import slots
from ledger.proof.events import Frozen, meta_of
from ledger.proof.heads import LoggedEntry, first_head, list_of, next_head, next_member_head
from ledger.proof.listing import listings
from ledger.proof.scope import Place
from ledger.proof.words import ObligationWord, OwedTo, SuccessorWord, TradelineWord


class LedgerWords:
    """The ledger's words after the events taken so far; its lanes are no part of them, no event names one."""

    def __init__(self, place: Place) -> None:
        self.words = Words()
        self.tradelines = self.obligations = 0
        self.entries: Counter[EntryClass] = Counter()
        self._place = place

    def take(self, event: Entry | Frozen, at: Moment) -> None:
        """The effects of one event. Differs where the contract would not have logged it."""
        if isinstance(event, Frozen):
            word = SuccessorWord(event.successor, at.block)
            return self.words.write(slots.successor(), word, "successor", at)
        self.entries[event.entry_class] += 1
        before = TradelineWord.from_word(self.words.at(slots.tradeline(event.tradeline)))
        after = self._opened(event, before, at) if event.entry_class is EntryClass.OPEN else before
        if after is None:
            raise at.differs("tradeline", "one that was opened", event.tradeline)
        after = self._turned(event, after, at)
        if after.status is not event.status:
            raise at.differs("status", after.status.name.lower(), event.status.name.lower())
        if after != before:
            self.words.write(slots.tradeline(event.tradeline), after, f"tradeline {event.tradeline}", at)
        self._claim(event, after, at)
        self._heads(event, after, before is None, at)
        return None

    def state(self) -> Plain:
        """As plain values."""
        return [self.words.state(), sorted(self.entries.items()), self.tradelines, self.obligations]

    def restore(self, state: Plain) -> None:
        """Takes up what `state` gave."""
        words, entries, self.tradelines, self.obligations = state
        self.words.restore(words)
        self.entries = Counter({EntryClass(kind): count for kind, count in entries})

    def _opened(self, entry: Entry, before: TradelineWord | None, at: Moment) -> TradelineWord:
        other, status = entry.subject, Status.PROPOSED if entry.subject else Status.EXTERNAL
        parties = (entry.recorder, other) if entry.capacity is Capacity.CREDITOR else (other, entry.recorder)
        if other:
            number, what = int(entry.tradeline), f"proposal of {entry.recorder} to {other}"
            self.words.write(slots.pending(entry.recorder, other), number, what, at)
        if before is not None:
            return replace(before, creditor=parties[0], debtor=parties[1], status=status)
        self.tradelines += 1
        return TradelineWord(*parties, status, 0, entry.capacity, EXTERNAL, EXTERNAL, EXTERNAL, EXTERNAL)

    def _turned(self, entry: Entry, word: TradelineWord, at: Moment) -> TradelineWord:
        """The tradeline's word after an entry of any class but open."""
        match entry.entry_class:
            case EntryClass.ACCEPT | EntryClass.DECLINE:
                if word.status is Status.PROPOSED:
                    opener = entry.tradeline.opener
                    what = f"proposal of {opener} to {entry.recorder}"
                    self.words.write(slots.pending(opener, entry.recorder), 0, what, at)
                accepts = entry.entry_class is EntryClass.ACCEPT
                return replace(word, status=Status.ACCEPTED if accepts else Status.DECLINED)
            case EntryClass.APPOINT if entry.obligation == ON_TRADELINE:
                return _appointed(entry, word)
            case EntryClass.SHARE:
                return replace(word, epoch=max(word.epoch, entry.epoch))
            case _:
                return word

    def _claim(self, entry: Entry, tradeline: TradelineWord, at: Moment) -> None:
        """The obligation's word, where the entry is on one."""
        if entry.obligation == ON_TRADELINE:
            return
        slot = slots.obligation(entry.obligation)
        before = ObligationWord.from_word(self.words.at(slot))
        what = f"obligation 0x{entry.obligation.hex()}"
        if entry.entry_class is EntryClass.OBLIGATION:
            if before is not None:
                raise at.differs("obligation", "one that is new", entry.obligation)
            owed_to = OwedTo.MEMBER if tradeline.creditor else OwedTo.EXTERNAL
            self.obligations += 1
            after = ObligationWord(entry.tradeline, EXTERNAL, EXTERNAL, EXTERNAL, entry.epoch, owed_to)
        elif before is None or before.tradeline != entry.tradeline:
            raise at.differs("obligation", f"one of tradeline {entry.tradeline}", entry.obligation)
        else:
            after = _moved(entry, before)
        if after != before:
            self.words.write(slot, after, what, at)

    def _heads(self, entry: Entry, word: TradelineWord, first: bool, at: Moment) -> None:
        clock, slot = Clock(at.block, at.time), slots.head(entry.tradeline)
        head = self.words.at(slot).to_bytes(32, "big")
        if first:
            head = first_head(self._place, entry.tradeline, word.creditor, word.debtor)
        logged = LoggedEntry(meta_of(entry), entry.obligation, entry.commitment, entry.payload, clock)
        self.words.write(slot, next_head(head, logged), f"head of tradeline {entry.tradeline}", at)
        for step in listings(entry):
            kind = list_of(step.event)
            slot = slots.member_head(step.member, kind)
            head = self.words.at(slot).to_bytes(32, "big")
            head = next_member_head(head, step.member, step.event, step.subject, clock)
            self.words.write(slot, head, f"head of member {step.member}'s {kind.name.lower()}", at)


def _appointed(entry: Entry, word: TradelineWord) -> TradelineWord:
    match entry.capacity, entry.detail:
        case Capacity.CREDITOR, 0:
            return replace(word, creditor_agent_0=entry.subject)
        case Capacity.CREDITOR, _:
            return replace(word, creditor_agent_1=entry.subject)
        case _, 0:
            return replace(word, debtor_agent_0=entry.subject)
        case _:
            return replace(word, debtor_agent_1=entry.subject)


def _moved(entry: Entry, word: ObligationWord) -> ObligationWord:
    match entry.entry_class:
        case EntryClass.ASSIGN:
            return replace(word, assignee=entry.subject)
        case EntryClass.TAKE:
            return replace(word, holder=word.assignee, assignee=EXTERNAL, holder_agent=EXTERNAL)
        case EntryClass.APPOINT:
            return replace(word, holder_agent=entry.subject)
        case _:
            return word
