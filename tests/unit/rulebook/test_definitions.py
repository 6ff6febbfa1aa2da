"""The definitions of docs/rulebook.md at their edges; each figure's own worked example runs as a doctest."""

import doctest
import importlib
import pkgutil
from dataclasses import replace

import pytest

import ledger.rulebook
from ledger.core.day import parse_day
from ledger.core.errors import Misuse
from ledger.core.history import Counterparty, DisputeSpan, Interest, Observation, Part, Side
from ledger.core.ids import ObligationId
from ledger.rulebook.figure_set import Population
from ledger.rulebook.figures import Figures
from ledger.rulebook.position import Grades
from ledger.rulebook.promptness import points
from ledger.rulebook.rulebook import PRC, STANDARD, TRADELINE_1, TRADELINE_2, Rulebook, figures
from ledger.rulebook.rules import Rules

AS_OF = parse_day("2026-06-30")
MODULES = [module.name for module in pkgutil.iter_modules(ledger.rulebook.__path__, "ledger.rulebook.")]


def owed(number: int, amount: int = 1000, issued: int = AS_OF - 100, due: int = AS_OF - 70) -> Observation:
    """An invoice of counterparty `number`, unpaid."""
    id = ObligationId(number.to_bytes(32))
    return Observation(Side.IS_PAID, id, Counterparty(f"c{number}"), "EUR", amount, issued, due)


def headline(*seen: Observation, as_of: int = AS_OF, rulebook: Rulebook = STANDARD) -> Figures:
    own = figures(seen, as_of, rulebook).figures[Side.IS_PAID, "EUR"]
    return own.sets[Population.HEADLINE, Grades.ALL]


@pytest.mark.parametrize("name", MODULES)
def test_the_worked_examples_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize(
    ("late", "expected"),
    [
        (-31, 10_000),
        (-29, 9_900),
        (-1, 8_050),
        (1, 7_933),
        (16, 6_857),
        (61, 3_966),
        (120, 2_000),
        (121, 100),
    ],
)
def test_points_lie_on_the_exact_line_floored(late: int, expected: int) -> None:
    assert points(late, Rules()) == expected


@pytest.mark.parametrize(
    ("as_of", "first"),
    [("2016-02-29", "2014-03-01"), ("2026-06-30", "2024-07-01"), ("2026-03-31", "2024-04-01")],
)
def test_the_window_begins_the_day_after_its_clamped_months(as_of: str, first: str) -> None:
    day, begins = parse_day(as_of), parse_day(first)
    assert headline(owed(1, issued=begins), as_of=day).obligations == 1
    assert headline(owed(1, issued=begins - 1), as_of=day).obligations == 0
    assert not figures([owed(1, issued=day + 1)], day).figures


def test_near_the_first_day_there_is_the_window_begins_with_it() -> None:
    assert headline(owed(1, issued=0), as_of=400).obligations == 1
    two_years_on = parse_day("1972-01-01")
    assert headline(owed(1, issued=1), as_of=two_years_on).obligations == 1
    assert headline(owed(1, issued=0), as_of=two_years_on).obligations == 0


def test_what_was_paid_before_the_window_has_left_everything() -> None:
    before = parse_day("2024-06-30")
    assert headline(owed(1, issued=before)).obligations == 0
    paid = replace(owed(1, issued=before), payments=(Part(before + 400, 1000),))
    assert not figures([paid], AS_OF, TRADELINE_1).figures
    # By the second its status string alone goes on telling of it.
    assert headline(paid, rulebook=TRADELINE_2).obligations == 0


def test_dso_counts_the_sales_of_ninety_days_with_as_of() -> None:
    assert headline(owed(1, issued=AS_OF - 89)).dso == 9_000
    assert headline(owed(1, issued=AS_OF - 90)).dso is None


