"""A member's history as the chain knew it at the end of a day, with the names that the member itself gave."""

from dataclasses import dataclass

from ledger.app.opening import read_tradeline
from ledger.app.proofs import header_at
from ledger.core.content import Identity
from ledger.core.day import Day
from ledger.core.entry import Clock, Content, Entry, Opened, Void
from ledger.core.errors import Misuse
from ledger.core.grade import Relations
from ledger.core.history import History
from ledger.core.ids import ON_TRADELINE, Member, ObligationId, TradelineId
from ledger.core.tradeline import Tradeline
from ledger.core.transition import fold
from ledger.rulebook.rulebook import STANDARD
from ledger.wiring import Node

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Counts:
    """Entries of a tradeline: all, those that this member cannot open, those void by their recorder's fault."""

    total: int
    sealed: int
    void: int


@dataclass(frozen=True, slots=True)
class Account:
    """The history, the block up to which it goes, and of each tradeline how much was read."""

    history: History
    known: Clock
    counts: dict[TradelineId, Counts]
    openings: dict[TradelineId, Identity]
    names: dict[ObligationId, Identity]

    @property
    def day(self) -> Day:
        """The day of the block's time, as the standard rulebook counts days."""
        return Day(STANDARD.as_of_day(self.known.time))


def account_of(node: Node, member: Member, known_on: Day | None) -> Account:
    """Everything recorded of a member by the end of the day `known_on` (UTC), or by now. Misuse, Unavailable."""
    known = known_by(node, known_on)
    index, block = node.index, known.number
    own, claims = index.tradelines_of(member, block), index.claims_on(member, block)
    held = {id: index.tradeline_of(id) for id in index.holdings_of(member, block)}
    numbers = dict.fromkeys((*own, *claims, *(number for number in held.values() if number)))
    read = {number: _read(node, member, number, block) for number in numbers}
    folded = {number: fold(number, entries) for number, entries in read.items()}
    history = History(
        member,
        tuple(folded[number] for number in own),
        tuple(folded[number] for number in claims),
        tuple((id, folded[number]) for id, number in held.items() if number),
        Relations.of(node.related(block)),
    )
    openings, names = _names(read)
    counts = {number: _counts(entries) for number, entries in read.items()}
    return Account(history, known, counts, openings, names)


def known_by(node: Node, known_on: Day | None) -> Clock:
    """The last block of the index, or the last one whose time is on the day or before it."""
    position = node.index.position()
    if position is None:
        raise Misuse("the index has no block yet")
    last = _clock(node, position.number)
    if known_on is None or last.time < (known_on + 1) * DAY:
        return last
    below, above = node.index.start(), position.number
    if _clock(node, below).time >= (known_on + 1) * DAY:
        raise Misuse("the ledger had not begun on this day")
    # Block times never go back: the last block of the day stands between one that is early and one that is late.
    while above - below > 1:
        middle = (below + above) // 2
        below, above = (
            (middle, above) if _clock(node, middle).time < (known_on + 1) * DAY else (below, middle)
        )
    return _clock(node, below)


def tradelines_of(account: Account) -> tuple[Tradeline, ...]:
    """Each tradeline once: own ones, claims, those of obligations held."""
    history = account.history
    every = (*history.tradelines, *history.claims, *(tradeline for _, tradeline in history.holdings))
    return tuple({tradeline.id: tradeline for tradeline in every}.values())


_Read = list[tuple[Entry, Content]]


def _read(node: Node, member: Member, number: TradelineId, block: int) -> _Read:
    return [(entry, found.content) for entry, found in read_tradeline(node.desk, member, number, block)]


def _counts(entries: _Read) -> Counts:
    """Shares are keys, not words: what they give is counted where it opens something."""
    words = [content for entry, content in entries if entry.entry_class.name != "SHARE"]
    opened = sum(isinstance(content, Opened) for content in words)
    void = sum(isinstance(content, Void) for content in words)
    return Counts(len(words), len(words) - opened - void, void)


def _names(
    read: dict[TradelineId, _Read],
) -> tuple[dict[TradelineId, Identity], dict[ObligationId, Identity]]:
    """The first names given to each tradeline and each obligation."""
    openings: dict[TradelineId, Identity] = {}
    names: dict[ObligationId, Identity] = {}
    for number, entries in read.items():
        for entry, content in entries:
            if isinstance(content, Opened) and content.identity is not None:
                if entry.obligation == ON_TRADELINE:
                    openings.setdefault(number, content.identity)
                else:
                    names.setdefault(entry.obligation, content.identity)
    return openings, names


def _clock(node: Node, number: int) -> Clock:
    return Clock(number, header_at(node.chain, number).timestamp)
