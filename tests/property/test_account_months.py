"""What is typed of a month becomes sums, or faults that name every part that is wrong: never anything else."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ledger.app.account_months import Sums, Typed, read_months
from ledger.core.currencies import MINOR_UNITS
from ledger.core.day import LAST, date_of
from ledger.core.errors import BadInput
from ledger.core.money import LIMIT, decimal_text

MONTHS = st.dates(date(1970, 1, 1), date(2149, 5, 31)).map(lambda day: f"{day:%Y-%m}")
TEXT = st.text(max_size=60)
NUMBERS = st.one_of(TEXT, st.from_regex(r"-?[0-9]{1,20}(\.[0-9]{0,4})?", fullmatch=True))
CURRENCIES = st.sampled_from(sorted(MINOR_UNITS))
RULES = {"month.form", "month.ended", "amount.form", "amount.negative", "amount.missing"}


@given(MONTHS, st.integers(0, LIMIT - 1), st.none() | st.integers(0, LIMIT - 1), CURRENCIES)
def test_what_a_list_shows_is_read_back(
    month: str, received: int, paid_out: int | None, currency: str
) -> None:
    out = None if paid_out is None else decimal_text(paid_out, currency)
    (found,) = read_months([Typed(month, decimal_text(received, currency), out)], currency, LAST, "typed")
    assert (found.received, found.paid_out) == (received, paid_out)
    last = date_of(found.month)
    assert f"{last:%Y-%m}" == month
    assert (last + timedelta(days=1)).day == 1


@given(st.one_of(MONTHS, TEXT), st.none() | NUMBERS, st.none() | NUMBERS, CURRENCIES, st.integers(0, LAST))
def test_any_words_are_sums_or_faults(
    month: str, received: str | None, paid_out: str | None, currency: str, today: int
) -> None:
    try:
        (found,) = read_months([Typed(month, received, paid_out)], currency, today, "typed")
    except BadInput as error:
        rules = [fault.rule for fault in error.faults]
        assert rules and set(rules) <= RULES
        assert all(len(fault.where) <= 40 for fault in error.faults)
        assert len(rules) == len({(fault.field, fault.rule) for fault in error.faults})
        return
    assert isinstance(found, Sums)
    assert found.month < today, "it has ended"
    assert all(0 <= amount < LIMIT for _, amount in found.sides())
    assert len(list(found.sides())) == 2 - [received, paid_out].count(None) >= 1
