"""What a payer writes: an end-to-end id, references, a text."""

from dataclasses import dataclass
from random import Random
from string import digits

from demo_trade.world import creditor_reference

from bank_noise.payments import Noise, Payment

SHORT = 35
"""Characters: ISO 20022 Max35Text, and the width of a line in MT940 and in many banks' forms."""

NOTHING = "NOTPROVIDED"

_SAYING = (
    "Invoice {}", "Inv. {}", "Your invoice no. {} - thank you", "Rechnung {}", "Rg {} vom Vormonat", "Facture {}",
    "{}", "payment of invoice {}, customer {customer}", "INV{}", "Re-Nr.{}/Kd {customer}",
)  # fmt: skip
_SAYING_NOTHING = (
    "", "Payment", "Thank you", "Monthly payment", "Our order 45{order}", "Customer {customer}",
    "Account of last month", "Ref. {order}", "Zahlung", "Transfer {order} by agreement",
)  # fmt: skip
_BEFORE_A_CUT = (
    "Transfer of today for invoice ", "Payment for goods, invoice ", "Payment of your open invoice ",
    "Zahlung der Rechnung mit Nr. ", "Settlement of your invoice no. ", "For delivered goods invoice no. ",
    "Acc. payable, your invoice ", "By order of client, invoice number ",
)  # fmt: skip
"""From 27 to 35 characters: of a number of ten, 0 to 8 are left."""
_LISTS = (", ", " ", " + ", "; ", "/", " and ", ",")


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in the statement; `reference` an RF creditor reference, `documents` numbers in structured form."""

    end_to_end: str = NOTHING
    text: str = ""
    reference: str = ""
    documents: tuple[str, ...] = ()


def words_of(payment: Payment, random: Random) -> Words:
    """The payer's words, with the noise that the payment has."""
    numbers = list(payment.settles)
    if payment.has(Noise.UNNAMED, Noise.UNNAMED_SUM):
        return Words(_own_id(random), _filled(random.choice(_SAYING_NOTHING), "", payment, random))
    if payment.has(Noise.CUT):
        return Words(_own_id(random), f"{random.choice(_BEFORE_A_CUT)}{numbers[0]} dated"[:SHORT])
    if len(numbers) > 1:
        return _several(numbers, random)
    number = numbers[0]
    if payment.has(Noise.SPACED):
        number = " ".join((number[:3], number[3:6], number[6:])).strip()
        return Words(_own_id(random), _filled(random.choice(_SAYING[:3]), number, payment, random))
    if payment.has(Noise.EDITED):
        return _placed(_edited(number, random), payment, random, _edited(creditor_reference(number), random))
    return _placed(number, payment, random, creditor_reference(number))


def _placed(number: str, payment: Payment, random: Random, reference: str) -> Words:
    """The number as end-to-end id, as RF reference, or in the text."""
    chance = random.random()
    if chance < 0.35:
        return Words(end_to_end=number)
    if chance < 0.55:
        return Words(_own_id(random), reference=reference)
    return Words(_own_id(random), _filled(random.choice(_SAYING), number, payment, random))


def _several(numbers: list[str], random: Random) -> Words:
    if random.random() < 0.2:
        return Words(_own_id(random), documents=tuple(numbers))
    before = random.choice(("", "Invoices ", "Inv. ", "Rechnungen "))
    return Words(_own_id(random), before + random.choice(_LISTS).join(numbers))


def _own_id(random: Random) -> str:
    """Most payers give no end-to-end id; the others number their own payments."""
    chance = random.random()
    if chance < 0.6:
        return NOTHING
    return f"PAY-{_digits(random, 8)}" if chance < 0.8 else _digits(random, 10)


def _filled(saying: str, number: str, payment: Payment, random: Random) -> str:
    return saying.format(number, customer=payment.customer, order=_digits(random, 8))


def _edited(text: str, random: Random) -> str:
    """One character dropped, doubled, swapped with the next, or mistyped; never the same text."""
    while True:
        at = random.randrange(len(text))
        edited = random.choice(
            (
                text[:at] + text[at + 1 :],
                text[:at] + text[at] + text[at:],
                text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :],
                text[:at] + random.choice(digits) + text[at + 1 :],
            )
        )
        if edited != text:
            return edited


def _digits(random: Random, count: int) -> str:
    return "".join(random.choices(digits, k=count))
