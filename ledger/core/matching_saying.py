"""The names of claims that a payment's words hold in whole."""

from collections.abc import Iterable, Iterator

from ledger.core.drafts import PaymentDraft
from ledger.core.matching_book import Book
from ledger.core.matching_claim import Reason
from ledger.core.matching_words import Normalise, creditor_references, name_of, names_from, runs_in

SHORT = 5
"""A bare number of fewer digits stands in many texts by chance."""


class Saying:
    """Reads names out of end-to-end ids, references and texts."""

    def __init__(self, book: Book, normalise: Normalise) -> None:
        self._book, self._normalise = book, normalise

    def kinds(self, payment: PaymentDraft) -> Iterator[tuple[Reason, list[str]]]:
        """The names, by where they stand; the most binding first."""
        yield Reason.END_TO_END, self._references((payment.end_to_end_id or "",))
        yield Reason.REFERENCE, self._references(payment.references)
        yield Reason.NUMBER, self._numbers_in(f"{payment.end_to_end_id or ''} {payment.remittance}")

    def name(self, text: str) -> str:
        """The normal form of a number; empty if there is none."""
        return name_of(text, self._normalise)

    def _references(self, texts: Iterable[str]) -> list[str]:
        """References as names; an RF creditor reference (ISO 11649) also as what it refers to."""
        names = [self.name(name) for text in texts for name in (text, *creditor_references(text))]
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


def is_short(name: str) -> bool:
    """Whether a name is a number so short that it may stand in a text by chance."""
    return name.isdigit() and len(name) < SHORT
