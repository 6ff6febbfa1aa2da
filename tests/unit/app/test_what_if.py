"""The grade of a payment that nobody made is the grade that it has once it is made, whoever stands for it."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from ledger.app.chronicle import Chronicle, chronicle
from ledger.app.intents import Accept, Appoint, Assign, Open, RecordInvoice, Share, State, Take
from ledger.app.what_if import Confirmed, Wish, payable, suppose
from ledger.core.codes import Capacity, Kind
from ledger.core.content import Facts
from ledger.core.day import Day, parse_day
from ledger.core.errors import Misuse
from ledger.core.grade import Grade
from ledger.core.history import Part, Side, observations
from ledger.core.ids import EXTERNAL, Member, ObligationId, TradelineId
from ledger.core.money import Money
from tests.unit.app.parties import Someone, invoice

ISSUED, DUE, PAID = parse_day("2023-08-01"), parse_day("2023-09-20"), parse_day("2023-10-01")
TODAY = parse_day("2023-11-14")
"""Of the simulated chain's blocks."""
Pairs = Iterable[tuple[Member, Member]]


def opened(seller: Someone, buyer: Someone) -> TradelineId:
    line = seller.send(Open(Kind.TRADE_CREDIT, "EUR", ISSUED, Capacity.CREDITOR, buyer.number))[0].tradeline
    buyer.send(Accept(line, ISSUED))
    return line


def billed(who: Someone, line: TradelineId, number: str = "B-1", minor: int = 100_000) -> ObligationId:
    draft = replace(invoice(number), issued=ISSUED, due=DUE, amount=Money(minor, "EUR"))
    return who.send(RecordInvoice(line, draft))[0].obligation


def of(buyer: Someone, related: Pairs = ()) -> Chronicle:
    return chronicle(buyer.desk, buyer.number, buyer.number, related)


def say(
    who: Someone, capacity: Capacity, line: TradelineId, one: ObligationId, kind: Kind, **facts: object
) -> bytes:
    return who.send(State(line, capacity, Facts(kind, **facts), obligation=one))[0].commitment  # type: ignore[arg-type]


def pay(who: Someone, capacity: Capacity, line: TradelineId, one: ObligationId, minor: int) -> bytes:
    facts = {"currency": "EUR", "amount": minor, "day": PAID, "payment": bytes(16)}
    return say(who, capacity, line, one, Kind.SETTLEMENT, **facts)


def foretold(buyer: Someone, one: ObligationId, confirmed: Confirmed, related: Pairs = ()) -> Part:
    (part,) = suppose(of(buyer, related), [Wish(one, PAID)], confirmed, TODAY)[one]
    return part


def recorded(buyer: Someone, one: ObligationId, related: Pairs = ()) -> Part:
    seen = {item.obligation: item for item in observations(of(buyer, related).history, Side.PAYS)}
    (part,) = seen[one].payments
    return part


