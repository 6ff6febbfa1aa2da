"""GET /v1/members/{member}/history, /figures, /accesses."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from api.bodies import BoundedRoute
from api.callers import At, Reader
from api.disclosure import WrongCaller, check_hosted, check_may_see
from api.forms import MemberNumber
from api.histories.account import DAY, account_of
from api.histories.rendering import figures_form, history_form
from api.histories.schemas import AccessesForm, AccessForm, FiguresForm, HistoryForm
from api.turns import Turns
from ledger.attest.account import recompute
from ledger.core.day import Day, day_of
from ledger.rulebook.rulebook import STANDARD, rulebook_named

router = APIRouter(prefix="/v1/members", tags=["histories"], route_class=BoundedRoute)

PURPOSE = "history"
"""Of the consent that opens history and figures to another member."""

AsOf = Annotated[date | None, Query(description="As facts stood at the end of this day; else today (UTC).")]
KnownOn = Annotated[
    date | None, Query(description="As the chain knew it at the end of this day (UTC); else now.")
]


@router.get("/{member}/history")
def show_history(
    at: At, caller: Reader, member: MemberNumber, as_of: AsOf = None, known_on: KnownOn = None
) -> HistoryForm:
    """The member's tradelines and obligations. Others than the member see no names and no document numbers."""
    with at.current() as node:
        subject = check_may_see(at, node, caller, member, PURPOSE)
        account = account_of(node, subject, _day(known_on))
        return history_form(account, _day(as_of) or _today(at), names=caller.member == subject)


@router.get("/{member}/figures")
def show_figures(
    at: At,
    caller: Reader,
    member: MemberNumber,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    rulebook: Annotated[str, Query(max_length=64, description="By its id.")] = STANDARD.id,
) -> FiguresForm:
    """Promptness, days beyond terms, ageing, concentration, defaults, with the evidence they rest on."""
    rules = rulebook_named(rulebook)
    with at.current() as node:
        subject = check_may_see(at, node, caller, member, PURPOSE)
        day, standing = _day(as_of) or _today(at), node.index.standing()
        if known_on is None and standing is not None:
            known = node.known(standing.number)
            return figures_form(subject, known, node.figures(standing, subject, subject, day, rules))
        account = account_of(node, subject, _day(known_on))
        found = recompute(account.chronicle.history, day, rules)
        return figures_form(subject, account.known, found)


@router.get("/{member}/accesses")
def show_accesses(at: At, caller: Reader, member: MemberNumber) -> AccessesForm:
    """Who looked at the member's history on this node, and who tried; for the member alone."""
    with at.take() as node:
        subject = check_hosted(node, member)
        if caller.member != subject:
            raise WrongCaller(f"only member {subject} itself sees who looked at its history")
        lines = node.vault.access_log.of(subject)
        accesses = [AccessForm(time=line.time, actor=line.actor, action=line.action) for line in lines]
        return AccessesForm(member=subject, accesses=accesses)


def _today(at: Turns) -> Day:
    """This day, UTC."""
    return Day(at.now() // DAY)


def _day(value: date | None) -> Day | None:
    return None if value is None else day_of(value)
