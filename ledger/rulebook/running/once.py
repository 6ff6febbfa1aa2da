"""A member's figures computed once, in one pass: for many members after each other."""

from collections.abc import Iterable

from ledger.core.account import Turned
from ledger.core.facility import Facility
from ledger.core.history import Observation, Side
from ledger.core.ids import TradelineId
from ledger.rulebook.business_day import all_as_due
from ledger.rulebook.figure_set import FigureSet
from ledger.rulebook.figures import Figures
from ledger.rulebook.position import Position, first_day
from ledger.rulebook.rulebook import STANDARD, Rulebook, check
from ledger.rulebook.rules import CoverageRules, LaterRules, Rules
from ledger.rulebook.running.book import OTHER, Book
from ledger.rulebook.running.familiar import Familiar
from ledger.rulebook.running.movements import Track
from ledger.rulebook.running.sight import sight_of
from ledger.rulebook.running.tally import Tally


class Pile:
    """A population whose positions are tallied when its figures are asked for, once for all populations that are made
    of the same: without disputes, or with payments of one grade, several are.
    """

    __slots__ = ("_done", "_positions", "_rules", "_tracks")

    def __init__(self, rules: Rules, done: dict[tuple[int, ...], Figures]) -> None:
        self._rules, self._done = rules, done
        self._positions: list[Position] = []
        self._tracks: list[Track] = []

    def add(self, item: Position, first: int, times: int) -> None:
        """Takes a position; nothing is ever taken away."""
        self._positions.append(item)

    def move(self, track: Track, as_of: int, times: int) -> None:
        """Takes how a position moved."""
        self._tracks.append(track)

    def figures(self, side: Side, as_of: int, first: int) -> Figures:
        """As `Tally.figures`."""
        key = (*map(id, self._positions), 0, *map(id, self._tracks))
        if key not in self._done:
            tally = Tally(self._rules)
            for item in self._positions:
                tally.add(item, first, 1)
            for track in self._tracks:
                tally.move(track, as_of, 1)
            self._done[key] = tally.figures(side, as_of, first)
        return self._done[key]


def figures_at_once(
    observations: Iterable[Observation],
    as_of: int,
    rulebook: Rulebook = STANDARD,
    facilities: Iterable[Facility] = (),
    turned: Iterable[Turned] = (),
) -> FigureSet:
    """What `rulebook.figures` gives, to the byte. Misuse, as there."""
    rules, first = rulebook.rules, first_day(as_of, rulebook.rules)
    seen, lines = all_as_due(observations, rules), tuple(facilities)
    check(seen, lines)
    familiar = Familiar(as_of, rules)
    for item in seen:
        familiar.know(item, 1)
        if not item.claim and first <= item.issued <= as_of:
            familiar.stand(item, 1)
    books: dict[tuple[Side, str], Book] = {}

    def book(key: tuple[Side, str]) -> Book:
        if key not in books:
            done: dict[tuple[int, ...], Figures] = {}
            books[key] = Book(*key, rules, lambda: Pile(rules, done))
        return books[key]

    for line in lines if isinstance(rules, LaterRules) else ():
        book((line.side, line.currency)).open_line(line)
    words: dict[tuple[tuple[Side, str], TradelineId], list[Turned]] = {}
    for word in turned if isinstance(rules, CoverageRules) else ():
        words.setdefault(((word.side, word.currency), word.tradeline), []).append(word)
    for (key, tradeline), own in words.items():
        book(key).tell(tradeline, tuple(own))
    for item in seen:
        reciprocal = familiar.stands(OTHER[item.side], item.counterparty)
        marks = reciprocal, familiar.is_new(item.counterparty)
        book((item.side, item.currency)).place(sight_of(item, as_of), first, marks, 1)
    ordered = sorted(books, key=lambda key: (key[0].value, key[1]))
    found = ((key, books[key].figures((first, as_of))) for key in ordered)
    return FigureSet(
        rulebook=rulebook.id,
        rulebook_hash=rulebook.hash(),
        as_of=as_of,
        first=first,
        figures={key: own for key, own in found if own is not None},
    )
