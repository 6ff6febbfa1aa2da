"""GET /v1/members/{member}/report."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from api.bodies import BoundedRoute
from api.callers import At, Reader
from api.disclosure import check_may_see
from api.forms import MemberNumber
from api.histories.account import account_of
from api.histories.endpoints import PURPOSE
from api.queries import AsOf, KnownOn, RulebookId
from ledger.report.html import POLICY, html
from ledger.report.report import report
from ledger.report.words import Language
from ledger.reporting import reported
from ledger.rulebook.rulebook import STANDARD, rulebook_named

router = APIRouter(prefix="/v1/members", tags=["histories"], route_class=BoundedRoute)


@router.get("/{member}/report", response_class=HTMLResponse)
def show_report(
    at: At,
    caller: Reader,
    member: MemberNumber,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    rulebook: RulebookId = STANDARD.id,
    language: Annotated[Language, Query(description="Of its words.")] = Language.EN,
) -> HTMLResponse:
    """A credit report for a bank's file, one page that loads nothing. Others than the member see no names in it."""
    book = rulebook_named(rulebook)
    with at.current() as node:
        subject = check_may_see(at, node, caller, member, PURPOSE)
        account = account_of(node, subject, known_on)
        own = caller.member == subject
        source = reported(node, account.chronicle, at.day(as_of), book, account.known, names=own)
    page = html(report(source, language))
    return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})
