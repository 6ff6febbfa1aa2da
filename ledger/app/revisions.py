"""A day's figures as they were known, beside those as known now, and the records since that made the difference."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ledger.app.chronicle import Chronicle
from ledger.app.desk import Desk
from ledger.app.opening import read_tradeline
from ledger.attest.account import recompute
from ledger.core.account import turned
from ledger.core.codes import EntryClass, Kind
from ledger.core.content import Facts
from ledger.core.effect import EFFECTIVE, Code
from ledger.core.entry import Entry, Opened
from ledger.core.facility import facilities
from ledger.core.history import Side, observations
from ledger.core.ids import ON_TRADELINE, Member, ObligationId, TradelineId
from ledger.core.obligation import Obligation
from ledger.rulebook.figure_changes import FigureChange, figure_changes
from ledger.rulebook.figure_set import FigureSet
from ledger.rulebook.revisions import Revised, revised, revised_accounts, revised_facilities
from ledger.rulebook.rulebook import Rulebook

_DATED = frozenset({Kind.SETTLEMENT, Kind.CREDIT_NOTE, Kind.WRITE_OFF})
"""What counts from its own day. A returned payment never came, whatever the day of its return (docs/fold.md, 4)."""


@dataclass(frozen=True, slots=True)
class Later:
    """An entry recorded since, which had an effect: what it says, in minor units and days; its `code` says how it
    was taken (docs/fold.md).
    """

    entry: Entry
    kind: Kind
    code: Code
    currency: str | None
    amount: int | None
    day: int | None


@dataclass(frozen=True, slots=True)
class Revisions:
    """Of one day. `related`: pairs that the registry has called related since, which no entry tells of."""

    then: FigureSet
    now: FigureSet
    changes: tuple[FigureChange, ...]
    revised: tuple[Revised, ...]
    records: tuple[Later, ...]
    related: tuple[tuple[Member, Member], ...]

    def records_on(
        self, tradeline: TradelineId | None, obligation: ObligationId = ON_TRADELINE
    ) -> tuple[Later, ...]:
        """Those on one obligation, or on the tradeline itself; in the chain's order."""
        place = (tradeline, obligation)
        return tuple(it for it in self.records if (it.entry.tradeline, it.entry.obligation) == place)


def revisions(
    desk: Desk,
    reader: Member,
    then: Chronicle,
    now: Chronicle,
    blocks: tuple[int, int],
    as_of: int,
    rulebook: Rulebook,
) -> Revisions:
    """Compares two chronicles of one member, up to the first and to the second of `blocks`.

    `records` are the entries after the first on each obligation that is known otherwise, and on its tradeline itself;
    what is dated after `as_of` is left aside, corrections of terms excepted. Keys are the reader's of now, for both.
    """
    old, new = (recompute(found.history, as_of, rulebook) for found in (then, now))
    both = [[item for side in Side for item in observations(found.history, side)] for found in (then, now)]
    lines = [[item for side in Side for item in facilities(found.history, side)] for found in (then, now)]
    otherwise = revised(both[0], both[1], as_of)
    credits = revised_facilities(lines[0], lines[1], as_of)
    accounts = revised_accounts(turned(then.history), turned(now.history), as_of)
    places = {(it.tradeline, it.obligation) for it in otherwise}
    touched = dict.fromkeys((*(it.tradeline for it in otherwise), *credits, *accounts))
    records = [
        later
        for tradeline in touched
        if tradeline is not None
        for later in _later(desk, reader, now, tradeline, blocks, as_of)
        if later.entry.obligation == ON_TRADELINE or (tradeline, later.entry.obligation) in places
    ]
    pairs = now.history.relations.pairs - then.history.relations.pairs
    return Revisions(
        then=old,
        now=new,
        changes=figure_changes(old, new),
        revised=otherwise,
        records=tuple(sorted(records, key=lambda it: (it.entry.clock, it.entry.position))),
        related=tuple(sorted(_of_interest(now, pairs))),
    )


def _later(
    desk: Desk, reader: Member, now: Chronicle, tradeline: TradelineId, blocks: tuple[int, int], as_of: int
) -> Iterator[Later]:
    since, until = blocks
    readings = read_tradeline(desk, reader, tradeline, until)
    for (entry, reading), effect in zip(readings, now.pages[tradeline].state.effects, strict=True):
        content = reading.content
        told = isinstance(content, Opened) and entry.entry_class is not EntryClass.SHARE
        if entry.clock.number > since and told and effect.code in EFFECTIVE:
            assert isinstance(content, Opened)
            facts = content.facts
            kind = Kind(facts.kind)
            obligation = now.pages[tradeline].state.obligations.get(entry.obligation)
            if kind in _DATED and (facts.day or 0) > as_of and not _told_before(obligation, facts, as_of):
                continue
            yield Later(entry, kind, effect.code, facts.currency, facts.amount, facts.day)


def _told_before(obligation: Obligation | None, facts: Facts, as_of: int) -> bool:
    """Whether another report has the payment on a day up to `as_of`, from which a better one may move it."""
    reports = obligation.reports if obligation and facts.payment else ()
    return any(report.payment == facts.payment and report.day <= as_of for report in reports)


def _of_interest(now: Chronicle, pairs: Iterable[tuple[Member, Member]]) -> Iterator[tuple[Member, Member]]:
    """Pairs of which both have a part in the member's tradelines."""
    named = {now.history.member}
    for page in now.pages.values():
        state = page.state
        named |= {state.creditor, state.debtor, *(item.agent for item in state.appointments)}
        named |= {title.holder for title in state.titles.values()}
    return (pair for pair in pairs if named.issuperset(pair))
