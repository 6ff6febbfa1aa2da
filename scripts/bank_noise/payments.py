"""What the customers pay, when, and for which invoices: the truth, before anybody writes a reference."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import Enum
from random import Random

from bank_noise.ledger import Invoice


class Noise(Enum):
    """What may be odd about a payment."""

    UNNAMED = "no reference"
    CUT = "reference cut at 35 characters"
    SEVERAL = "several references"
    EDITED = "one edit in the reference"
    PART = "part payment"
    REPEATED = "another open invoice of the same amount"
    CHARGES = "bank charges deducted"
    OVERPAID = "more than is due"
    EXCHANGED = "exchanged on the way"
    FOREIGN = "booked in another currency"
    SPACED = "number written in groups"
    OTHER_PAYER = "paid by another firm"
    OTHER_ACCOUNT = "paid from a new account"
    NO_ACCOUNT = "account not given"
    OTHER_SPELLING = "payer's name spelled otherwise"
    RETURNED = "returned later, and paid again"
    TWICE = "paid a second time by mistake"
    UNNAMED_SUM = "several invoices, no reference"


SHARES = {
    Noise.UNNAMED: 150, Noise.CUT: 100, Noise.SEVERAL: 100, Noise.EDITED: 50, Noise.PART: 100, Noise.REPEATED: 50,
    Noise.CHARGES: 20, Noise.OVERPAID: 15, Noise.EXCHANGED: 8, Noise.FOREIGN: 2, Noise.SPACED: 30,
    Noise.OTHER_PAYER: 30, Noise.OTHER_ACCOUNT: 20, Noise.NO_ACCOUNT: 20, Noise.OTHER_SPELLING: 50,
    Noise.RETURNED: 10, Noise.TWICE: 5, Noise.UNNAMED_SUM: 10,
}  # fmt: skip
"""Of 1000 payments of invoices, before returned ones are made again. UNNAMED_SUM is a part of UNNAMED."""

TOGETHER = 45
"""Days that a payer may wait, to pay several invoices at once."""

_CHARGES = (5_00, 7_50, 10_00, 12_00, 15_00, 20_00, 25_00)
_EUROS_FOR_DOLLAR = 77


@dataclass(slots=True)
class Payment:
    """`cents` on the day of an ordinal; `settles`: the truth, cents of each invoice in the order that the payer has."""

    customer: str
    day: int
    cents: int
    settles: dict[str, int]
    noises: set[Noise] = field(default_factory=set)

    def has(self, *noises: Noise) -> bool:
        """Whether it has any of them."""
        return not self.noises.isdisjoint(noises)


def quota(noise: Noise, payments: int) -> int:
    """How many of so many payments have the noise."""
    return round(payments * SHARES[noise] / 1000)


def payments_of(invoices: Sequence[Invoice], random: Random) -> list[Payment]:
    """The payments of all invoices in order of day; sets some invoices' amounts equal."""
    payments = _grouped(invoices, random)
    _repeat_amounts(payments, {invoice.number: invoice for invoice in invoices}, random)
    _mark(payments, random)
    for payment in payments:
        _change_amount(payment, random)
    return sorted(payments, key=lambda payment: (payment.day, min(payment.settles)))


def _grouped(invoices: Sequence[Invoice], random: Random) -> list[Payment]:
    """One payment an invoice, then joined and split until the shares of both are reached."""
    order = random.sample(list(invoices), len(invoices))
    single = {invoice.number: invoice for invoice in order}
    done: list[Payment] = []
    joined = parts = 0
    for lead in order:
        count = len(done) + len(single)
        if lead.number not in single:
            continue
        if joined < quota(Noise.SEVERAL, count) + quota(Noise.UNNAMED_SUM, count):
            together = _joined(lead, single.values(), random)
            if together:
                done.append(_one(together))
                joined += 1
                for invoice in together:
                    del single[invoice.number]
        elif parts < quota(Noise.PART, count):
            split = list(_split(lead, random))
            done += split
            parts += len(split)
            del single[lead.number]
    for position, payment in enumerate(payment for payment in done if len(payment.settles) > 1):
        in_words = position % 11 < 10
        payment.noises.add(Noise.SEVERAL if in_words else Noise.UNNAMED_SUM)
    return done + [_one([invoice]) for invoice in single.values()]


def _joined(lead: Invoice, others: Iterable[Invoice], random: Random) -> list[Invoice]:
    """The lead and one to four others that its customer could pay on the same day."""
    near = [
        other
        for other in others
        if other.customer == lead.customer
        and other is not lead
        and other.issued <= lead.settled
        and abs((other.settled - lead.settled).days) <= TOGETHER
    ]
    if not near:
        return []
    count = min(len(near), random.choice((1, 1, 1, 2, 2, 3, 4)))
    return [lead, *random.sample(near, count)]


