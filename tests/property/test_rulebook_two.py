"""The second rulebook's figures are those that the days tell, one by one; and what holds of them whatever happened."""

import json
from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.core.entry import Clock
from ledger.core.facility import Facility, Limit
from ledger.core.grade import Grade
from ledger.core.history import Counterparty, DisputeSpan, Interest, Observation, Part, Side
from ledger.core.ids import Member, ObligationId, TradelineId
from ledger.rulebook.figure_set import FigureSet, Population
from ledger.rulebook.position import disputed, first_day
from ledger.rulebook.rulebook import TRADELINE_1, TRADELINE_2, TRADELINE_2_CN, figures
from tests.oracles import course

AS_OF = 20_000  # 2024-10-04
MONTH_ENDS = (19_904, 19_965, 19_997)  # 2024-06-30, 2024-08-30 and 2024-10-01: an end, its eve, a first day
LINES = tuple(TradelineId(Member(7), sequence) for sequence in (1, 2))
NAMES = {1: "A", 2: "AB", 3: "all"}
DAYS = st.one_of(
    st.integers(AS_OF - 120, AS_OF + 5),
    st.integers(AS_OF - 2_000, AS_OF + 5),
    st.sampled_from([*MONTH_ENDS, AS_OF - 90, AS_OF - 91, AS_OF - 731, AS_OF - 730]),
)
AMOUNTS = st.one_of(st.integers(1, 200), st.integers(5_000, 70_000), st.integers(2**61, 2**62))
CLOCKS = st.none() | DAYS.map(lambda day: Clock(1, day * 86_400))
PARTS = st.builds(Part, DAYS, AMOUNTS, st.sampled_from(Grade), CLOCKS, st.booleans())
NOTES = st.builds(Part, DAYS, AMOUNTS, recorded=CLOCKS)
OBSERVATIONS = st.lists(
    st.builds(
        Observation,
        side=st.just(Side.IS_PAID),
        obligation=st.just(ObligationId(bytes(32))),
        counterparty=st.sampled_from([Counterparty(name) for name in "ab"]),
        currency=st.just("EUR"),
        amount=AMOUNTS,
        issued=DAYS,
        due=DAYS,
        payments=st.lists(PARTS, max_size=4).map(lambda parts: tuple(sorted(parts, key=lambda one: one.day))),
        credits=st.lists(NOTES, max_size=2).map(tuple),
        disputes=st.lists(st.builds(DisputeSpan, DAYS, recorded=CLOCKS), max_size=1).map(tuple),
        write_offs=st.lists(PARTS, max_size=1).map(tuple),
        grade=st.sampled_from(Grade),
        tradeline=st.sampled_from([*LINES, None]),
        interest=st.sampled_from([Interest.OWN, Interest.OWN, Interest.PASSED_ON, Interest.TAKEN]),
        claim=st.sampled_from([False, False, False, True]),
    ),
    max_size=7,
).map(
    lambda items: [
        replace(one, obligation=ObligationId(place.to_bytes(32))) for place, one in enumerate(items)
    ]
)
FACILITIES = st.tuples(
    *(
        st.none()
        | st.builds(
            Facility,
            side=st.just(Side.IS_PAID),
            tradeline=st.just(line),
            counterparty=st.just(Counterparty("a")),
            currency=st.just("EUR"),
            limits=st.lists(st.builds(Limit, DAYS, AMOUNTS | st.just(0), CLOCKS), min_size=1, max_size=3).map(
                tuple
            ),
            drawdowns=st.lists(PARTS, max_size=3).map(tuple),
            grade=st.sampled_from([Grade.B, Grade.C]),
        )
        for line in LINES
    )
).map(lambda lines: [line for line in lines if line is not None])
ENDS = st.sampled_from([AS_OF, *MONTH_ENDS])


def euros(found: FigureSet) -> dict[str, Any]:
    told: Any = found.as_json()["sides"]
    return dict(told["is_paid"].get("EUR", {}))


def known(clock: Clock | None) -> int:
    """The day on which the chain knew; 0 if it did not."""
    return 0 if clock is None else clock.time // 86_400


def takes_out(seen: Observation, as_of: int) -> bool:
    """Whether a dispute of it that stands came before it was paid."""
    paid = course.paid_in_full(debt(seen), as_of)
    return any(
        disputed((span,), as_of, TRADELINE_2.rules)
        and (paid is None or (span.opened < paid.day and not 0 < paid.known < known(span.recorded)))
        for span in seen.disputes
    )


