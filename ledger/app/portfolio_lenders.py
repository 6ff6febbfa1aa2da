"""What a lender's borrowers owe other lenders, as far as each borrower lets it see."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ledger.app.chronicle import Chronicle, chronicle
from ledger.app.consent import NoConsent, check_consent
from ledger.app.desk import Desk
from ledger.app.portfolio import Portfolio, portfolio
from ledger.app.portfolio_booked import not_called
from ledger.app.portfolio_sealed import sealed_on
from ledger.app.portfolio_titles import owed_to
from ledger.app.ports import Directory
from ledger.core.codes import Role, Status
from ledger.core.day import Day
from ledger.core.history import Counterparty, Observation, Side, observations
from ledger.core.ids import EXTERNAL, ON_TRADELINE, Member, ObligationId
from ledger.core.tradeline import Tradeline
from ledger.rulebook.book import Measures
from ledger.rulebook.business_day import as_due
from ledger.rulebook.cross_lender import Answer, Debt, cross_lender
from ledger.rulebook.position import owing
from ledger.rulebook.rules import Rules

PURPOSE = "history"
"""Of a consent by which a host opens a borrower's history to the lender."""
_REFUSABLE = frozenset({Status.PROPOSED, Status.DECLINED})


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A borrower's debts to all lenders by currency, this one among them, and whether the rule across lenders holds.

    `lenders`: how many others stand against it, as the chain shows; None if it shows nothing of the obligor.
    `complete`: all that lenders recorded was read.
    """

    answer: Answer
    debts: Mapping[str, Debt]
    lenders: int | None
    complete: bool


UNKNOWN = Elsewhere(Answer.NOT_KNOWN, {}, None, False)
"""Of an obligor outside the members: the ledger keeps no list of its debts."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Who looks, with which keys, on which day, by which rules. `related` as `chronicle` takes it; `opened` is told
    of a borrower before its own keys are used, by its consent; `refused`, if they are not, as the lender is suspended.
    """

    desk: Desk
    lender: Member
    as_of: int
    today: Day
    rules: Rules
    related: tuple[tuple[Member, Member], ...] = ()
    until: int | None = None
    opened: Callable[[Member], None] = lambda borrower: None
    refused: Callable[[Member], None] = lambda borrower: None


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
    lenders = _Lenders(inquiry.desk.directory)
    return {name: _elsewhere(inquiry, lenders, borrower) for name, borrower in borrowers.items()}


def _elsewhere(inquiry: Inquiry, lenders: "_Lenders", borrower: Member) -> Elsewhere:
    reader = _reader(inquiry, borrower)
    found = chronicle(inquiry.desk, reader, borrower, inquiry.related, inquiry.until)
    debtor = _Debtor(inquiry, lenders, found)
    complete, agreed = debtor.complete(), debtor.debts(claims=False)
    answers = {cross_lender(debts, complete, inquiry.rules) for debts in (agreed, debtor.debts(claims=True))}
    # What a lender says that the borrower has not agreed to can be true, and can be made up.
    answer = answers.pop() if len(answers) == 1 else Answer.NOT_KNOWN
    return Elsewhere(answer, agreed, len(debtor.banks - {inquiry.lender}), complete)


def _reader(inquiry: Inquiry, borrower: Member) -> Member:
    """The borrower itself where this vault hosts it, it has consented and the lender is active; else the lender, with
    what it was given.
    """
    if borrower not in inquiry.desk.vault.keys.members():
        return inquiry.lender
    try:
        check_consent(inquiry.desk, borrower, inquiry.lender, PURPOSE, inquiry.today)
    except NoConsent:
        return inquiry.lender
    found = inquiry.desk.directory.member(inquiry.lender)
    if found is None or not found.active:
        inquiry.refused(borrower)
        return inquiry.lender
    inquiry.opened(borrower)
    return borrower


class _Lenders:
    """Who of the members is one; each is looked up once."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._known: dict[Member, bool] = {EXTERNAL: False}

    def of(self, state: Tradeline) -> frozenset[Member]:
        """Those that stand on a tradeline, as its creditor or as holders: the chain shows both."""
        holders = (title.holder for title in state.titles.values())
        return frozenset(member for member in {state.creditor, *holders} if self._is(member))

    def _is(self, member: Member) -> bool:
        if member not in self._known:
            found = self._directory.member(member)
            self._known[member] = found is not None and Role.LENDER in found.roles
        return self._known[member]


class _Debtor:
    """One borrower's debts to lenders, as far as its chronicle could be read."""

    def __init__(self, inquiry: Inquiry, lenders: _Lenders, found: Chronicle) -> None:
        self._inquiry, self._history = inquiry, found.history
        own = (page.state for page in found.pages.values() if page.state.debtor == found.history.member)
        self._lines = {state.id: (state, lenders.of(state)) for state in own}

    @property
    def banks(self) -> frozenset[Member]:
        """Every lender that stands on one of its tradelines."""
        return frozenset(bank for _, banks in self._lines.values() for bank in banks)

    def complete(self) -> bool:
        """Whether all that lenders are owed could be read."""
        return all(self._readable(state, banks) for state, banks in self._lines.values() if banks)

    def debts(self, *, claims: bool) -> dict[str, Debt]:
        """By currency: open obligations to lenders, and what was drawn of their loans and is in no obligation yet."""
        found: dict[str, Debt] = {}
        for item in observations(self._history, Side.PAYS):
            if (claims or not item.claim) and self._counts(item):
                found[item.currency] = found.get(item.currency, Debt()) + self._debt(item)
        for state, banks in self._lines.values():
            if state.creditor in banks and state.currency and (claims or not self._claimed(state)):
                found[state.currency] = found.get(state.currency, Debt()) + Debt(
                    not_called(state, self._inquiry.as_of)
                )
        return {currency: debt for currency, debt in found.items() if debt.owed}

    def _readable(self, state: Tradeline, banks: frozenset[Member]) -> bool:
        sealed = sealed_on(self._inquiry.desk.index, state, self._inquiry.until)
        if state.creditor in banks and (state.kind is None or ON_TRADELINE in sealed):
            return False
        return not any(self._collector(state, one) in banks for one in sealed - {ON_TRADELINE})

    def _counts(self, item: Observation) -> bool:
        if item.tradeline is None or item.issued > self._inquiry.as_of:
            return False
        state, banks = self._lines[item.tradeline]
        return self._collector(state, item.obligation) in banks

    def _collector(self, state: Tradeline, obligation: ObligationId) -> Member:
        return owed_to(state, obligation, self._inquiry.as_of, self._inquiry.rules)

    def _claimed(self, state: Tradeline) -> bool:
        return state.status in _REFUSABLE and state.id.opener != self._history.member

    def _debt(self, item: Observation) -> Debt:
        owed = owing(item, self._inquiry.as_of)
        rest = owed.rest if owed else 0
        rules = self._inquiry.rules
        late = self._inquiry.as_of - as_due(item, rules).due > rules.prc_days[0]
        return Debt(rest, rest if late else 0)
