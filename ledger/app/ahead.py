"""The index as it will be once all that waits in the outbox is on chain: for looking ahead, never for sending."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace

from ledger.app import ports
from ledger.app.ports import Index, Position, StreamItem
from ledger.app.standing import Standing
from ledger.app.vault import Outbox
from ledger.app.waiting import as_logged, logged_name, waiting
from ledger.core.codes import EntryClass, MemberEvent, MemberList
from ledger.core.entry import Clock, Entry
from ledger.core.ids import Commitment, Member, ObligationId, TradelineId


class IndexAhead:
    """`ports.Index` of what is logged, and behind it what waits; `look` takes up what was accepted since.

    What is asked as of a block, or of blocks, is answered by the index alone.
    """

    def __init__(self, index: Index, outbox: Outbox) -> None:
        self._index, self._outbox = index, outbox
        self._ahead: dict[TradelineId, tuple[Entry, ...]] = {}
        self.look()

    def look(self) -> None:
        """Reads the outbox."""
        position = self._index.position()
        last = position.number if position else -1
        found = waiting(self._outbox, last)
        self._ahead = {one: tuple(self._logged(one, found[one], Clock(last + 1, 0))) for one in found}

    def entries(self, tradeline: TradelineId, until: int | None = None) -> tuple[Entry, ...]:
        known = self._index.entries(tradeline, until)
        return known if until is not None else known + self._ahead.get(tradeline, ())

    def tradelines_of(self, member: Member, until: int | None = None) -> tuple[TradelineId, ...]:
        new = self._said(until, EntryClass.OPEN, EntryClass.ACCEPT)
        own = (one.tradeline for one in new if one.recorder == member)
        return tuple(dict.fromkeys((*self._index.tradelines_of(member, until), *own)))

    def claims_on(self, member: Member, until: int | None = None) -> tuple[TradelineId, ...]:
        named = (one.tradeline for one in self._said(until, EntryClass.OPEN) if one.subject == member)
        return tuple(dict.fromkeys((*self._index.claims_on(member, until), *named)))

    def holdings_of(self, member: Member, until: int | None = None) -> tuple[ObligationId, ...]:
        taken = (one.obligation for one in self._said(until, EntryClass.TAKE) if one.recorder == member)
        return tuple(dict.fromkeys((*self._index.holdings_of(member, until), *taken)))

    def shared_with(self, member: Member, until: int | None = None) -> tuple[TradelineId, ...]:
        given = (one.tradeline for one in self._said(until, EntryClass.SHARE) if one.subject == member)
        return tuple(dict.fromkeys((*self._index.shared_with(member, until), *given)))

    def tradeline_of(self, obligation: ObligationId) -> TradelineId | None:
        made = (one for one in self._said(None, EntryClass.OBLIGATION) if one.obligation == obligation)
        return self._index.tradeline_of(obligation) or next((one.tradeline for one in made), None)

    def start(self) -> int:
        return self._index.start()

    def position(self) -> Position | None:
        return self._index.position()

    def finalised(self) -> int:
        return self._index.finalised()

    def standing(self, until: int | None = None) -> ports.Standing | None:
        return self._index.standing(until)

    def leading(self) -> AbstractContextManager[bool]:
        return self._index.leading()

    def take(self, items: Iterable[StreamItem]) -> int:
        return self._index.take(items)

    def known(self, commitment: Commitment) -> Clock | None:
        return self._index.known(commitment)

    def listings(
        self, member: Member, of: MemberList, until: int | None = None
    ) -> tuple[tuple[MemberEvent, TradelineId | ObligationId, Clock], ...]:
        return self._index.listings(member, of, until)

    def digest(self) -> bytes:
        return self._index.digest()

    def _said(self, until: int | None, *classes: EntryClass) -> Iterator[Entry]:
        if until is None:
            yield from (one for each in self._ahead.values() for one in each if one.entry_class in classes)

    def _logged(
        self, tradeline: TradelineId, handed: list[tuple[Member, ports.SealedEntry]], clock: Clock
    ) -> Iterator[Entry]:
        standing, known = Standing(tradeline), self._index.entries(tradeline)
        for entry in known:
            standing.take(entry)
        logged = {logged_name(entry) for entry in known}
        for member, sealed in handed:
            entry = as_logged(member, sealed, standing.creditor)
            if logged_name(entry) not in logged:
                standing.take(entry)
                yield replace(entry, clock=clock)
