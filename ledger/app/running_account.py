"""One member's history as one reader's vault opens it, kept up with the index, and its figures with it."""

from collections.abc import Iterable

from ledger.app.desk import Desk
from ledger.app.ports import GrowingIndex, Standing
from ledger.app.running_page import RunningPage, page_of
from ledger.app.vault import Private
from ledger.core.account import Turned, turned
from ledger.core.facility import Facility, facilities
from ledger.core.grade import Relations
from ledger.core.history import History, Observation, Side, observe
from ledger.core.ids import Member, ObligationId, TradelineId
from ledger.core.tradeline import Tradeline
from ledger.rulebook.figure_set import FigureSet
from ledger.rulebook.rulebook import Rulebook
from ledger.rulebook.running.running import Running

_Reach = tuple[int, int, tuple[int, ...]]
"""Of the reader's vault: keys, marks of erasure, generations of private keys."""


class RunningAccount:
    """What came since the last time is read, folded and counted; all else stays.

    It is read again from the start where the chain took blocks back, and where the vault opens something else than
    the last time. A new relation, or a proposal that is accepted, makes observations anew, but folds nothing again.
    """

    def __init__(self, desk: Desk, index: GrowingIndex, reader: Member, member: Member) -> None:
        self._desk, self._index = desk, index
        self._reader, self._member = reader, member
        self._at: Standing | None = None
        self._clear()

    def figures(self, at: Standing, relations: Relations, as_of: int, rulebook: Rulebook) -> FigureSet:
        """Every figure of the member on the day `as_of`, as recorded up to the block `at`, of the index's own chain."""
        self._bring(at, relations)
        running = self._runnings.get(rulebook.hash())
        if running is None:
            running = self._runnings[rulebook.hash()] = Running(as_of, rulebook)
            for number, page in self._pages.items():
                self._count(running, number, page.state.obligations)
        if running.as_of != as_of:
            running.move_to(as_of)
        return running.figures()

    def _clear(self) -> None:
        self._history = History(self._member, ())
        self._own: frozenset[TradelineId] = frozenset()
        self._claims: frozenset[TradelineId] = frozenset()
        self._holdings: dict[ObligationId, TradelineId] = {}
        self._pages: dict[TradelineId, RunningPage] = {}
        self._runnings: dict[bytes, Running] = {}

    def _bring(self, at: Standing, relations: Relations) -> None:
        before, self._at = self._at, None  # whatever ends this half way, the next one begins anew
        if before is None or not self._goes_on(before, at):
            self._clear()
            self._history = History(self._member, (), relations=relations)
            self._list(at.number)
        else:
            self._go_on(before.number, at.number, relations)
        self._at, self._reached = at, self._reach()

    def _goes_on(self, before: Standing, at: Standing) -> bool:
        """Whether the chain only grew since, and the vault opens what it did."""
        standing = self._index.standing(before.number)
        same = standing is not None and standing.hash == before.hash and before.number <= at.number
        return same and self._reached == self._reach()

    def _reach(self) -> _Reach:
        vault, reader = self._desk.vault, self._reader
        generations = vault.keys.generations(reader, Private.ENCRYPTION)
        return vault.tradelines.held(reader), vault.erasures.marked(reader), generations

    def _go_on(self, since: int, until: int, relations: Relations) -> None:
        changed = {
            number: self._read_on(number, since, until)
            for number in self._index.touched(since, until) & self._pages.keys()
        }
        whole: set[TradelineId] = set()
        if self._index.listed(self._member, since, until):
            whole |= self._list(until)
        if relations != self._history.relations:
            self._history = History(self._member, (), relations=relations)
            whole |= self._pages.keys()
        for number in whole:
            changed[number] = changed.get(number, set()) | set(self._pages[number].state.obligations)
        for running in self._runnings.values():
            for number, obligations in changed.items():
                self._count(running, number, obligations)

    def _read_on(self, number: TradelineId, since: int, until: int) -> set[ObligationId]:
        """Reads a tradeline up to a block; which obligations may look different."""
        page = self._pages[number]
        before, entries = page.state, self._index.entries_after(number, since, until)
        if not page.read_on(self._desk.vault, self._reader, entries):
            page = self._pages[number] = page_of(self._desk, self._reader, number, until)
        elif _parties(page.state) == _parties(before):
            return {entry.obligation for entry in entries}
        return {*before.obligations, *page.state.obligations}

    def _list(self, until: int) -> set[TradelineId]:
        """Reads the member's lists up to a block, and tradelines that are new on them; those that stand otherwise."""
        index, member, before = self._index, self._member, (self._own, self._claims, self._holdings)
        self._own = frozenset(index.tradelines_of(member, until))
        self._claims = frozenset(index.claims_on(member, until))
        held = ((one, index.tradeline_of(one)) for one in index.holdings_of(member, until))
        self._holdings = {one: place for one, place in held if place is not None}
        for number in self._own | self._claims | set(self._holdings.values()):
            if number not in self._pages:
                self._pages[number] = page_of(self._desk, self._reader, number, until)
        taken = {place for one, place in self._holdings.items() if one not in before[2]}
        return {*(self._own - before[0]), *(self._claims - before[1]), *taken}

    def _count(self, running: Running, number: TradelineId, obligations: Iterable[ObligationId]) -> None:
        for side in Side:
            for obligation in obligations:
                before, after = running.seen(side, obligation), self._observation(side, number, obligation)
                if before != after:
                    running.replace(before, after)
            line, drawn = running.line(side, number), self._facility(side, number)
            if line != drawn:
                running.replace_line(line, drawn)
        words = self._turned(number)
        if running.told(number) != words:
            running.tell(number, words)

    def _observation(self, side: Side, number: TradelineId, id: ObligationId) -> Observation | None:
        """As `core.history.observations` has it."""
        state = self._pages[number].state
        obligation = state.obligations.get(id)
        if obligation is None:
            return None
        held = self._holdings.get(id) == number and state.holder(id) == self._member
        if side is Side.IS_PAID and held:
            return observe(self._history, state, obligation, side, claim=False)
        party = state.debtor if side is Side.PAYS else state.creditor
        if party != self._member or (number not in self._own and number not in self._claims):
            return None
        return observe(self._history, state, obligation, side, claim=number not in self._own)

    def _facility(self, side: Side, number: TradelineId) -> Facility | None:
        return next(iter(facilities(self._alone(number), side)), None)

    def _turned(self, number: TradelineId) -> tuple[Turned, ...]:
        return turned(self._alone(number))

    def _alone(self, number: TradelineId) -> History:
        """The history as if it had this tradeline only, and it only if it is on the member's own list."""
        own = (self._pages[number].state,) if number in self._own else ()
        return History(self._member, own, relations=self._history.relations)


def _parties(state: Tradeline) -> tuple[object, ...]:
    """What every obligation of a tradeline is graded by."""
    return state.creditor, state.debtor, state.status
