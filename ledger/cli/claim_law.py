"""By which law `tradeline claim` counts, and what its options say by it."""

import tomllib
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from ledger.app.claim_terms import AnyTerms, EuTerms, Terms
from ledger.cli.output import read_file
from ledger.core.day import parse_day
from ledger.core.errors import BadContent, BadInput, Misuse
from ledger.core.faults import Fault
from ledger.core.money import Money, parse_money
from ledger.rulebook import late_payment_eu as directive
from ledger.rulebook.late_payment import Buyer
from ledger.rulebook.late_payment_eu import LEAST_MARGIN, DaysInYear, Statutory, checked_sums
from ledger.rulebook.reference_rates import ReferenceRates, percent, reference_rates

SIZE = 1 << 14
"""Largest file of reference rates, in bytes: tomllib takes quadratic time over a long dotted key."""


class Law(Enum):
    """As it is typed."""

    CN = "cn"
    EU = "eu"


class Bound(Enum):
    """Buyers of either law, as they are typed."""

    PUBLIC = "public"
    LARGE = "large"
    FIRM = "firm"


def points(text: str) -> Fraction:
    """Percentage points, written 9%."""
    try:
        return percent(text)
    except BadContent as error:
        raise typer.BadParameter(str(error)) from None


ByLaw = Annotated[Law, typer.Option(help="cn: PRC State Council Order 802; eu: Directive 2011/7/EU.")]
BoundBuyer = Annotated[
    Bound,
    typer.Option(
        help="public: a state organ or public authority; large: a large enterprise (cn); firm: an undertaking (eu)."
    ),
]
References = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="eu: TOML with the reference rate of each half-year, and their source."
    ),
]
Margin = Annotated[
    Fraction | None,
    typer.Option(parser=points, metavar="PERCENT", help="eu: points above the reference rate; else 8%."),
]
Year = Annotated[
    DaysInYear | None, typer.Option(help="eu: over how many days a yearly rate is spread; else 365.")
]
FixedSums = Annotated[
    list[str] | None,
    typer.Option(
        metavar="CURRENCY=AMOUNT", help="eu: the fixed sum of a late payment; else EUR=40.00; repeatable."
    ),
]


NextWorkingDay = Annotated[
    bool,
    typer.Option(
        "--next-working-day",
        help="eu: a deadline on a Saturday, Sunday or holiday is the next working day's, as in Germany.",
    ),
]
Holidays = Annotated[
    list[str] | None,
    typer.Option("--holiday", metavar="DAY", help="eu: a holiday, for --next-working-day; repeatable."),
]


@dataclass(frozen=True, slots=True)
class Rates:
    """What the options say of interest and fixed sums; None and nothing where they are silent."""

    agreed: Fraction | None
    lpr: Fraction | None
    references: Path | None
    margin: Fraction | None
    year: DaysInYear | None
    fixed_sums: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the options say of deadlines."""

    agreed: bool
    longer_terms: bool
    next_working_day: bool
    holidays: tuple[str, ...]

    def moved(self) -> frozenset[int] | None:
        """The holidays, if deadlines move. Misuse of one where none moves; BadContent."""
        if self.holidays and not self.next_working_day:
            raise Misuse("--holiday says which days --next-working-day skips beside weekends: name that too")
        return frozenset(map(parse_day, self.holidays)) if self.next_working_day else None


def terms_by(law: Law, buyer: Bound, rates: Rates, days: Agreement) -> AnyTerms:
    """The terms of a claim, without days of delivery. Misuse of what the law does not know; BadContent, BadInput."""
    if law is Law.CN:
        _check_silent(law, {"--reference-rates": rates.references, "--margin": rates.margin,
                            "--days-in-year": rates.year, "--fixed-sum": rates.fixed_sums,
                            "--next-working-day": days.next_working_day or None,
                            "--holiday": days.holidays})  # fmt: skip
        if buyer is Bound.FIRM:
            raise Misuse("--buyer firm is of --law eu: Order 802 binds public and large buyers")
        return Terms.of(
            Buyer(buyer.value),
            agreed=days.agreed,
            longer_terms=days.longer_terms,
            agreed_rate=rates.agreed,
            lpr=rates.lpr,
        )
    _check_silent(law, {"--lpr": rates.lpr})
    if buyer is Bound.LARGE:
        raise Misuse("--buyer large is of --law cn: the Directive binds firms of any size, --buyer firm")
    return EuTerms(
        directive.Buyer(buyer.value),
        _interest(rates),
        agreed=days.agreed,
        longer_terms=days.longer_terms,
        fixed_sums=checked_sums(_sum(text) for text in rates.fixed_sums),
        holidays=days.moved(),
    )


def _check_silent(law: Law, options: dict[str, object]) -> None:
    said = [name for name, value in options.items() if value not in (None, ())]
    if said:
        raise Misuse(f"--law {law.value} does not know {', '.join(said)}")


def _interest(rates: Rates) -> Statutory | Fraction:
    if rates.agreed is not None:
        if (rates.references, rates.margin, rates.year) != (None, None, None):
            raise Misuse("--agreed-rate takes the place of --reference-rates, --margin and --days-in-year")
        return rates.agreed
    if rates.references is None:
        raise Misuse("--law eu counts by --reference-rates FILE, or by the --agreed-rate of two firms")
    margin = LEAST_MARGIN if rates.margin is None else rates.margin
    return Statutory(read_references(rates.references), margin, rates.year or DaysInYear.FIXED)


def _sum(text: str) -> Money:
    currency, sign, amount = text.partition("=")
    if not sign:
        raise Misuse(f"--fixed-sum is written CURRENCY=AMOUNT, such as SEK=450.00; found {text[:64]!r}")
    return parse_money(amount, currency)


def read_references(path: Path) -> ReferenceRates:
    """A text `source`, and a table `reference_rates`: first day of a half-year = "3.62%". BadInput with every fault."""
    name, data = str(path), read_file(path, SIZE)
    try:
        whole = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        fault = Fault(name, "the whole file", "file", "references.form", str(error)[:200], "TOML in UTF-8")
        raise BadInput((fault,)) from error
    known = ("source", "reference_rates")
    faults = [
        Fault(name, "the whole file", key[:64], "references.key", "no such key", " and ".join(known))
        for key in whole
        if key not in known
    ]
    try:
        found = reference_rates(name, *(whole.get(key) for key in known))
    except BadInput as error:
        raise BadInput((*faults, *error.faults)) from None
    if faults:
        raise BadInput(tuple(faults))
    return found