def test_turnover_has_every_month_that_the_window_touches() -> None:
    as_of = parse_day("2026-06-15")
    seen = [
        owed(1, 500, parse_day("2024-06-16")),
        owed(2, 700, parse_day("2026-01-31")),
        replace(owed(3, 900, parse_day("2026-02-01")), payments=(Part(parse_day("2026-06-01"), 400),)),
        replace(owed(4, 50, as_of), payments=(Part(parse_day("2024-06-15"), 50),)),
    ]
    turned = headline(*seen, as_of=as_of).turnover
    assert (turned.months[0], turned.months[6], turned.months[-1]) == ("2024-06", "2024-12", "2026-06")
    assert len(turned.months) == len(turned.sales) == len(turned.receipts) == 25
    by_month = dict(zip(turned.months, zip(turned.sales, turned.receipts, strict=True), strict=True))
    assert {month: both for month, both in by_month.items() if any(both)} == {
        "2024-06": (500, 0),
        "2026-01": (700, 0),
        "2026-02": (900, 0),
        "2026-06": (50, 400),
    }


def test_an_unpaid_rest_counts_from_the_day_after_the_due_day() -> None:
    due_today = replace(owed(1), due=AS_OF)
    assert headline(due_today).promptness is None
    assert headline(due_today).on_time_by_count is None
    assert headline(replace(due_today, due=AS_OF - 1)).promptness == 7_933
    assert headline(replace(due_today, due=AS_OF - 1)).on_time_by_count == 0


def test_an_excess_counts_nothing_and_undoes_nothing() -> None:
    in_time, later = Part(AS_OF - 71, 1000), Part(AS_OF - 10, 300)
    alone, with_excess = replace(owed(1), payments=(in_time,)), replace(owed(1), payments=(in_time, later))
    assert headline(alone).on_time_by_count == 10_000
    assert headline(with_excess) == headline(alone)


def test_minimum_evidence_is_three_obligations_of_two_counterparties() -> None:
    same = [replace(owed(number), counterparty=Counterparty("one")) for number in (1, 2, 3)]
    assert not headline(*same).publishable
    assert not headline(*same[:2]).publishable
    assert headline(*same[:2], owed(4)).publishable
    not_due = replace(owed(4), due=AS_OF)
    assert not headline(*same[:2], not_due).publishable


def test_a_dispute_lapses_by_the_rulebooks_own_clock() -> None:
    opened = AS_OF - 25
    contested = replace(owed(1), disputes=(DisputeSpan(opened),))
    assert headline(contested).obligations == 0
    assert headline(contested, rulebook=PRC).obligations == 1
    assert (
        headline(replace(contested, disputes=(DisputeSpan(opened, clocked=False),)), rulebook=PRC).obligations
        == 0
    )


def test_a_receivable_that_was_passed_on_is_not_outstanding_but_its_lateness_counts() -> None:
    own, gone = owed(1, issued=AS_OF - 10), replace(owed(2), interest=Interest.PASSED_ON)
    assert headline(own, gone).ageing.total == 1000
    assert headline(own, gone).dso == 100 * 90
    assert headline(own, gone).dbt == headline(own, owed(2)).dbt
    taken = replace(owed(1, issued=AS_OF - 10), interest=Interest.TAKEN)
    assert (headline(taken).ageing.total, headline(taken).dso) == (1000, None)


def test_a_credit_note_is_neither_on_time_nor_late() -> None:
    credited = replace(owed(1), credits=(Part(AS_OF, 400),), payments=(Part(AS_OF - 70, 600),))
    assert (headline(credited).promptness, headline(credited).on_time_by_count) == (8_000, 10_000)
    assert headline(replace(owed(1), credits=(Part(AS_OF + 1, 400),))).ageing.total == 1000


@pytest.mark.parametrize("bad", [{"amount": 0}, {"amount": -1}, {"payments": (Part(AS_OF, 0),)}])
def test_an_amount_that_is_not_positive_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(Misuse):
        figures([replace(owed(1), **bad)], AS_OF)  # type: ignore[arg-type]


def test_an_obligation_that_stands_twice_is_refused_but_each_side_has_its_own() -> None:
    with pytest.raises(Misuse):
        figures([owed(1), owed(1)], AS_OF)
    assert len(figures([owed(1), replace(owed(1), side=Side.PAYS)], AS_OF).figures) == 2
