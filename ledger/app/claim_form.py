"""A claim as JSON values: amounts as decimal text, days in ISO 8601, fractions as [numerator, denominator]."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from ledger.app.claim_terms import EuTerms, Terms
from ledger.app.claiming import Claim, Record, Row
from ledger.attest.canonical import Json
from ledger.core.day import Day, iso
from ledger.core.money import decimal_text
from ledger.rulebook.late_payment import YEAR_DAYS, rate_ground
from ledger.rulebook.late_payment_eu import Statutory
from ledger.rulebook.late_spells import Accrual, Spell, Tariff
from ledger.rulebook.reference_rates import percent_text

_SUMS = ("open", "interest", "disputed_open", "disputed_interest", "bound_interest")
_FIXED_SUMS = ("fixed_sums", "disputed_fixed_sums", "bound_fixed_sums")
Place = Callable[[Record], str | None]
"""Where a record is shown; None where it is not."""


@dataclass(frozen=True, slots=True)
class Total:
    """Of one currency, in its minor units: `open`, `interest` and `fixed_sums` are claimed, the `disputed` ones apart.

    `bound_interest`, `bound_fixed_sums`: the part of them that falls away where longer terms are found to stand.
    """

    currency: str
    open: int = 0
    interest: int = 0
    disputed_open: int = 0
    disputed_interest: int = 0
    bound_interest: int = 0
    fixed_sums: int = 0
    disputed_fixed_sums: int = 0
    bound_fixed_sums: int = 0

    @property
    def claimed(self) -> int:
        """In all."""
        return self.open + self.interest + self.fixed_sums


def totals(claim: Claim) -> tuple[Total, ...]:
    """One a currency, in order of code; each a sum of the rows as they are shown."""
    found: dict[str, Total] = {}
    for row in claim.claimed():
        currency = row.seen.currency
        found[currency] = _plus(found.get(currency, Total(currency)), row)
    return tuple(found[currency] for currency in sorted(found))


def claim_form(claim: Claim, place: Place) -> dict[str, Json]:
    """The whole claim, each row with its records."""
    terms = claim.terms
    sums = _SUMS if isinstance(terms, Terms) else (*_SUMS, *_FIXED_SUMS)
    return {
        "as_of": iso(claim.as_of),
        **(_order(terms) if isinstance(terms, Terms) else _directive(terms)),
        "agreed": terms.agreed,
        "longer_terms": terms.longer_terms,
        "totals": {total.currency: _total(total, sums) for total in totals(claim)},
        "claimed": [_claimed(row, claim, place) for row in claim.claimed()],
        "aside": [
            {**_common(row), "reason": row.aside.value} for row in claim.set_aside() if row.aside is not None
        ],
    }


def money(minor: int, row: Row) -> str:
    """An amount with the decimals of the row's currency."""
    return decimal_text(minor, row.seen.currency)


