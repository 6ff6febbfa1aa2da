"""What-if: the figures with payments that were not made, and the words for it."""

import json
import re
from importlib.resources import files
from typing import Any

import pytest

from ledger.core.errors import Misuse
from ledger.core.grade import Grade
from ledger.core.history import Counterparty, DisputeSpan, Observation, Part, Side
from ledger.core.ids import ObligationId
from ledger.rulebook.cheapest import cheapest
from ledger.rulebook.figure_changes import FigureChange
from ledger.rulebook.figure_set import Population
from ledger.rulebook.position import Grades
from ledger.rulebook.reach import Goal, reach
from ledger.rulebook.rulebook import STANDARD
from ledger.rulebook.what_if import overdue, unpaid, what_if, with_payments
from ledger.rulebook.what_if_words import Words

AS_OF = 20_000
WORDS = (files("ledger.rulebook") / "what_if_words.json").read_bytes()


def owed(number: int, due: int, amount: int = 1_000, **more: Any) -> Observation:
    counterparty = Counterparty(f"member:{number % 2 + 1}")
    fields = {"side": Side.PAYS, "currency": "EUR", "issued": due - 30, "grade": Grade.B, **more}
    return Observation(
        obligation=ObligationId(number.to_bytes(32)),
        counterparty=counterparty,
        amount=amount,
        due=due,
        **fields,
    )


def supposing(
    item: Observation, day: int, amount: int = 1_000, grade: Grade = Grade.B
) -> dict[ObligationId, Any]:
    return {item.obligation: (Part(day, amount, grade),)}


def promptness(
    items: tuple[Observation, ...], paid: dict[ObligationId, Any], as_of: int = AS_OF
) -> list[int | None]:
    found = what_if(items, paid, as_of, STANDARD)
    sets = [each.figures[Side.PAYS, "EUR"].sets for each in (found.without, found.supposing)]
    return [each[Population.HEADLINE, Grades.AB].promptness for each in sets]


def test_paying_on_the_day_leaves_promptness_and_paying_before_it_raises_it() -> None:
    item = owed(1, AS_OF - 60)
    assert promptness((item,), supposing(item, AS_OF)) == [4_000, 4_000]
    assert promptness((item,), supposing(item, AS_OF - 30)) == [4_000, 5_000]
    assert promptness((item,), supposing(item, AS_OF), as_of=AS_OF + 30) == [3_000, 4_000]


def test_only_what_the_member_owes_can_be_paid() -> None:
    sold = owed(1, AS_OF - 60, side=Side.IS_PAID)
    with pytest.raises(Misuse, match="owes no obligation"):
        with_payments((sold,), supposing(sold, AS_OF))
    both = owed(1, AS_OF - 60)
    paid = with_payments((sold, both), supposing(both, AS_OF))
    assert [len(item.payments) for item in paid] == [0, 1]


def test_payments_stand_in_order_of_day_after_those_recorded_of_it() -> None:
    item = owed(1, AS_OF - 60, payments=(Part(AS_OF - 9, 1), Part(AS_OF - 5, 2), Part(AS_OF - 1, 3)))
    (paid,) = with_payments((item,), {item.obligation: (Part(AS_OF - 5, 4), Part(AS_OF - 20, 5))})
    assert [part.amount for part in paid.payments] == [5, 1, 2, 4, 3]


def test_what_is_overdue_is_open_past_its_day_and_no_claim() -> None:
    late, today, later = owed(1, AS_OF - 1), owed(2, AS_OF), owed(3, AS_OF + 1)
    claim, paid = owed(4, AS_OF - 9, claim=True), owed(5, AS_OF - 9, payments=(Part(AS_OF, 1_000),))
    sold = owed(6, AS_OF - 9, side=Side.IS_PAID)
    assert overdue((late, today, later, claim, paid, sold), AS_OF) == (late,)
    assert overdue((paid,), AS_OF - 1) == (paid,)
    assert (unpaid(paid, AS_OF - 1), unpaid(paid, AS_OF)) == (1_000, 0)


