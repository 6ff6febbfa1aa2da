"""A member's history as a reader's vault opens it, as it stands now or as it was known at a block."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ledger.app.desk import Desk
from ledger.app.opening import read_tradeline
from ledger.app.ports import Index
from ledger.app.register import Page
from ledger.core.day import DAY_SECONDS, Day
from ledger.core.effect import Code
from ledger.core.entry import Opened
from ledger.core.grade import Relations
from ledger.core.history import History
from ledger.core.ids import ON_TRADELINE, Member, TradelineId
from ledger.core.transition import fold


@dataclass(frozen=True, slots=True)
class Chronicle:
    """The history, and every tradeline of it with the names under which its reader knows it."""

    history: History
    pages: Mapping[TradelineId, Page]

    def sealed(self) -> int:
        """How many entries the reader has no key for: they are in no figure."""
        return sum(
            effect.code is Code.SEALED for page in self.pages.values() for effect in page.state.effects
        )


def chronicle(
    desk: Desk,
    reader: Member,
    member: Member,
    related: Iterable[tuple[Member, Member]],
    until: int | None = None,
) -> Chronicle:
    """All that the chain's three lists of `member` lead to up to block `until`; what `reader` cannot open is sealed."""
    own, claims = desk.index.tradelines_of(member, until), desk.index.claims_on(member, until)
    standing = ((one, desk.index.tradeline_of(one)) for one in desk.index.holdings_of(member, until))
    holdings = [(one, place) for one, place in standing if place is not None]
    numbers = dict.fromkeys((*own, *claims, *(place for _, place in holdings)))
    pages = {number: _page(desk, reader, number, until) for number in numbers}
    history = History(
        member,
        tuple(pages[number].state for number in own),
        tuple(pages[number].state for number in claims),
        tuple((one, pages[place].state) for one, place in holdings),
        Relations.of(related),
    )
    return Chronicle(history, pages)


def last_block_by(index: Index, day: Day) -> int:
    """The last block of the index by the end of a day, UTC; 0 if there is none."""
    last, second = index.standing(), (day + 1) * DAY_SECONDS
    low, high = index.start() - 1, last.number if last else index.start() - 1
    while low < high:
        middle = (low + high + 1) // 2
        block = index.standing(middle)
        low, high = (low, middle - 1) if block is not None and block.time >= second else (middle, high)
    found = index.standing(low)
    return 0 if found is None or found.time >= second else found.number


def _page(desk: Desk, reader: Member, tradeline: TradelineId, until: int | None) -> Page:
    readings = read_tradeline(desk, reader, tradeline, until)
    page = Page(fold(tradeline, ((entry, reading.content) for entry, reading in readings)))
    for entry, reading in readings:
        match reading.content:
            case Opened(identity=names) if names is not None and entry.obligation == ON_TRADELINE:
                page.opening = page.opening or names
            case Opened(identity=names) if names is not None:
                page.names.setdefault(entry.obligation, names)
    return page
