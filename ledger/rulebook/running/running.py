"""A member's figures, kept up: one changed observation, or one day more, and not the whole history again."""

from ledger.core.account import Turned
from ledger.core.errors import Misuse
from ledger.core.facility import Facility
from ledger.core.history import Counterparty, Observation, Side
from ledger.core.ids import ObligationId, TradelineId
from ledger.rulebook.business_day import as_due
from ledger.rulebook.figure_set import FigureSet
from ledger.rulebook.position import first_day
from ledger.rulebook.rulebook import STANDARD, Rulebook, check
from ledger.rulebook.rules import CoverageRules, LaterRules
from ledger.rulebook.running.book import OTHER, Book
from ledger.rulebook.running.calendar import Calendar
from ledger.rulebook.running.changes import steady
from ledger.rulebook.running.familiar import Familiar
from ledger.rulebook.running.sight import Sight, sight_of
from ledger.rulebook.running.tally import Tally

_Key = tuple[Side, ObligationId]
_Line = tuple[Side, TradelineId]


class Running:
    """`figures()` gives what `rulebook.figures` gives of the same observations and facilities, to the byte.

    A change costs what the one observation costs, its payments included; not what the history is long. A day more
    or less costs what changes on that day.
    """

    def __init__(self, as_of: int, rulebook: Rulebook = STANDARD) -> None:
        self._rulebook, self._hash = rulebook, rulebook.hash()
        self._window = first_day(as_of, rulebook.rules), as_of
        self._seen: dict[_Key, Observation] = {}
        self._lines: dict[_Line, Facility] = {}
        self._told: dict[TradelineId, tuple[Turned, ...]] = {}
        self._books: dict[tuple[Side, str], Book] = {}
        self._calendar: Calendar[_Key] = Calendar()
        self._familiar = Familiar(as_of, rulebook.rules)

    def __len__(self) -> int:
        """Observations, of whatever day."""
        return len(self._seen)

    @property
    def as_of(self) -> int:
        return self._window[1]

    def seen(self, side: Side, obligation: ObligationId) -> Observation | None:
        """What stands of an obligation."""
        return self._seen.get((side, obligation))

    def line(self, side: Side, tradeline: TradelineId) -> Facility | None:
        """What stands of a revolving credit."""
        return self._lines.get((side, tradeline))

    def replace(self, before: Observation | None, after: Observation | None) -> None:
        """One observation in the place of another; None for one that comes or goes.

        Misuse if an amount is not positive, or `before` is not what stands: then nothing is changed.
        """
        self._check(before, after)
        if before is not None:
            self._calendar.drop(_key(before))
            self._count(self._sight(before), -1)
            self._know(before, -1)
            del self._seen[_key(before)]
        if after is not None:
            self._seen[_key(after)] = after
            self._know(after, 1)
            sight = self._sight(after)
            self._count(sight, 1)
            self._calendar.put(_key(after), steady(sight, self._rulebook.rules))

    def replace_line(self, before: Facility | None, after: Facility | None) -> None:
        """One revolving credit in the place of another; None for one that comes or goes. `tradeline-1` knows of none.

        Of a new one the repayments are looked for in the whole history. Misuse if an amount is not positive, or
        `before` is not what stands.
        """
        if before is not None and self._lines.get(_line(before)) != before:
            raise Misuse(f"the facility on {before.tradeline} does not stand as it is to be replaced")
        if (
            after is not None
            and _line(after) in self._lines
            and (before is None or _line(before) != _line(after))
        ):
            raise Misuse(f"the facility on {after.tradeline} stands twice")
        if after is not None:
            check((), (after,))
        if before is not None:
            del self._lines[_line(before)]
        if after is not None:
            self._lines[_line(after)] = after
        if not isinstance(self._rulebook.rules, LaterRules):
            return
        if before is not None and after is not None and _place(before) == _place(after):
            self._book(after.side, after.currency).redraw(after)
            return
        if before is not None:
            self._book(before.side, before.currency).close_line(before.tradeline)
            self._tidy(before.side, before.currency)
        if after is not None:
            self._open_line(after)

    def told(self, account: TradelineId) -> tuple[Turned, ...]:
        """What agents say of an account, as it stands."""
        return self._told.get(account, ())

    def tell(self, account: TradelineId, words: tuple[Turned, ...]) -> None:
        """What agents say of one account, both sides, in the place of what stands of it. Of use from `tradeline-3` on.

        Misuse if they speak of another account.
        """
        if any(word.tradeline != account for word in words):
            raise Misuse(f"what is said of another account is not said of {account}")
        before = self._told.pop(account, ())
        if words:
            self._told[account] = words
        if not isinstance(self._rulebook.rules, CoverageRules):
            return
        for key in sorted({_money(word) for word in (*before, *words)}, key=str):
            self._book(*key).tell(account, tuple(word for word in words if _money(word) == key))
            self._tidy(*key)

    def move_to(self, as_of: int) -> None:
        """The same history as of another day, later or earlier."""
        moving = [(key, self._seen[key]) for key in self._calendar.moving(self.as_of, as_of)]
        for key, seen in moving:
            self._calendar.drop(key)
            self._count(self._sight(seen), -1)
        self._window = first_day(as_of, self._rulebook.rules), as_of
        for who in self._familiar.move_to(as_of):
            self._mark_new(who)
        for key, seen in moving:
            sight = self._sight(seen)
            self._count(sight, 1)
            self._calendar.put(key, steady(sight, self._rulebook.rules))

    def figures(self) -> FigureSet:
        """Every figure as of the day."""
        keys = sorted(self._books, key=lambda key: (key[0].value, key[1]))
        found = ((key, self._books[key].figures(self._window)) for key in keys)
        return FigureSet(
            rulebook=self._rulebook.id,
            rulebook_hash=self._hash,
            as_of=self.as_of,
            first=self._window[0],
            figures={key: own for key, own in found if own is not None},
        )

    def _check(self, before: Observation | None, after: Observation | None) -> None:
        if before is not None and self._seen.get(_key(before)) != before:
            raise Misuse(f"obligation 0x{before.obligation.hex()} does not stand as it is to be replaced")
        if after is None:
            return
        check((after,))
        if _key(after) in self._seen and (before is None or _key(before) != _key(after)):
            raise Misuse(f"obligation 0x{after.obligation.hex()} stands twice")

    def _sight(self, seen: Observation) -> Sight:
        return sight_of(as_due(seen, self._rulebook.rules), self.as_of)

    def _know(self, seen: Observation, times: int) -> None:
        if self._familiar.know(seen, times):
            self._mark_new(seen.counterparty)

    def _count(self, sight: Sight, times: int) -> None:
        seen, (first, as_of) = sight.seen, self._window
        if not seen.claim and first <= seen.issued <= as_of and self._familiar.stand(seen, times):
            self._mark_reciprocal(OTHER[seen.side], seen.counterparty)
        reciprocal = self._familiar.stands(OTHER[seen.side], seen.counterparty)
        marks = reciprocal, self._familiar.is_new(seen.counterparty)
        self._book(seen.side, seen.currency).place(sight, first, marks, times)
        self._tidy(seen.side, seen.currency)

    def _open_line(self, line: Facility) -> None:
        place = _place(line)
        own = (one for one in self._seen.values() if (one.side, one.currency, one.tradeline) == place)
        repaid = (self._sight(one) for one in own if not one.claim)
        self._book(line.side, line.currency).open_line(line, repaid)

    def _tidy(self, side: Side, currency: str) -> None:
        if not self._books[side, currency]:
            del self._books[side, currency]

    def _tally(self) -> Tally:
        return Tally(self._rulebook.rules)

    def _book(self, side: Side, currency: str) -> Book:
        book = self._books.get((side, currency))
        if book is None:
            book = self._books[side, currency] = Book(side, currency, self._rulebook.rules, self._tally)
        return book

    def _mark_reciprocal(self, side: Side, who: Counterparty) -> None:
        times = 1 if self._familiar.stands(OTHER[side], who) else -1
        for (own, _), book in self._books.items():
            if own is side:
                book.grounds.mark_reciprocal(who, times)

    def _mark_new(self, who: Counterparty) -> None:
        times = 1 if self._familiar.is_new(who) else -1
        for book in self._books.values():
            book.grounds.mark_new(who, times)


def _key(seen: Observation) -> _Key:
    return seen.side, seen.obligation


def _line(facility: Facility) -> _Line:
    return facility.side, facility.tradeline


def _money(word: Turned) -> tuple[Side, str]:
    return word.side, word.currency


def _place(facility: Facility) -> tuple[Side, str, TradelineId]:
    return facility.side, facility.currency, facility.tradeline