def _one(invoices: Sequence[Invoice]) -> Payment:
    """One payment on the day of the first."""
    settles = {invoice.number: invoice.cents for invoice in invoices}
    lead = invoices[0]
    return Payment(lead.customer, lead.settled.toordinal(), sum(settles.values()), settles)


def _split(invoice: Invoice, random: Random) -> Iterator[Payment]:
    """Two or three parts, each some weeks after the one before."""
    shares = random.choice(((50, 50), (30, 70), (40, 60), (33, 67), (25, 25, 50)))
    rest, day = invoice.cents, invoice.settled
    for index, share in enumerate(shares):
        last = index == len(shares) - 1
        cents = rest if last else max(1, invoice.cents * share // 100)
        if not last and random.random() < 0.4:
            cents = max(1_00, cents // 10_00 * 10_00)  # a round sum
        cents = min(cents, rest)
        rest -= cents
        if cents:
            yield Payment(invoice.customer, day.toordinal(), cents, {invoice.number: cents}, {Noise.PART})
        day += timedelta(days=random.randint(7, 40))


def _repeat_amounts(payments: Sequence[Payment], invoices: dict[str, Invoice], random: Random) -> None:
    """Pairs of one customer's invoices, open at the same time, get one amount."""
    wanted = quota(Noise.REPEATED, len(payments))
    single = [payment for payment in payments if len(payment.settles) == 1 and not payment.has(Noise.PART)]
    by_customer: dict[str, list[Payment]] = {}
    for payment in single:
        by_customer.setdefault(payment.customer, []).append(payment)
    for first in random.sample(single, len(single)):
        twins = [
            other
            for other in by_customer[first.customer]
            if other is not first
            and not other.has(Noise.REPEATED)
            and invoices[min(other.settles)].issued.toordinal() <= first.day <= other.day
        ]
        if not twins or first.has(Noise.REPEATED) or wanted < 2:
            continue
        second = random.choice(twins)
        second.cents = first.cents
        number = min(second.settles)
        second.settles[number] = invoices[number].cents = first.cents
        first.noises.add(Noise.REPEATED)
        second.noises.add(Noise.REPEATED)
        wanted -= 2


def _mark(payments: Sequence[Payment], random: Random) -> None:
    """Which payments have the noises of references, amounts and payers: each group is drawn by itself."""
    unnamed_sums = sum(payment.has(Noise.UNNAMED_SUM) for payment in payments)
    named_once = [payment for payment in payments if len(payment.settles) == 1]
    whole = [payment for payment in payments if not payment.has(Noise.PART)]
    groups: tuple[tuple[Sequence[Payment], tuple[Noise, ...]], ...] = (
        (named_once, (Noise.UNNAMED, Noise.CUT, Noise.EDITED, Noise.SPACED)),
        (whole, (Noise.CHARGES, Noise.OVERPAID, Noise.EXCHANGED, Noise.FOREIGN)),
        (payments, (Noise.OTHER_PAYER, Noise.OTHER_ACCOUNT, Noise.NO_ACCOUNT, Noise.OTHER_SPELLING)),
        (whole, (Noise.RETURNED, Noise.TWICE)),
    )
    for drawn_from, noises in groups:
        drawn = iter(random.sample(list(drawn_from), len(drawn_from)))
        for noise in noises:
            count = quota(noise, len(payments)) - (unnamed_sums if noise is Noise.UNNAMED else 0)
            for payment, _ in zip(drawn, range(count), strict=False):
                payment.noises.add(noise)


def _change_amount(payment: Payment, random: Random) -> None:
    """What arrives instead of what is due; what is short is short of the invoice listed last."""
    if payment.has(Noise.CHARGES):
        fitting = [charge for charge in _CHARGES if charge * 4 <= payment.cents] or [payment.cents // 20]
        _shorten(payment, random.choice(fitting))
    elif payment.has(Noise.OVERPAID):
        payment.cents += random.choice((1, 9, 10, 90, 1_00, 5_00, 10_00, payment.cents // 5, payment.cents))
    elif payment.has(Noise.EXCHANGED):
        gained = payment.cents * random.randint(-200, 200) // 10_000
        payment.cents += max(0, gained)
        _shorten(payment, max(0, -gained))
    elif payment.has(Noise.FOREIGN):
        payment.cents = payment.cents * _EUROS_FOR_DOLLAR // 100


def _shorten(payment: Payment, by: int) -> None:
    payment.cents -= by
    for number in reversed(payment.settles):
        taken = min(by, payment.settles[number])
        payment.settles[number] -= taken
        by -= taken


def again(payment: Payment, random: Random) -> Payment:
    """The same payment some weeks later, with nothing odd about it."""
    return replace(
        payment, day=payment.day + random.randint(20, 40), noises=set(), settles=dict(payment.settles)
    )
