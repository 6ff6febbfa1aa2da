"""Which invoice a payment pays: by what the payer wrote, then by amount and date.

Each match keeps its reason. A match is *certain* only if nothing else fits; the others are proposals for a
person, and are never booked. The rules stand in docs/reconciliation.md.
"""

from collections.abc import Iterable, Sequence

from ledger.core.drafts import PaymentDraft
from ledger.core.matching_book import Book
from ledger.core.matching_claim import Claim, Difference, Match, Reason
from ledger.core.matching_named import Named
from ledger.core.matching_returned import Returned
from ledger.core.matching_unnamed import LATEST, unnamed
from ledger.core.matching_words import Normalise, names_number

__all__ = ["LATEST", "Claim", "Difference", "Match", "Reason", "match_payments", "names_number"]


def match_payments(
    payments: Iterable[PaymentDraft], claims: Sequence[Claim], normalise: Normalise
) -> tuple[Match, ...]:
    """The matches of every payment, in order of value day; a payment that nothing fits has none.

    A certain match uses up what is open of its claim, so that the next payment sees the rest; a certain reversal opens
    it again. Nothing later than a payment speaks for or against it.
    """
    book = Book(claims, normalise)
    named, returned = Named(book, normalise), Returned(normalise)
    found: list[Match] = []
    for payment in sorted(payments, key=lambda payment: payment.value_day):
        if payment.reversal:
            matches = returned.match(payment) or named.go_back(payment)
        else:
            meant = named.match(payment)
            matches = unnamed(book, payment) if meant is None else meant
            returned.keep(payment, matches)
        for match in matches:
            if match.certain:
                book.take(match.claim, -match.amount.minor if payment.reversal else match.amount.minor)
        found += matches
    return tuple(found)
