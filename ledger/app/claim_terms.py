"""What a claimant says beyond the ledger, by which law: State Council Order 802, or Directive 2011/7/EU."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction

from ledger.core.errors import Misuse
from ledger.core.ids import ObligationId
from ledger.rulebook import late_payment_eu as directive
from ledger.rulebook.late_payment import ORDER_728, ORDER_802, Buyer, daily_rate, late_payment
from ledger.rulebook.late_spells import Ground, Late, Owed, Tariff
from ledger.rulebook.rulebook import PRC, STANDARD
from ledger.rulebook.rules import Rules

NO_RATES = Tariff(())
"""Before it is known which are needed."""


class Aside(Enum):
    """Why an obligation is no part of the claim."""

    NO_SUPPLY = "no_supply"
    """An instalment of a loan: these laws are about goods, works and services."""
    NOT_OWN_WORD = "not_own_word"
    """The debtor's proposal, which the creditor has not accepted."""
    PASSED_ON = "passed_on"
    """Whoever took it over claims it."""
    TAKEN = "taken"
    """Taken over from a seller: Order 802 protects the seller, and by the Directive the assignment says what passed."""
    BEFORE = "before"
    """Delivered before there was the law: 2020-09-01, 2013-03-16."""
    NO_TERM = "no_term"
    """No term was agreed with a large buyer, before there was one of Order 802's own."""


@dataclass(frozen=True, slots=True)
class Terms:
    """By Order 802. `rate` a day, out of `agreed_rate` and `lpr` as `daily_rate` has it, which are told beside it;
    `delivered`: days of delivery, else that of issue; `agreed` False: the due days of the invoices are the creditor's
    own wish; `longer_terms` as in `deadline`.
    """

    buyer: Buyer
    rate: Fraction
    delivered: Mapping[ObligationId, int]
    agreed: bool = True
    longer_terms: bool = False
    agreed_rate: Fraction | None = None
    lpr: Fraction | None = None

    @classmethod
    def of(
        cls,
        buyer: Buyer,
        *,
        agreed: bool = True,
        longer_terms: bool = False,
        agreed_rate: Fraction | None = None,
        lpr: Fraction | None = None,
    ) -> "Terms":
        """With the rate that counts, and no day of delivery. Misuse, BadContent."""
        return cls(buyer, daily_rate(agreed_rate, lpr), {}, agreed, longer_terms, agreed_rate, lpr)

    @property
    def tariff(self) -> Tariff:
        """One rate, always."""
        return Tariff.flat(self.rate)

    @property
    def rules(self) -> Rules:
        """By which a dispute stands."""
        return PRC.rules

    def ready(self, owed: Iterable[tuple[str, Owed]], as_of: int) -> "Terms":
        """Nothing depends on what is claimed."""
        return self

    def unreached(self, owed: Owed) -> Aside | None:
        """Why the regulation does not reach an obligation, if so."""
        if owed.delivered < ORDER_728:
            return Aside.BEFORE
        no_term = owed.due is None and self.buyer is Buyer.LARGE and owed.delivered < ORDER_802
        return Aside.NO_TERM if no_term else None

    def late(self, owed: Owed, as_of: int, *, longer_terms: bool) -> Late | None:
        """As the regulation has it."""
        return late_payment(owed, self.buyer, as_of, self.rate, longer_terms=longer_terms)

    def might_stand(self, ground: Ground) -> bool:
        """Whether a longer term than was counted may be found to stand."""
        return ground is Ground.BOUND and self.buyer is Buyer.LARGE

    def fixed_sum(self, currency: str) -> int | None:
        """The regulation knows none."""
        return None


@dataclass(frozen=True, slots=True)
class EuTerms:
    """By the Directive. `interest`: statutory, or a rate a day that was agreed between undertakings; `fixed_sums`: in
    minor units by currency, beside the 40 euro; `delivered`: the days from which periods count, else that of issue;
    `agreed`, `longer_terms` as above, `holidays` as in `Periods`. `tariff`: of the half-years in which something of
    the claim was overdue.
    """

    buyer: directive.Buyer
    interest: directive.Statutory | Fraction
    delivered: Mapping[ObligationId, int] = field(default_factory=dict)
    agreed: bool = True
    longer_terms: bool = False
    fixed_sums: Mapping[str, int] = field(default_factory=dict)
    holidays: frozenset[int] | None = None
    tariff: Tariff = NO_RATES

    def __post_init__(self) -> None:
        if isinstance(self.interest, Fraction):
            directive.agreed_tariff(self.interest, self.buyer)

    @property
    def rules(self) -> Rules:
        """By which a dispute stands."""
        return STANDARD.rules

    def ready(self, owed: Iterable[tuple[str, Owed]], as_of: int) -> "EuTerms":
        """With the rates that these obligations need. Misuse naming each half-year that has none, or each currency that
        has a fixed sum and no obligation.
        """
        every = tuple(owed)
        idle = sorted(set(self.fixed_sums) - {currency for currency, _ in every})
        if idle:
            raise Misuse(f"a fixed sum in {', '.join(idle)}, but nothing that is claimed is in it")
        if isinstance(self.interest, Fraction):
            return replace(self, tariff=directive.agreed_tariff(self.interest, self.buyer))
        halves = directive.needed((one for _, one in every), self._periods(self.longer_terms), as_of)
        return replace(self, tariff=self.interest.tariff(halves))

    def unreached(self, owed: Owed) -> Aside | None:
        """Why the Directive does not reach an obligation, if so."""
        return Aside.BEFORE if owed.delivered < directive.APPLIES else None

    def late(self, owed: Owed, as_of: int, *, longer_terms: bool) -> Late | None:
        """As the Directive has it."""
        return directive.late_payment(owed, self._periods(longer_terms), as_of, self.tariff)

    def _periods(self, longer_terms: bool) -> directive.Periods:
        return directive.Periods(self.buyer, longer_terms, self.holidays)

    def might_stand(self, ground: Ground) -> bool:
        """Whether a longer term than was counted may be found to stand."""
        return ground is Ground.BOUND and not self.longer_terms

    def fixed_sum(self, currency: str) -> int | None:
        """For each late payment in a currency; None where none was named."""
        return directive.fixed_sum(currency, self.fixed_sums)


AnyTerms = Terms | EuTerms
