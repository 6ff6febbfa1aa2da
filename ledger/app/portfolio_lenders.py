"""What a lender's borrowers owe other lenders, as far as each borrower lets it see."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ledger.app.chronicle import Chronicle, chronicle
from ledger.app.consent import NoConsent, check_consent
from ledger.app.desk import Desk
from ledger.app.portfolio import Portfolio, portfolio
from ledger.app.portfolio_sealed import sealed_on
from ledger.app.portfolio_titles import owed_to
from ledger.core.codes import Kind, Role, Status
from ledger.core.day import Day
from ledger.core.history import Counterparty, Observation, Side, observations
from ledger.core.ids import EXTERNAL, ON_TRADELINE, Member, ObligationId
from ledger.core.tradeline import Tradeline
from ledger.rulebook.book import Measures
from ledger.rulebook.cross_lender import Answer, Debt, cross_lender
from ledger.rulebook.position import owing
from ledger.rulebook.rules import Rules

PURPOSE = "history"
"""Of a consent by which a host opens a borrower's history to the lender."""
_LOANS = frozenset({Kind.LOAN, Kind.REVOLVING})
_REFUSABLE = frozenset({Status.PROPOSED, Status.DECLINED})


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A borrower's debts to all lenders by currency, this one among them, and whether the rule across lenders holds.

    `lenders`: how many others stand against it, as the chain shows. `complete`: all that lenders recorded was read.
    """

    answer: Answer
    debts: Mapping[str, Debt]
    lenders: int
    complete: bool


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Who looks, with which keys, on which day, by which rules. `related` as `chronicle` takes it; `opened` is told
    of a borrower before its own keys are used, by its consent.
    """

    desk: Desk
    lender: Member
    as_of: int
    today: Day
    rules: Rules
    related: tuple[tuple[Member, Member], ...] = ()
    until: int | None = None
    opened: Callable[[Member], None] = lambda borrower: None


def survey(inquiry: Inquiry, measures: Measures) -> tuple[Portfolio, dict[Counterparty, Elsewhere]]:
    """The lender's portfolio, and of each borrower that is a member what it owes all lenders."""
    desk, lender = inquiry.desk, inquiry.lender
    own = chronicle(desk, lender, lender, inquiry.related, inquiry.until)
    found = portfolio(desk.index, own, inquiry.as_of, measures, inquiry.until)
    return found, across_lenders(inquiry, found.members)


def across_lenders(
    inquiry: Inquiry, borrowers: Mapping[Counterparty, Member]
) -> dict[Counterparty, Elsewhere]:
    """For each borrower that is a member. Nothing is asked of anybody: what it shared with this lender is read."""
    return {name: _elsewhere(inquiry, borrower) for name, borrower in borrowers.items()}


def _elsewhere(inquiry: Inquiry, borrower: Member) -> Elsewhere:
    desk, until = inquiry.desk, inquiry.until
    found = chronicle(desk, _reader(inquiry, borrower), borrower, inquiry.related, until)
    states = {page.state.id: page.state for page in found.pages.values() if page.state.debtor == borrower}
    lines = [state for state in states.values() if any(_banks(inquiry, state))]
    complete = all(_readable(inquiry, state) for state in lines)
    agreed = _debts(inquiry, found, claims=False)
    answers = {
        cross_lender(debts, complete, inquiry.rules)
        for debts in (agreed, _debts(inquiry, found, claims=True))
    }
    # What a lender says that the borrower has not agreed to can be true, and can be made up.
    answer = answers.pop() if len(answers) == 1 else Answer.NOT_KNOWN
    others = {bank for state in lines for bank in _banks(inquiry, state)} - {inquiry.lender}
    return Elsewhere(answer, agreed, len(others), complete)


def _reader(inquiry: Inquiry, borrower: Member) -> Member:
    """The borrower itself where this vault hosts it and it has consented; else the lender, with what it was given."""
    if borrower not in inquiry.desk.vault.keys.members():
        return inquiry.lender
    try:
        check_consent(inquiry.desk, borrower, inquiry.lender, PURPOSE, inquiry.today)
    except NoConsent:
        return inquiry.lender
    inquiry.opened(borrower)
    return borrower


def _banks(inquiry: Inquiry, state: Tradeline) -> Iterator[Member]:
    """The lenders that collect on a tradeline: its creditor, and holders; the chain shows both."""
    for member in {state.creditor, *(title.holder for title in state.titles.values())} - {EXTERNAL}:
        found = inquiry.desk.directory.member(member)
        if found is not None and Role.LENDER in found.roles:
            yield member


def _readable(inquiry: Inquiry, state: Tradeline) -> bool:
    """Whether all that lenders are owed on a tradeline could be read."""
    banks = set(_banks(inquiry, state))
    sealed = sealed_on(inquiry.desk.index, state, inquiry.until)
    if state.creditor in banks and (state.kind is None or ON_TRADELINE in sealed):
        return False
    return not any(_collector(inquiry, state, one) in banks for one in sealed - {ON_TRADELINE})


def _collector(inquiry: Inquiry, state: Tradeline, obligation: ObligationId) -> Member:
    return owed_to(state, obligation, inquiry.as_of, inquiry.rules)


def _debts(inquiry: Inquiry, found: Chronicle, *, claims: bool) -> dict[str, Debt]:
    """By currency: open obligations to lenders, and what was drawn of their loans and is in no obligation yet."""
    debts: dict[str, Debt] = {}
    lines = {page.state.id: page.state for page in found.pages.values()}
    banks = {id: set(_banks(inquiry, state)) for id, state in lines.items()}
    for item in observations(found.history, Side.PAYS):
        state = None if item.tradeline is None else lines[item.tradeline]
        if state is None or (item.claim and not claims) or item.issued > inquiry.as_of:
            continue
        if _collector(inquiry, state, item.obligation) in banks[state.id]:
            debts[item.currency] = debts.get(item.currency, Debt()) + _debt(inquiry, item)
    for state in lines.values():
        claimed = state.status in _REFUSABLE and state.id.opener != found.history.member
        if state.debtor == found.history.member and state.creditor in banks[state.id] and state.currency:
            rest = 0 if claimed and not claims else _not_called(inquiry, state)
            debts[state.currency] = debts.get(state.currency, Debt()) + Debt(rest)
    return {currency: debt for currency, debt in debts.items() if debt.owed}


def _debt(inquiry: Inquiry, item: Observation) -> Debt:
    owed = owing(item, inquiry.as_of)
    rest = owed.rest if owed else 0
    late = inquiry.as_of - item.due > inquiry.rules.prc_days[0]
    return Debt(rest, rest if late else 0)


def _not_called(inquiry: Inquiry, state: Tradeline) -> int:
    """What was drawn of a loan beyond all obligations that stand on it: principal that is not due yet."""
    if state.kind not in _LOANS:
        return 0
    drawn = sum(
        notice.amount or 0
        for notice in state.notices
        if notice.kind is Kind.DRAWDOWN and notice.day <= inquiry.as_of
    )
    called = sum(one.owed for one in state.obligations.values() if one.issued <= inquiry.as_of)
    return max(0, drawn - called)
