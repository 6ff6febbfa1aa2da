"""GET /v1/members/{member}/portfolio and /v1/supervision."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.bodies import BoundedRoute
from api.callers import At, Reader
from api.disclosure import check_hosted, check_own
from api.forms import Known, MemberNumber
from api.portfolio.rates import rates_of
from api.portfolio.schemas import PortfolioForm, SupervisedForm
from api.queries import AsOf, RulebookId
from api.turns import Turns
from ledger.app.portfolio_form import portfolio_form, supervised_form
from ledger.app.portfolio_lenders import Inquiry, survey
from ledger.app.portfolio_supervised import Inspection, supervised
from ledger.core.ids import Member
from ledger.rulebook.book import QUARTER, Measures
from ledger.rulebook.rulebook import STANDARD, rulebook_named
from ledger.rulebook.small_cells import CONTRIBUTORS, Limits
from ledger.vault.access_log import Access
from ledger.vault.tokens import Token
from ledger.wiring import Node

router = APIRouter(prefix="/v1", tags=["portfolio"], route_class=BoundedRoute)


@router.get("/members/{member}/portfolio")
def show_portfolio(
    at: At,
    caller: Reader,
    member: MemberNumber,
    as_of: AsOf = None,
    cohort_months: Annotated[int, Query(ge=1, le=12, description="Calendar months of a vintage.")] = QUARTER,
    rulebook: RulebookId = STANDARD.id,
    rates: Annotated[
        str | None,
        Query(
            max_length=200,
            description="Expected loss by bucket, five fractions: 3/1000,16/1000,36/1000,66/1000,106/1000.",
        ),
    ] = None,
) -> PortfolioForm:
    """Ageing, obligors and their defaults, roll rates, vintages, of what the member is owed; for itself alone."""
    measures = Measures(rulebook_named(rulebook), cohort_months, None if rates is None else rates_of(rates))
    with at.current() as node:
        lender = check_own(node, caller, member, "sees its portfolio")
        known = node.known()
        inquiry = Inquiry(
            desk=node.desk,
            lender=lender,
            as_of=at.day(as_of),
            today=at.day(),
            rules=measures.rules,
            related=tuple(node.related(known.number)),
            until=known.number,
            opened=lambda borrower: _log(at, node, caller, borrower, "portfolio"),
            refused=lambda borrower: _log(at, node, caller, borrower, "refused: portfolio"),
        )
        found, across = survey(inquiry, measures)
        return PortfolioForm.model_validate({**portfolio_form(found, across), "known": Known.at(known)})


@router.get("/supervision")
def show_supervision(
    at: At,
    caller: Reader,
    as_of: AsOf = None,
    minimum: Annotated[
        int, Query(ge=2, le=1000, description="A cell tells of so many organisations at least.")
    ] = CONTRIBUTORS,
) -> SupervisedForm:
    """Open balances of all members, as the caller, an auditor, can read them, small cells suppressed."""
    with at.current() as node:
        auditor = check_hosted(node, caller.member)
        known = node.known()
        inspection = Inspection(
            desk=node.desk,
            auditor=auditor,
            members=node.index.directory.numbers(known.number),
            related=tuple(node.related(known.number)),
            as_of=at.day(as_of),
            until=known.number,
        )
        found = supervised(inspection, Limits(contributors=minimum))
        return SupervisedForm.model_validate({**supervised_form(found), "known": Known.at(known)})


def _log(at: Turns, node: Node, caller: Token, borrower: Member, action: str) -> None:
    """Before anything of the borrower's is read by its consent."""
    actor = f"member {caller.member}, token {caller.id}"
    node.vault.access_log.append(Access(at.now(), borrower, actor, action))
