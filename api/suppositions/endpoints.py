"""POST /v1/members/{member}/suppositions: what figures would be; nothing is recorded."""

from fastapi import APIRouter

from api.bodies import BoundedRoute
from api.callers import At, Reader
from api.disclosure import check_own
from api.forms import Known, MemberNumber
from api.histories.account import account_of
from api.suppositions.schemas import PaymentWanted, SuppositionForm, SuppositionWanted
from ledger.app.chronicle import Chronicle
from ledger.app.what_if import Confirmed, Wish
from ledger.app.what_if_answer import Question, answer, answer_form
from ledger.core.day import Day, day_of
from ledger.core.errors import Misuse
from ledger.core.ids import ObligationId
from ledger.core.money import parse_money
from ledger.rulebook.rulebook import rulebook_named

router = APIRouter(prefix="/v1/members", tags=["histories"], route_class=BoundedRoute)


@router.post("/{member}/suppositions")
def suppose(at: At, caller: Reader, member: MemberNumber, wanted: SuppositionWanted) -> SuppositionForm:
    """The member's figures on a day, had it made these payments, or which payments reach an index; for itself alone."""
    book = rulebook_named(wanted.rulebook)
    with at.current() as node:
        payer = check_own(node, caller, member, "asks what its figures would be")
        account, today = account_of(node, payer), at.day()
        found = answer(account.chronicle, _question(account.chronicle, wanted, today), today, book)
        return SuppositionForm.model_validate(
            {
                **answer_form(found),
                "known": Known.at(account.known),
                "sealed": account.chronicle.sealed(),
            }
        )


def _question(found: Chronicle, wanted: SuppositionWanted, today: Day) -> Question:
    by = day_of(wanted.by)
    paid_on = day_of(wanted.on) if wanted.on else by if wanted.reach is None else today
    return Question(
        by=by,
        paid_on=paid_on,
        confirmed=Confirmed(wanted.confirmed),
        wishes=tuple(_wish(found, payment, paid_on) for payment in wanted.payments),
        all_overdue=wanted.all_overdue,
        target=wanted.reach.index if wanted.reach else None,
        currency=wanted.reach.currency if wanted.reach else None,
    )


def _wish(found: Chronicle, payment: PaymentWanted, paid_on: Day) -> Wish:
    one = ObligationId(bytes.fromhex(payment.obligation[2:]))
    known = (page.state.obligations.get(one) for page in found.pages.values())
    obligation = next((each for each in known if each is not None), None)
    if obligation is None:
        raise Misuse(f"member {found.history.member} knows no obligation 0x{one.hex()}")
    money = None if payment.amount is None else parse_money(payment.amount, obligation.currency)
    return Wish(one, day_of(payment.day) if payment.day else paid_on, money.minor if money else None)
