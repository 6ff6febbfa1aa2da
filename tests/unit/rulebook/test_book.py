"""A lender's book: each of its numbers against the single definitions it is made of, and against common sense."""

from dataclasses import replace

import pytest

from ledger.core.errors import Misuse
from ledger.core.facility import Facility, Limit
from ledger.core.history import Counterparty, DisputeSpan, Interest, Observation, Part, Side
from ledger.core.ids import Member, ObligationId, TradelineId
from ledger.rulebook.ageing import Ageing
from ledger.rulebook.book import Book, Lent, Measures, book
from ledger.rulebook.concentration import Concentration
from ledger.rulebook.defaults import PrcClass, Standing
from ledger.rulebook.ecl import Rate
from ledger.rulebook.obligors import Obligor
from ledger.rulebook.rulebook import TRADELINE_1, TRADELINE_2_CN
from ledger.rulebook.vintage import Booked

AS_OF = 20_000
MEASURES = Measures(rates=(Rate(0, 1), Rate(1, 10), Rate(1, 5), Rate(1, 2), Rate(1, 1)))


def debt(number: int, amount: int, late: int, of: str = "member:8", **changes: object) -> Observation:
    """An invoice `late` days past due at AS_OF, issued a month before it was due."""
    due = AS_OF - late
    seen = Observation(
        Side.IS_PAID, ObligationId(number.to_bytes(32)), Counterparty(of), "EUR", amount, due - 30, due
    )
    return replace(seen, **changes)  # type: ignore[arg-type]


def measured(*owed: Observation, booked: tuple[Booked, ...] = ()) -> Book:
    return book(Lent(owed, booked), "EUR", AS_OF, MEASURES)


def obligor(found: Book, name: str) -> Obligor:
    return next(one for one in found.obligors if one.name == name)


def test_a_rulebook_that_does_not_say_how_a_book_is_measured_measures_none() -> None:
    assert Measures(TRADELINE_2_CN).rules == TRADELINE_2_CN.rules
    with pytest.raises(Misuse, match="tradeline-1 does not say how a portfolio is measured: tradeline-2"):
        Measures(TRADELINE_1)


def test_what_is_open_is_aged_and_provided_for() -> None:
    found = measured(debt(1, 500, -5), debt(2, 300, 14), debt(3, 200, 91), debt(4, 80, 31))
    assert (found.balance, found.obligations) == (1_080, 4)
    assert found.ageing == Ageing(500, 300, 80, 0, 200)
    assert found.provision is not None
    assert found.provision.provided == (0, 30, 16, 0, 200)


def test_without_rates_nothing_is_provided_for() -> None:
    assert book(Lent([debt(1, 500, 1)]), "EUR", AS_OF, Measures()).provision is None


def test_a_debtors_own_word_pays_nothing() -> None:
    said, agreed = (Part(AS_OF - 1, 500, binds=binds) for binds in (False, True))
    assert measured(debt(1, 500, 5, payments=(said,))).balance == 500
    assert measured(debt(1, 500, 5, payments=(agreed,))).balance == 0


def test_what_was_written_off_is_owed_and_carried_no_more() -> None:
    lost = debt(1, 500, 200, write_offs=(Part(AS_OF - 10, 400),), payments=(Part(AS_OF - 5, 50),))
    found = measured(lost, debt(2, 100, 200))
    assert (found.balance, found.written_off) == (550, 400)
    assert found.provision is not None
    assert (found.provision.balances.days_91, found.provision.total) == (150, 150)
    more = replace(lost, write_offs=(Part(AS_OF - 10, 9_999),))
    assert measured(more).written_off == 450
    assert measured(replace(lost, write_offs=(Part(AS_OF + 1, 400),))).written_off == 0


def test_what_is_disputed_is_owed_and_told() -> None:
    contested = debt(1, 500, 5, disputes=(DisputeSpan(AS_OF - 3),))
    lapsed = debt(2, 70, 5, disputes=(DisputeSpan(AS_OF - 31),))
    found = measured(contested, lapsed)
    assert (found.balance, found.disputed) == (570, 500)


def test_what_is_issued_later_is_unknown() -> None:
    assert measured(debt(1, 500, -31)).balance == 0
    assert measured(debt(1, 500, -30)).balance == 500


def test_debts_from_before_the_window_are_in_the_book() -> None:
    found = measured(debt(1, 500, 3_000))
    assert (found.ageing.days_91, obligor(found, "member:8").prc) == (
        500, Standing(PrcClass.LOSS, AS_OF - 3_000 + 361)
    )  # fmt: skip


