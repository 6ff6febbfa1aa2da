"""A member's history as a reader's vault opens it, as it stands now or as it was known at a block."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ledger.app.desk import Desk
from ledger.app.opening import read_tradeline
from ledger.app.register import Page
from ledger.core.codes import MemberList
from ledger.core.entry import Clock, Opened
from ledger.core.grade import Relations
from ledger.core.history import History
from ledger.core.ids import ON_TRADELINE, Member, TradelineId
from ledger.core.transition import fold


@dataclass(frozen=True, slots=True)
class Chronicle:
    """The history, and every tradeline of it with the names under which its reader knows it."""

    history: History
    pages: Mapping[TradelineId, Page]


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


def last_block_before(desk: Desk, member: Member, second: int) -> int:
    """The last block with a word about the member whose time is before `second` (Unix time); 0 if there is none."""
    index = desk.index
    listed = [clock for each in MemberList for _, _, clock in index.listings(member, each)]
    held = (index.tradeline_of(one) for one in index.holdings_of(member))
    numbers = {
        *index.tradelines_of(member),
        *index.claims_on(member),
        *(one for one in held if one is not None),
    }
    clocks: list[Clock] = [*listed, *(entry.clock for number in numbers for entry in index.entries(number))]
    return max((clock.number for clock in clocks if clock.time < second), default=0)


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
