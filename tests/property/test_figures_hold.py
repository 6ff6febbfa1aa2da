"""What is true of the figures whatever the obligations."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ledger.core.grade import Grade
from ledger.core.history import Counterparty, DisputeSpan, Observation, Part, Side
from ledger.core.ids import ObligationId
from ledger.rulebook.figure_set import CurrencyFigures, FigureSet, Population
from ledger.rulebook.figures import Figures
from ledger.rulebook.position import Grades
from ledger.rulebook.rulebook import figures

AS_OF = 20_000
GRADES = st.sampled_from(Grade)
PARTS = st.builds(
    Part, st.integers(AS_OF - 900, AS_OF + 30), st.integers(1, 2_000), GRADES, binds=st.booleans()
)
OBSERVATION = st.builds(
    Observation,
    side=st.just(Side.IS_PAID),
    obligation=st.just(ObligationId(bytes(32))),
    counterparty=st.sampled_from([Counterparty(name) for name in "abc"]),
    currency=st.just("EUR"),
    amount=st.integers(1, 3_000),
    issued=st.integers(AS_OF - 760, AS_OF + 10),
    due=st.integers(AS_OF - 800, AS_OF + 90),
    payments=st.lists(PARTS, max_size=4).map(tuple),
    credits=st.lists(PARTS, max_size=1).map(tuple),
    disputes=st.lists(st.builds(DisputeSpan, st.integers(AS_OF - 60, AS_OF)), max_size=1).map(tuple),
    grade=GRADES,
)
OBSERVATIONS = st.lists(OBSERVATION, min_size=1, max_size=8).map(
    lambda items: [replace(item, obligation=ObligationId(n.to_bytes(32))) for n, item in enumerate(items)]
)


def euros(found: FigureSet) -> CurrencyFigures | None:
    return found.figures.get((Side.IS_PAID, "EUR"))


def all_grades(items: list[Observation]) -> Figures | None:
    own = euros(figures(items, AS_OF))
    return own.sets[Population.INCLUDING_DISPUTED, Grades.ALL] if own else None


@given(OBSERVATIONS)
def test_every_figure_is_within_its_bounds(items: list[Observation]) -> None:
    own = euros(figures(items, AS_OF))
    for each in own.sets.values() if own else ():
        assert each.promptness is None or 100 <= each.promptness <= 10_000
        assert each.dbt is None or each.dbt >= 0
        assert each.bucket_dbt is None or 0 <= each.bucket_dbt <= 10_500
        for share in (each.on_time_by_count, each.on_time_by_amount):
            assert share is None or 0 <= share <= 10_000
        for found in (each.concentration, each.open_concentration):
            assert found is None or 0 < found.herfindahl <= found.largest <= 10_000
        assert sum(each.turnover.sales) >= each.ageing.total
        assert len(each.turnover.months) in (24, 25)


@given(OBSERVATIONS, st.randoms())
def test_order_is_of_no_account(items: list[Observation], random: object) -> None:
    mixed = list(items)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert figures(mixed, AS_OF) == figures(items, AS_OF)


@given(OBSERVATIONS, st.integers(2, 1_000_000_007))
def test_the_unit_of_money_is_of_no_account(items: list[Observation], times: int) -> None:
    def grown(parts: tuple[Part, ...]) -> tuple[Part, ...]:
        return tuple(replace(part, amount=part.amount * times) for part in parts)

    before = all_grades(items)
    after = all_grades(
        [
            replace(
                item,
                amount=item.amount * times,
                payments=grown(item.payments),
                credits=grown(item.credits),
                write_offs=grown(item.write_offs),
            )
            for item in items
        ]
    )
    if before is None or after is None:
        assert before is after
        return
    assert after.ageing.total == times * before.ageing.total
    amounts = {"ageing": before.ageing, "turnover": before.turnover, "movement": None}
    assert replace(after, **amounts) == replace(before, movement=None)  # type: ignore[arg-type]
    if before.movement is not None and after.movement is not None:
        assert after.movement.status == before.movement.status
        for state, row in before.movement.roll_rates.items():
            assert after.movement.roll_rates[state] == replace(row, amount=row.amount * times)
        grown_vintages = tuple(replace(one, amount=one.amount * times) for one in before.movement.vintages)
        assert after.movement.vintages == grown_vintages


@given(OBSERVATIONS, OBSERVATION)
def test_what_is_dated_after_as_of_is_unknown(items: list[Observation], other: Observation) -> None:
    later = replace(other, obligation=ObligationId(b"\xff" * 32), issued=AS_OF + 1)
    paid_later = [replace(item, payments=(*item.payments, Part(AS_OF + 1, 1))) for item in items]
    assert figures([*items, later], AS_OF) == figures(items, AS_OF)
    assert figures(paid_later, AS_OF) == figures(items, AS_OF)


@given(OBSERVATIONS, OBSERVATION)
def test_currencies_and_sides_never_meet(items: list[Observation], other: Observation) -> None:
    apart = replace(
        other, obligation=ObligationId(b"\xff" * 32), currency="USD", counterparty=Counterparty("z")
    )
    assert euros(figures([*items, apart], AS_OF)) == euros(figures(items, AS_OF))
    owing = replace(apart, currency="EUR", side=Side.PAYS)
    assert euros(figures([*items, owing], AS_OF)) == euros(figures(items, AS_OF))


@given(OBSERVATIONS)
def test_a_dispute_moves_an_obligation_out_of_the_headline_and_nothing_else(items: list[Observation]) -> None:
    calm = euros(figures([replace(item, disputes=()) for item in items], AS_OF))
    real = euros(figures(items, AS_OF))
    if calm is None or real is None:
        assert calm is real
        return
    for grades in Grades:
        assert calm.sets[Population.HEADLINE, grades] == calm.sets[Population.INCLUDING_DISPUTED, grades]
        assert real.sets[Population.INCLUDING_DISPUTED, grades] == calm.sets[Population.HEADLINE, grades]


@given(OBSERVATIONS)
def test_a_lower_grade_only_adds(items: list[Observation]) -> None:
    own = euros(figures(items, AS_OF))
    for population in Population if own else ():
        assert own is not None
        counts = [own.sets[population, grades].obligations for grades in Grades]
        assert counts == sorted(counts)


@given(OBSERVATIONS, st.integers(0, 7), st.integers(AS_OF - 900, AS_OF), st.integers(1, 5_000))
def test_an_own_word_that_binds_nobody_moves_neither_a_b_nor_a_default_clock(
    items: list[Observation], which: int, day: int, amount: int
) -> None:
    place = which % len(items)
    said = (Part(day, amount, Grade.C, binds=False), *items[place].payments)
    told = [*items[:place], replace(items[place], payments=said), *items[place + 1 :]]
    before, after = euros(figures(items, AS_OF)), euros(figures(told, AS_OF))
    if before is None or after is None:
        assert before is after
        return
    assert after.defaults == before.defaults
    assert (after.evidence.grade_a, after.evidence.grade_ab) == (
        before.evidence.grade_a,
        before.evidence.grade_ab,
    )
    for population in Population:
        for grades in (Grades.A, Grades.AB):
            assert after.sets[population, grades] == before.sets[population, grades]


@given(OBSERVATIONS, st.integers(0, 7), st.integers(1, 50))
def test_paying_sooner_never_lowers_promptness(items: list[Observation], which: int, sooner: int) -> None:
    place = which % len(items)
    known = tuple(replace(part, day=min(part.day, AS_OF)) for part in items[place].payments)
    items = [*items[:place], replace(items[place], payments=known), *items[place + 1 :]]
    earlier = tuple(replace(part, day=part.day - sooner) for part in known)
    before = all_grades(items)
    after = all_grades([*items[:place], replace(items[place], payments=earlier), *items[place + 1 :]])
    if before is not None and after is not None and before.promptness is not None:
        assert after.promptness is not None
        assert after.promptness >= before.promptness


@given(OBSERVATIONS)
def test_a_credit_note_is_as_if_less_had_been_asked_for(items: list[Observation]) -> None:
    def net(item: Observation) -> Observation:
        credited = sum(part.amount for part in item.credits if part.day <= AS_OF)
        return replace(item, amount=item.amount - credited, credits=())

    reduced = [net(item) for item in items if net(item).amount > 0]
    before, after = euros(figures(items, AS_OF)), euros(figures(reduced, AS_OF))
    if before is not None and after is not None:
        shown = replace(before.evidence, credited_obligations=0, credited_amount=0)
        sets = {key: _without_credited(found) for key, found in before.sets.items()}
        assert replace(before, evidence=shown, sets=sets) == after


def _without_credited(found: Figures) -> Figures:
    """Less how many were credited in full, of which a status string tells."""
    if found.movement is None:
        return found
    told = replace(found.movement.told, credited=0)
    return replace(found, movement=replace(found.movement, told=told))
