"""A book against a day by day telling of the same debts, written anew: who owes what, how late, since when."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ledger.core.history import Counterparty, Observation, Part, Side
from ledger.core.ids import ObligationId
from ledger.rulebook.book import Book, Lent, Measures, book
from ledger.rulebook.ecl import Rate
from ledger.rulebook.movement import booked_of
from ledger.rulebook.position import owing

AS_OF = 20_300
_DAYS = st.integers(AS_OF - 500, AS_OF + 20)
_PARTS = st.lists(
    st.builds(
        lambda day, amount, binds: Part(day, amount, binds=binds),
        _DAYS,
        st.integers(1, 400_00),
        st.booleans(),
    ),
    max_size=3,
).map(tuple)
_DEBTS = st.lists(
    st.builds(
        lambda of, amount, issued, term, payments, credits, losses: Observation(
            Side.IS_PAID, ObligationId(bytes(32)), Counterparty(of), "EUR", amount, issued, issued + term,
            tuple(sorted(payments, key=lambda part: part.day)), credits, (), losses,
        ),
        st.sampled_from("abcde"), st.integers(1, 900_00), _DAYS, st.integers(0, 60), _PARTS, _PARTS, _PARTS,
    ),
    max_size=12,
).map(lambda found: [replace(it, obligation=ObligationId(at.to_bytes(32))) for at, it in enumerate(found)])  # fmt: skip
RATES = (Rate(1, 100), Rate(2, 100), Rate(5, 100), Rate(1, 3), Rate(2, 3))


def measured(debts: list[Observation]) -> Book:
    positions = [owing(item, AS_OF) for item in debts if item.issued <= AS_OF]
    booked = [booked_of(item, AS_OF, 90) for item in positions if item is not None]
    return book(Lent(debts, booked), "EUR", AS_OF, Measures(cohort_months=1, rates=RATES))


def left(debt: Observation, day: int) -> int:
    """What is owed of it at the end of a day, known at AS_OF: credit notes count from the first."""
    net = debt.amount - sum(part.amount for part in debt.credits if part.day <= AS_OF)
    paid = sum(part.amount for part in debt.payments if part.binds and part.day <= day)
    return max(0, net - paid) if debt.issued <= day else 0


def bucket(late: int) -> int:
    return 0 if late <= 0 else 1 if late <= 30 else 2 if late <= 60 else 3 if late <= 90 else 4


@given(_DEBTS)
def test_balances_ageing_and_provision_are_what_is_left(debts: list[Observation]) -> None:
    found = measured(debts)
    buckets, carried = [0] * 5, [0] * 5
    for debt in debts:
        rest = left(debt, AS_OF)
        lost = min(rest, sum(part.amount for part in debt.write_offs if part.day <= AS_OF))
        buckets[bucket(AS_OF - debt.due)] += rest
        carried[bucket(AS_OF - debt.due)] += rest - lost
    assert [found.ageing.current, *found.ageing.overdue] == buckets
    assert found.balance == sum(buckets) == sum(one.balance for one in found.obligors)
    assert found.written_off == sum(buckets) - sum(carried)
    assert found.provision is not None
    expected = [
        amount * rate.numerator // rate.denominator for amount, rate in zip(carried, RATES, strict=True)
    ]
    assert list(found.provision.provided) == expected


@given(_DEBTS)
def test_obligors_are_late_and_in_default_since_the_days_on_which_it_began(debts: list[Observation]) -> None:
    for one in measured(debts).obligors:
        own = [debt for debt in debts if debt.counterparty == one.name and left(debt, AS_OF)]
        assert one.overdue == sum(left(debt, AS_OF) for debt in own if debt.due < AS_OF)
        oldest = max(max(0, AS_OF - debt.due) for debt in own)
        assert one.days_late == oldest
        assert one.ifrs9.level == (3 if oldest >= 90 else 2 if oldest > 30 else 1)
        assert one.prc.level == 1 + sum(oldest > days for days in (0, 90, 270, 360))
        assert one.eu_since == eu_since([debt for debt in debts if debt.counterparty == one.name])


def eu_since(debts: list[Observation]) -> int | None:
    """Back from AS_OF, day by day, while more than EUR 500 and 1 % is past due: 90 such days are a default."""
    day = AS_OF
    while day > AS_OF - 600:
        exposure = sum(left(debt, day) for debt in debts)
        past_due = sum(left(debt, day) for debt in debts if debt.due < day)
        if not (past_due > 500_00 and 100 * past_due > exposure):
            break
        day -= 1
    return day + 90 if AS_OF - day >= 90 else None


@given(_DEBTS)
def test_vintages_end_with_all_that_ever_defaulted(debts: list[Observation]) -> None:
    for vintage in measured(debts).vintages:
        if vintage.months:
            own = [debt for debt in debts if month(debt.issued) == vintage.cohort and net(debt) > 0]
            own = [debt for debt in own if debt.issued <= AS_OF]
            watched = last_day(vintage.cohort, vintage.months[-1])
            gone = [debt for debt in own if defaulted(debt) is not None and (defaulted(debt) or 0) <= watched]
            assert vintage.by_count[-1] == 10_000 * len(gone) // len(own)


def net(debt: Observation) -> int:
    return debt.amount - sum(part.amount for part in debt.credits if part.day <= AS_OF)


def defaulted(debt: Observation) -> int | None:
    """The first day at whose end something is left and it is over 90 days late, or was given up."""
    lost = min((part.day for part in debt.write_offs if part.day <= AS_OF), default=AS_OF + 1)
    days = range(debt.issued, AS_OF + 1)
    return next((day for day in days if left(debt, day) and (day - debt.due > 90 or day >= lost)), None)


def month(day: int) -> str:
    return str(_date(day))[:7]


def last_day(cohort: str, months: int) -> int:
    """The last day of the month that is so many months after a cohort's."""
    day = AS_OF + 800
    year, number = divmod(int(cohort[:4]) * 12 + int(cohort[5:]) - 1 + months, 12)
    while str(_date(day))[:7] != f"{year:04}-{number + 1:02}":
        day -= 1
    return day


def _date(day: int) -> date:
    return date.fromordinal(date(1970, 1, 1).toordinal() + day)
