"""Near-duplicates, as a seller and a financier see them: each by what it can open."""

from dataclasses import replace

from ledger.app.intents import Assign, RecordInvoice, Share, State
from ledger.app.near import Near, near_on
from ledger.app.register import Register
from ledger.core.codes import Capacity, Kind
from ledger.core.content import Facts, Identity
from ledger.core.ids import ObligationId, TradelineId
from tests.unit.app.parties import TODAY, Someone, invoice, opening


def near(reader: Someone) -> Near:
    return near_on(Register(reader.desk, reader.number).pages())


def billed(seller: Someone, tradeline: TradelineId, number: str, **changed: object) -> ObligationId:
    draft = replace(invoice(number), **changed)  # type: ignore[arg-type]
    return seller.send(RecordInvoice(tradeline, draft))[0].obligation


def offered(seller: Someone, lender: Someone, tradeline: TradelineId, obligation: ObligationId) -> None:
    seller.send(
        Assign(tradeline, obligation, Capacity.CREDITOR, lender.number, TODAY),
        Share(tradeline, Capacity.CREDITOR, lender.number, obligation),
    )


def test_a_second_number_for_one_bill_shows_to_the_financier_who_opens_both(seller, buyer, lender):
    tradeline = seller.send(opening(2))[0].tradeline
    first, second = (billed(seller, tradeline, number) for number in ("INV-1", "INV-1A"))
    other = billed(seller, tradeline, "INV-2", amount=invoice(amount=120_001).amount)
    offered(seller, lender, tradeline, first)
    assert near(lender) == {}
    offered(seller, lender, tradeline, second)
    offered(seller, lender, tradeline, other)
    assert near(lender) == {first: (second,), second: (first,)}
    assert near(seller) == near(buyer) == near(lender)


def test_a_bill_recorded_again_as_an_outside_buyers_shows_too(seller, buyer, lender):
    inside, outside = (seller.send(opening(number))[0].tradeline for number in (2, 0))
    first, second = billed(seller, inside, "INV-1"), billed(seller, outside, "INV-1B")
    for place, one in ((inside, first), (outside, second)):
        offered(seller, lender, place, one)
    assert near(lender) == {first: (second,), second: (first,)}


def test_two_outside_buyers_are_told_apart_by_whoever_knows_their_names(seller, lender):
    made = []
    for name in ("Brunner", "Albers"):
        tradeline = seller.send(replace(opening(0), identity=Identity(debtor=name)))[0].tradeline
        made.append((tradeline, billed(seller, tradeline, f"INV-{name}")))
    for place, one in made:
        offered(seller, lender, place, one)
    assert near(seller) == {}
    assert set(near(lender)) == {one for _, one in made}


def test_an_invoice_that_was_credited_in_full_is_nobodys_duplicate(seller, buyer):
    tradeline = seller.send(opening(2))[0].tradeline
    first, _ = (billed(seller, tradeline, number) for number in ("INV-1", "INV-2"))
    assert first in near(seller)
    note = Facts(Kind.CREDIT_NOTE, "EUR", 120_000, TODAY)
    seller.send(State(tradeline, Capacity.CREDITOR, note, obligation=first))
    assert near(seller) == {}


def test_an_amount_corrected_to_anothers_shows(seller, buyer):
    tradeline = seller.send(opening(2))[0].tradeline
    first = billed(seller, tradeline, "INV-1")
    accepted = seller.send(RecordInvoice(tradeline, invoice("INV-2", amount=120_001)))[0]
    assert near(seller) == {}
    corrected = Facts(Kind.CORRECTION, amount=120_000, day=TODAY, refers=accepted.commitment)
    seller.send(State(tradeline, Capacity.CREDITOR, corrected, obligation=accepted.obligation))
    assert near(seller) == {first: (accepted.obligation,), accepted.obligation: (first,)}