def yearly(rate: Fraction) -> str:
    """A rate a day in percent of a year of 365 days; what is cut after four decimals is marked.

    >>> yearly(Fraction(31, 365_000)), yearly(Fraction(1, 36_000))
    ('3.1 %', '≈ 1.0138 %')
    """
    exact = rate * YEAR_DAYS * 1_000_000
    whole, decimals = divmod(exact.numerator // exact.denominator, 10_000)
    text = f"{whole}.{decimals:04d}".rstrip("0").rstrip(".")
    return f"{'' if exact.denominator == 1 else '≈ '}{text} %"


def _order(terms: Terms) -> dict[str, Json]:
    return {
        "rate_a_day": _rate(terms.rate),
        "rate_ground": rate_ground(terms.agreed_rate, terms.lpr).value,
        "agreed_rate": _rate(terms.agreed_rate),
        "lpr": _rate(terms.lpr),
    }


def _directive(terms: EuTerms) -> dict[str, Json]:
    found = terms.interest
    return {
        "law": "eu",
        "next_working_day": terms.holidays is not None,
        "holidays": [iso(day) for day in sorted(terms.holidays or ())],
        "agreed_rate": None if isinstance(found, Statutory) else _rate(found),
        "statutory": _statutory(found, terms.tariff) if isinstance(found, Statutory) else None,
        "fixed_sum": {
            currency: decimal_text(minor, currency) for currency, minor in sorted(terms.fixed_sums.items())
        },
    }


def _statutory(found: Statutory, tariff: Tariff) -> dict[str, Json]:
    return {
        "source": found.references.source,
        "margin": percent_text(found.margin),
        "days_in_year": found.year.value,
        "half_years": [
            {
                "from": iso(half),
                "reference_rate": percent_text(found.references.rates[Day(half)]),
                "rate": percent_text(found.yearly(Day(half))),
                "rate_a_day": _rate(a_day),
            }
            for half, a_day in tariff.steps
        ],
    }


def _rate(rate: Fraction | None) -> Json:
    return None if rate is None else [rate.numerator, rate.denominator]


def _plus(total: Total, row: Row) -> Total:
    late = row.late
    assert late is not None
    bound = 0 if row.by_contract is None else late.accrual.interest - row.by_contract.interest
    return Total(
        total.currency,
        total.open + late.open,
        total.interest + late.accrual.interest,
        total.disputed_open + late.disputed_open,
        total.disputed_interest + late.disputed.interest,
        total.bound_interest + bound,
        total.fixed_sums + row.fixed.claimed,
        total.disputed_fixed_sums + row.fixed.disputed,
        total.bound_fixed_sums + row.fixed.bound,
    )


def _total(total: Total, sums: tuple[str, ...]) -> dict[str, Json]:
    return {name: decimal_text(getattr(total, name), total.currency) for name in sums}


def _common(row: Row) -> dict[str, Json]:
    return {
        "obligation": f"0x{row.seen.obligation.hex()}",
        "tradeline": str(row.seen.tradeline),
        "number": row.number,
        "currency": row.seen.currency,
        "amount": money(row.owed.amount, row),
        "issued": iso(row.seen.issued),
        "delivered": iso(row.owed.delivered),
    }


def _claimed(row: Row, claim: Claim, place: Place) -> dict[str, Json]:
    late, terms = row.late, claim.terms
    assert late is not None
    last, denominator = late.deadline, terms.tariff.denominator
    eu = isinstance(terms, EuTerms)
    return {
        **_common(row),
        "due": iso(last.day),
        "ground": last.ground.value,
        "agreed": None if last.agreed is None else iso(last.agreed),
        "days_late": late.days,
        "open": money(late.open, row),
        "interest": _accrual(late.accrual, row, denominator),
        "interest_by_contract": (
            None if row.by_contract is None else _accrual(row.by_contract, row, denominator)
        ),
        **({"fixed_sum": money(row.fixed.claimed, row)} if eu else {}),
        "spells": [
            {**_spell(one, row), **({"rate_a_day": _rate(terms.tariff.on(one.until))} if eu else {})}
            for one in late.spells
        ],
        "disputed": {
            "amount": money(row.owed.disputed, row),
            "open": money(late.disputed_open, row),
            "interest": _accrual(late.disputed, row, denominator),
            **({"fixed_sum": money(row.fixed.disputed, row)} if eu else {}),
            "lapsed": row.lapsed,
            "afterwards": row.afterwards,
        },
        "unconfirmed": [
            {"day": iso(part.day), "amount": money(part.amount, row)} for part in row.unconfirmed
        ],
        "grade": row.seen.grade.name,
        "records": [_record(row, record, place) for record in row.records],
    }


def _spell(one: Spell, row: Row) -> dict[str, Json]:
    return {
        "after": iso(one.since),
        "until": iso(one.until),
        "days": one.days,
        "base": money(one.base, row),
    }


def _accrual(found: Accrual, row: Row, denominator: int) -> dict[str, Json]:
    return {"amount": money(found.interest, row), "remainder": [found.remainder, denominator]}


def _record(row: Row, record: Record, place: Place) -> dict[str, Json]:
    return {
        "kind": record.kind.name.lower(),
        "recorder": record.said.recorder,
        "capacity": record.said.capacity.name.lower(),
        "day": None if record.day is None else iso(record.day),
        "amount": None if record.amount is None else money(record.amount, row),
        "commitment": f"0x{record.commitment.hex()}",
        "block": record.clock.number,
        "time": record.clock.time,
        "in_dossier": place(record),
    }
