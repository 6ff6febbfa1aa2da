"""A claim for late payment as JSON (docs/late-payment.md). Amounts as decimal text, days in ISO 8601."""

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from api.forms import KNOWN, Amount, Digest, Form, IsoDay, Known, MemberNumber, shown_as
from ledger.rulebook.reference_rates import MOST

Percent = Annotated[str, Field(pattern=r"^-?[0-9]{1,3}(\.[0-9]{1,6})? ?%$", examples=["3.62%"])]
_ROW = {
    "obligation": "0x" + "3c" * 32,
    "tradeline": "7-1",
    "number": "2026-118",
    "currency": "CNY",
    "amount": "3333.33",
    "issued": "2025-07-01",
    "delivered": "2025-07-01",
    "due": "2025-08-30",
    "ground": "bound",
    "agreed": "2025-09-29",
    "days_late": 123,
    "open": "3333.33",
    "interest": {"amount": "204.99", "remainder": [1959, 2000]},
    "interest_by_contract": {"amount": "154.99", "remainder": [1969, 2000]},
    "spells": [{"after": "2025-08-30", "until": "2025-12-31", "days": 123, "base": "3333.33"}],
    "disputed": {
        "amount": "0.00",
        "open": "0.00",
        "interest": {"amount": "0.00", "remainder": [0, 2000]},
        "lapsed": False,
        "afterwards": False,
    },
    "unconfirmed": [],
    "grade": "B",
    "records": [],
}


class RateForm(Form):
    """An exact fraction a day: 3.1 % a year of 365 days is 31/365000."""

    numerator: Annotated[int, Field(strict=True, ge=0, le=10**12)]
    denominator: Annotated[int, Field(strict=True, ge=1, le=10**15)]

    def fraction(self) -> Fraction:
        """The number itself."""
        return Fraction(self.numerator, self.denominator)


class DeliveryForm(Form):
    """The day from which the regulation counts for one obligation."""

    obligation: Digest
    day: IsoDay


Debtor = Annotated[
    str,
    Field(
        pattern="^(member:[1-9][0-9]{0,9}|tradeline:[1-9][0-9]{0,9}-[1-9][0-9]{0,9})$",
        description="A member, or the tradeline of a debtor that is none.",
    ),
]
AsOf = Annotated[IsoDay | None, Field(description="Interest until the end of this day; else today.")]
OwnWish = Annotated[bool, Field(description="false: the due days are the creditor's own wish.")]
Deliveries = Annotated[tuple[DeliveryForm, ...], Field(max_length=10_000)]


class ClaimWanted(Form):
    """What the claimant says beyond the ledger, by State Council Order 802."""

    model_config = shown_as({"debtor": "member:8", "buyer": "large", "as_of": "2025-12-31"})
    law: Literal["cn"] = "cn"
    debtor: Debtor
    buyer: Annotated[
        Literal["public", "large"],
        Field(description="A state organ or public institution, or a large enterprise."),
    ]
    as_of: AsOf = None
    agreed_rate: RateForm | None = None
    lpr: Annotated[
        RateForm | None, Field(description="The one-year loan prime rate of the day of the contract.")
    ] = None
    agreed: OwnWish = True
    longer_terms: Annotated[
        bool, Field(description="A large buyer's agreed term of over 60 days is reasonable, and stands.")
    ] = False
    delivered: Deliveries = ()


class ReferenceRatesForm(Form):
    """The reference rates of half-years (Directive 2011/7/EU, article 2(7)), and where they are from."""

    source: Annotated[str, Field(max_length=MOST)]
    rates: Annotated[dict[str, Percent], Field(max_length=MOST, description="By first day of the half-year.")]


class EuClaimWanted(Form):
    """What the claimant says beyond the ledger, by Directive 2011/7/EU."""

    model_config = shown_as(
        {
            "law": "eu",
            "debtor": "member:8",
            "buyer": "firm",
            "as_of": "2024-12-31",
            "reference_rates": {"source": "example", "rates": {"2024-01-01": "3.62%", "2024-07-01": "3.37%"}},
            "margin": "9%",
        }
    )
    law: Literal["eu"]
    debtor: Debtor
    buyer: Annotated[Literal["public", "firm"], Field(description="A public authority, or an undertaking.")]
    as_of: AsOf = None
    reference_rates: ReferenceRatesForm | None = None
    margin: Annotated[Percent | None, Field(description="Above the reference rate; else 8%.")] = None
    days_in_year: Annotated[
        Literal["365", "360", "actual"] | None, Field(description="Of a yearly rate; else 365.")
    ] = None
    agreed_rate: Annotated[
        RateForm | None, Field(description="Between undertakings, in place of the three above.")
    ] = None
    agreed: OwnWish = True
    longer_terms: Annotated[
        bool, Field(description="Agreed terms of over 60 days, of a public authority over 30, stand.")
    ] = False
    next_working_day: Annotated[
        bool,
        Field(description="A deadline on a Saturday, Sunday or holiday is the next working day's."),
    ] = False
    holidays: Annotated[tuple[IsoDay, ...], Field(max_length=1_000)] = ()
    delivered: Deliveries = ()
    fixed_sum: Annotated[
        dict[str, Amount],
        Field(max_length=16, default_factory=dict, description="By currency; else 40.00 in EUR alone."),
    ]


