"""How a payment is shared out over claims, and how much it differs from what is open of them."""

from collections.abc import Iterable

from ledger.core.currencies import MINOR_UNITS
from ledger.core.drafts import PaymentDraft
from ledger.core.matching_book import Book, turned
from ledger.core.matching_claim import Claim, Difference, Match, Reason
from ledger.core.money import Money

PROPOSALS = 10
"""Claims that are proposed for one payment at most: a person reads them."""

CHARGE = 30
"""Units of the currency that banks on the way deduct at most; never more than a quarter of the amount."""

EXCHANGE = 33
"""One part in so many is what an exchange on the way changes at most: 3%."""


def share(
    book: Book, payment: PaymentDraft, claims: Iterable[Claim], reason: Reason, *, certain: bool
) -> list[Match]:
    """The payment over the claims in order of their due days, each up to what is open of it."""
    rest, matches = payment.amount.minor, []
    for claim in oldest_first(claims):
        is_open = book.open(claim)
        part = min(rest, is_open)
        rest -= part
        if part > 0:
            amount = Money(part, claim.open.currency)
            matches.append(Match(payment, claim, amount, reason, certain, _short(payment, is_open, part)))
    if rest and matches:
        last = matches[-1]
        matches[-1] = Match(payment, last.claim, last.amount, reason, certain, Difference.SURPLUS)
    return matches


def propose(book: Book, payment: PaymentDraft, claims: Iterable[Claim], reason: Reason) -> list[Match]:
    """Each claim by itself, as what the payment may be for."""
    return [
        match
        for claim in oldest_first(claims)
        for match in share(book, payment, (claim,), reason, certain=False)
    ]


def told_of(payment: PaymentDraft, claims: Iterable[Claim], reason: Reason) -> list[Match]:
    """The whole payment, proposed for each claim whatever is open of it."""
    return [
        Match(payment, claim, payment.amount, reason, False) for claim in oldest_first(claims)[:PROPOSALS]
    ]


def oldest_first(claims: Iterable[Claim]) -> list[Claim]:
    """In order of the day they are due, of one day by number."""
    return sorted(claims, key=lambda claim: (claim.due, claim.number, claim.key))


def on_its_side(payment: PaymentDraft, claims: Iterable[Claim], *, back: bool = False) -> list[Claim]:
    """Those that money of this currency and direction settles; with `back`, of the other direction."""
    direction = turned(payment.direction) if back else payment.direction
    return [
        claim
        for claim in claims
        if claim.direction is direction and claim.open.currency == payment.amount.currency
    ]


def is_little(difference: int, due: int, currency: str) -> bool:
    """Whether so many minor units may be charges of banks or an exchange on the way, and no part payment."""
    charge = CHARGE * 10 ** MINOR_UNITS[currency]
    return difference * EXCHANGE <= due or (difference <= charge and difference * 4 <= due)


def is_nearly(book: Book, payment: PaymentDraft, claim: Claim) -> bool:
    """Whether charges or an exchange may have made the payment of what is open."""
    due, paid = book.open(claim), payment.amount.minor
    return paid != due and is_little(abs(due - paid), min(due, paid), claim.open.currency)


def is_leftover(book: Book, claim: Claim) -> bool:
    """Whether what is open is only what charges left over: nobody is about to pay just that."""
    whole = max(claim.whole or 0, claim.open.minor)
    rest = book.open(claim)
    return rest < whole and is_little(rest, whole, claim.open.currency)


def _short(payment: PaymentDraft, is_open: int, part: int) -> Difference:
    if part == is_open:
        return Difference.NONE
    little = is_little(is_open - part, is_open, payment.amount.currency)
    return Difference.CHARGES if little else Difference.PART
