"""What a member can read of the ledger, folded: its tradelines, and the names under which it knows its obligations."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ledger.app.desk import Desk
from ledger.app.opening import Committed, open_shares, read_entry
from ledger.core.codes import Capacity
from ledger.core.content import Identity
from ledger.core.entry import Entry, Opened
from ledger.core.grade import UNRELATED, payments
from ledger.core.ids import ON_TRADELINE, Commitment, Member, ObligationId, TradelineId
from ledger.core.obligation import Obligation
from ledger.core.tradeline import Tradeline
from ledger.core.transition import apply


@dataclass(slots=True)
class Page:
    """One tradeline as read so far."""

    state: Tradeline
    opening: Identity | None = None
    names: dict[ObligationId, Identity] = field(default_factory=dict)
    last: Commitment | None = None
    count: int = 0

    def rest(self, obligation: Obligation, *, for_payee: bool = False) -> int:
        """Minor units that are still open, by every report of a payment that `reported` counts."""
        return max(0, obligation.owed - sum(self.reported(obligation, for_payee=for_payee).values()))

    def reported(self, obligation: Obligation, *, for_payee: bool = False) -> dict[bytes, int]:
        """Minor units of each payment id, once, by every report.

        With `for_payee`, by all but the debtor's own word: the payee's report of the same payment is worth more.
        """
        counted = obligation
        if for_payee:
            bound = tuple(item for item in obligation.reports if item.said.capacity is not Capacity.DEBTOR)
            counted = replace(obligation, reports=bound)
        return {item.payment: item.amount for item in payments(self.state, counted, UNRELATED)}


class Register:
    """One member's, read on as the index goes on; a page that the chain took back is read again."""

    def __init__(self, desk: Desk, member: Member) -> None:
        self.desk, self.member = desk, member
        self._pages: dict[TradelineId, Page] = {}

    def pages(self) -> Iterator[Page]:
        """Every tradeline that concerns the member: on its three lists, or shared with it."""
        index, member = self.desk.index, self.member
        held = (index.tradeline_of(obligation) for obligation in index.holdings_of(member))
        numbers = (
            *index.tradelines_of(member),
            *index.claims_on(member),
            *(number for number in held if number is not None),
            *index.shared_with(member),
        )
        return (self.page(number) for number in dict.fromkeys(numbers))

    def page(self, tradeline: TradelineId) -> Page:
        """One tradeline, up to what the index has."""
        entries = self.desk.index.entries(tradeline)
        page = self._pages.get(tradeline)
        if page is None or not _goes_on(page, entries):
            page = self._pages[tradeline] = Page(Tradeline(tradeline))
        if page.count < len(entries):
            if open_shares(self.desk, self.member, entries) and page.count:
                page = self._pages[tradeline] = Page(Tradeline(tradeline))
            self._read(page, entries)
        return page

    def find(self, obligation: ObligationId) -> tuple[Page, Obligation] | None:
        """An obligation with its page, if the member can read it."""
        tradeline = self.desk.index.tradeline_of(obligation)
        if tradeline is None:
            return None
        page = self.page(tradeline)
        found = page.state.obligations.get(obligation)
        return None if found is None else (page, found)

    def _read(self, page: Page, entries: tuple[Entry, ...]) -> None:
        committed = Committed(self.desk.vault.place, entries)
        for entry in entries[page.count :]:
            content = read_entry(self.desk.vault, self.member, entry, committed).content
            page.state = apply(page.state, entry, content)
            if isinstance(content, Opened) and content.identity is not None:
                if entry.obligation == ON_TRADELINE:
                    page.opening = page.opening or content.identity
                elif entry.obligation not in page.names:
                    page.names[entry.obligation] = content.identity
            page.last, page.count = entry.commitment, page.count + 1


def _goes_on(page: Page, entries: tuple[Entry, ...]) -> bool:
    if page.count == 0:
        return True
    return len(entries) >= page.count and entries[page.count - 1].commitment == page.last
