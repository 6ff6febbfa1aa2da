"""POST /v1/members/{member}/claims: computed and answered, nothing is recorded."""

from dataclasses import replace
from fractions import Fraction

from fastapi import APIRouter

from api.bodies import BoundedRoute
from api.callers import At, Reader
from api.claims.schemas import AnyClaimWanted, ClaimForm, ClaimWanted, EuClaimForm, EuClaimWanted
from api.disclosure import check_own
from api.forms import Known, MemberNumber
from api.histories.account import account_of
from ledger.app.claim_form import claim_form
from ledger.app.claim_terms import AnyTerms, EuTerms, Terms
from ledger.app.claiming import claim_of
from ledger.core.day import day_of
from ledger.core.errors import Misuse
from ledger.core.history import Counterparty
from ledger.core.ids import ObligationId
from ledger.core.money import parse_money
from ledger.rulebook import late_payment_eu as directive
from ledger.rulebook.late_payment import Buyer
from ledger.rulebook.late_payment_eu import LEAST_MARGIN, DaysInYear, Statutory, checked_sums
from ledger.rulebook.reference_rates import percent, reference_rates

router = APIRouter(prefix="/v1/members", tags=["claims"], route_class=BoundedRoute)


@router.post("/{member}/claims")
def claim(at: At, caller: Reader, member: MemberNumber, wanted: AnyClaimWanted) -> ClaimForm | EuClaimForm:
    """What the member may claim of one debtor for late payment, with the records that prove it; for itself alone."""
    terms = _terms(wanted) if isinstance(wanted, ClaimWanted) else _eu_terms(wanted)
    days = {ObligationId(bytes.fromhex(it.obligation[2:])): day_of(it.day) for it in wanted.delivered}
    with at.current() as node:
        creditor = check_own(node, caller, member, "claims what it is owed")
        account, debtor = account_of(node, creditor), Counterparty(wanted.debtor)
        found = claim_of(account.chronicle, debtor, at.day(wanted.as_of), replace(terms, delivered=days))
        form = claim_form(found, lambda record: None)
        who = {"creditor": creditor, "debtor": wanted.debtor, "buyer": wanted.buyer}
        answer = ClaimForm if isinstance(wanted, ClaimWanted) else EuClaimForm
        return answer.model_validate({**form, **who, "known": Known.at(account.known)})


def _terms(wanted: ClaimWanted) -> AnyTerms:
    agreed, prime = wanted.agreed_rate, wanted.lpr
    return Terms.of(
        Buyer(wanted.buyer),
        agreed=wanted.agreed,
        longer_terms=wanted.longer_terms,
        agreed_rate=agreed.fraction() if agreed else None,
        lpr=prime.fraction() if prime else None,
    )


def _eu_terms(wanted: EuClaimWanted) -> AnyTerms:
    sums = (parse_money(amount, currency) for currency, amount in wanted.fixed_sum.items())
    return EuTerms(
        directive.Buyer(wanted.buyer),
        _interest(wanted),
        agreed=wanted.agreed,
        longer_terms=wanted.longer_terms,
        fixed_sums=checked_sums(sums),
        holidays=_holidays(wanted),
    )


def _holidays(wanted: EuClaimWanted) -> frozenset[int] | None:
    if wanted.holidays and not wanted.next_working_day:
        raise Misuse("holidays say which days next_working_day skips beside weekends: say that too")
    return frozenset(map(day_of, wanted.holidays)) if wanted.next_working_day else None


def _interest(wanted: EuClaimWanted) -> Statutory | Fraction:
    named, margin, year = wanted.reference_rates, wanted.margin, wanted.days_in_year
    if wanted.agreed_rate is not None:
        if (named, margin, year) != (None, None, None):
            raise Misuse("agreed_rate takes the place of reference_rates, margin and days_in_year")
        return wanted.agreed_rate.fraction()
    if named is None:
        raise Misuse("law eu counts by reference_rates, or by the agreed_rate of two firms")
    found = reference_rates("reference_rates", named.source, named.rates)
    points = LEAST_MARGIN if margin is None else percent(margin)
    return Statutory(found, points, DaysInYear(year or "365"))
