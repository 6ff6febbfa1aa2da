"""Payments that a member thinks of, with the grade that their record would have: by the fold's own law."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum

from ledger.app.chronicle import Chronicle
from ledger.core.codes import Capacity
from ledger.core.day import DAY_SECONDS
from ledger.core.entry import Clock
from ledger.core.errors import Misuse
from ledger.core.grade import payments
from ledger.core.history import Observation, Part, Side, observations
from ledger.core.ids import EXTERNAL, ON_TRADELINE, Commitment, Member, ObligationId
from ledger.core.money import decimal_text
from ledger.core.obligation import Acknowledgement, Obligation, Report, Said, Version
from ledger.core.tradeline import Tradeline
from ledger.rulebook.what_if import unpaid

_COMMITMENT = Commitment(b"\xff" * 32)
_PAYMENT = b"\xff" * 16


class Confirmed(Enum):
    """Who stands for a payment besides the member that makes it."""

    NOBODY = "nobody"
    PAYEE = "payee"
    AGENT = "agent"
    """A settlement agent appointed on the tradeline: the bank that executed it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """To pay an obligation on a day: `amount` minor units, or all that is open then."""

    obligation: ObligationId
    day: int
    amount: int | None = None


def suppose(
    found: Chronicle, wishes: Iterable[Wish], confirmed: Confirmed, today: int
) -> Mapping[ObligationId, tuple[Part, ...]]:
    """The payments by obligation, recorded on their day or `today`, whichever is later.

    Misuse where the member owes no such obligation, where nothing is open of it, or more than is open is wished, and
    where nobody can confirm.
    """
    owed, supposed = _owed(found), dict[ObligationId, tuple[Part, ...]]()
    for wish in sorted(wishes, key=lambda wish: wish.day):
        before = supposed.get(wish.obligation, ())
        supposed[wish.obligation] = (*before, _part(found, owed, wish, before, confirmed, today))
    return supposed


def payable(
    found: Chronicle, wishes: Iterable[Wish], confirmed: Confirmed, today: int
) -> Mapping[ObligationId, Part]:
    """Each wish by itself, one for an obligation; those that `suppose` would not take are left out."""
    owed, parts = _owed(found), dict[ObligationId, Part]()
    for wish in wishes:
        with suppress(Misuse):
            parts[wish.obligation] = _part(found, owed, wish, (), confirmed, today)
    return parts


_Owed = Mapping[ObligationId, Observation]


def _owed(found: Chronicle) -> _Owed:
    return {item.obligation: item for item in observations(found.history, Side.PAYS)}


def _named(found: Chronicle, obligation: ObligationId) -> str:
    """By its document's number, where the reader knows one."""
    numbers = (page.names[obligation].number for page in found.pages.values() if obligation in page.names)
    return next((number for number in numbers if number), f"0x{obligation.hex()}")


def _amount(seen: Observation, wish: Wish, name: str) -> int:
    if seen.claim:
        raise Misuse(
            f"{name} is a stranger's claim, in no figure: accept the tradeline, or acknowledge it first"
        )
    # A payment recorded for a later day leaves less to pay today.
    rest = min(
        unpaid(seen, wish.day), unpaid(seen, max((part.day for part in seen.payments), default=wish.day))
    )
    if rest <= 0:
        raise Misuse(f"nothing is open of {name} on that day, by what is recorded")
    if wish.amount is not None and not 0 < wish.amount <= rest:
        asked, left = (decimal_text(minor, seen.currency) for minor in (wish.amount, rest))
        raise Misuse(f"of {name} {left} {seen.currency} are open on that day, and {asked} are wished")
    return wish.amount or rest


def _part(
    found: Chronicle, owed: _Owed, wish: Wish, before: tuple[Part, ...], confirmed: Confirmed, today: int
) -> Part:
    """The payment of a wish, after those supposed `before` on its obligation."""
    seen, name = owed.get(wish.obligation), f"obligation {_named(found, wish.obligation)}"
    if seen is None or seen.tradeline is None:
        raise Misuse(f"member {found.history.member} owes no {name}")
    paid = replace(wish, amount=_amount(replace(seen, payments=(*seen.payments, *before)), wish, name))
    state = found.pages[seen.tradeline].state
    obligation = state.obligations[seen.obligation]
    clock = Clock(0, max(wish.day, today) * DAY_SECONDS)
    told = _told(state, obligation, found.history.member, paid, confirmed, clock)
    tried = (_graded(found, state, each, paid) for each in told)
    best = min(tried, key=lambda part: (part.grade, not part.binds), default=None)
    if best is None:
        who = "settlement agent is appointed" if confirmed is Confirmed.AGENT else "member is creditor"
        raise Misuse(f"no {who} on tradeline {state.id}: nobody there can confirm a payment")
    return best


def _graded(found: Chronicle, state: Tradeline, told: Obligation, wish: Wish) -> Part:
    counted = payments(state, told, found.history.relations)
    payment = next(item for item in counted if item.payment == _PAYMENT)
    return Part(wish.day, payment.amount, payment.grade, payment.recorded, payment.binds)


def _told(
    state: Tradeline, obligation: Obligation, member: Member, wish: Wish, confirmed: Confirmed, clock: Clock
) -> Iterator[Obligation]:
    """The obligation with the report of the payment, in each way in which it can be confirmed."""
    holder = state.holder(obligation.id)
    if confirmed is Confirmed.AGENT:
        for agent in _agents(state, obligation.id):
            needs = bool(holder) and Capacity.HOLDER not in state.principals(agent, obligation.id)
            yield _reported(obligation, agent, Capacity.AGENT, wish, clock, needs_payee=needs)
        return
    told = _reported(obligation, member, Capacity.DEBTOR, wish, clock, needs_payee=True)
    if confirmed is Confirmed.NOBODY:
        yield told
        return
    payee = holder or state.creditor
    if payee != EXTERNAL:
        as_payee = Capacity.HOLDER if holder else Capacity.CREDITOR
        said = Said(payee, as_payee, False, Commitment(b"\xfe" * 32), clock, len(state.effects) + 1)
        word = Acknowledgement(said, _COMMITMENT, frozenset({as_payee}))
        yield replace(told, acknowledgements=(*told.acknowledgements, word))


def _agents(state: Tradeline, obligation: ObligationId) -> Iterator[Member]:
    standing = (item for item in state.appointments if item.until is None)
    return (item.agent for item in standing if item.obligation in (ON_TRADELINE, obligation))


def _reported(
    obligation: Obligation, who: Member, capacity: Capacity, wish: Wish, clock: Clock, *, needs_payee: bool
) -> Obligation:
    assert wish.amount is not None
    said = Said(who, capacity, False, _COMMITMENT, clock, 1 << 62)
    report = Report(said, _PAYMENT, wish.day, (Version(_COMMITMENT, clock, wish.amount),), needs_payee)
    return replace(obligation, reports=(*obligation.reports, report))
