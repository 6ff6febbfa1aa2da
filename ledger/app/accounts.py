"""Accounts that firms have opened with their banks, and what the banks say of them month by month."""

from collections.abc import Iterator
from dataclasses import dataclass

from ledger.app.desk import Desk
from ledger.app.intents import Appoint, Open, Share
from ledger.app.refusals import NotEntitled, WrongState
from ledger.app.register import Page, Register
from ledger.app.submit import Accepted, submit
from ledger.core.codes import Capacity, Kind
from ledger.core.content import Identity
from ledger.core.currencies import MINOR_UNITS
from ledger.core.day import Day, iso
from ledger.core.entry import Clock
from ledger.core.errors import BadContent, Misuse
from ledger.core.grade import Relations
from ledger.core.ids import Member, TradelineId
from ledger.core.shape import OF_A_MONTH
from ledger.core.tradeline import Tradeline

_SLOT = 0
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Word:
    """In the month that ends on day `month`, `amount` minor units came in (RECEIPTS) or went out (OUTGOINGS), says an
    agent. `known` is None until a block has it.
    """

    agent: Member
    kind: Kind
    month: Day
    amount: int
    known: Clock | None

    @property
    def early(self) -> bool:
        """Said before the last day of its month, UTC: it counts nowhere."""
        return self.known is not None and self.known.time // _DAY < self.month


@dataclass(frozen=True, slots=True)
class Month:
    """What one agent says of one month, by its last words; how many `words` it has made of it."""

    agent: Member
    month: Day
    received: Word | None
    paid_out: Word | None
    words: int

    @property
    def early(self) -> bool:
        """Whether one of the two was said too early to count."""
        return any(word is not None and word.early for word in (self.received, self.paid_out))

    @property
    def waits(self) -> bool:
        """Whether one of the two is not on chain yet."""
        return any(word is not None and word.known is None for word in (self.received, self.paid_out))


@dataclass(frozen=True, slots=True)
class Account:
    """A firm's account: `agents` are appointed on it now, `former` were once; words in the order in which they were
    said.
    """

    tradeline: TradelineId
    firm: Member
    currency: str
    agents: tuple[Member, ...]
    former: tuple[Member, ...]
    words: tuple[Word, ...]

    def of(self, agent: Member, kind: Kind, month: int) -> tuple[Word, ...]:
        """What an agent has said of one side of a month, the last one last."""
        asked = agent, kind, month
        return tuple(word for word in self.words if (word.agent, word.kind, word.month) == asked)

    def months(self) -> tuple[Month, ...]:
        """Every month of which something was said, the latest first."""
        places = sorted({(-word.month, word.agent) for word in self.words})
        return tuple(self._month(agent, Day(-month)) for month, agent in places)

    def counts(self, month: Month, relations: Relations) -> bool:
        """Whether figures take what is said of a month: not early, nor by who is related to the firm."""
        return not month.early and not relations.related(month.agent, self.firm)

    def _month(self, agent: Member, month: Day) -> Month:
        received, paid_out = (self.of(agent, kind, month) for kind in (Kind.RECEIPTS, Kind.OUTGOINGS))
        return Month(agent, month, _last(received), _last(paid_out), len(received) + len(paid_out))


def accounts(register: Register) -> Iterator[Account]:
    """The accounts that a member can read: its own, and those of firms whose agent it is or was."""
    return (account for account in map(_account, register.pages()) if account is not None)


def open_account(
    desk: Desk, register: Register, bank: Member, currency: str, day: Day, today: Day
) -> tuple[Accepted, ...]:
    """The member has an account with a bank in a currency, since `day`: nobody else is a party, and the bank alone is
    given the key.

    An account whose appointment was ended goes on where it was, so that no month is counted twice. WrongState for one
    that is open; RoleMissing, NotAMember for who is no bank; BadContent for what is no currency; Misuse.
    """
    if currency not in MINOR_UNITS:
        raise BadContent("currency", "an ISO 4217 code in use", currency)
    member = register.member
    if bank == member:
        raise Misuse("a member is not its own bank")
    if day > today:
        raise Misuse(f"an account is open since today, {iso(today)}, or before: {iso(day)} is yet to come")
    own = (one for one in accounts(register) if (one.firm, one.currency) == (member, currency))
    known = next((one for one in own if bank in one.agents + one.former), None)
    if known is not None and bank in known.agents:
        raise WrongState(f"account {known.tradeline} with member {bank} in {currency} is open already")
    if known is not None and known.agents:
        raise WrongState(f"account {known.tradeline} is with member {known.agents[0]} now: end that first")
    with desk.vault.transaction():
        opened = () if known else submit(desk, member, [_opening(bank, currency, day)])
        line = known.tradeline if known else opened[0].tradeline
        appointment = Appoint(line, Capacity.CREDITOR, bank, _SLOT, day)
        appointed = submit(desk, member, [appointment, Share(line, Capacity.CREDITOR, bank)])
        if known is not None and not appointed[0].fresh:
            raise WrongState(
                f"account {line}: member {bank} was appointed as of that day before; name another"
            )
    return opened + appointed


def account_with(register: Register, firm: Member, currency: str | None = None) -> Account:
    """The account of a firm on which the member is appointed; of several in one currency, which `open_account`
    never makes, the first. NotEntitled; Misuse where it has several currencies.
    """
    agent = register.member
    found = [
        one
        for one in accounts(register)
        if one.firm == firm and agent in one.agents and currency in (None, one.currency)
    ]
    if not found:
        where = f"an account of member {firm}" + (f" in {currency}" if currency else "")
        raise NotEntitled(agent, Capacity.AGENT, where)
    currencies = sorted({one.currency for one in found})
    if len(currencies) > 1:
        raise Misuse(f"member {firm} has accounts here in {', '.join(currencies)}: name the currency")
    return min(found, key=lambda one: one.tradeline)


def _opening(bank: Member, currency: str, day: Day) -> Open:
    # The bank's number tells two accounts apart that were opened on one day.
    return Open(Kind.ACCOUNT, currency, day, Capacity.CREDITOR, identity=Identity(reference=str(bank)))


def _account(page: Page) -> Account | None:
    state = page.state
    if state.kind is not Kind.ACCOUNT or state.currency is None or state.creditor != state.id.opener:
        return None
    own = [item for item in state.appointments if item.by is Capacity.CREDITOR]
    agents = dict.fromkeys(item.agent for item in own if item.until is None)
    former = dict.fromkeys(item.agent for item in own if item.agent not in agents)
    return Account(
        state.id, state.creditor, state.currency, tuple(agents), tuple(former), tuple(_words(state))
    )


def _words(state: Tradeline) -> Iterator[Word]:
    for notice in state.notices:
        if notice.kind in OF_A_MONTH:
            clock = notice.said.clock  # what waits is of no time yet (`IndexAhead`)
            yield Word(
                agent=notice.said.recorder,
                kind=notice.kind,
                month=Day(notice.day),
                amount=notice.amount or 0,
                known=clock if clock.time else None,
            )


def _last(words: tuple[Word, ...]) -> Word | None:
    return words[-1] if words else None