def test_the_largest_obligors_come_first_and_ten_of_them_are_summed() -> None:
    found = measured(*(debt(number, 100 - number, 1, of=f"member:{number}") for number in range(1, 13)))
    assert [one.balance for one in found.obligors] == list(range(99, 87, -1))
    assert found.largest_ten == 10_000 * sum(range(90, 100)) // sum(range(88, 100))
    assert measured(debt(1, 75, 1), debt(2, 25, 1, of="other")).concentration == Concentration(6_250, 7_500)
    assert (measured().concentration, measured().largest_ten) == (None, None)


def test_who_has_paid_is_no_obligor() -> None:
    paid = debt(1, 500, 200, payments=(Part(AS_OF - 150, 500),))
    assert measured(paid).obligors == ()


def test_each_clock_tells_since_when_and_the_earliest_is_told() -> None:
    found = measured(debt(1, 60_000, 95), debt(2, 10, 29, of="member:9"))
    late, fine = obligor(found, "member:8"), obligor(found, "member:9")
    assert (late.eu_since, late.ifrs9, late.prc) == (
        AS_OF - 5, Standing(3, AS_OF - 5), Standing(PrcClass.SUBSTANDARD, AS_OF - 4)
    )  # fmt: skip
    assert (late.default_since, late.days_late, late.non_performing) == (AS_OF - 5, 95, 60_000)
    assert (fine.default_since, fine.eu_since, fine.ifrs9.level, fine.prc.level) == (None, None, 1, 2)


def test_what_was_bought_defaults_by_the_clock_of_factoring() -> None:
    """Past due without a break for 90 days, and no invoice of it for more than 90."""
    first = debt(1, 60_000, 100, payments=(Part(AS_OF - 20, 60_000),))
    second = debt(2, 60_000, 50)
    found = [replace(seen, interest=Interest.TAKEN) for seen in (first, second)]
    assert obligor(measured(first, second), "member:8").eu_since == AS_OF - 10
    bought = obligor(measured(*found), "member:8")
    assert (bought.eu_since, bought.factored) == (None, True)
    assert not obligor(measured(first, found[1], debt(3, 5, 1)), "member:8").factored


def test_the_retail_clock_is_told_beside() -> None:
    small = obligor(measured(debt(1, 10_001, 95)), "member:8")
    assert (small.eu_since, small.eu_retail_since) == (None, AS_OF - 5)
    assert obligor(measured(debt(1, 10_000, 95)), "member:8").eu_retail_since is None


def test_what_was_given_up_is_in_default_however_late_it_is() -> None:
    lost = debt(1, 500, 2, write_offs=(Part(AS_OF - 1, 400), Part(AS_OF, 100)))
    assert obligor(measured(lost), "member:8").default_since == AS_OF - 1
    paid = replace(lost, payments=(Part(AS_OF, 500),))
    other = obligor(measured(paid, debt(2, 100, 2)), "member:8")
    assert (other.written_off_since, other.default_since) == (None, None)


def test_outside_the_euro_the_eu_clock_is_silent() -> None:
    dollars = replace(debt(1, 60_000, 200), currency="USD")
    found = book(Lent([dollars]), "USD", AS_OF, MEASURES)
    assert (found.obligors[0].eu_since, found.obligors[0].ifrs9.level) == (None, 3)


def test_vintages_are_those_of_what_was_booked() -> None:
    found = measured(booked=(Booked(AS_OF - 400, 100, AS_OF - 200, 60), Booked(AS_OF - 400, 100)))
    [one] = found.vintages
    assert (one.booked, one.by_count[-1], one.by_loss[-1]) == (2, 5_000, 3_000)


def test_a_facility_is_drawn_and_paid_back() -> None:
    line = TradelineId(Member(3), 1)
    facility = Facility(
        Side.IS_PAID,
        line,
        Counterparty("member:8"),
        "EUR",
        (Limit(AS_OF - 100, 1_000),),
        (Part(AS_OF - 90, 400),),
    )
    paid = debt(1, 100, 5, tradeline=line, payments=(Part(AS_OF - 2, 100),))
    found = book(Lent([paid], facilities=[facility]), "EUR", AS_OF, MEASURES)
    assert found.utilisation is not None
    assert (found.utilisation.drawn, found.utilisation.current) == (300, 3_000)
    assert measured().utilisation is None


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_what_is_owed_changes_nothing(order: int) -> None:
    owed = [debt(number, 100, number * 20, of=f"member:{number % 3}") for number in range(1, 20)]
    assert measured(*owed[::order]) == measured(*owed)
