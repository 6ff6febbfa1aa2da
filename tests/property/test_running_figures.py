"""Figures that are kept up are those computed from the start, whatever came and went, on whatever day."""

from dataclasses import dataclass, replace
from itertools import accumulate, product
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.core.account import Turned
from ledger.core.day import LAST, Day, date_of
from ledger.core.entry import Clock
from ledger.core.errors import Misuse
from ledger.core.facility import Facility, Limit
from ledger.core.grade import Attested, Grade
from ledger.core.history import Counterparty, DisputeSpan, Interest, Observation, Part, Side
from ledger.core.ids import Member, ObligationId, TradelineId
from ledger.rulebook.definitions import THIRD
from ledger.rulebook.figure_set import FigureSet
from ledger.rulebook.month_end import month_end, month_of
from ledger.rulebook.position import first_day
from ledger.rulebook.rulebook import KNOWN, STANDARD, Rulebook, figures
from ledger.rulebook.rules import CoverageRules, Rules
from ledger.rulebook.running.changes import leaves
from ledger.rulebook.running.once import figures_at_once
from ledger.rulebook.running.running import Running

NOW = 20_147
"""2025-02-28: a window back to a 28th and a 29th of February."""
DAYS = st.one_of(
    st.integers(NOW - 900, NOW + 130),
    st.integers(NOW - 2_000, NOW),
    st.sampled_from([NOW, NOW - 730, NOW - 731, NOW - 729]),
)
AS_OF = st.one_of(
    st.integers(NOW - 200, NOW + 800),
    st.integers(NOW, NOW + 2_900),
    st.integers(NOW - 3, NOW + 3),
    st.integers(NOW - 60, NOW + 60),
)
TRADELINES = [TradelineId(Member(7), 1), TradelineId(Member(7), 2)]
GRADES = st.sampled_from(Grade)
CLOCKS = st.one_of(st.none(), st.builds(Clock, st.just(1), DAYS.map(lambda day: day * 86_400 + 70_000)))
AMOUNTS = st.one_of(st.integers(1, 3_000), st.integers(40_000, 60_000))
ATTESTED = st.builds(Attested, st.sampled_from([Member(3), Member(4)]), DAYS, AMOUNTS)
PARTS = st.builds(Part, DAYS, AMOUNTS, GRADES, CLOCKS, st.booleans())
SPANS = st.builds(DisputeSpan, DAYS, st.one_of(st.none(), DAYS), st.booleans(), CLOCKS)


T = TypeVar("T")


def several(parts: st.SearchStrategy[T], most: int) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(parts, max_size=most).map(tuple)


OBSERVATIONS = st.builds(
    Observation,
    side=st.sampled_from(Side),
    obligation=st.integers(0, 7).map(lambda number: ObligationId(number.to_bytes(32))),
    counterparty=st.sampled_from([Counterparty(name) for name in "abc"]),
    currency=st.sampled_from(["EUR", "EUR", "CNY"]),
    amount=st.one_of(st.integers(1, 5_000), st.integers(40_000, 200_000)),
    issued=DAYS,
    due=DAYS,
    payments=several(PARTS, 3),
    credits=several(PARTS, 1),
    disputes=several(SPANS, 2),
    write_offs=several(PARTS, 1),
    attested=several(ATTESTED, 3),
    grade=GRADES,
    recorded=CLOCKS,
    corrected=CLOCKS,
    tradeline=st.sampled_from([None, *TRADELINES]),
    interest=st.sampled_from(Interest),
    related=st.booleans(),
    claim=st.sampled_from([False, False, False, True]),
)


def settled(item: Observation, issued: int, late: int) -> Observation:
    """Open for months, over some of which a status string begins, and then paid."""
    payments = (*item.payments, Part(issued + 30 + late, item.amount))
    return replace(item, issued=issued, due=issued + 30, payments=payments)


SETTLED = st.builds(
    settled,
    OBSERVATIONS,
    st.one_of(st.integers(NOW - 2_100, NOW - 1_700), st.integers(NOW - 320, NOW - 100)),
    st.integers(40, 400),
)
FACILITIES = st.builds(
    Facility,
    side=st.sampled_from(Side),
    tradeline=st.sampled_from(TRADELINES),
    counterparty=st.just(Counterparty("a")),
    currency=st.sampled_from(["EUR", "CNY"]),
    limits=st.lists(
        st.builds(Limit, DAYS, st.sampled_from([0, 1_000, 100_000]), CLOCKS), min_size=1, max_size=2
    ).map(tuple),
    drawdowns=several(PARTS, 2),
    grade=st.sampled_from([Grade.B, Grade.C]),
)
STAYING = {
    (side, currency): (
        Observation(side, ObligationId(sign * 32), Counterparty("d"), currency, 1, NOW - 2_200, int(LAST)),
        Observation(
            side, ObligationId(sign * 31 + b"0"), Counterparty("d"), currency, 1, 0, 0, (Part(0, 1),)
        ),
    )
    for side, (sign, currency) in product(Side, ((b"e", "EUR"), (b"c", "CNY")))
}
"""Something open and never due, of which a string tells nothing but `*`; and something that no day changes, so that
their book stands throughout.
"""
ACCOUNTS = [TradelineId(Member(7), 8), TradelineId(Member(7), 9)]
MONTHS = DAYS.map(lambda day: month_end(month_of(day)))


