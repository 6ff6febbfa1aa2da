"""Numbers that a text names with one character wrong, in pieces, or only the beginning of."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.core.drafts import PaymentDraft
from ledger.core.matching_book import LONGEST, Book
from ledger.core.matching_claim import Claim, Reason
from ledger.core.matching_words import creditor_references, endings_of, is_near, pieces_of

LONG = 6
"""Signs from which a number is so long that one wrong character leaves it recognisable."""

BEGINNING = 5
"""Signs of a beginning from which it may stand for the whole, if no other number begins so."""


@dataclass(frozen=True, slots=True)
class Hint:
    """What was written that hints at a claim's number."""

    claim: Claim
    reason: Reason
    written: tuple[str, ...]


class Hints:
    """What one payment's words hint at, besides the claims that they name in whole."""

    def __init__(self, book: Book, payment: PaymentDraft, named: Sequence[Claim] = ()) -> None:
        self._book = book
        references = [part for text in payment.references for part in (text, *creditor_references(text)[1:])]
        own_id = payment.end_to_end_id or ""
        texts = (own_id, *references, payment.remittance)
        self._asked = [piece for piece in pieces_of(texts[1:]) if not book.is_known(piece)]
        self._pieces: dict[int, list[str]] = {}
        whole = {name for claim in named for name in book.spellings(claim)}
        for piece in pieces_of(texts):
            if piece in whole:
                continue
            for length in (len(piece) - 1, len(piece), len(piece) + 1):
                self._pieces.setdefault(length, []).append(piece)
        self._endings = endings_of(texts)

    def at_unknown(self, claim: Claim) -> bool:
        """Whether what was written, but for the payer's own id, may be the number of an invoice that is not known here:
        where numbers follow one upon the other, any that looks like this one's.
        """
        for name in self._book.spellings(claim)[:1]:
            alike = any(_shape(piece) == _shape(name) for piece in self._asked)
            if alike and len(self._book.near(name)) > 1:
                return True
        return False

    def at_paid(self) -> bool:
        """Whether what was written hints at a number of which nothing is open."""
        pieces = {piece for pieces in self._pieces.values() for piece in pieces if len(piece) >= LONG}
        names = {name for piece in pieces for name in self._book.near(piece)}
        cut = (self._book.only(ending) for ending in self._endings if len(ending) >= BEGINNING)
        return any(self._book.is_paid(name) for name in (*names, *cut) if name)

    def at(self, claim: Claim) -> Hint | None:
        """The best hint at a claim's number, if there is one."""
        for name in self._book.spellings(claim):
            if len(name) < LONG:
                continue
            near = [piece for piece in self._pieces.get(len(name), ()) if is_near(piece, name)]
            if near:
                return Hint(claim, Reason.NEAR, tuple(near))
        for name in self._book.spellings(claim)[:1]:
            cut = [ending for ending in self._endings if len(ending) < len(name) and name.startswith(ending)]
            if cut:
                return Hint(claim, Reason.CUT, tuple(cut))
        return None


def _shape(text: str) -> str:
    """Which signs are digits."""
    return "".join("0" if sign.isdigit() else "a" for sign in text)


def is_alone(book: Book, hint: Hint) -> bool:
    """Whether what was written hints at no other number of the book.

    Where numbers follow one upon the other, the next one is an edit away: then nearness says little.
    """
    longest = max(hint.written, key=len)
    if hint.reason is Reason.CUT:
        return len(longest) >= BEGINNING and book.begin_with(longest) == 1
    names = set(book.spellings(hint.claim))
    if not names.isdisjoint(hint.written):
        return True
    texts = (book.spellings(hint.claim)[0], *hint.written)
    return all(len(text) <= LONGEST and book.near(text) <= names for text in texts)
