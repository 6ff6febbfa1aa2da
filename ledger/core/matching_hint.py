"""Numbers that a text names with one character wrong, in pieces, or only the beginning of."""

from dataclasses import dataclass

from ledger.core.drafts import PaymentDraft
from ledger.core.matching_book import Book
from ledger.core.matching_claim import Claim, Reason
from ledger.core.matching_words import endings_of, is_near, pieces_of

LONG = 6
"""Signs from which a number is so long that one wrong character leaves it recognisable."""

BEGINNING = 5
"""Signs of a beginning from which it may stand for the whole, if no other number begins so."""


@dataclass(frozen=True, slots=True)
class Hint:
    """`alone`: no other number of the book is as near to what was written."""

    claim: Claim
    reason: Reason
    alone: bool


class Hints:
    """What one payment's words hint at."""

    def __init__(self, book: Book, payment: PaymentDraft) -> None:
        self._book = book
        texts = (payment.end_to_end_id or "", *payment.references, payment.remittance)
        self._pieces: dict[int, list[str]] = {}
        for piece in pieces_of(texts):
            for length in (len(piece) - 1, len(piece), len(piece) + 1):
                self._pieces.setdefault(length, []).append(piece)
        self._endings = endings_of(texts)

    def at(self, claim: Claim) -> Hint | None:
        """The best hint at a claim's number, if there is one."""
        for name in self._book.spellings(claim):
            if len(name) < LONG:
                continue
            near = [piece for piece in self._pieces.get(len(name), ()) if is_near(piece, name)]
            if near:
                plain = self._book.spellings(claim)[0]
                return Hint(claim, Reason.NEAR, name in near or self._is_alone(near, plain))
        numbers = self._book.spellings(claim)[:1]
        cut = [ending for ending in self._endings for number in numbers if _begins(ending, number)]
        if cut:
            longest = max(cut, key=len)
            alone = len(longest) >= BEGINNING and self._book.begin_with(longest) == 1
            return Hint(claim, Reason.CUT, alone)
        return None

    def _is_alone(self, near: list[str], name: str) -> bool:
        """Where numbers follow one upon the other, the next one is an edit away: then nearness says little."""
        return self._book.near(name) == {name} and all(self._book.near(piece) <= {name} for piece in near)


def _begins(ending: str, name: str) -> bool:
    return len(ending) < len(name) and name.startswith(ending)
