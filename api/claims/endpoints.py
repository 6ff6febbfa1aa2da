"""POST /v1/members/{member}/claims: computed and answered, nothing is recorded."""

from fastapi import APIRouter

from api.bodies import BoundedRoute
from api.callers import At, Reader
from api.claims.schemas import ClaimForm, ClaimWanted
from api.disclosure import check_own
from api.forms import Known, MemberNumber
from api.histories.account import account_of
from ledger.app.claim_form import claim_form
from ledger.app.claiming import Terms, claim_of
from ledger.core.day import day_of
from ledger.core.history import Counterparty
from ledger.core.ids import ObligationId
from ledger.rulebook.late_payment import Buyer, daily_rate

router = APIRouter(prefix="/v1/members", tags=["claims"], route_class=BoundedRoute)


@router.post("/{member}/claims")
def claim(at: At, caller: Reader, member: MemberNumber, wanted: ClaimWanted) -> ClaimForm:
    """What the member may claim of one debtor for late payment, with the records that prove it; for itself alone."""
    terms = _terms(wanted)
    with at.current() as node:
        creditor = check_own(node, caller, member, "claims what it is owed")
        account = account_of(node, creditor)
        found = claim_of(account.chronicle, Counterparty(wanted.debtor), at.day(wanted.as_of), terms)
        form = claim_form(found, lambda record: None)
        who = {"creditor": creditor, "debtor": wanted.debtor, "buyer": wanted.buyer}
        return ClaimForm.model_validate({**form, **who, "known": Known.at(account.known)})


def _terms(wanted: ClaimWanted) -> Terms:
    agreed, prime = wanted.agreed_rate, wanted.lpr
    rates = (agreed.fraction() if agreed else None, prime.fraction() if prime else None)
    days = {ObligationId(bytes.fromhex(it.obligation[2:])): day_of(it.day) for it in wanted.delivered}
    buyer, rate = Buyer(wanted.buyer), daily_rate(*rates)
    return Terms(buyer, rate, days, wanted.agreed, wanted.longer_terms, *rates)
