"""Payments that name invoices: by end-to-end id, by reference, by a number in the text."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ledger.core.drafts import PaymentDraft
from ledger.core.matching_book import Book, same_party
from ledger.core.matching_claim import Claim, Match, Reason
from ledger.core.matching_hint import Hints
from ledger.core.matching_share import (
    PROPOSALS,
    is_leftover,
    on_its_side,
    propose,
    share,
    told_of,
)
from ledger.core.matching_sums import is_no_chance, only_sum
from ledger.core.matching_unnamed import in_time, unnamed
from ledger.core.matching_words import Normalise, creditor_references, is_near, name_of, names_from, runs_in

SHORT = 5
"""A bare number of fewer digits stands in many texts by chance."""


class Named:
    """Finds the claims that a payment names, and decides whether it means them."""

    def __init__(self, book: Book, normalise: Normalise) -> None:
        self._book, self._normalise = book, normalise

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
        for reason, names in self._said(payment):
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
        for reason, names in self._said(payment):
            for name in names:
                fitting = self._fitting(payment, name)
                is_open = [claim for claim in fitting if self._book.open(claim) > 0]
                if is_open:
                    found = found if groups else reason
                    groups.setdefault(name, is_open)
                elif fitting and not _is_short(name):
                    paid += fitting
            if self._due(groups.values()) >= payment.amount.minor:
                break
        return list(groups.values()), found, paid

    def _said(self, payment: PaymentDraft) -> Iterator[tuple[Reason, list[str]]]:
        yield Reason.END_TO_END, self._references((payment.end_to_end_id or "",))
        yield Reason.REFERENCE, self._references(payment.references)
        yield Reason.NUMBER, self._numbers_in(f"{payment.end_to_end_id or ''} {payment.remittance}")

    def _references(self, texts: Iterable[str]) -> list[str]:
        """References as names; an RF creditor reference (ISO 11649) also as what it refers to."""
        names = [
            name_of(name, self._normalise) for text in texts for name in (text, *creditor_references(text))
        ]
        return [name for name in dict.fromkeys(names) if name]

    def _numbers_in(self, text: str) -> list[str]:
        """The claims' numbers that stand in a text as whole runs; of overlapping ones the longest."""
        runs, found, start = runs_in(text, self._normalise), [], 0
        while start < len(runs):
            names = list(names_from(runs, start, self._book.longest))
            known = [length for length, name in enumerate(names, 1) if name in self._book.numbers]
            if known:
                found.append(names[known[-1] - 1])
            start += known[-1] if known else 1
        return list(dict.fromkeys(found))

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
        matches = share(self._book, payment, claims, reason, certain=certain)
        if paid == due:
            return matches
        rivals = self._rivals(payment, claims, reason)
        if rivals:
            return self._rivalled(payment, claims, rivals, matches)
        return [*matches, *self._further(payment, claims, due)] if certain and paid > due else matches

    def _is_sure(self, payment: PaymentDraft, claims: Sequence[Claim], due: int, reason: Reason) -> bool:
        """A reference is sure; a number in a text is with the exact amount or the right counterparty, and a
        short one with both. A short reference is like a number in a text.
        """
        exact = payment.amount.minor == due
        same = all(same_party(claim.counterparty, payment.counterparty) for claim in claims)
        if any(_is_short(name_of(claim.number, self._normalise)) for claim in claims):
            return (same and exact) if reason is Reason.NUMBER else (same or exact)
        return reason is not Reason.NUMBER or same or exact

    def _rivals(self, payment: PaymentDraft, claims: Sequence[Claim], reason: Reason) -> list[Claim]:
        """The counterparty's other invoices of this very amount that the payer may have meant: any, where only a
        text names the one; where a reference does, one that is mistyped easily for it.
        """
        exact = [
            claim
            for claim in in_time(payment, self._book.of_party_and_amount(payment))
            if claim not in claims
        ]
        return [rival for rival in exact if reason is Reason.NUMBER or self._is_like(rival, claims)]

    def _is_like(self, rival: Claim, claims: Sequence[Claim]) -> bool:
        own = self._book.spellings(rival)[:1]
        others = [name for claim in claims for name in self._book.spellings(claim)[:1]]
        return any(is_near(name, other) for name in own for other in others)

    def _rivalled(
        self, payment: PaymentDraft, claims: Sequence[Claim], rivals: Sequence[Claim], matches: list[Match]
    ) -> list[Match]:
        """Certain if a stranger's invoice is named that is one character away from the only one of its own."""
        strange = not any(same_party(claim.counterparty, payment.counterparty) for claim in claims)
        if strange and len(rivals) == 1 and self._is_like(rivals[0], claims):
            return share(self._book, payment, rivals, Reason.NEAR, certain=True)
        doubtful = [replace(match, certain=False) for match in matches]
        return [*doubtful, *propose(self._book, payment, rivals, Reason.AMOUNT)]

    def _further(self, payment: PaymentDraft, claims: Sequence[Claim], due: int) -> list[Match]:
        """What the rest is for that the named claims do not need: the only one that is hinted at and just so much, or
        the only sum, if that is no chance. Who pays one thing twice pays nothing else with the rest.
        """
        rest = payment.amount.minor - due
        left = replace(payment, amount=replace(payment.amount, minor=rest))
        timely = in_time(payment, self._book.of_party(payment))
        others = [claim for claim in timely if claim not in claims and not is_leftover(self._book, claim)]
        hints = Hints(self._book, payment)
        hinted = [claim for claim in others if self._book.open(claim) == rest and hints.at(claim)]
        amounts = [self._book.open(claim) for claim in others]
        chosen = hinted or [others[position] for position in only_sum(amounts, rest)]
        certain = len(hinted) == 1 or (not hinted and rest != due and is_no_chance(amounts, rest))
        reason = Reason.CUT if hinted else Reason.SUM
        found = share(self._book, left, chosen, reason, certain=certain)
        return [replace(match, payment=payment) for match in found]


def _is_short(name: str) -> bool:
    return name.isdigit() and len(name) < SHORT
