"""What a statement says by one law and not by the other."""

from collections.abc import Mapping
from dataclasses import dataclass

from ledger.app.claim_terms import AnyTerms, Aside, EuTerms, Terms
from ledger.cli import claim_words as order
from ledger.cli import claim_words_eu as directive
from ledger.cli.claim_words import Language, Words
from ledger.rulebook.late_spells import Ground


@dataclass(frozen=True, slots=True)
class Edition:
    """The phrases of one law, and in which language they stand beside English. `since`: from which day it counts;
    `brief`: how it counts,
    and `cut`: what rests on a term that was cut, in English.
    """

    language: Language
    buyer: Words
    creditor: Words
    since: Words
    grounds: Mapping[Ground, Words]
    asides: Mapping[Aside, Words]
    brief: str
    cut: str
    law: tuple[Words, ...]
    bound: Words
    early: Words
    steps: tuple[Words, ...]
    limits: tuple[Words, ...]
    signed: Words

    def told(self, words: Words) -> str:
        """A phrase in both languages, on one line."""
        return words.told(self.language)


def edition_of(terms: AnyTerms) -> Edition:
    """That of the law by which is claimed."""
    return _directive(terms) if isinstance(terms, EuTerms) else _order(terms)


def _order(terms: Terms) -> Edition:
    return Edition(
        language="zh",
        buyer=order.BUYERS[terms.buyer],
        creditor=order.CREDITOR,
        since=order.DELIVERED,
        grounds=order.GROUNDS,
        asides=order.ASIDES,
        brief=order.rate_words(terms).en,
        cut="60 days (*) where more was agreed: it falls away if that is reasonable",
        law=tuple(order.law_words(terms)),
        bound=order.BOUND,
        early=order.EARLY,
        steps=order.STEPS,
        limits=order.LIMIT_LINES,
        signed=order.SIGNED,
    )


def _directive(terms: EuTerms) -> Edition:
    return Edition(
        language="de",
        buyer=directive.BUYERS[terms.buyer],
        creditor=directive.CREDITOR,
        since=directive.RECEIVED,
        grounds=directive.GROUNDS,
        asides=directive.ASIDES,
        brief=directive.brief(terms),
        cut="terms that were cut (*): it falls away where the longer ones that were agreed stand",
        law=tuple(directive.law_words(terms)),
        bound=directive.BOUND,
        early=directive.EARLY,
        steps=directive.STEPS,
        limits=directive.limit_words(terms),
        signed=directive.SIGNED,
    )
