"""Payments that name no invoice in whole: by what is left of a number, by amount, counterparty and date, by sums."""

from collections.abc import Iterable

from ledger.core.currencies import MINOR_UNITS
from ledger.core.drafts import PaymentDraft
from ledger.core.matching_book import LOOK, Book
from ledger.core.matching_claim import Claim, Match, Reason
from ledger.core.matching_hint import Hint, Hints, is_alone
from ledger.core.matching_share import PROPOSALS, is_leftover, is_nearly, propose, share
from ledger.core.matching_sums import is_no_chance, only_sum

LATEST = 365
"""Days after the due day in which an amount alone may still speak for an invoice."""


def unnamed(book: Book, payment: PaymentDraft) -> list[Match]:
    """The one thing that fits, for certain; else what a person should choose from."""
    hints = Hints(book, payment)
    exact = in_time(payment, book.of_party_and_amount(payment))
    own = [claim for claim in book.of_party(payment) if claim.issued <= payment.value_day]
    hinted = _hinted(hints, [*exact, *own])
    if any(map(hints.at_unknown, exact)):
        sure = []
    elif exact:
        sure = _one_amount(book, payment, exact, hints, hinted)
    else:
        of_others = [claim for claim in in_time(payment, book.of_amount(payment)) if claim not in own]
        sure = (
            _one_hint(book, payment, hinted)
            or _one_sum(book, payment, own, hinted)
            or ([] if hinted else _one_hint(book, payment, _hinted(hints, of_others)))
        )
    return sure or _proposals(book, payment, exact, own, hinted)


def in_time(payment: PaymentDraft, claims: Iterable[Claim]) -> list[Claim]:
    """Those that were issued by the day of the payment, and are not long forgotten."""
    return [claim for claim in claims if claim.issued <= payment.value_day <= claim.due + LATEST]


def _hinted(hints: Hints, claims: Iterable[Claim]) -> list[Hint]:
    once = {claim.key: claim for claim in claims}
    return [hint for hint in map(hints.at, once.values()) if hint]


def _one_amount(
    book: Book, payment: PaymentDraft, exact: list[Claim], hints: Hints, hinted: list[Hint]
) -> list[Match]:
    """The counterparty's only invoice of this amount; of several, the only one that the words hint at."""
    keys = {claim.key for claim in exact}
    meant = [hint for hint in hinted if hint.claim.key in keys]
    if len(meant) == 1 and (len(exact) < LOOK or is_alone(book, meant[0])):
        return share(book, payment, (meant[0].claim,), meant[0].reason, certain=True)
    if len(exact) == 1 and not hinted and _is_awaited(book, exact[0]) and not hints.at_paid():
        return share(book, payment, exact, Reason.AMOUNT, certain=True)
    return []


def _is_awaited(book: Book, claim: Claim) -> bool:
    """Whether just what is open of it is likely to come: not what charges left over, and of what was paid in part no
    round sum, which may be a part of anything.
    """
    untouched = book.open(claim) >= max(claim.whole or 0, claim.open.minor)
    is_round = book.open(claim) % 10 ** MINOR_UNITS[claim.open.currency] == 0
    return untouched or not (is_round or is_leftover(book, claim))


def _one_hint(book: Book, payment: PaymentDraft, hinted: list[Hint]) -> list[Match]:
    """The only invoice hinted at, if no other number is like it: by its party in any amount, by others in full."""
    if len(hinted) != 1 or not is_alone(book, hinted[0]):
        return []
    return share(book, payment, (hinted[0].claim,), hinted[0].reason, certain=True)


def _one_sum(book: Book, payment: PaymentDraft, own: list[Claim], hinted: list[Hint]) -> list[Match]:
    """The only choice of the counterparty's invoices that adds up, if so many amounts seldom do by chance."""
    claims = [claim for claim in in_time(payment, own) if not is_leftover(book, claim)]
    amounts = [book.open(claim) for claim in claims]
    chosen = [claims[position] for position in only_sum(amounts, payment.amount.minor)]
    if len(chosen) < 2 or any(hint.claim not in chosen for hint in hinted):
        return []
    certain = is_no_chance(amounts, payment.amount.minor)
    return share(book, payment, chosen, Reason.SUM, certain=certain)


def _proposals(
    book: Book, payment: PaymentDraft, exact: list[Claim], own: list[Claim], hinted: list[Hint]
) -> list[Match]:
    """Most telling first, each invoice once."""
    timely = in_time(payment, own)
    nearly = [claim for claim in timely if is_nearly(book, payment, claim)]
    found = [
        *(match for hint in hinted for match in propose(book, payment, (hint.claim,), hint.reason)),
        *propose(book, payment, exact, Reason.AMOUNT),
        *([] if exact else propose(book, payment, in_time(payment, book.of_amount(payment)), Reason.AMOUNT)),
        *propose(book, payment, nearly, Reason.NEARLY),
        *propose(book, payment, timely, Reason.PARTY),
    ]
    once: dict[bytes, Match] = {}
    for match in found:
        once.setdefault(match.claim.key, match)
    return list(once.values())[:PROPOSALS]
