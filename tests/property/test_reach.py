"""The fewest payments that reach an index, and the cheapest of as few: against trying every set."""

from dataclasses import replace
from itertools import combinations

from hypothesis import event, given, settings
from hypothesis import strategies as st

from ledger.core.grade import Grade
from ledger.core.history import Counterparty, DisputeSpan, Observation, Part, Side
from ledger.core.ids import ObligationId
from ledger.rulebook.cheapest import cheapest
from ledger.rulebook.figure_set import Population
from ledger.rulebook.position import Grades
from ledger.rulebook.reach import Goal, reach
from ledger.rulebook.rulebook import STANDARD, Rulebook, figures
from ledger.rulebook.what_if import unpaid, with_payments

AS_OF, PAID_ON = 20_000, 19_960
FOLLOWING = replace(STANDARD, id="following", rules=replace(STANDARD.rules, weekend="following"))
OPTIONS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=9)
OWED = st.builds(
    Observation,
    side=st.just(Side.PAYS),
    obligation=st.just(ObligationId(bytes(32))),
    counterparty=st.sampled_from([Counterparty("a"), Counterparty("b")]),
    currency=st.just("EUR"),
    amount=st.integers(1, 2_000),
    issued=st.integers(AS_OF - 700, AS_OF - 60),
    due=st.integers(AS_OF - 150, AS_OF + 60),
    payments=st.lists(
        st.builds(Part, st.integers(AS_OF - 160, AS_OF), st.integers(1, 1_500), st.sampled_from(Grade)),
        max_size=2,
    ).map(tuple),
    disputes=st.lists(st.builds(DisputeSpan, st.integers(AS_OF - 50, AS_OF)), max_size=1).map(tuple),
    grade=st.sampled_from([Grade.B, Grade.C]),
    claim=st.sampled_from([False] * 5 + [True]),
)
ALL_OWED = st.lists(OWED, min_size=1, max_size=6).map(
    lambda items: [replace(item, obligation=ObligationId(n.to_bytes(32))) for n, item in enumerate(items)]
)


@settings(max_examples=400)
@given(OPTIONS, st.integers(1, 5), st.integers(0, 40))
def test_the_cheapest_choice_is_that_of_all_sets(
    options: list[tuple[int, int]], few: int, missing: int
) -> None:
    sets = [
        chosen
        for chosen in combinations(range(len(options)), few)
        if sum(options[place][0] for place in chosen) >= missing
    ]
    found = cheapest(options, few, missing)
    if not sets:
        assert found is None
        return
    assert found is not None
    least = min(sum(options[place][1] for place in chosen) for chosen in sets)
    assert (found.cost, found.least) == (least, least)
    assert found.places in sets


@given(OPTIONS, st.integers(1, 5), st.integers(0, 40), st.integers(0, 12))
def test_a_search_that_ends_early_tells_a_choice_and_a_bound_that_both_hold(
    options: list[tuple[int, int]], few: int, missing: int, steps: int
) -> None:
    exact, found = cheapest(options, few, missing), cheapest(options, few, missing, steps)
    assert (exact is None) == (found is None)
    if exact is None or found is None:
        return
    assert found.least <= exact.cost <= found.cost
    assert sum(options[place][0] for place in found.places) >= missing
    assert sum(options[place][1] for place in found.places) == found.cost
    event("exact" if found.least == found.cost else "a bound")


def payments_of(items: list[Observation], grades: Grades) -> dict[ObligationId, Part]:
    open_ = ((item, unpaid(item, PAID_ON)) for item in items)
    return {item.obligation: Part(PAID_ON, rest, grades.value) for item, rest in open_ if rest}


def index(
    items: list[Observation], paid: dict[ObligationId, Part], grades: Grades, book: Rulebook
) -> int | None:
    supposed = with_payments(items, {obligation: (part,) for obligation, part in paid.items()})
    own = figures(supposed, AS_OF, book).figures.get((Side.PAYS, "EUR"))
    return own.sets[Population.HEADLINE, grades].promptness if own else None


TARGETS = st.tuples(st.booleans(), st.integers(0, 10_000))
"""The index of one of the sets, by its place, or any number."""


@given(ALL_OWED, TARGETS, st.sampled_from([Grades.ALL, Grades.AB]), st.sampled_from([STANDARD, FOLLOWING]))
def test_no_set_of_fewer_payments_reaches_and_none_of_as_few_costs_less(
    items: list[Observation], wanted: tuple[bool, int], grades: Grades, book: Rulebook
) -> None:
    payments = payments_of(items, grades)
    indices = {
        chosen: index(items, {one: payments[one] for one in chosen}, grades, book)
        for few in range(len(payments) + 1)
        for chosen in combinations(payments, few)
    }
    there = sorted({each for each in indices.values() if each is not None})
    exact, number = wanted
    target = there[number % len(there)] if exact and there else number
    found = reach(items, payments, Goal("EUR", target, AS_OF, grades), book.rules)
    enough = [chosen for chosen, each in indices.items() if each is not None and each >= target]
    if found.payments is None:
        event("out of reach")
        assert enough == []
        assert found.index == (there[-1] if there else None)
        return
    event(f"{len(found.payments)} payments")
    fewest = min(len(chosen) for chosen in enough)
    costs = [sum(payments[one].amount for one in chosen) for chosen in enough if len(chosen) == fewest]
    assert len(found.payments) == fewest
    assert found.amount == found.least == min(costs)
    assert indices[tuple(sorted(found.payments))] == found.index
