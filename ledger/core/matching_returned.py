"""Returned payments: which earlier one it was, and what that had settled."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.core.drafts import PaymentDraft
from ledger.core.matching_book import same_party, turned
from ledger.core.matching_claim import Match, Reason
from ledger.core.matching_words import Normalise, name_of, names_number

SEEN = 32
"""Earlier payments of one amount that are held against a returned one: the latest."""

_REASONS = (Reason.BANK_REFERENCE, Reason.END_TO_END, Reason.REFERENCE, Reason.NUMBER, Reason.WORDS)


@dataclass(slots=True)
class _Earlier:
    payment: PaymentDraft
    matches: Sequence[Match]
    returned: bool = False


class Returned:
    """The payments that were matched so far."""

    def __init__(self, normalise: Normalise) -> None:
        self._normalise = normalise
        self._earlier: dict[tuple[object, ...], list[_Earlier]] = {}

    def keep(self, payment: PaymentDraft, matches: Sequence[Match]) -> None:
        """A payment and what it settles."""
        key = (payment.direction, payment.amount)
        self._earlier.setdefault(key, []).append(_Earlier(payment, matches))

    def match(self, back: PaymentDraft) -> list[Match]:
        """What goes back: all that the only payment settled which this one can be the return of."""
        known = self._earlier.get((turned(back.direction), back.amount), [])[-SEEN:]
        for reason in _REASONS:
            meant = [item for item in known if not item.returned and self._is_named(item, back, reason)]
            if not meant:
                continue
            certain = len(meant) == 1 and all(match.certain for match in meant[0].matches)
            meant[0].returned = certain
            return [
                Match(back, match.claim, match.amount, reason, certain)
                for item in meant
                for match in item.matches
            ]
        return []

    def _is_named(self, item: _Earlier, back: PaymentDraft, reason: Reason) -> bool:
        first = item.payment
        if reason is Reason.BANK_REFERENCE:
            texts = (back.end_to_end_id or "", back.remittance, *back.references)
            named = first.bank_reference or ""
            return bool(named) and any(names_number(text, named, self._normalise) for text in texts)
        if reason is Reason.END_TO_END:
            return bool(first.end_to_end_id) and first.end_to_end_id == back.end_to_end_id
        if reason is Reason.REFERENCE:
            return bool(set(first.references) & set(back.references))
        if reason is Reason.WORDS:
            same = same_party(first.counterparty, back.counterparty)
            return same and bool(first.remittance) and first.remittance == back.remittance
        return any(
            name_of(match.claim.number, self._normalise)
            and names_number(back.remittance, match.claim.number, self._normalise)
            for match in item.matches
        )
