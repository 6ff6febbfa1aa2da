"""A what-if as JSON (docs/what-if.md). Figures in whole numbers, amounts as decimal text, days in ISO 8601."""

from typing import Annotated, Any, Literal

from pydantic import Field

from api.forms import KNOWN, Amount, Digest, Form, IsoDay, Known, MemberNumber, Sealed, shown_as
from ledger.rulebook.rulebook import STANDARD

_PAYMENT = {"obligation": "0x" + "3c" * 32, "amount": "500.00", "day": "2026-11-27"}


class PaymentWanted(Form):
    """To pay one obligation: all that is open unless an amount is said, on `on` unless a day is."""

    obligation: Digest
    amount: Annotated[str | None, Field(max_length=40, description="A decimal number in its currency.")] = (
        None
    )
    day: IsoDay | None = None


class IndexWanted(Form):
    """A promptness index to reach by paying what is past due."""

    index: Annotated[int, Field(strict=True, ge=1, le=10_000, description="In centi-points.")]
    currency: Annotated[str | None, Field(max_length=3, description="If the member owes in several.")] = None


class SuppositionWanted(Form):
    """One of three: payments, all that is overdue on `by`, or an index to reach."""

    model_config = shown_as({"by": "2026-12-31", "payments": [_PAYMENT], "confirmed": "payee"})
    by: Annotated[IsoDay, Field(description="The day of the figures.")]
    on: Annotated[
        IsoDay | None, Field(description="When payments are made; else on `by`, to reach an index today.")
    ] = None
    payments: Annotated[tuple[PaymentWanted, ...], Field(max_length=1_000)] = ()
    all_overdue: bool = False
    reach: IndexWanted | None = None
    confirmed: Annotated[
        Literal["nobody", "payee", "agent"],
        Field(description="Who stands for the payments besides the member itself."),
    ] = "nobody"
    rulebook: Annotated[str, Field(max_length=64, description="By its id.")] = STANDARD.id


class ChangeForm(Form):
    """One value that differs; null where it is absent."""

    place: Annotated[list[str], Field(description="The way to it in `sides` of GET figures.")]
    before: Any
    after: Any


class AheadForm(Form):
    """The same 30 days later."""

    day: IsoDay
    changes: list[ChangeForm]


class ReachForm(Form):
    """The fewest payments that reach the index, and of as few the least money.

    `least`: no choice of as few costs less; below `amount` where the search was ended early.
    """

    target: int
    currency: str
    grades: str
    on: IsoDay
    options: Annotated[int, Field(description="How many payments there were to choose from.")]
    reached: bool
    index: Annotated[
        int | None, Field(description="The index then; if it is not reached, the best there is.")
    ]
    payments: list[Digest] | None
    amount: Amount
    least: Amount


class SupposedForm(Form):
    """A payment as it would count: its grade, and whether it binds the payee."""

    obligation: Digest
    number: str
    currency: str
    amount: Amount
    day: IsoDay
    days_late: Annotated[int, Field(description="Negative: early.")]
    grade: str
    binds: bool


class SuppositionForm(Form):
    """The figures of the day without the payments and with them, and each value that differs."""

    model_config = shown_as(
        {
            "member": 8,
            "by": "2026-12-31",
            "confirmed": "payee",
            "known": KNOWN,
            "sealed": 0,
            "payments": [
                {
                    **_PAYMENT,
                    "number": "2026-118",
                    "currency": "EUR",
                    "days_late": 12,
                    "grade": "B",
                    "binds": True,
                }
            ],
            "without": {},
            "supposing": {},
            "changes": [
                {"place": ["pays", "EUR", "headline", "AB", "promptness"], "before": 6100, "after": 7110}
            ],
            "ahead": {"day": "2027-01-30", "changes": []},
            "reach": None,
        }
    )
    member: MemberNumber
    by: IsoDay
    confirmed: str
    known: Known
    sealed: Sealed
    payments: list[SupposedForm]
    without: dict[str, Any]
    supposing: dict[str, Any]
    changes: list[ChangeForm]
    ahead: AheadForm
    reach: ReachForm | None
