"""Default clocks: since which day, and not a day sooner."""

from dataclasses import replace

import pytest

from ledger.core.grade import Grade
from ledger.core.history import Counterparty, Interest, Observation, Part, Side
from ledger.core.ids import ObligationId
from ledger.rulebook.default_shares import Defaults
from ledger.rulebook.defaults import PrcClass, Standing
from ledger.rulebook.rulebook import TRADELINE_1, figures

DUE = 20_000


def debt(number: int, amount: int, due: int = DUE, *payments: Part, currency: str = "EUR") -> Observation:
    id = ObligationId(number.to_bytes(32))
    return Observation(Side.PAYS, id, Counterparty(f"c{number}"), currency, amount, due - 30, due, payments)


def defaults(as_of: int, *debts: Observation) -> Defaults:
    [own] = figures(debts, as_of).figures.values()
    return own.defaults


@pytest.mark.parametrize(("days", "since"), [(89, None), (90, DUE + 90), (200, DUE + 90)])
def test_eu_default_is_ninety_consecutive_days_past_due(days: int, since: int | None) -> None:
    eu = defaults(DUE + days, debt(1, 60_000)).eu
    assert eu == (Standing(1) if since is None else Standing(2, since))


def test_eu_default_needs_more_than_500_euro_and_more_than_one_percent() -> None:
    assert defaults(DUE + 200, debt(1, 50_000)).eu == Standing(1)
    assert defaults(DUE + 200, debt(1, 50_001)).eu == Standing(2, DUE + 90)
    ample = Observation(
        Side.PAYS,
        ObligationId(bytes(32)),
        Counterparty("c"),
        "EUR",
        6_000_000,
        DUE - 30,
        DUE + 400,
        grade=Grade.B,
    )
    assert defaults(DUE + 200, debt(1, 60_000), ample).eu == Standing(1)


def test_one_percent_of_the_exposure_is_not_yet_more() -> None:
    def owing(exposure: int) -> Standing | None:
        id = ObligationId(bytes(32))
        rest = Observation(
            Side.PAYS, id, Counterparty("c"), "EUR", exposure - 60_000, DUE - 30, DUE + 400, grade=Grade.B
        )
        return defaults(DUE + 200, debt(1, 60_000), rest).eu

    assert owing(6_000_000) == Standing(1)
    assert owing(5_999_999) == Standing(2, DUE + 90)


def test_a_payment_breaks_the_run_of_days() -> None:
    paid_down = debt(1, 60_000, DUE, Part(DUE + 80, 20_000))
    assert defaults(DUE + 100, paid_down).eu == Standing(1)
    assert defaults(DUE + 95, debt(1, 60_000, DUE, Part(DUE + 95, 60_000))).eu == Standing(1)
    relapsed = debt(2, 20_000, DUE + 85)
    assert defaults(DUE + 174, paid_down, relapsed).eu == Standing(1)
    assert defaults(DUE + 175, paid_down, relapsed).eu == Standing(2, DUE + 175)


def test_only_what_binds_the_payee_lowers_what_is_in_default() -> None:
    said, agreed = (Part(DUE, 60_000, binds=binds) for binds in (False, True))
    assert defaults(DUE + 90, debt(1, 60_000, DUE, said)).eu == Standing(2, DUE + 90)
    assert defaults(DUE + 90, debt(1, 60_000, DUE, agreed)).eu == Standing(1)


def test_an_open_balance_from_before_the_window_stays_and_one_that_was_paid_does_not() -> None:
    old, recent = debt(1, 60_000), replace(debt(2, 100), issued=DUE + 900, due=DUE + 1_000)
    paid = debt(1, 60_000, DUE, Part(DUE + 800, 60_000))
    assert defaults(DUE + 900, old, recent).prc == Standing(PrcClass.LOSS, DUE + 361)
    assert defaults(DUE + 900, replace(old, claim=True), recent).prc == Standing(1)
    assert defaults(DUE + 900, paid, recent).prc == Standing(1)
    dollars = replace(old, currency="USD")
    found = figures((dollars, recent), DUE + 900).figures
    assert [own.defaults.prc.level for own in found.values()] == [PrcClass.NORMAL, PrcClass.LOSS]


def test_the_eu_clock_has_no_answer_in_other_currencies() -> None:
    assert defaults(DUE + 200, debt(1, 60_000, currency="USD")).eu is None


@pytest.mark.parametrize(("days", "stage"), [(0, 1), (30, 1), (31, 2), (89, 2), (90, 3)])
def test_ifrs9_stages_by_days_past_due(days: int, stage: int) -> None:
    assert defaults(DUE + days, debt(1, 100)).ifrs9.level == stage


@pytest.mark.parametrize(
    ("days", "expected", "since"),
    [
        (0, PrcClass.NORMAL, None),
        (1, PrcClass.SPECIAL_MENTION, 1),
        (90, PrcClass.SPECIAL_MENTION, 1),
        (91, PrcClass.SUBSTANDARD, 91),
        (270, PrcClass.SUBSTANDARD, 91),
        (271, PrcClass.DOUBTFUL, 271),
        (360, PrcClass.DOUBTFUL, 271),
        (361, PrcClass.LOSS, 361),
    ],
)
def test_prc_classes_by_days_overdue(days: int, expected: PrcClass, since: int | None) -> None:
    standing = defaults(DUE + days, debt(1, 100)).prc
    assert standing == Standing(expected, None if since is None else DUE + since)


def test_more_than_a_fifth_over_ninety_days_makes_all_non_performing() -> None:
    as_of = DUE + 91
    late, young = debt(1, 20), replace(debt(2, 80, as_of), grade=Grade.B)
    assert defaults(as_of, late, young).prc_non_performing == 20
    assert defaults(as_of, replace(late, amount=21), replace(young, amount=79)).prc_non_performing == 100


def test_who_has_paid_is_in_no_default_and_what_was_passed_on_is_the_holders() -> None:
    paid = debt(1, 60_000, DUE, Part(DUE + 150, 60_000))
    [first] = figures([paid], DUE + 160, TRADELINE_1).figures.values()
    assert first.defaults == Defaults(1, Standing(1), 0, Standing(1), 0, Standing(1), 0)
    assert replace(defaults(DUE + 160, paid), later=None) == first.defaults
    gone = Observation(
        Side.IS_PAID, ObligationId(bytes(32)), Counterparty("c"), "EUR", 60_000, DUE - 30, DUE,
        interest=Interest.PASSED_ON,
    )  # fmt: skip
    assert defaults(DUE + 160, gone).eu == Standing(1)


def test_on_the_side_that_is_paid_each_counterparty_is_an_obligor() -> None:
    def receivable(number: int, payer: str) -> Observation:
        id = ObligationId(number.to_bytes(32))
        return Observation(Side.IS_PAID, id, Counterparty(payer), "EUR", 60_000, DUE - 30, DUE)

    found = defaults(DUE + 90, receivable(1, "a"), receivable(2, "b"), receivable(3, "a"))
    assert (found.obligors, found.eu_obligors, found.ifrs9_stage_3) == (2, 2, 2)