def same(part: Part, fact: Part) -> bool:
    """All but the block: a day ahead has none yet."""
    assert part.recorded is not None and fact.recorded is not None
    days = [clock.time // 86_400 for clock in (part.recorded, fact.recorded)]
    return replace(part, recorded=None) == replace(fact, recorded=None) and days[0] == days[1]


def test_the_payers_own_word(seller: Someone, buyer: Someone) -> None:
    line = opened(seller, buyer)
    one = billed(seller, line)
    part = foretold(buyer, one, Confirmed.NOBODY)
    assert (part.grade, part.binds) == (Grade.C, False)
    pay(buyer, Capacity.DEBTOR, line, one, 100_000)
    assert same(part, recorded(buyer, one))


@pytest.mark.parametrize(("related", "grade"), [((), Grade.B), ([(Member(1), Member(2))], Grade.C)])
def test_acknowledged_by_the_payee(seller: Someone, buyer: Someone, related: Pairs, grade: Grade) -> None:
    line = opened(seller, buyer)
    one = billed(seller, line)
    part = foretold(buyer, one, Confirmed.PAYEE, related)
    assert (part.grade, part.binds) == (grade, True)
    said = pay(buyer, Capacity.DEBTOR, line, one, 100_000)
    say(seller, Capacity.CREDITOR, line, one, Kind.ACKNOWLEDGEMENT, refers=said)
    assert same(part, recorded(buyer, one, related))


@pytest.mark.parametrize(
    ("related", "grade", "binds"),
    [
        ((), Grade.A, True),
        ([(Member(1), Member(4))], Grade.C, True),
        ([(Member(2), Member(4))], Grade.C, False),
    ],
)
def test_recorded_by_an_agent(
    seller: Someone, buyer: Someone, agent: Someone, related: Pairs, grade: Grade, binds: bool
) -> None:
    line = opened(seller, buyer)
    one = billed(seller, line)
    with pytest.raises(Misuse, match="no settlement agent"):
        foretold(buyer, one, Confirmed.AGENT, related)
    buyer.send(
        Appoint(line, Capacity.DEBTOR, agent.number, 0, ISSUED), Share(line, Capacity.DEBTOR, agent.number)
    )
    part = foretold(buyer, one, Confirmed.AGENT, related)
    assert (part.grade, part.binds) == (grade, binds)
    pay(agent, Capacity.AGENT, line, one, 100_000)
    assert same(part, recorded(buyer, one, related))


def test_once_assigned_the_holder_confirms_and_the_debtors_agent_alone_does_not(
    seller: Someone, buyer: Someone, agent: Someone, lender: Someone
) -> None:
    line = opened(seller, buyer)
    one = billed(seller, line)
    buyer.send(
        Appoint(line, Capacity.DEBTOR, agent.number, 0, ISSUED), Share(line, Capacity.DEBTOR, agent.number)
    )
    seller.send(
        Assign(line, one, Capacity.CREDITOR, lender.number, DUE),
        Share(line, Capacity.CREDITOR, lender.number, one),
    )
    lender.send(Take(line, one, DUE))
    by_agent, by_holder = (foretold(buyer, one, who) for who in (Confirmed.AGENT, Confirmed.PAYEE))
    assert (by_agent.grade, by_agent.binds) == (Grade.C, False)
    assert (by_holder.grade, by_holder.binds) == (Grade.B, True)
    said = pay(buyer, Capacity.DEBTOR, line, one, 100_000)
    say(lender, Capacity.HOLDER, line, one, Kind.ACKNOWLEDGEMENT, refers=said)
    assert same(by_holder, recorded(buyer, one))


def test_an_outside_creditor_confirms_nothing_and_the_debtor_speaks_for_both(buyer: Someone) -> None:
    line = buyer.send(Open(Kind.TRADE_CREDIT, "EUR", ISSUED, Capacity.DEBTOR, EXTERNAL))[0].tradeline
    one = billed(buyer, line)
    part = foretold(buyer, one, Confirmed.NOBODY)
    assert (part.grade, part.binds) == (Grade.C, True)
    with pytest.raises(Misuse, match="no member is creditor"):
        foretold(buyer, one, Confirmed.PAYEE)
    pay(buyer, Capacity.DEBTOR, line, one, 100_000)
    assert same(part, recorded(buyer, one))


def test_amounts_are_bounded_by_what_is_open(seller: Someone, buyer: Someone) -> None:
    line = opened(seller, buyer)
    one = billed(seller, line)
    pay(seller, Capacity.CREDITOR, line, one, 30_000)
    wish = Wish(one, PAID)
    (rest,) = suppose(of(buyer), [wish], Confirmed.NOBODY, TODAY)[one]
    assert rest.amount == 70_000
    # What is recorded for the first of October is gone on the first of September already.
    (early,) = suppose(of(buyer), [Wish(one, Day(PAID - 30))], Confirmed.NOBODY, TODAY)[one]
    assert early.amount == 70_000
    parts = [replace(wish, amount=20_000), Wish(one, Day(PAID + 1))]
    assert [part.amount for part in suppose(of(buyer), parts, Confirmed.NOBODY, TODAY)[one]] == [
        20_000,
        50_000,
    ]
    for amount in (0, -1, 70_001):
        with pytest.raises(Misuse, match=r"of obligation B-1 700\.00 EUR are open .*\d\.\d\d are wished"):
            suppose(of(buyer), [replace(wish, amount=amount)], Confirmed.NOBODY, TODAY)
    with pytest.raises(Misuse, match="nothing is open of obligation B-1 "):
        suppose(of(buyer), [wish, wish], Confirmed.NOBODY, TODAY)


def test_a_strangers_claim_cannot_be_paid_here(seller: Someone, buyer: Someone) -> None:
    line = seller.send(Open(Kind.TRADE_CREDIT, "EUR", ISSUED, Capacity.CREDITOR, buyer.number))[0].tradeline
    one = billed(seller, line)
    with pytest.raises(Misuse, match="stranger's claim"):
        foretold(buyer, one, Confirmed.NOBODY)
    buyer.send(Accept(line, ISSUED))
    assert foretold(buyer, one, Confirmed.NOBODY).amount == 100_000


def test_what_is_owed_to_the_member_is_not_its_to_pay(seller: Someone, buyer: Someone) -> None:
    one = billed(seller, opened(seller, buyer))
    with pytest.raises(Misuse, match=r"owes no obligation B-1$"):
        suppose(of(seller), [Wish(one, PAID)], Confirmed.NOBODY, TODAY)


def test_what_cannot_be_paid_is_no_option(seller: Someone, buyer: Someone) -> None:
    line = opened(seller, buyer)
    one, other = billed(seller, line), billed(seller, line, "B-2")
    pay(seller, Capacity.CREDITOR, line, one, 100_000)
    found = payable(of(buyer), [Wish(one, PAID), Wish(other, PAID)], Confirmed.PAYEE, TODAY)
    assert set(found) == {other}


def test_a_payment_of_a_past_day_is_known_when_it_is_recorded(seller: Someone, buyer: Someone) -> None:
    one = billed(seller, opened(seller, buyer))
    later = suppose(of(buyer), [Wish(one, Day(TODAY + 9))], Confirmed.NOBODY, TODAY)[one][0]
    earlier = suppose(of(buyer), [Wish(one, PAID)], Confirmed.NOBODY, TODAY)[one][0]
    days = [part.recorded.time // 86_400 for part in (later, earlier) if part.recorded]
    assert days == [TODAY + 9, TODAY]
