"""Payments that name invoices: by end-to-end id, by reference, by a number in the text."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ledger.core.drafts import PaymentDraft
from ledger.core.matching_book import Book, same_party
from ledger.core.matching_claim import Claim, Match, Reason
from ledger.core.matching_hint import Hints
from ledger.core.matching_saying import Saying, is_short
from ledger.core.matching_share import (
    PROPOSALS,
    is_leftover,
    is_nearly,
    on_its_side,
    propose,
    share,
    told_of,
)
from ledger.core.matching_sums import is_no_chance, only_sum
from ledger.core.matching_unnamed import in_time, unnamed
from ledger.core.matching_words import Normalise, endings_of, is_near

LINE = 35
"""Signs of a line of remittance information in many forms and formats (MT940 field 86 has lines of 27, or 65)."""


class Named:
    """Finds the claims that a payment names, and decides whether it means them."""

    def __init__(self, book: Book, normalise: Normalise) -> None:
        self._book, self._saying = book, Saying(book, normalise)

    def match(self, payment: PaymentDraft) -> list[Match] | None:
        """The matches of what the payment names; None if it names nothing that is known."""
        groups, reason, paid = self._groups(payment)
        matches = self._meant(payment, groups, reason) if groups else []
        if not paid:
            return matches or None
        if matches and payment.amount.minor == sum(self._book.open(match.claim) for match in matches):
            return matches
        other = [replace(match, certain=False) for match in matches or unnamed(self._book, payment)]
        return [*told_of(payment, paid, Reason.PAID), *other][:PROPOSALS]

    def go_back(self, payment: PaymentDraft) -> list[Match]:
        """Proposals for a returned payment that was not seen itself: the claims that it names."""
        for reason, names in self._saying.kinds(payment):
            groups = (self._book.named(name, payment.counterparty) for name in names)
            claims = [claim for group in groups for claim in on_its_side(payment, group, back=True)]
            if claims:
                return told_of(payment, claims, reason)
        return []

    def _groups(self, payment: PaymentDraft) -> tuple[list[list[Claim]], Reason, list[Claim]]:
        """The open claims of each name: of the first kind of names that leads to any, and of the further kinds too
        while the payment is more than is open of them. And the named claims that are paid already.
        """
        groups: dict[str, list[Claim]] = {}
        found, paid = Reason.NUMBER, list[Claim]()
        for reason, names in self._saying.kinds(payment):
            for name in names:
                fitting = self._fitting(payment, name)
                is_open = [claim for claim in fitting if self._book.open(claim) > 0]
                if is_open:
                    found = found if groups else reason
                    groups.setdefault(name, is_open)
                elif fitting and (not is_short(name) or self._is_own(payment, fitting)):
                    paid += fitting
            if self._due(groups.values()) >= payment.amount.minor:
                break
        return list(groups.values()), found, paid

    def _fitting(self, payment: PaymentDraft, name: str) -> list[Claim]:
        """Those of the name that money of this direction and currency settles; if any, those of this counterparty."""
        claims = on_its_side(payment, self._book.named(name, payment.counterparty))
        return [claim for claim in claims if same_party(claim.counterparty, payment.counterparty)] or claims

    def _due(self, groups: Iterable[Sequence[Claim]]) -> int:
        return sum(self._book.open(claim) for group in groups for claim in group)

    def _meant(self, payment: PaymentDraft, groups: list[list[Claim]], reason: Reason) -> list[Match]:
        """The payment over the claims it names: all in full, or one in part; anything else is proposed."""
        paid = payment.amount.minor
        if len(groups) == 1:
            exact = [claim for claim in groups[0] if self._book.open(claim) == paid]
            groups = [exact] if len(exact) == 1 else groups
        claims = list({claim.key: claim for group in groups for claim in group}.values())
        due = self._due([claims])
        clear = all(len(group) == 1 for group in groups) and (len(claims) == 1 or paid >= due)
        # Much more than the little that is left: one of the two payments was meant otherwise.
        plain = paid <= due or not any(is_leftover(self._book, claim) for claim in claims)
        certain = clear and plain and self._is_sure(payment, claims, due, reason)
        if certain and reason is Reason.NUMBER:
            certain = not self._may_be_cut(payment, claims, due)
        matches = share(self._book, payment, claims, reason, certain=certain)
        if paid == due:
            return matches
        rivals = self._rivals(payment, claims, reason)
        if rivals:
            return self._rivalled(payment, claims, rivals, matches)
        return [*matches, *self._further(payment, claims, due)] if certain and paid > due else matches

    def _is_sure(self, payment: PaymentDraft, claims: Sequence[Claim], due: int, reason: Reason) -> bool:
        """A reference is sure; a number in a text is with the exact amount or the right counterparty, and a
        short one with both. A short reference is like a number in a text, and so is that of a payer who is known
        and has other invoices: one wrong character makes the number of somebody else's. Its number in a text is not.
        """
        in_text = reason is Reason.NUMBER
        exact, same = payment.amount.minor == due, self._is_own(payment, claims)
        if any(is_short(self._saying.name(claim.number)) for claim in claims):
            return (same and exact) if in_text else (same or exact)
        if not same and self._book.knows(payment.counterparty):
            return exact and not in_text
        return same or exact or not in_text

    def _may_be_cut(self, payment: PaymentDraft, claims: Sequence[Claim], due: int) -> bool:
        """Whether a text as long as a line may end before the number that it begins does; the very amount of an
        invoice of the payer's, and of no other that begins so, tells.
        """
        text = payment.remittance
        if not text or len(text) % LINE:
            return False
        own = {name for claim in claims for name in self._book.spellings(claim)[:1]}
        ends = [end for end in endings_of((text,)) if self._book.begin_with(end) > (end in own)]
        if not ends:
            return False
        rivals = self._others_of_amount(payment, claims)
        like = any(
            name.startswith(tuple(ends)) for other in rivals for name in self._book.spellings(other)[:1]
        )
        return like or payment.amount.minor != due or not self._is_own(payment, claims)

    def _is_own(self, payment: PaymentDraft, claims: Sequence[Claim]) -> bool:
        return all(same_party(claim.counterparty, payment.counterparty) for claim in claims)

    def _others_of_amount(self, payment: PaymentDraft, claims: Sequence[Claim]) -> list[Claim]:
        """The counterparty's other invoices of this very amount."""
        exact = in_time(payment, self._book.of_party_and_amount(payment))
        return [claim for claim in exact if claim not in claims]

    def _rivals(self, payment: PaymentDraft, claims: Sequence[Claim], reason: Reason) -> list[Claim]:
        """The counterparty's other invoices that the payer may have meant: where only a text names the one, any of
        this very amount; else those whose number is mistyped easily for it, and that the amount fits nearly.
        """
        others = self._others_of_amount(payment, claims)
        if reason is Reason.NUMBER and others:
            return others
        own = in_time(payment, self._book.of_party(payment))
        nearly = [claim for claim in own if claim not in claims and is_nearly(self._book, payment, claim)]
        return [rival for rival in others or nearly if self._is_like(rival, claims)]

    def _is_like(self, rival: Claim, claims: Sequence[Claim]) -> bool:
        own = self._book.spellings(rival)[:1]
        others = [name for claim in claims for name in self._book.spellings(claim)[:1]]
        return any(is_near(name, other) for name in own for other in others)

    def _rivalled(
        self, payment: PaymentDraft, claims: Sequence[Claim], rivals: Sequence[Claim], matches: list[Match]
    ) -> list[Match]:
        """Certain if a stranger's invoice is named that is one character away from the only one of its own."""
        strange = not any(same_party(claim.counterparty, payment.counterparty) for claim in claims)
        exact = [rival for rival in rivals if self._book.open(rival) == payment.amount.minor]
        if strange and len(exact) == 1 and self._is_like(exact[0], claims):
            return share(self._book, payment, exact, Reason.NEAR, certain=True)
        doubtful = [replace(match, certain=False) for match in matches]
        return [*doubtful, *propose(self._book, payment, rivals, Reason.NEAR)]

    def _further(self, payment: PaymentDraft, claims: Sequence[Claim], due: int) -> list[Match]:
        """What the rest is for that the named claims do not need: the only one that is hinted at and just so much, or
        the only sum, if that is no chance. Who pays one thing twice pays nothing else with the rest.
        """
        rest = payment.amount.minor - due
        left = replace(payment, amount=replace(payment.amount, minor=rest))
        timely = in_time(payment, self._book.of_party(payment))
        others = [claim for claim in timely if claim not in claims and not is_leftover(self._book, claim)]
        hints = Hints(self._book, payment, claims)
        hinted = [claim for claim in others if self._book.open(claim) == rest and hints.at(claim)]
        amounts = [self._book.open(claim) for claim in others]
        chosen = hinted or [others[position] for position in only_sum(amounts, rest)]
        certain = rest != due and (len(hinted) == 1 if hinted else is_no_chance(amounts, rest))
        reason = Reason.CUT if hinted else Reason.SUM
        found = share(self._book, left, chosen, reason, certain=certain)
        return [replace(match, payment=payment) for match in found]
