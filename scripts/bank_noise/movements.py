"""Every movement of the owner's accounts: the payments as banks book them, and what has nothing to do with invoices."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from demo_trade.world import iban

from bank_noise.ledger import CURRENCY, Customer
from bank_noise.payments import Noise, Payment, again, quota
from bank_noise.wording import NOTHING, Words, words_of

FOREIGN = "EUR"

_UNRELATED = (
    ("Tax Office", "Tax refund, file 218/5721/0488"), ("Harbour Insurance", "Claim 7731-2204417"),
    ("Own bank", "Interest"), ("Landlord & Sons", "Return of deposit, contract 00419-22"),
    ("Somebody Private", "thanks for everything, 3. 4."),
)  # fmt: skip
_OWN_COSTS = (("Landlord & Sons", "Rent"), ("Payroll", "Salaries"), ("City Power", "Contract 5501882901"))


@dataclass(slots=True)
class Movement:
    """One booked entry: `cents` negative for money that leaves. `settles`: the truth, never written to a statement."""

    day: date
    cents: int
    party: str
    account: str
    words: Words
    currency: str = CURRENCY
    reversal: bool = False
    settles: Mapping[str, int] = field(default_factory=dict)
    noises: frozenset[Noise] = frozenset()
    bank_reference: str = ""


def movements_of(
    payments: Sequence[Payment], customers: Mapping[str, Customer], random: Random
) -> list[Movement]:
    """The movements in order of day, each with its own reference of the bank."""
    found: list[Movement] = []
    for payment in payments:
        found += _booked(payment, customers[payment.customer], random)
    found += _deposits(payments, customers, random)
    found += _strangers(payments, random)
    found.sort(key=lambda movement: (movement.day, movement.party, movement.cents))
    for count, movement in enumerate(found):
        movement.bank_reference = f"B{movement.day:%y%m%d}{count:06}"
    _name_the_returned(found, random)
    return found


def _booked(payment: Payment, customer: Customer, random: Random) -> Iterator[Movement]:
    """The payment, and what follows from it."""
    first = _movement(payment, customer, random)
    yield first
    if payment.has(Noise.RETURNED) and not payment.has(Noise.FOREIGN):
        back = {number: -cents for number, cents in payment.settles.items()}
        day = date.fromordinal(payment.day + random.randint(2, 15))
        yield Movement(
            day, -first.cents, first.party, first.account, first.words, reversal=True, settles=back
        )
        yield _movement(again(payment, random), customer, random)
    if payment.has(Noise.TWICE):
        twice = again(payment, random)
        yield Movement(
            date.fromordinal(twice.day), first.cents, first.party, first.account, first.words, first.currency
        )
    if payment.has(Noise.OVERPAID) and random.random() < 0.4:
        surplus = payment.cents - sum(payment.settles.values())
        words = Words(text=f"Refund, overpaid {next(iter(payment.settles))}")
        day = date.fromordinal(payment.day + random.randint(5, 30))
        yield Movement(day, -surplus, customer.name, customer.account, words)


def _movement(payment: Payment, customer: Customer, random: Random) -> Movement:
    party, account = _payer(payment, customer, random)
    return Movement(
        date.fromordinal(payment.day),
        payment.cents,
        party,
        account,
        words_of(payment, random),
        FOREIGN if payment.has(Noise.FOREIGN) else CURRENCY,
        settles={number: cents for number, cents in payment.settles.items() if cents},
        noises=frozenset(payment.noises),
    )


def _payer(payment: Payment, customer: Customer, random: Random) -> tuple[str, str]:
    if payment.has(Noise.OTHER_PAYER):
        return random.choice(("Group Treasury Services BV", "Factoring & Pay AG", "J. Doe")), _account(random)
    if payment.has(Noise.OTHER_ACCOUNT):
        return customer.name, _account(random)
    if payment.has(Noise.NO_ACCOUNT):
        return customer.name, ""
    if payment.has(Noise.OTHER_SPELLING):
        words = customer.name.split()
        spelled = (
            customer.name.upper(),
            customer.name[:12].strip(),
            " ".join(words[:2]),
            f"{customer.name}.",
        )
        return random.choice(spelled), customer.account
    return customer.name, customer.account


def _deposits(
    payments: Sequence[Payment], customers: Mapping[str, Customer], random: Random
) -> Iterator[Movement]:
    """Customers' money that no invoice asks for: one payment in a hundred."""
    for payment in random.sample(payments, quota(Noise.RETURNED, len(payments))):
        customer = customers[payment.customer]
        words = Words(text=f"Deposit for order 45{random.randrange(10**8):08}")
        day = date.fromordinal(payment.day + random.randint(-20, 20))
        yield Movement(day, random.randint(2, 40) * 5_00, customer.name, customer.account, words)


def _strangers(payments: Sequence[Payment], random: Random) -> Iterator[Movement]:
    """Two in a hundred: other people's money; and the owner's own costs each month."""
    for payment in random.sample(payments, 2 * quota(Noise.RETURNED, len(payments))):
        party, text = random.choice(_UNRELATED)
        cents = random.randint(5_00, 300_00)
        yield Movement(date.fromordinal(payment.day), cents, party, _account(random), Words(text=text))
    months = {date.fromordinal(payment.day).replace(day=1) for payment in payments}
    for month in sorted(months):
        for party, text in _OWN_COSTS:
            yield Movement(
                month, -random.randint(100_00, 900_00), party, iban("DE", f"{7:018}"), Words(text=text)
            )


def _name_the_returned(movements: Sequence[Movement], random: Random) -> None:
    """Half of the banks name the payment that they return instead of repeating its words."""
    for movement in movements:
        if not movement.reversal or random.random() < 0.5:
            continue
        for first in movements:
            if first.words is movement.words and not first.reversal:
                words = Words(NOTHING, f"Return of {first.bank_reference}")
                movement.words = words
                break


def _account(random: Random) -> str:
    return iban("NL", f"BANK{random.randrange(10**10):010}")