def debt(seen: Observation) -> course.Debt:
    return course.Debt(
        seen.amount,
        seen.issued,
        seen.due,
        tuple(
            course.Paid(part.day, part.amount, int(part.grade), part.binds, known(part.recorded))
            for part in seen.payments
        ),
        tuple((part.day, part.amount, known(part.recorded)) for part in seen.credits),
        tuple((part.day, part.amount) for part in seen.write_offs),
        int(seen.grade),
        seen.interest is Interest.PASSED_ON,
        seen.counterparty,
    )


def expected_sets(items: list[Observation], as_of: int) -> dict[str, Any]:
    """Status, roll rates and vintages of each of the six sets, by the oracle."""
    first = first_day(as_of, TRADELINE_2.rules)
    there = [seen for seen in items if not seen.claim and seen.issued <= as_of]
    sets: dict[str, Any] = {}
    for population in Population:
        out = [seen for seen in there if population is Population.HEADLINE and takes_out(seen, as_of)]
        chosen = [seen for seen in there if seen not in out]
        for lowest, name in NAMES.items():
            found = [one for seen in chosen if (one := course.stand(debt(seen), as_of, lowest)) is not None]
            inside = [one for one in found if one.debt.issued >= first]
            left = [one for seen in out if (one := course.stand(debt(seen), as_of, lowest)) is not None]
            sets.setdefault(population.value, {})[name] = {
                "status": {
                    "months": course.status(found, as_of),
                    "obligations": sum(course.is_told(one, as_of) for one in found),
                    "disputed": sum(course.is_told(one, as_of) for one in left),
                    "credited": sum(course.is_credited(debt(seen), as_of, lowest) for seen in there),
                },
                "roll_rates": course.rolls(inside, first, as_of),
                "vintages": course.curves(inside, first, as_of),
            }
    return sets


@settings(max_examples=60)
@given(OBSERVATIONS, ENDS)
def test_status_roll_rates_and_vintages_are_what_the_months_tell(
    items: list[Observation], as_of: int
) -> None:
    own = euros(figures(items, as_of, TRADELINE_2))
    expected = expected_sets(items, as_of)
    if not own:
        nothing = {"months": "*" * 60, "obligations": 0, "disputed": 0, "credited": 0}
        assert all(one["status"] == nothing for sets in expected.values() for one in sets.values())
        return
    for population, sets in expected.items():
        for name, told in sets.items():
            assert {key: own[population][name][key] for key in told} == told


@settings(max_examples=60)
@given(OBSERVATIONS, FACILITIES, ENDS)
def test_utilisation_is_what_the_days_tell(
    items: list[Observation], lines: list[Facility], as_of: int
) -> None:
    own = euros(figures(items, as_of, TRADELINE_2, lines))
    there = [seen for seen in items if not seen.claim and seen.issued <= as_of]
    for lowest, name in ((2, "AB"), (3, "all")):
        told = [
            course.Line(
                tuple((one.day, one.amount, known(one.recorded)) for one in line.limits),
                tuple((part.day, part.amount) for part in line.drawdowns),
                tuple(
                    one
                    for seen in there
                    if seen.tradeline == line.tradeline
                    for one in course.repayments(debt(seen), as_of, lowest)
                ),
            )
            for line in lines
            if line.grade <= lowest
        ]
        expected = course.used(told, first_day(as_of, TRADELINE_2.rules), as_of)
        assert own.get("utilisation", {}).get(name) == expected


@settings(max_examples=60)
@given(OBSERVATIONS, ENDS)
def test_the_later_clocks_are_what_the_days_tell(items: list[Observation], as_of: int) -> None:
    own = euros(figures(items, as_of, TRADELINE_2))
    first = first_day(as_of, TRADELINE_2.rules)
    owed = [
        one
        for seen in items
        if not seen.claim and seen.issued <= as_of
        for one in [course.stand(debt(seen), as_of, 3, only_binding=True)]
        if one is not None and (seen.issued >= first or (one.open(as_of) and not one.debt.passed_on))
    ]
    for name, cents, factoring in (("eu_90_retail", 10_000, False), ("eu_factoring", 50_000, True)):
        since = [
            course.clock([one for one in owed if one.debt.obligor == obligor], as_of, cents, factoring)
            for obligor in "ab"
        ]
        days = [day for day in since if day is not None]
        expected = {"level": 2 if days else 1, "since": min(days, default=None), "obligors": len(days)}
        assert not own or own["defaults"][name] == expected
    by_obligor = [[one for one in owed if one.debt.obligor == obligor] for obligor in "ab"]
    bad = sum(course.non_performing(debts, as_of) for debts in by_obligor)
    assert not own or own["defaults"]["prc"]["non_performing"] == bad


