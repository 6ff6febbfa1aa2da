"""GET /v1/members/{member}/revisions."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from api.bodies import BoundedRoute
from api.callers import At, Reader
from api.disclosure import check_may_see
from api.forms import Known, MemberNumber
from api.histories.account import account_of
from api.histories.endpoints import PURPOSE
from api.histories.schemas import RulebookForm
from api.queries import RulebookId
from api.revisions.schemas import RevisionsForm
from ledger.app.revisions import revisions
from ledger.app.revisions_form import revisions_form
from ledger.core.day import day_of
from ledger.rulebook.rulebook import STANDARD, rulebook_named

router = APIRouter(prefix="/v1/members", tags=["histories"], route_class=BoundedRoute)


@router.get("/{member}/revisions")
def show_revisions(
    at: At,
    caller: Reader,
    member: MemberNumber,
    known_on: Annotated[date, Query(description="As the chain knew it at the end of this day (UTC).")],
    as_of: Annotated[date | None, Query(description="The day of the figures; else that of known_on.")] = None,
    rulebook: RulebookId = STANDARD.id,
) -> RevisionsForm:
    """What is known of a day's figures now and was not then, with the records since; who may see it as for figures."""
    book = rulebook_named(rulebook)
    with at.current() as node:
        subject = check_may_see(at, node, caller, member, PURPOSE)
        then, now = account_of(node, subject, known_on), account_of(node, subject)
        blocks = then.known.number, now.known.number
        day = day_of(known_on if as_of is None else as_of)
        found = revisions(node.desk, subject, then.chronicle, now.chronicle, blocks, day, book)
        form = revisions_form(found, now.chronicle.pages, names=caller.member == subject)
        return RevisionsForm.model_validate(
            {
                **form,
                "member": subject,
                "known_then": Known.at(then.known),
                "known_now": Known.at(now.known),
                "sealed": now.chronicle.sealed(),
                "rulebook": RulebookForm(id=book.id, hash=f"0x{book.hash().hex()}"),
            }
        )