def test_the_example_of_the_docstring() -> None:
    items = (
        owed(1, AS_OF - 60, payments=(Part(AS_OF - 60, 1_000, Grade.B),)),
        owed(2, AS_OF - 60),
        owed(3, AS_OF - 60),
    )
    parts = {item.obligation: Part(AS_OF - 30, 1_000, Grade.B) for item in items[1:]}
    goals = {
        target: reach(items, parts, Goal("EUR", target, AS_OF, Grades.AB), STANDARD.rules)
        for target in (5_333, 5_666, 6_000, 6_001)
    }
    assert [goals[target].index for target in goals] == [5_333, 5_666, 6_000, 6_000]
    assert [len(found.payments) if found.payments is not None else None for found in goals.values()] == [
        0,
        1,
        2,
        None,
    ]


def test_where_nothing_weighs_yet_one_payment_makes_an_index() -> None:
    item = owed(1, AS_OF + 10)
    goal = Goal("EUR", 8_500, AS_OF, Grades.AB)
    early, later = ({item.obligation: Part(day, 1_000, Grade.B)} for day in (AS_OF, AS_OF + 9))
    found = reach((item,), early, goal, STANDARD.rules)
    assert (found.payments, found.index) == ((item.obligation,), 8_500)
    never = reach((item,), later, goal, STANDARD.rules)
    assert (never.payments, never.index) == (None, None)


def test_a_disputed_invoice_and_another_currency_help_no_headline() -> None:
    disputed = owed(1, AS_OF - 60, disputes=(DisputeSpan(AS_OF - 5),))
    dollars = owed(2, AS_OF - 60, currency="USD")
    plain = owed(3, AS_OF - 60)
    parts = {item.obligation: Part(AS_OF - 40, 1_000, Grade.B) for item in (disputed, dollars, plain)}
    found = reach((disputed, dollars, plain), parts, Goal("EUR", 5_500, AS_OF, Grades.AB), STANDARD.rules)
    assert found.payments == (plain.obligation,)


def test_a_thousand_invoices_are_searched_within_bounds() -> None:
    options = [(1 + place * 7_919 % 1_009, 1 + place * 104_729 % 2_003) for place in range(1_000)]
    found = cheapest(options, 30, 28_000)
    assert found is not None
    assert found.least <= found.cost
    assert sum(options[place][0] for place in found.places) >= 28_000
    assert (len(found.places), len(set(found.places))) == (30, 30)
    many = cheapest(options * 10, 5_000, 1)
    assert many is not None
    assert (len(many.places), many.least <= many.cost) == (5_000, True)
    assert many.least == sum(sorted(cost for _, cost in options * 10)[:5_000])


def test_each_language_says_the_same_things() -> None:
    def shape(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: shape(part) for name, part in value.items()}
        if isinstance(value, list):
            return len(value)
        return sorted(set(re.findall(r"\{(\w+)\}", value)))

    table = json.loads(WORDS)
    assert set(table) == {"en", "zh"}
    english, chinese = (shape(table[language]) for language in ("en", "zh"))
    assert set(english) == set(chinese)
    # What a sentence is filled with may be left out in a language, but nothing else may be asked for.
    assert english == chinese


def test_a_clock_is_told_in_the_words_of_its_levels() -> None:
    words = Words.parse(WORDS)
    change = FigureChange(("pays", "CNY", "defaults", "prc", "level"), 3, 1)
    assert words["en"].clock(change) == "PRC class (CNY): from substandard to normal."
    assert words["zh"].clock(change) == "五级分类（CNY）：由次级变为正常。"
    assert words["en"].clock(FigureChange(("pays", "CNY", "defaults", "prc", "since"), 3, None)) is None
    assert words["en"].clock(FigureChange(("pays", "CNY", "headline", "all", "dbt"), 3, 1)) is None


def test_values_are_written_as_people_write_them() -> None:
    words = Words.parse(WORDS)["en"]
    place = ("pays", "JPY", "headline", "all")
    assert words.value((*place, "promptness"), 7_105) == "71.05"
    assert words.value((*place, "on_time", "by_count"), 10_000) == "100.00 %"
    assert words.value((*place, "ageing", "91+"), 1_200) == "1200"
    assert words.value((*place, "dbt"), None) == "none"
    assert words.figure((*place, "ageing", "91+")) == "open, 91 days late and more"
    assert words.figure((*place, "publishable")) is None
    assert words.figure(("pays", "JPY", "including_disputed", "all", "dbt")) is None
