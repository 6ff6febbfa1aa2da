"""A member's credit history: its folded tradelines, and what figures need of each obligation."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NewType

from ledger.core.codes import Capacity
from ledger.core.day import day_at
from ledger.core.entry import Clock
from ledger.core.grade import UNRELATED, Attested, Grade, Relations, attested, obligation_grade, payments
from ledger.core.ids import EXTERNAL, Member, ObligationId, TradelineId
from ledger.core.obligation import Obligation
from ledger.core.tradeline import Tradeline

Counterparty = NewType("Counterparty", str)
"""`member:7`; for an external party the tradeline, `tradeline:7-1`; any other name for a ledger that is not
recorded.
"""


class Side(Enum):
    """Whether the member owes or is owed."""

    PAYS = "pays"
    IS_PAID = "is_paid"


class Interest(Enum):
    """Whose money the open balance is: the member's own, passed on to a holder, or taken from a seller."""

    OWN = "own"
    PASSED_ON = "passed_on"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Part:
    """An amount (minor units) on a day, such as a payment. `recorded` is None if no chain knows it; `binds`
    False if it is a payment that the payee does not stand for.
    """

    day: int
    amount: int
    grade: Grade = Grade.C
    recorded: Clock | None = None
    binds: bool = True


@dataclass(frozen=True, slots=True)
class DisputeSpan:
    """From day `opened` to the day before `closed`; if `clocked`, at most as long as the rulebook says. `recorded` is
    None if no chain knows it.
    """

    opened: int
    closed: int | None = None
    clocked: bool = True
    recorded: Clock | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """One obligation as figures see it: minor units of `currency`, days since 1970-01-01.

    `payments` are each payment once, in order of day; `grade` is the obligation's own. `recorded`: since when
    the chain knows it; `corrected`: since when as it stands, None if as first said. `claim`: a stranger says
    so, and the member's side has neither accepted the tradeline nor acknowledged the obligation. `attested`: what
    unrelated agents of the side's own choice report of payments, in the order in which they did.
    """

    side: Side
    obligation: ObligationId
    counterparty: Counterparty
    currency: str
    amount: int
    issued: int
    due: int
    payments: tuple[Part, ...] = ()
    credits: tuple[Part, ...] = ()
    disputes: tuple[DisputeSpan, ...] = ()
    write_offs: tuple[Part, ...] = ()
    grade: Grade = Grade.C
    recorded: Clock | None = None
    corrected: Clock | None = None
    tradeline: TradelineId | None = None
    holder: Member = EXTERNAL
    interest: Interest = Interest.OWN
    related: bool = False
    claim: bool = False
    attested: tuple[Attested, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """What the chain's three lists of a member lead to, folded. A tradeline may be both a claim and, later,
    accepted.

    `holdings` are obligations taken, each with the tradeline that it stands on.
    """

    member: Member
    tradelines: tuple[Tradeline, ...]
    claims: tuple[Tradeline, ...] = ()
    holdings: tuple[tuple[ObligationId, Tradeline], ...] = ()
    relations: Relations = UNRELATED


def observations(history: History, side: Side) -> tuple[Observation, ...]:
    """The member's obligations on one side, in order of its lists, each once; sealed and void ones are not
    there.
    """
    found = {item.obligation: item for item in _walk(history, side)}
    return tuple(found.values())


def _walk(history: History, side: Side) -> Iterator[Observation]:
    accepted = {tradeline.id for tradeline in history.tradelines}
    claims = (tradeline for tradeline in history.claims if tradeline.id not in accepted)
    for claim, tradelines in ((False, history.tradelines), (True, claims)):
        for tradeline in tradelines:
            if history.member == (tradeline.debtor if side is Side.PAYS else tradeline.creditor):
                for obligation in tradeline.obligations.values():
                    yield observe(history, tradeline, obligation, side, claim)
    if side is Side.IS_PAID:
        for id, tradeline in history.holdings:
            held = tradeline.obligations.get(id)
            if held is not None and tradeline.holder(id) == history.member:
                yield observe(history, tradeline, held, side, claim=False)


def observe(
    history: History, tradeline: Tradeline, obligation: Obligation, side: Side, claim: bool
) -> Observation:
    """One obligation alone, by its tradeline's state and the history's member and relations; `claim`: it stands on a
    proposal that the member has not accepted.
    """
    other = tradeline.creditor if side is Side.PAYS else tradeline.debtor
    own = Capacity.DEBTOR if side is Side.PAYS else Capacity.CREDITOR
    return Observation(
        side=side,
        obligation=obligation.id,
        counterparty=counterparty_of(other, tradeline.id),
        currency=obligation.currency,
        amount=obligation.amount,
        issued=min(obligation.issued, day_known(obligation.said.clock) + 1),
        due=obligation.due,
        payments=_payments(history, tradeline, obligation),
        credits=tuple(
            Part(item.day, item.amount, Grade.B, item.said.clock) for item in obligation.credit_notes
        ),
        disputes=_disputes(obligation),
        write_offs=tuple(
            Part(item.day, item.amount, Grade.B, item.said.clock) for item in obligation.write_offs
        ),
        grade=obligation_grade(tradeline, obligation, history.relations),
        recorded=obligation.said.clock,
        corrected=obligation.versions[-1].clock if len(obligation.versions) > 1 else None,
        tradeline=tradeline.id,
        holder=tradeline.holder(obligation.id),
        interest=_interest(history, tradeline, obligation, side),
        related=other != EXTERNAL and history.relations.related(history.member, other),
        claim=claim and not obligation.owned_by(own),
        attested=attested(tradeline, obligation, history.relations, _own(history, tradeline, side)),
    )


def counterparty_of(member: Member, tradeline: TradelineId) -> Counterparty:
    """What figures call the other party of a tradeline."""
    return Counterparty(f"member:{member}" if member else f"tradeline:{tradeline}")


def _payments(history: History, tradeline: Tradeline, obligation: Obligation) -> tuple[Part, ...]:
    counted = payments(tradeline, obligation, history.relations)
    return tuple(Part(item.day, item.amount, item.grade, item.recorded, item.binds) for item in counted)


def _own(history: History, tradeline: Tradeline, side: Side) -> Capacity:
    """As what the member stands on a side of a tradeline."""
    if side is Side.PAYS:
        return Capacity.DEBTOR
    return Capacity.CREDITOR if tradeline.creditor == history.member else Capacity.HOLDER


def _disputes(obligation: Obligation) -> tuple[DisputeSpan, ...]:
    """One dated ahead stands from its block's day: it cannot be laid up for the day of an attestation."""
    return tuple(
        DisputeSpan(
            opened=min(item.day, day_known(item.said.clock)),
            closed=item.closed.day if item.closed else None,
            clocked=item.clocked,
            recorded=item.said.clock,
        )
        for item in obligation.disputes
    )


def day_known(clock: Clock) -> int:
    """The day (UTC) of a block's time."""
    return day_at(clock.time)


def _interest(history: History, tradeline: Tradeline, obligation: Obligation, side: Side) -> Interest:
    holder = tradeline.holder(obligation.id)
    if side is Side.PAYS or not holder:
        return Interest.OWN
    if holder != history.member:
        return Interest.PASSED_ON
    return Interest.OWN if tradeline.creditor == history.member else Interest.TAKEN
