"""Which invoice a payment pays: by what the payer wrote, then by amount and date.

Each match keeps its reason. A match is *certain* only if nothing else fits; the others are proposals for a
person, and are never booked. The rules stand in docs/reconciliation.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ledger.core.drafts import PaymentDraft
from ledger.core.matching_book import Book
from ledger.core.matching_claim import Claim, Difference, Match, Reason
from ledger.core.matching_named import Named
from ledger.core.matching_returned import Returned
from ledger.core.matching_unnamed import LATEST, unnamed
from ledger.core.matching_words import Normalise, names_number
from ledger.core.money import Money

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
    doubtful = _Doubtful()
    found: list[Match] = []
    for payment in sorted(payments, key=lambda payment: payment.value_day):
        if payment.reversal:
            matches = returned.match(payment) or named.go_back(payment)
        else:
            meant = named.match(payment)
            matches = doubtful.weigh(unnamed(book, payment) if meant is None else meant)
            returned.keep(payment, matches)
        for match in matches:
            if match.certain:
                book.take(match.claim, -match.amount.minor if payment.reversal else match.amount.minor)
        found += matches
    return tuple(found)


class _Doubtful:
    """What earlier payments may have been for that are not booked: with a name, the same again is for the next
    invoice; without one, it is as doubtful as they are.
    """

    def __init__(self) -> None:
        self._proposed: set[tuple[bytes, Money]] = set()

    def weigh(self, matches: list[Match]) -> list[Match]:
        """The matches of the next payment, certain no more if an earlier one of the same amount may have been it."""
        if any(
            match.reason in (Reason.AMOUNT, Reason.SUM) and _key(match) in self._proposed for match in matches
        ):
            matches = [replace(match, certain=False) for match in matches]
        if not any(match.certain for match in matches):
            self._proposed.update(map(_key, matches))
        return matches


def _key(match: Match) -> tuple[bytes, Money]:
    return match.claim.key, match.payment.amount
