"""Loans, invoices bought and payments, as lenders record them on a simulated chain."""

from ledger.app.intents import Accept, Assign, Open, RecordInstalment, Share, State, Take
from ledger.core.codes import Capacity, Kind
from ledger.core.content import Facts, Identity
from ledger.core.day import Day
from ledger.core.ids import EXTERNAL, Member, ObligationId, TradelineId
from ledger.core.money import Money
from tests.unit.app.parties import TODAY, Someone, open_with_invoice


def lend(
    lender: Someone,
    borrower: Member = EXTERNAL,
    *instalments: tuple[int, Day],
    name: str = "L-1",
    debtor_id: str | None = None,
    drawn: int = 0,
    currency: str = "EUR",
) -> tuple[TradelineId, list[ObligationId]]:
    """A loan with what was drawn on TODAY and its instalments (amount, due), agreed on TODAY; final."""
    identity = Identity(number=name, debtor="Borrower", debtor_id=debtor_id)
    opening = Open(Kind.LOAN, currency, TODAY, Capacity.CREDITOR, borrower, 10_000_00, identity)
    line = lender.send(opening)[0].tradeline
    if drawn:
        drawdown = Facts(Kind.DRAWDOWN, currency, drawn, TODAY)
        lender.send(State(line, Capacity.CREDITOR, drawdown))
    recorded = [
        RecordInstalment(line, name, number, Money(amount, currency), TODAY, due)
        for number, (amount, due) in enumerate(instalments, 1)
    ]
    return line, [each.obligation for each in lender.send(*recorded)] if recorded else []


def accept(borrower: Someone, line: TradelineId) -> None:
    borrower.send(Accept(line, TODAY))


def show(borrower: Someone, line: TradelineId, to: Someone) -> None:
    """The debtor gives another the key of a tradeline."""
    borrower.send(Share(line, Capacity.DEBTOR, to.number))


def pay(
    payee: Someone, line: TradelineId, obligation: ObligationId, amount: int, day: Day, number: int = 1
) -> None:
    """The payee says that it was paid."""
    facts = Facts(Kind.SETTLEMENT, "EUR", amount, day, payment=number.to_bytes(16))
    payee.send(State(line, Capacity.CREDITOR, facts, obligation=obligation))


def buy(
    seller: Someone, buyer: Member, lender: Someone, number: str = "INV-1"
) -> tuple[TradelineId, ObligationId]:
    """An invoice of 1,200 euros, due on 2025-04-13, that the lender takes."""
    line, invoice = open_with_invoice(seller, buyer, number)
    seller.send(
        Assign(line, invoice.obligation, Capacity.CREDITOR, lender.number, TODAY),
        Share(line, Capacity.CREDITOR, lender.number, invoice.obligation),
    )
    lender.send(Take(line, invoice.obligation, TODAY))
    return line, invoice.obligation
