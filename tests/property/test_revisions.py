"""What is not told as revised changes no figure: of any two states of knowledge about the same obligations."""

from dataclasses import replace
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from ledger.core.account import Turned
from ledger.core.entry import Clock
from ledger.core.grade import Attested, Grade
from ledger.core.history import Counterparty, DisputeSpan, Observation, Part, Side
from ledger.core.ids import Member, ObligationId, TradelineId
from ledger.rulebook.figure_changes import FigureChange, figure_changes
from ledger.rulebook.figure_set import FigureSet
from ledger.rulebook.month_end import month_end, month_of
from ledger.rulebook.revisions import revised, revised_accounts
from ledger.rulebook.rulebook import STANDARD, figures

AS_OF = 20_000
GRADES = st.sampled_from(Grade)
CLOCKS = st.integers(AS_OF - 400, AS_OF + 90).map(lambda day: Clock(day, day * 86_400))
PARTS = st.lists(
    st.builds(Part, st.integers(AS_OF - 300, AS_OF + 60), st.integers(1, 900), GRADES, CLOCKS, st.booleans()),
    max_size=2,
).map(tuple)
SPANS = st.builds(
    DisputeSpan, st.integers(AS_OF - 60, AS_OF + 60), st.none() | st.integers(AS_OF - 30, AS_OF + 60)
)
OBSERVATION = st.builds(
    Observation,
    side=st.sampled_from(Side),
    obligation=st.just(ObligationId(bytes(32))),
    counterparty=st.sampled_from([Counterparty("a"), Counterparty("b")]),
    currency=st.sampled_from(["EUR", "EUR", "USD"]),
    amount=st.integers(1, 2_000),
    issued=st.integers(AS_OF - 400, AS_OF + 20),
    due=st.integers(AS_OF - 200, AS_OF + 60),
    payments=PARTS,
    credits=PARTS,
    write_offs=PARTS,
    disputes=st.lists(SPANS, max_size=1).map(tuple),
    attested=st.lists(
        st.builds(Attested, st.just(Member(3)), st.integers(AS_OF - 300, AS_OF + 60), st.integers(1, 900)),
        max_size=2,
    ).map(tuple),
    grade=GRADES,
    recorded=st.just(Clock(AS_OF - 500, (AS_OF - 500) * 86_400)),
    related=st.booleans(),
    claim=st.sampled_from([False, False, True]),
)


def changed(item: Observation, other: Observation, which: str) -> Observation:
    """The item with one of its fields as the other has it: what a correction, a payment or a word more does."""
    return replace(item, **{which: getattr(other, which)})


FIELDS = st.sampled_from(
    ["amount", "due", "payments", "credits", "write_offs", "disputes", "grade", "claim", "attested"]
)
PAIRS = st.lists(
    st.tuples(OBSERVATION, OBSERVATION, FIELDS, st.sampled_from([0, 1, 2, 3])), min_size=1, max_size=5
)


@settings(max_examples=200)
@given(PAIRS)
def test_figures_differ_only_where_something_is_told_as_revised(
    pairs: list[tuple[Observation, Observation, str, int]],
) -> None:
    then, now = [], []
    for place, (item, other, field, known) in enumerate(pairs):
        first = replace(item, obligation=ObligationId(place.to_bytes(32)))
        if known != 1:
            then.append(first)
        if known != 2:
            now.append(changed(first, other, field) if known == 3 else first)
    told = {(one.side, one.obligation) for one in revised(then, now, AS_OF)}
    event(f"{len(told)} revised")
    # What was known, with nothing but the revised obligations as they are known now.
    kept = [item for item in then if (item.side, item.obligation) not in told]
    brought = [item for item in now if (item.side, item.obligation) in told]
    assert by_the_later([*kept, *brought]) == by_the_later(now)


ACCOUNTS = [TradelineId(Member(7), 1), TradelineId(Member(7), 2)]
WORDS = st.lists(
    st.builds(
        Turned,
        st.sampled_from(Side),
        st.sampled_from(ACCOUNTS),
        st.just(Member(3)),
        st.just("EUR"),
        st.integers(AS_OF - 300, AS_OF + 90).map(lambda day: month_end(month_of(day))),
        st.integers(0, 5),
        CLOCKS,
    ),
    max_size=4,
)


@settings(max_examples=200)
@given(WORDS, WORDS)
def test_coverage_differs_only_where_an_account_is_told_as_revised(
    then: list[Turned], now: list[Turned]
) -> None:
    told = revised_accounts(then, now, AS_OF)
    event(f"{len(told)} revised")
    known = [word for word in then if word.tradeline not in told]
    brought = [word for word in now if word.tradeline in told]
    assert figures((), AS_OF, STANDARD, (), [*known, *brought]) == figures((), AS_OF, STANDARD, (), now)


CONFIRMED = [
    Turned(side, ACCOUNTS[0], Member(3), "EUR", month_end(month_of(AS_OF) - back), 10_000)
    for side in Side
    for back in range(1, 12)
]


def by_the_later(items: list[Observation]) -> FigureSet:
    """By the rulebook that has every figure."""
    return figures(items, AS_OF, STANDARD, (), CONFIRMED)


@settings(max_examples=30)
@given(st.lists(OBSERVATION, max_size=4), st.lists(OBSERVATION, max_size=4))
def test_changes_lead_from_one_set_of_figures_to_the_other(
    one: list[Observation], other: list[Observation]
) -> None:
    before, after = (
        figures([replace(it, obligation=ObligationId(n.to_bytes(32))) for n, it in enumerate(items)], AS_OF)
        for items in (one, other)
    )
    changes = figure_changes(before, after)
    assert (changes == ()) == (before.as_json() == after.as_json())
    assert len({it.place for it in changes}) == len(changes)
    back = {turned(it) for it in figure_changes(after, before)}
    assert back == {(it.place, str(it.before), str(it.after)) for it in changes}
    for it in changes:
        assert (at(before, it.place), at(after, it.place)) == (it.before, it.after)


def turned(it: FigureChange) -> tuple[tuple[str, ...], str, str]:
    return it.place, str(it.after), str(it.before)


def at(found: FigureSet, place: tuple[str, ...]) -> Any:
    value: Any = found.as_json()["sides"]
    for name in place:
        value = value.get(name) if value is not None else None
    return value
