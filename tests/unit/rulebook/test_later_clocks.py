"""The clocks that the second rulebook adds: retail exposures, and the invoices that a factor bought."""

from dataclasses import replace

import pytest

from ledger.core.grade import Grade
from ledger.core.history import Counterparty, Interest, Observation, Part, Side
from ledger.core.ids import ObligationId
from ledger.rulebook.default_shares import Counted, LaterClocks
from ledger.rulebook.defaults import Standing
from ledger.rulebook.rulebook import TRADELINE_1, TRADELINE_2, figures

DUE = 20_000


def debt(number: int, amount: int, due: int = DUE, *payments: Part, currency: str = "EUR") -> Observation:
    id = ObligationId(number.to_bytes(32))
    return Observation(Side.PAYS, id, Counterparty(f"c{number}"), currency, amount, due - 30, due, payments)


def clocks(as_of: int, *debts: Observation) -> LaterClocks:
    [own] = figures(debts, as_of, TRADELINE_2).figures.values()
    assert own.defaults.later is not None
    return own.defaults.later


def default(since: int, obligors: int = 1) -> Counted:
    return Counted(Standing(2, since), obligors)


GOOD = Counted(Standing(1), 0)


@pytest.mark.parametrize(("amount", "expected"), [(10_000, GOOD), (10_001, default(DUE + 90))])
def test_a_retail_exposure_defaults_over_100_euro(amount: int, expected: Counted) -> None:
    assert clocks(DUE + 200, debt(1, amount)).eu_retail == expected
    [own] = figures([debt(1, amount)], DUE + 200, TRADELINE_2).figures.values()
    assert own.defaults.eu == Standing(1)


def test_one_percent_and_ninety_days_are_asked_of_it_too() -> None:
    ample = replace(debt(2, 6_000_000), due=DUE + 400, grade=Grade.B)
    assert clocks(DUE + 200, debt(1, 60_000), ample).eu_retail == GOOD
    assert clocks(DUE + 89, debt(1, 60_000)).eu_retail == GOOD
    assert clocks(DUE + 90, debt(1, 60_000)).eu_retail == default(DUE + 90)


@pytest.mark.parametrize(
    ("days", "expected"), [(90, GOOD), (91, default(DUE + 91)), (300, default(DUE + 91))]
)
def test_a_factors_debtor_defaults_once_one_invoice_is_more_than_ninety_days_late(
    days: int, expected: Counted
) -> None:
    assert clocks(DUE + days, debt(1, 60_000)).eu_factoring == expected


def test_young_invoices_that_follow_each_other_are_a_technical_past_due() -> None:
    """Each is paid 60 days late, and the next is late by then: past due without a break, no invoice for long."""
    chain = [
        debt(number, 60_000, DUE + 50 * number, Part(DUE + 50 * number + 60, 60_000)) for number in range(6)
    ]
    as_of = DUE + 290
    [own] = figures(chain, as_of, TRADELINE_2).figures.values()
    assert own.defaults.eu == Standing(2, DUE + 90)
    assert clocks(as_of, *chain).eu_factoring == GOOD


def test_an_old_invoice_that_is_paid_ends_it_unless_another_is_as_old() -> None:
    old, other = debt(1, 60_000, DUE, Part(DUE + 120, 60_000)), debt(2, 60_000, DUE + 40)
    assert clocks(DUE + 119, old, other).eu_factoring == default(DUE + 91)
    assert clocks(DUE + 130, old, other).eu_factoring == GOOD
    assert clocks(DUE + 131, old, other).eu_factoring == default(DUE + 131)
    overlapping = debt(2, 60_000, DUE + 29)
    assert clocks(DUE + 131, old, overlapping).eu_factoring == default(DUE + 91)


def test_a_small_old_invoice_alone_passes_no_threshold() -> None:
    assert clocks(DUE + 200, debt(1, 50_000)).eu_factoring == GOOD
    small, large = debt(1, 100), debt(2, 60_000, DUE + 100)
    assert clocks(DUE + 189, small, large).eu_factoring == GOOD
    assert clocks(DUE + 190, small, large).eu_factoring == default(DUE + 190)


def test_what_has_passed_to_a_holder_is_in_no_clock_of_the_seller() -> None:
    gone = replace(debt(1, 60_000), side=Side.IS_PAID, interest=Interest.PASSED_ON)
    assert clocks(DUE + 200, gone) == LaterClocks(GOOD, GOOD)
    assert clocks(DUE + 200, replace(gone, interest=Interest.TAKEN)) != LaterClocks(GOOD, GOOD)


def test_an_old_invoice_that_has_passed_on_makes_no_technical_past_due_a_default() -> None:
    gone = replace(
        debt(1, 60_000), side=Side.IS_PAID, interest=Interest.PASSED_ON, counterparty=Counterparty("c")
    )
    own = replace(debt(2, 60_000, DUE + 50), side=Side.IS_PAID, counterparty=Counterparty("c"))
    assert clocks(DUE + 140, gone, own) == LaterClocks(default(DUE + 140), GOOD)
    assert clocks(DUE + 141, gone, own) == LaterClocks(default(DUE + 140), default(DUE + 141))


def test_each_counterparty_is_an_obligor_of_the_side_that_is_paid() -> None:
    owed = [replace(debt(number, 60_000, DUE + number), side=Side.IS_PAID) for number in (1, 2)]
    assert clocks(DUE + 300, *owed) == LaterClocks(default(DUE + 91, 2), default(DUE + 92, 2))


def test_outside_the_euro_they_have_no_answer_and_by_the_first_rulebook_they_do_not_exist() -> None:
    assert clocks(DUE + 200, debt(1, 60_000, currency="USD")) == LaterClocks(None, None)
    [own] = figures([debt(1, 60_000)], DUE + 200, TRADELINE_1).figures.values()
    assert own.defaults.later is None
