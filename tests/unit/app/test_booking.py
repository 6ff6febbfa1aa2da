"""What others wrote may be anything: it stands in nobody's way."""

from ledger.app import sealing
from ledger.app.booking import Clerk, acknowledge
from ledger.app.intents import Accept, RecordInvoice
from ledger.app.register import Register
from ledger.core.contacts import Contacts
from tests.unit.app.parties import TODAY, Someone, invoice, open_with_invoice


def clerk_of(someone: Someone) -> Clerk:
    register = Register(someone.desk, someone.number)
    return Clerk(someone.desk, someone.number, register, Contacts(()), someone.settle)


def test_a_number_without_a_normal_form_does_not_stop_the_debtor_from_finding_another(
    seller, buyer, monkeypatch
):
    tradeline, good = open_with_invoice(seller, 2)
    buyer.send(Accept(tradeline, TODAY))
    # A seller with software of its own: ours makes no tag of such a number.
    monkeypatch.setattr(sealing, "invoice_alpha", lambda creditor, number, issued: number.encode())
    for number in ("---", "\u0378"):
        seller.send(RecordInvoice(tradeline, invoice(number)))
    assert acknowledge(clerk_of(buyer), seller.number, ["inv 1"], TODAY) == [good.obligation]
    assert acknowledge(clerk_of(buyer), seller.number, ["INV-2"], TODAY) == []
