"""A claim for late payment as JSON (docs/late-payment.md). Amounts as decimal text, days in ISO 8601."""

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field

from api.forms import KNOWN, Amount, Digest, Form, IsoDay, Known, MemberNumber, shown_as

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


class ClaimWanted(Form):
    """What the claimant says beyond the ledger."""

    model_config = shown_as({"debtor": "member:8", "buyer": "large", "as_of": "2025-12-31"})
    debtor: Annotated[
        str,
        Field(
            pattern="^(member:[1-9][0-9]{0,9}|tradeline:[1-9][0-9]{0,9}-[1-9][0-9]{0,9})$",
            description="A member, or the tradeline of a debtor that is none.",
        ),
    ]
    buyer: Annotated[
        Literal["public", "large"],
        Field(description="A state organ or public institution, or a large enterprise."),
    ]
    as_of: Annotated[IsoDay | None, Field(description="Interest until the end of this day; else today.")] = (
        None
    )
    agreed_rate: RateForm | None = None
    lpr: Annotated[
        RateForm | None, Field(description="The one-year loan prime rate of the day of the contract.")
    ] = None
    agreed: Annotated[bool, Field(description="false: the due days are the creditor's own wish.")] = True
    longer_terms: Annotated[
        bool, Field(description="A large buyer's agreed term of over 60 days is reasonable, and stands.")
    ] = False
    delivered: Annotated[tuple[DeliveryForm, ...], Field(max_length=10_000)] = ()


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