@given(OBSERVATIONS, FACILITIES)
def test_it_has_all_that_the_first_rulebook_has(items: list[Observation], lines: list[Facility]) -> None:
    """But for disputes of what was paid, and for what self-declared debts do to clocks."""
    items = [replace(one, disputes=(), grade=min(one.grade, Grade.B)) for one in items]
    before, after = (euros(figures(items, AS_OF, book, lines)) for book in (TRADELINE_1, TRADELINE_2))

    def covers(told: Any, first: Any) -> bool:
        if isinstance(first, dict):
            return isinstance(told, dict) and all(covers(told[name], value) for name, value in first.items())
        return bool(told == first)

    assert covers(after, before)


@given(OBSERVATIONS, FACILITIES, ENDS)
def test_a_day_in_the_past_gives_what_would_have_been_computed_then(
    items: list[Observation], lines: list[Facility], as_of: int
) -> None:
    def dated(parts: tuple[Part, ...]) -> tuple[Part, ...]:
        return tuple(part for part in parts if part.day <= as_of)

    then = [
        replace(
            seen,
            payments=dated(seen.payments),
            credits=dated(seen.credits),
            write_offs=dated(seen.write_offs),
            disputes=tuple(span for span in seen.disputes if span.opened <= as_of),
        )
        for seen in items
        if seen.issued <= as_of
    ]
    lines_then = [
        replace(
            line,
            limits=tuple(one for one in line.limits if one.day <= as_of),
            drawdowns=dated(line.drawdowns),
        )
        for line in lines
    ]
    whole = figures(items, as_of, TRADELINE_2_CN, lines).as_json()
    assert figures(then, as_of, TRADELINE_2_CN, lines_then).as_json() == whole


@given(OBSERVATIONS, FACILITIES, st.randoms(use_true_random=False))
def test_in_any_order_the_same_bytes(items: list[Observation], lines: list[Facility], random: Random) -> None:
    shuffled, turned = list(items), list(reversed(lines))
    random.shuffle(shuffled)
    told = [json.dumps(figures(*each, TRADELINE_2, some).as_json()) for each, some in (
        ((items, AS_OF), lines), ((shuffled, AS_OF), turned))]  # fmt: skip
    assert told[0] == told[1]


@given(OBSERVATIONS, FACILITIES, st.integers(0, 6), st.integers(AS_OF - 900, AS_OF), AMOUNTS)
def test_a_debtors_own_word_moves_nothing_but_all(
    items: list[Observation], lines: list[Facility], which: int, day: int, amount: int
) -> None:
    if not items:
        return
    place = which % len(items)
    said = (Part(day, amount, Grade.C, binds=False), *items[place].payments)
    told = [*items[:place], replace(items[place], payments=said), *items[place + 1 :]]
    before, after = (figures(each, AS_OF, TRADELINE_2, lines).figures for each in (items, told))
    for key in before.keys() & after.keys():
        assert after[key].utilisation == before[key].utilisation
        assert after[key].defaults == before[key].defaults
        for at, own in before[key].sets.items():
            assert at[1].value is Grade.C or own.movement == after[key].sets[at].movement


@given(OBSERVATIONS)
def test_rates_are_shares_of_what_rolls_and_nothing_rolls_back(items: list[Observation]) -> None:
    own = euros(figures(items, AS_OF, TRADELINE_2))
    order = list(course.STATES)
    for population in ("headline", "including_disputed") if own else ():
        for state, row in own[population]["all"]["roll_rates"].items():
            for rates in (row["by_count"], row["by_amount"]):
                assert 10_000 - len(order) < sum(rates) <= 10_000
                assert not any(rates[: order.index(state)])
        for one in own[population]["all"]["vintages"].values():
            for curve in (one["by_count"], one["by_balance"]):
                assert curve == sorted(curve)
                assert all(0 <= value <= 10_000 for value in curve)
