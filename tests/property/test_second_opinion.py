"""The figures of the product and those of a second implementation, in SQL from docs/rulebook.md alone, are the same."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.core.history import Counterparty, Observation, Part, Side
from ledger.core.ids import ObligationId
from ledger.rulebook.rulebook import KNOWN
from tests.second_opinion.comparison import canonical, differences
from tests.second_opinion.histories import RULEBOOKS, case
from tests.second_opinion.opinion import figures as second_opinion
from tests.second_opinion.product import figures as product
from tests.second_opinion.rows import Case


def disagreements(drawn: list[Case]) -> list[str]:
    return [
        f"{one}: {found}"
        for one, second in zip(drawn, second_opinion(drawn), strict=True)
        for found in differences(product(one), second)
    ]


@settings(max_examples=20)
@given(st.lists(st.randoms(use_true_random=False), min_size=1, max_size=3))
def test_both_say_the_same_of_any_history(chances):
    assert disagreements([case(chance, most=4) for chance in chances]) == []


@pytest.mark.parametrize("seed", range(2))
def test_both_say_the_same_of_many_histories(seed):
    chance = Random(seed)
    assert disagreements([case(chance) for _ in range(300)]) == []


def test_many_histories_have_of_everything():
    """What the histories are drawn from reaches each figure, and each way not to have one."""
    chance = Random(0)
    told: Counter[str] = Counter()
    for second in second_opinion([case(chance) for _ in range(300)]):
        for side in second["sides"].values():
            for ledger in side.values():
                told.update(_outcomes(ledger))
    letters = {f"month {letter}" for letter in "*NC1234567G"}
    states = {f"rolled from {state}" for state in ("current", "1-30", "31-60", "61-90", "91+", "written_off")}
    others = {
        "status of obligations",
        "status of disputed",
        "status of credited",
        "AB drawn",
        "all drawn",
        "lost True",
    }
    clocks = {
        "eu_90 2",
        "eu_90_retail 2",
        "eu_factoring 2",
        "ifrs9 3",
        *(f"prc {level}" for level in range(1, 6)),
    }
    absent = {
        f"{name} absent" for name in ("promptness", "dbt", "bucket_dbt", "dso", "concentration", "roll_rates")
    }
    assert {name for name in letters | states | others | clocks | absent if told[name] < 3} == set()


def _outcomes(ledger):
    told = ledger["headline"]["AB"]
    for name, value in told.items():
        yield f"{name} {'absent' if value in (None, {}) else 'there'}"
    for name, clock in ledger["defaults"].items():
        if isinstance(clock, dict):
            yield f"{name} {clock['level']}"
    for name, share in ledger["evidence"].items():
        yield f"{name} {'none' if share in (0, None) else 'all' if share == 10_000 else 'some'}"
    if "status" in told:
        yield from {f"month {letter}" for letter in told["status"]["months"]}
        yield from {f"rolled from {state}" for state in told["roll_rates"]}
        yield from {f"lost {max(one['by_balance'], default=None) != 0}" for one in told["vintages"].values()}
        yield from (
            f"status of {name}" for name, count in told["status"].items() if name != "months" and count
        )
        yield from (f"{grades} drawn" for grades, one in ledger["utilisation"].items() if one and one["peak"])


def test_every_rulebook_is_compared():
    assert {book.id for book in KNOWN.values()} == set(RULEBOOKS)


@pytest.mark.parametrize("name", RULEBOOKS)
def test_the_rulebooks_are_those_of_the_page(name):
    assert {book.id: book.rules for book in KNOWN.values()}[name] == RULEBOOKS[name]


def test_one_unit_one_day_and_one_key_are_a_difference():
    seen = Observation(Side.PAYS, ObligationId(bytes(32)), Counterparty("member:2"), "EUR", 100, 19000, 19030)
    asked, more, later = (
        Case((other,), 19100)
        for other in (seen, replace(seen, amount=101), replace(seen, payments=(Part(19031, 100),)))
    )
    (second,) = second_opinion([asked])
    assert differences(product(asked), second) == []
    assert differences(product(more), second) != []
    assert differences(product(later), second) != []
    del second["sides"]["pays"]["EUR"]["defaults"]["prc"]
    assert len(differences(product(asked), second)) == 3


def test_order_and_batches_change_no_byte():
    chance = Random(3)
    drawn = [case(chance) for _ in range(120)]
    shuffled = [
        replace(one, observations=chance.sample(one.observations, len(one.observations))) for one in drawn
    ]
    assert (
        sum(one.observations != list(other.observations) for one, other in zip(shuffled, drawn, strict=True))
        > 50
    )
    whole = [canonical(told) for told in second_opinion(drawn)]
    parted = second_opinion(shuffled[:50]) + second_opinion(shuffled[50:51]) + second_opinion(shuffled[51:])
    assert [canonical(told) for told in parted] == whole
    assert [canonical(product(one)) for one in shuffled] == whole
