"""What an obligation is called on chain, and what its name is made of (docs/records.md, section 3).

The recorder's VRF makes the tag of `alpha`, and the id is a hash of creditor and tag: so nobody can enumerate
invoices, the seller cannot pick a second tag for one, and its creditor can bring an invoice to the ledger
once.
"""

from ledger.core.day import Day, date_of
from ledger.core.errors import BadContent
from ledger.core.ids import Member, ObligationId, TradelineId
from ledger.proof import cbor, domains
from ledger.proof.integers import abi, sized, u32, u64, u256
from ledger.proof.keccak import keccak256
from ledger.proof.numbers import normalise


def invoice_alpha(creditor: Member, number: str, issued: Day) -> bytes:
    """The VRF's input for an invoice; `creditor` is 0 if external, `number` as typed.

    BadContent for an empty number.
    """
    return cbor.encode(["invoice", creditor, normalise(number), issued])


def instalment_alpha(lender: Member, loan: str, instalment: int) -> bytes:
    """The VRF's input for an instalment of the loan numbered `loan`, as typed.

    BadContent for an empty number.
    """
    return cbor.encode(["instalment", lender, normalise(loan), instalment])


def obligation_id(creditor: Member, tag: bytes) -> ObligationId:
    """The id of what is owed to the member `creditor`, under its 32-byte tag."""
    return ObligationId(keccak256(domains.OBLIGATION + u256(creditor) + sized("tag", tag, 32)))


def external_obligation_id(tradeline: TradelineId, tag: bytes) -> ObligationId:
    """The id of what is owed to an external party: bound to the tradeline, never to be assigned."""
    return ObligationId(keccak256(domains.OBLIGATION_EXTERNAL + u256(int(tradeline)) + sized("tag", tag, 32)))


def near_tag(creditor: Member, debtor: Member, currency: str, amount: int, issued: Day) -> bytes:
    """The 16-byte second tag: equal for obligations alike in parties, currency, amount and month of issue.

    `amount` is in minor units. It is sealed in the facts: only who opens two entries sees that they are near.
    """
    at = date_of(issued)
    month = at.year * 12 + at.month - 1
    if len(currency) != 3 or not currency.isascii():
        raise BadContent("currency", "three capital letters", currency)
    alike = abi(creditor, debtor) + currency.encode() + u64(amount) + u32(month)
    return keccak256(domains.NEAR + alike)[:16]


def payment_id(reference: str) -> bytes:
    """The 16-byte id of a payment, of the payer's bank's own reference: the same, whoever reports it."""
    try:
        text = reference.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadContent("payment reference", "text that has a UTF-8 form", reference) from error
    return keccak256(domains.PAYMENT + text)[:16]