@dataclass(frozen=True)
class Account:
    """All that is said of one account."""

    tradeline: TradelineId
    words: tuple[Turned, ...]


def accounts(tradeline: TradelineId) -> st.SearchStrategy[Account]:
    word = st.builds(
        Turned,
        st.sampled_from(Side),
        st.just(tradeline),
        st.sampled_from([Member(3), Member(4)]),
        st.sampled_from(["EUR", "CNY"]),
        MONTHS,
        st.one_of(st.just(0), AMOUNTS),
        CLOCKS,
    )
    return st.builds(Account, st.just(tradeline), several(word, 4))


STEPS = st.lists(
    st.one_of(OBSERVATIONS, SETTLED, AS_OF, FACILITIES, st.sampled_from(ACCOUNTS).flatmap(accounts)),
    max_size=14,
)
SHORT = Rulebook(
    "short", CoverageRules(window_months=5, status_months=4, dispute_days=11, coverage_months=6), THIRD
)
"""Everything ends sooner, and more of it within a history."""
FOLLOWING = Rulebook("following", replace(SHORT.rules, weekend="following"), THIRD)
"""The same, and nothing is due on a weekend."""
BOOKS = st.sampled_from([*KNOWN.values(), SHORT, SHORT, FOLLOWING])


Step = Observation | Facility | Account | int


class Scratch:
    """The same history kept as a list, its figures computed from the start."""

    def __init__(self) -> None:
        self.seen: dict[tuple[Side, ObligationId], Observation] = {}
        self.lines: dict[tuple[Side, TradelineId], Facility] = {}
        self.told: dict[TradelineId, tuple[Turned, ...]] = {}

    def figures(self, as_of: int, book: Rulebook = STANDARD) -> FigureSet:
        words = (word for own in self.told.values() for word in own)
        return figures(self.seen.values(), as_of, book, self.lines.values(), words)


def working_day(day: int) -> int:
    """The first day from this one on that is no Saturday or Sunday of the calendar."""
    return next(one for one in range(day, day + 3) if date_of(Day(one)).isoweekday() <= 5)


def play(running: Running, held: Scratch, step: Step) -> None:
    """A day is moved to; a thing comes, or goes in the place of another: what stands as it is goes away."""
    match step:
        case Observation():
            before = held.seen.pop((step.side, step.obligation), None)
            running.replace(before, None if before == step else step)
            if before != step:
                held.seen[step.side, step.obligation] = step
        case Facility():
            line = held.lines.pop((step.side, step.tradeline), None)
            running.replace_line(line, None if line == step else step)
            if line != step:
                held.lines[step.side, step.tradeline] = step
        case Account():
            running.tell(step.tradeline, step.words)
            held.told[step.tradeline] = step.words
            assert running.told(step.tradeline) == step.words
        case _:
            running.move_to(step)


@settings(max_examples=200)
@given(STEPS, AS_OF, BOOKS)
def test_kept_up_is_computed_from_the_start(steps: list[Step], as_of: int, book: Rulebook) -> None:
    running, held = Running(as_of, book), Scratch()
    for step in steps:
        play(running, held, step)
        found, told = running.figures(), held.figures(running.as_of, book)
        assert found == told
        assert (found.as_json(), found.minimum(), found.published()) == (
            told.as_json(),
            told.minimum(),
            told.published(),
        )


@given(STEPS, AS_OF, BOOKS)
def test_computed_at_once_is_computed_figure_by_figure(steps: list[Step], as_of: int, book: Rulebook) -> None:
    seen = {(one.side, one.obligation): one for one in steps if isinstance(one, Observation)}
    lines = {(one.side, one.tradeline): one for one in steps if isinstance(one, Facility)}
    accounts = {one.tradeline: one.words for one in steps if isinstance(one, Account)}
    words = [word for own in accounts.values() for word in own]
    found = figures_at_once(seen.values(), as_of, book, lines.values(), words)
    told = figures(seen.values(), as_of, book, lines.values(), words)
    assert found == told
    assert found.as_json() == told.as_json()


@given(st.lists(OBSERVATIONS, max_size=6, unique_by=lambda one: (one.side, one.obligation)), AS_OF)
def test_nothing_but_due_days_is_moved_from_a_weekend(items: list[Observation], as_of: int) -> None:
    """The same as if each were due on the day that is none."""
    moved = [replace(item, due=working_day(item.due)) for item in items]
    found, told = figures(items, as_of, FOLLOWING), figures(moved, as_of, SHORT)
    assert found.figures == told.figures
    assert figures_at_once(items, as_of, FOLLOWING) == found