def _law(said: Any) -> str:
    law = said.get("law", "cn") if isinstance(said, dict) else "cn"
    return law if isinstance(law, str) else ""


AnyClaimWanted = Annotated[
    Annotated[ClaimWanted, Tag("cn")] | Annotated[EuClaimWanted, Tag("eu")], Discriminator(_law)
]
"""By the law that is named; by Order 802 where none is."""


class TotalForm(Form):
    """Sums of rows in one currency; the disputed ones are in no other."""

    open: Amount
    interest: Amount
    disputed_open: Amount
    disputed_interest: Amount
    bound_interest: Annotated[
        Amount, Field(description="Of the interest, what falls away where longer terms are found reasonable.")
    ]


class ClaimForm(Form):
    """Each obligation that was paid late or is, with its interest and its records; what is not claimed, and why."""

    model_config = shown_as(
        {
            "creditor": 7,
            "debtor": "member:8",
            "buyer": "large",
            "as_of": "2025-12-31",
            "known": KNOWN,
            "rate_a_day": [1, 2000],
            "rate_ground": "unagreed",
            "agreed_rate": None,
            "lpr": None,
            "agreed": True,
            "longer_terms": False,
            "totals": {
                "CNY": {
                    "open": "3333.33",
                    "interest": "204.99",
                    "disputed_open": "0.00",
                    "disputed_interest": "0.00",
                    "bound_interest": "50.00",
                }
            },
            "claimed": [_ROW],
            "aside": [],
        }
    )
    creditor: MemberNumber
    debtor: str
    buyer: str
    as_of: IsoDay
    known: Known
    rate_a_day: Annotated[list[int], Field(description="Numerator and denominator.")]
    rate_ground: Annotated[
        Literal["agreed", "lpr", "unagreed"],
        Field(description="lpr: less was agreed; unagreed: 0.05 % a day."),
    ]
    agreed_rate: Annotated[list[int] | None, Field(description="As it was said.")]
    lpr: Annotated[list[int] | None, Field(description="As it was said.")]
    agreed: bool
    longer_terms: bool
    totals: dict[str, TotalForm]
    claimed: list[dict[str, Any]]
    aside: Annotated[list[dict[str, Any]], Field(description="With the reason of each.")]


class EuTotalForm(TotalForm):
    """The same, and of fixed sums."""

    fixed_sums: Amount
    disputed_fixed_sums: Amount
    bound_fixed_sums: Annotated[Amount, Field(description="What falls away of them, as above.")]


class HalfYearForm(Form):
    """One half-year in which something was overdue."""

    from_: Annotated[IsoDay, Field(alias="from")]
    reference_rate: Percent
    rate: Percent
    rate_a_day: Annotated[list[int], Field(description="Numerator and denominator.")]


class StatutoryForm(Form):
    """By which statutory interest is counted."""

    source: str
    margin: Percent
    days_in_year: str
    half_years: list[HalfYearForm]


class EuClaimForm(Form):
    """By Directive 2011/7/EU: the same, with the rates of half-years and the fixed sum of each late payment."""

    model_config = shown_as(
        {
            "law": "eu",
            "creditor": 7,
            "debtor": "member:8",
            "buyer": "firm",
            "as_of": "2024-12-31",
            "known": KNOWN,
            "next_working_day": False,
            "holidays": [],
            "agreed_rate": None,
            "statutory": {
                "source": "example",
                "margin": "9%",
                "days_in_year": "365",
                "half_years": [
                    {
                        "from": "2024-07-01",
                        "reference_rate": "3.37%",
                        "rate": "12.37%",
                        "rate_a_day": [1237, 3_650_000],
                    }
                ],
            },
            "fixed_sum": {},
            "agreed": True,
            "longer_terms": False,
            "totals": {},
            "claimed": [],
            "aside": [],
        }
    )
    law: Literal["eu"]
    creditor: MemberNumber
    debtor: str
    buyer: str
    as_of: IsoDay
    known: Known
    next_working_day: bool
    holidays: list[IsoDay]
    agreed_rate: Annotated[list[int] | None, Field(description="A day, if one was agreed.")]
    statutory: StatutoryForm | None
    fixed_sum: Annotated[dict[str, Amount], Field(description="As they were said, by currency.")]
    agreed: bool
    longer_terms: bool
    totals: dict[str, EuTotalForm]
    claimed: list[dict[str, Any]]
    aside: Annotated[list[dict[str, Any]], Field(description="With the reason of each.")]
