"""A lender's portfolio out of its own history: a book a currency, of its tradelines and of what it took over."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from ledger.app.chronicle import Chronicle
from ledger.app.portfolio_booked import booked, not_called
from ledger.app.portfolio_sealed import sealed_on
from ledger.app.portfolio_titles import owed_to
from ledger.app.ports import Index
from ledger.app.register import Page
from ledger.core.facility import facilities
from ledger.core.history import Counterparty, Interest, Observation, Side, observations
from ledger.core.ids import Member, ObligationId
from ledger.rulebook.book import Book, Lent, Measures, book
from ledger.rulebook.rulebook import Rulebook

_LEDGERS_OWN = ("member:", "tradeline:")
"""How the names of counterparties begin that the ledger gives."""


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Books by currency, which are never added. Of obligors: `names` as openings have them, `members` for those that
    are members.

    Obligations, counted: `sealed` in no book, because this vault cannot read them; `partly` in a book, though some
    entry on them is sealed; `claims` in no book, because others say it is owed them and it has not agreed.
    """

    lender: Member
    as_of: int
    rulebook: Rulebook
    books: Mapping[str, Book]
    names: Mapping[Counterparty, str]
    members: Mapping[Counterparty, Member]
    sealed: int
    partly: int
    claims: int


def portfolio(
    index: Index, chronicle: Chronicle, as_of: int, measures: Measures, until: int | None = None
) -> Portfolio:
    """What a member is owed, as creditor or holder; `until` is the block up to which `chronicle` was read."""
    history = chronicle.history
    seen = observations(history, Side.IS_PAID)
    owed: list[Observation] = []
    names, members = dict[Counterparty, str](), dict[Counterparty, Member]()
    for item in seen:
        if item.claim or item.tradeline is None:
            continue
        page = chronicle.pages[item.tradeline]
        if owed_to(page.state, item.obligation, as_of, measures.rules) == history.member:
            obligor = _obligor(page, item)
            # What it passed on later was its own still.
            interest = Interest.OWN if item.interest is Interest.PASSED_ON else item.interest
            owed.append(replace(item, counterparty=obligor, interest=interest))
            names[obligor] = names.get(obligor) or _name(page, item)
            members |= {obligor: page.state.debtor} if page.state.debtor else {}
    sealed, partly = _unread(index, chronicle, {item.obligation for item in owed}, until)
    return Portfolio(
        lender=history.member,
        as_of=as_of,
        rulebook=measures.rulebook,
        books=_books(chronicle, owed, as_of, measures),
        names=names,
        members=members,
        sealed=sealed,
        partly=partly,
        claims=sum(item.claim for item in seen),
    )


def _books(
    chronicle: Chronicle, owed: Sequence[Observation], as_of: int, measures: Measures
) -> dict[str, Book]:
    lines = facilities(chronicle.history, Side.IS_PAID)
    lent = booked(chronicle, owed, as_of, measures.rules)
    uncalled = dict[str, int]()
    for state in chronicle.history.tradelines:
        if state.creditor == chronicle.history.member and state.currency:
            uncalled[state.currency] = uncalled.get(state.currency, 0) + not_called(state, as_of)
    currencies = {item.currency for item in owed} | {line.currency for line in lines} | set(lent)
    return {
        currency: book(
            Lent(
                [item for item in owed if item.currency == currency],
                lent.get(currency, ()),
                [line for line in lines if line.currency == currency],
                uncalled.get(currency, 0),
            ),
            currency,
            as_of,
            measures,
        )
        for currency in sorted(currencies)
    }


def _obligor(page: Page, item: Observation) -> Counterparty:
    """Who owes it: a member; else who the opening's identifier is of, so that two tradelines of one firm have one
    obligor; else the tradeline.
    """
    known = page.opening.debtor_id if page.opening and not page.state.debtor else None
    return Counterparty(known) if known and not known.lower().startswith(_LEDGERS_OWN) else item.counterparty


def _name(page: Page, item: Observation) -> str:
    """As the tradeline's opening has it, or the obligation's own record, where a holder reads that alone."""
    told = (page.opening, page.names.get(item.obligation))
    return next((names.debtor for names in told if names and names.debtor), "")


def _unread(
    index: Index, chronicle: Chronicle, read: Collection[ObligationId], until: int | None
) -> tuple[int, int]:
    """(what the member is owed and cannot read, what it reads of which some entry is sealed): obligations."""
    member = chronicle.history.member
    sealed = [
        obligation
        for page in chronicle.pages.values()
        for obligation in sealed_on(index, page.state, until)
        if obligation in page.state.titles
        and member == (page.state.holder(obligation) or page.state.creditor)
    ]
    partly = sum(obligation in read for obligation in sealed)
    return len(sealed) - partly, partly
