"""GET /v1/members/{member}/history, /figures, /accesses."""

from fastapi import APIRouter

from api.bodies import BoundedRoute
from api.callers import At, Reader
from api.disclosure import check_may_see, check_own
from api.forms import MemberNumber
from api.histories.account import account_of
from api.histories.rendering import figures_form, history_form
from api.histories.schemas import AccessesForm, AccessForm, FiguresForm, HistoryForm
from api.queries import AsOf, KnownOn, RulebookId
from ledger.attest.account import recompute
from ledger.rulebook.rulebook import STANDARD, rulebook_named

router = APIRouter(prefix="/v1/members", tags=["histories"], route_class=BoundedRoute)

PURPOSE = "history"
"""Of the consent that opens history and figures to another member."""


@router.get("/{member}/history")
def show_history(
    at: At, caller: Reader, member: MemberNumber, as_of: AsOf = None, known_on: KnownOn = None
) -> HistoryForm:
    """The member's tradelines and obligations. Others than the member see no names and no document numbers."""
    with at.current() as node:
        subject = check_may_see(at, node, caller, member, PURPOSE)
        account = account_of(node, subject, known_on)
        return history_form(account, at.day(as_of), names=caller.member == subject)


@router.get("/{member}/figures")
def show_figures(
    at: At,
    caller: Reader,
    member: MemberNumber,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    rulebook: RulebookId = STANDARD.id,
) -> FiguresForm:
    """Promptness, days beyond terms, ageing, concentration, defaults, with the evidence they rest on."""
    rules = rulebook_named(rulebook)
    with at.current() as node:
        subject = check_may_see(at, node, caller, member, PURPOSE)
        day, standing = at.day(as_of), node.index.standing()
        if known_on is None and standing is not None:
            known = node.known(standing.number)
            return figures_form(subject, known, node.figures(standing, subject, subject, day, rules))
        account = account_of(node, subject, known_on)
        found = recompute(account.chronicle.history, day, rules)
        return figures_form(subject, account.known, found)


@router.get("/{member}/accesses")
def show_accesses(at: At, caller: Reader, member: MemberNumber) -> AccessesForm:
    """Who looked at the member's history on this node, and who tried; for the member alone."""
    with at.take() as node:
        subject = check_own(node, caller, member, "sees who looked at its history")
        lines = node.vault.access_log.of(subject)
        accesses = [AccessForm(time=line.time, actor=line.actor, action=line.action) for line in lines]
        return AccessesForm(member=subject, accesses=accesses)
