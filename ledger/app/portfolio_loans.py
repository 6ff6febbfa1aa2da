"""A lender's book of loans out of a file: vintages, and what in the file contradicts itself.

Such a book tells what was agreed, paid out and charged off, and no instalment and no payment: it has no ageing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ledger.core.drafts import Dated, LoanDraft
from ledger.core.history import Counterparty
from ledger.rulebook.concentration import Concentration, concentration
from ledger.rulebook.ratio import floored
from ledger.rulebook.vintage import Booked, Vintage, vintages


@dataclass(frozen=True, slots=True)
class Remark:
    """Something odd of one loan that stops nothing: where in the file, of which field, by which rule, what counts."""

    where: str
    field: str
    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class LoanBook:
    """Loans of one currency as known on `as_of`; minor units, shares in bp. `drawn` are those paid out; the rest is in
    no vintage.

    `lost`: charged off, of those drawn; `lost_share` by count, `loss_share` the loss of what was drawn;
    `used`: drawn of what was agreed, over those drawn.
    """

    as_of: int
    loans: int
    agreed: int
    drawn: int
    drawn_amount: int
    used: int | None
    lost: int
    lost_amount: int
    lost_share: int | None
    loss_share: int | None
    concentration: Concentration | None
    vintages: tuple[Vintage, ...]


def loan_books(loans: Iterable[LoanDraft], as_of: int, cohort_months: int) -> dict[str, LoanBook]:
    """A book a currency. A loan is booked on the day it was paid out, over what was paid out; it defaults on the day it
    was charged off, with what was charged off for its loss. What is dated after `as_of` is unknown.
    """
    apart: dict[str, list[LoanDraft]] = {}
    for loan in loans:
        if min(loan.agreed, loan.drawn.day if loan.drawn else loan.agreed) <= as_of:
            apart.setdefault(loan.amount.currency, []).append(loan)
    return {currency: _book(apart[currency], as_of, cohort_months) for currency in sorted(apart)}


def remarks(loans: Iterable[LoanDraft]) -> Iterator[Remark]:
    """Where days and amounts of a loan contradict each other; each counts as it is told."""
    for loan in loans:
        where, drawn, lost = loan.source.where, loan.drawn, loan.charged_off
        if lost and not drawn:
            yield Remark(where, "drawn", "loan.not-drawn", "charged off, and never paid out: in no vintage")
        if lost and drawn and lost.day < drawn.day:
            text = f"{drawn.day - lost.day} days before it was paid out: at 0 months on book"
            yield Remark(where, "charged_off", "loan.lost-first", text)
        if drawn and drawn.day < loan.agreed:
            text = f"{loan.agreed - drawn.day} days before it was agreed"
            yield Remark(where, "drawn", "loan.drawn-first", text)
        if lost and drawn and lost.amount.minor > drawn.amount.minor:
            yield Remark(where, "charged_off_amount", "loan.lost-more", f"{lost.amount} of {drawn.amount}")
        if drawn and not loan.amount.minor:
            yield Remark(where, "amount", "loan.agreed-nothing", f"{drawn.amount} paid out")
        if lost and not lost.amount.minor:
            yield Remark(where, "charged_off_amount", "loan.lost-nothing", "a default without a loss")


def _book(loans: Sequence[LoanDraft], as_of: int, cohort_months: int) -> LoanBook:
    booked = [(loan, one) for loan in loans if (one := _booked(loan, as_of)) is not None]
    drawn = sum(one.amount for _, one in booked)
    lost = [one for _, one in booked if one.defaulted is not None]
    loss = sum(one.loss for one in lost)
    return LoanBook(
        as_of=as_of,
        loans=len(loans),
        agreed=sum(loan.amount.minor for loan in loans),
        drawn=len(booked),
        drawn_amount=drawn,
        used=floored(10_000 * drawn, sum(loan.amount.minor for loan, _ in booked)),
        lost=len(lost),
        lost_amount=loss,
        lost_share=floored(10_000 * len(lost), len(booked)),
        loss_share=floored(10_000 * loss, drawn),
        concentration=concentration((_obligor(loan), one.amount) for loan, one in booked),
        vintages=vintages((one for _, one in booked), as_of, cohort_months),
    )


def _booked(loan: LoanDraft, as_of: int) -> Booked | None:
    """None where it was not paid out by `as_of`."""
    drawn, lost = (_by(each, as_of) for each in (loan.drawn, loan.charged_off))
    if drawn is None:
        return None
    if lost is None:
        return Booked(drawn.day, drawn.amount.minor)
    return Booked(drawn.day, drawn.amount.minor, lost.day, lost.amount.minor)


def _by(dated: Dated | None, as_of: int) -> Dated | None:
    return dated if dated is not None and dated.day <= as_of else None


def _obligor(loan: LoanDraft) -> Counterparty:
    return Counterparty(loan.debtor.ids[0] if loan.debtor.ids else loan.debtor.name)