@given(STEPS, AS_OF, BOOKS)
def test_nothing_is_left_of_what_goes_away(steps: list[Step], as_of: int, book: Rulebook) -> None:
    """On no day that was asked for, where something else stays that would show it; nor where nothing stays."""
    running, held = Running(as_of, book), Scratch()
    staying = [item for own in STAYING.values() for item in own]
    for item in staying:
        running.replace(None, item)
    for step in steps:
        play(running, held, step)
    for item in held.seen.values():
        running.replace(item, None)
    for line in held.lines.values():
        running.replace_line(line, None)
    for account in ACCOUNTS:
        running.tell(account, ())
    for day in {as_of: 0, **{step: 0 for step in steps if isinstance(step, int)}}:
        running.move_to(day)
        assert running.figures() == figures(staying, day, book)
    for item in staying:
        running.replace(item, None)
    assert len(running) == 0
    assert running.figures() == figures((), running.as_of, book)


@given(
    st.lists(st.one_of(SETTLED, SETTLED, OBSERVATIONS), min_size=1, max_size=3),
    st.integers(NOW - 40, NOW + 40),
    st.lists(st.integers(-45, 45), min_size=1, max_size=3),
    BOOKS,
)
def test_nothing_is_left_of_what_goes_away_some_days_later(
    items: list[Observation], first: int, ways: list[int], book: Rulebook
) -> None:
    """Seen on all the days between which it came and went."""
    running, held, days = Running(first, book), Scratch(), list(accumulate(ways, initial=first))
    for item in STAYING[Side.PAYS, "EUR"]:
        running.replace(None, item)
    for item in items:
        play(running, held, replace(item, side=Side.PAYS, currency="EUR"))
    for day in days:
        running.move_to(day)
    for item in held.seen.values():
        running.replace(item, None)
    for day in days:
        running.move_to(day)
        assert running.figures() == figures(STAYING[Side.PAYS, "EUR"], day, book)


@given(st.lists(OBSERVATIONS, max_size=6), AS_OF, AS_OF, BOOKS)
def test_the_way_to_a_day_is_of_no_account(
    items: list[Observation], first: int, last: int, book: Rulebook
) -> None:
    """Day by day forth and back again is the same as at once."""
    daily, at_once, held = Running(first, book), Running(last, book), Scratch()
    for item in items:
        play(daily, held, item)
    for item in held.seen.values():
        at_once.replace(None, item)
    step = 1 if last > first else -1
    for day in range(first, last, step * 29):
        daily.move_to(day)
    daily.move_to(last)
    assert daily.figures() == at_once.figures()
    daily.move_to(first)
    at_once.move_to(first)
    assert daily.figures() == at_once.figures() == held.figures(first, book)


def test_a_day_back_shows_a_month_that_the_string_had_lost() -> None:
    """Issued 61 months before the first day asked for, and open until two years before it."""
    old = Observation(Side.PAYS, ObligationId(bytes(32)), Counterparty("a"), "EUR", 1, 18_148, 19_248)
    paid = replace(old, payments=(Part(19_248, 1),))
    running = Running(19_997, STANDARD)
    running.replace(None, paid)
    running.move_to(19_967)
    assert running.figures() == figures([paid], 19_967)


def test_a_day_back_shows_no_month_of_what_has_gone() -> None:
    """Late in the string's first month, which a month later is its first no more; then it goes away."""
    late, punctual = (
        Observation(Side.PAYS, ObligationId(bytes(32)), Counterparty("a"), "EUR", 1, 18_148, 18_178),
        Observation(Side.PAYS, ObligationId(b"b" * 32), Counterparty("a"), "EUR", 1, 18_148, 19_248),
    )
    late, punctual = (replace(one, payments=(Part(19_248, 1),)) for one in (late, punctual))
    running = Running(20_117, STANDARD)
    running.replace(None, late)
    running.replace(None, punctual)
    running.move_to(20_120)
    running.replace(late, None)
    running.move_to(20_117)
    assert running.figures() == figures([punctual], 20_117)


@given(OBSERVATIONS, OBSERVATIONS)
def test_what_does_not_stand_is_not_replaced_and_nothing_stands_twice(
    item: Observation, other: Observation
) -> None:
    running = Running(NOW)
    other = replace(other, side=item.side, obligation=item.obligation, amount=item.amount + 1)
    running.replace(None, item)
    before = running.figures()
    for given_before, given_after in ((other, None), (other, item), (None, other), (None, item)):
        with pytest.raises(Misuse):
            running.replace(given_before, given_after)
    for nothing in (
        replace(item, amount=0),
        replace(item, amount=-1),
        replace(item, payments=(Part(NOW, 0),)),
        replace(item, credits=(Part(NOW, -5),)),
    ):
        with pytest.raises(Misuse, match="not positive"):
            running.replace(item, nothing)
    assert running.figures() == before == figures([item], NOW)
    running.replace(item, other)
    assert running.figures() == figures([other], NOW)


@given(st.integers(0, 40_000), st.sampled_from([1, 11, 24, 60]))
def test_a_day_leaves_the_window_on_the_day_that_is_said(day: int, months: int) -> None:
    rules = Rules(window_months=months)
    gone = leaves(day, months)
    assert first_day(gone - 1, rules) <= day < first_day(gone, rules)
