"""The claims of an account's owner under every name, party and amount, and what is open of each as payments come in."""

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import islice

from ledger.core.drafts import Direction, Party, PaymentDraft
from ledger.core.matching_claim import Claim
from ledger.core.matching_words import Normalise, creditor_reference_of, name_of, neighbours, spelled

LOOK = 32
"""Open claims of one party, or of one amount, that are looked at for one payment."""

LONGEST = 35
"""Signs of a number of which what is near is looked up (ISO 20022 Max35Text)."""


class Shelf:
    """Claims in order of their due day. What is no longer open is taken off when it is met, once."""

    def __init__(self) -> None:
        self._claims: deque[Claim] = deque()

    def add(self, claim: Claim) -> None:
        """One more claim; one that is there already may be added again."""
        self._claims.append(claim)

    def first(self, count: int, stays: Callable[[Claim], bool]) -> list[Claim]:
        """The first `count` of those that stay, each once; the others met on the way are gone for good."""
        found: dict[bytes, Claim] = {}
        while self._claims and len(found) < count:
            claim = self._claims.popleft()
            if stays(claim):
                found.setdefault(claim.key, claim)
        self._claims.extendleft(reversed(found.values()))
        return list(found.values())


class Book:
    """The claims, and what is open of each."""

    def __init__(self, claims: Sequence[Claim], normalise: Normalise) -> None:
        self._open = {claim.key: claim.open.minor for claim in claims}
        self._by_name: dict[Hashable, list[Claim]] = {}
        self.numbers: set[str] = set()
        self._spelled: dict[bytes, tuple[str, ...]] = {}
        self._shelves: dict[Hashable, Shelf] = {}
        for claim in sorted(claims, key=lambda claim: (claim.due, claim.key)):
            number = name_of(claim.number, normalise)
            names = {number, *(name_of(text, normalise) for text in claim.references)} - {""}
            for name in names:
                for key in (name, *((name, key) for key in party_keys(claim.counterparty))):
                    self._by_name.setdefault(key, []).append(claim)
            self.numbers |= {number} - {""}
            self._spelled[claim.key] = _spellings(claim)
            self._shelve(claim, anew=True)
        self.longest = max(map(len, self.numbers), default=0)
        self._keys: dict[str, list[bytes]] = {}
        for key, spellings in self._spelled.items():
            for plain in spellings[:1]:
                self._keys.setdefault(plain, []).append(key)
        self._sorted = sorted(self._keys)
        # Each sign is put everywhere in every text that is looked up: those of one alphabet, not of all.
        self._signs = "".join(sorted(sign for sign in set().union(*self._sorted) if sign.isascii()))
        self._parties = {key for claim in claims for key in party_keys(claim.counterparty)}

    def named(self, name: str, party: Party) -> list[Claim]:
        """The claims of a name, open or not: the party's if there are any, else LOOK at most."""
        keys = [(name, key) for key in party_keys(party)]
        own = {claim.key: claim for key in keys for claim in self._by_name.get(key, [])[:LOOK]}
        return list(own.values()) or self._by_name.get(name, [])[:LOOK]

    def knows(self, party: Party) -> bool:
        """Whether it is the counterparty of any claim."""
        return not self._parties.isdisjoint(party_keys(party))

    def open(self, claim: Claim) -> int:
        """Minor units that are open of a claim."""
        return self._open[claim.key]

    def take(self, claim: Claim, minor: int) -> None:
        """`minor` less is open; a negative number opens what was taken before."""
        closed = self._open[claim.key] <= 0
        self._open[claim.key] -= minor
        self._shelve(claim, anew=closed)

    def of_amount(self, payment: PaymentDraft) -> list[Claim]:
        """Claims of which exactly the payment's amount is open, LOOK at most."""
        minor = payment.amount.minor
        return self._first([(*_side(payment), minor)], lambda claim: self._open[claim.key] == minor)

    def of_party_and_amount(self, payment: PaymentDraft) -> list[Claim]:
        """Those of them that are the counterparty's."""
        minor = payment.amount.minor
        keys = [(*_side(payment), minor, key) for key in party_keys(payment.counterparty)]
        return self._first(keys, lambda claim: self._open[claim.key] == minor)

    def of_party(self, payment: PaymentDraft) -> list[Claim]:
        """Open claims of the counterparty, LOOK at most."""
        keys = [(*_side(payment), key) for key in party_keys(payment.counterparty)]
        return self._first(keys, lambda claim: self._open[claim.key] > 0)

    def spellings(self, claim: Claim) -> tuple[str, ...]:
        """Its number as it is compared sign by sign: plain, and as an RF creditor reference."""
        return self._spelled[claim.key]

    def is_known(self, name: str) -> bool:
        """Whether a text, as it is compared sign by sign, is a number of the book."""
        return name in self._keys

    def begin_with(self, text: str) -> int:
        """How many numbers begin with a text: 0, 1, or 2 for more."""
        at = bisect_left(self._sorted, text)
        return sum(name.startswith(text) for name in self._sorted[at : at + 2])

    def only(self, text: str) -> str:
        """The number that alone begins with a text; empty if none does, or several."""
        return self._sorted[bisect_left(self._sorted, text)] if self.begin_with(text) == 1 else ""

    def near(self, text: str) -> set[str]:
        """The numbers that are one edit or less away from a text of LONGEST signs at most."""
        if len(text) > LONGEST:
            return set()
        return {name for name in (text, *neighbours(text, self._signs)) if name in self._keys}

    def is_paid(self, name: str) -> bool:
        """Whether a number, as it is compared sign by sign, is that of claims of which nothing is open."""
        return all(self._open[key] <= 0 for key in self._keys[name])

    def _shelve(self, claim: Claim, *, anew: bool) -> None:
        minor = self._open[claim.key]
        if minor <= 0:
            return
        side = (claim.direction, claim.open.currency)
        keys = party_keys(claim.counterparty)
        self._add((*side, minor), claim)
        for key in keys:
            self._add((*side, minor, key), claim)
            if anew:
                self._add((*side, key), claim)

    def _add(self, key: Hashable, claim: Claim) -> None:
        self._shelves.setdefault(key, Shelf()).add(claim)

    def _first(self, keys: Iterable[Hashable], stays: Callable[[Claim], bool]) -> list[Claim]:
        found: dict[bytes, Claim] = {}
        for key in keys:
            shelf = self._shelves.get(key)
            for claim in shelf.first(LOOK, stays) if shelf else ():
                found.setdefault(claim.key, claim)
        return list(islice(found.values(), LOOK))


def party_keys(party: Party) -> list[Hashable]:
    """What a party is known by: account, ids, and the name but for case, spaces and punctuation."""
    keys: list[Hashable] = [("id", identifier) for identifier in party.ids]
    if party.account:
        keys.append(("account", party.account))
    name = spelled(party.name)
    return [*keys, ("name", name)] if name else keys


def same_party(one: Party, other: Party) -> bool:
    """Whether the two have anything in common by which a party is known."""
    return not set(party_keys(one)).isdisjoint(party_keys(other))


def turned(direction: Direction) -> Direction:
    """The other one."""
    return Direction.PAID if direction is Direction.RECEIVED else Direction.RECEIVED


def _side(payment: PaymentDraft) -> tuple[Direction, str]:
    return payment.direction, payment.amount.currency


def _spellings(claim: Claim) -> tuple[str, ...]:
    plain = spelled(claim.number)
    return (plain, spelled(creditor_reference_of(claim.number))) if plain else ()
