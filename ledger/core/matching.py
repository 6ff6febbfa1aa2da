"""Which invoice a payment pays: by what the payer wrote, then by amount and date.

Each match keeps its reason. A match is *certain* only if nothing else fits; the others are proposals for a
person, and are never booked.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from ledger.core.day import Day
from ledger.core.drafts import Direction, Party, PaymentDraft
from ledger.core.errors import TradelineError
from ledger.core.money import Money

Normalise = Callable[[str], str]
"""A number in its one form, runs joined by "." (docs/records.md, section 3); a TradelineError if empty."""

LATEST = 365
"""Days after the due day in which an amount alone may still speak for an invoice."""

_SHORT = 5
"""A bare number of fewer digits stands in many texts by chance."""

_PROPOSALS = 10


class Reason(Enum):
    """What speaks for a match, strongest first."""

    END_TO_END = "end-to-end id"
    REFERENCE = "structured reference"
    NUMBER = "invoice number in the text"
    AMOUNT = "amount, counterparty and date"


@dataclass(frozen=True, slots=True)
class Claim:
    """An invoice and what is still open of it, as the account's owner sees it.

    Money that moves in `direction` settles it: received for the owner's own invoices, paid for those of its
    suppliers. `key` is the caller's name for it, unique among the claims.
    """

    key: bytes
    number: str
    issued: Day
    due: Day
    open: Money
    direction: Direction
    counterparty: Party
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """`amount` of `payment` goes to `claim`; of a reversal, comes back from it."""

    payment: PaymentDraft
    claim: Claim
    amount: Money
    reason: Reason
    certain: bool


def match_payments(
    payments: Iterable[PaymentDraft], claims: Sequence[Claim], normalise: Normalise
) -> tuple[Match, ...]:
    """The matches of every payment, in order of value day; a payment that nothing fits has none.

    A certain match uses up what is open of its claim, so that the next payment sees the rest.
    """
    book = _Book(claims, normalise)
    ordered = sorted(payments, key=lambda payment: payment.value_day)
    return tuple(match for payment in ordered for match in book.match(payment))


def names_number(text: str, number: str, normalise: Normalise) -> bool:
    """Whether a text names a number in whole runs, however either is typed."""
    wanted, runs = _name(number, normalise), _runs_in(text, normalise)
    return any(wanted in _names_from(runs, start, len(wanted)) for start in range(len(runs)))


class _Book:
    """The claims under every name a payer may use, and what is open of each."""

    def __init__(self, claims: Sequence[Claim], normalise: Normalise) -> None:
        self._normalise = normalise
        self._open = {claim.key: claim.open.minor for claim in claims}
        self._by_name: dict[str, list[Claim]] = {}
        self._by_number: dict[str, list[Claim]] = {}
        self._by_amount: dict[Money, list[Claim]] = {}
        for claim in claims:
            number = self._name(claim.number)
            self._by_number.setdefault(number, []).append(claim)
            for name in {number, *map(self._name, claim.references)} - {""}:
                self._by_name.setdefault(name, []).append(claim)
            self._by_amount.setdefault(claim.open, []).append(claim)
        self._longest = max(map(len, self._by_number), default=0)

    def match(self, payment: PaymentDraft) -> list[Match]:
        """The matches of one payment; certain ones are taken off what is open."""
        matches = self._named(payment)
        if not matches and not payment.reversal:
            matches = self._by_amount_and_date(payment)
        for match in matches:
            if match.certain:
                self._open[match.claim.key] -= -match.amount.minor if payment.reversal else match.amount.minor
        return matches

    def _name(self, text: str) -> str:
        return _name(text, self._normalise)

    def _named(self, payment: PaymentDraft) -> list[Match]:
        """Matches by the first kind of name that leads to a claim."""
        for reason, names in (
            (Reason.END_TO_END, self._references((payment.end_to_end_id or "",))),
            (Reason.REFERENCE, self._references(payment.references)),
            (Reason.NUMBER, self._numbers_in(f"{payment.end_to_end_id or ''} {payment.remittance}")),
        ):
            by_name = self._by_number if reason is Reason.NUMBER else self._by_name
            groups = [
                self._fitting(payment, by_name[name]) for name in dict.fromkeys(names) if name in by_name
            ]
            groups = [group for group in groups if group]
            if groups:
                return self._share_out(payment, groups, reason)
        return []

    def _references(self, texts: Iterable[str]) -> list[str]:
        """References as names; an RF creditor reference (ISO 11649) also without `RF` and check digits."""
        names = []
        for text in texts:
            compact = text.replace(" ", "").upper()
            names.append(self._name(text))
            if compact.startswith("RF") and compact[2:4].isdigit():
                names += [self._name(compact), self._name(compact[4:])]
        return [name for name in names if name]

    def _numbers_in(self, text: str) -> list[str]:
        """The claims' numbers that stand in a text as whole runs; of overlapping ones the longest."""
        runs, found, start = _runs_in(text, self._normalise), [], 0
        while start < len(runs):
            names = list(_names_from(runs, start, self._longest))
            known = [length for length, name in enumerate(names, 1) if name in self._by_number]
            if known:
                found.append(names[known[-1] - 1])
            start += known[-1] if known else 1
        return found

    def _fitting(self, payment: PaymentDraft, claims: Sequence[Claim]) -> list[Claim]:
        """Those that money of this direction and currency settles; if any, those of this counterparty."""
        direction = _turned(payment.direction) if payment.reversal else payment.direction
        fitting = [
            claim
            for claim in claims
            if claim.direction is direction
            and claim.open.currency == payment.amount.currency
            and (payment.reversal or self._open[claim.key] > 0)
        ]
        same = [claim for claim in fitting if _same_party(claim.counterparty, payment.counterparty)]
        return same or fitting

    def _share_out(self, payment: PaymentDraft, groups: list[list[Claim]], reason: Reason) -> list[Match]:
        """The payment over the claims it names: all in full, or one in part; anything else is proposed."""
        claims = list({claim.key: claim for group in groups for claim in group}.values())
        if payment.reversal:
            certain = len(claims) == 1
            return [Match(payment, claim, payment.amount, reason, certain) for claim in claims[:_PROPOSALS]]
        due = sum(self._open[claim.key] for claim in claims)
        one_each = all(len(group) == 1 for group in groups)
        clear = one_each and (len(claims) == 1 or payment.amount.minor >= due)
        certain = clear and self._sure(payment, claims, due, reason)
        rest, matches = payment.amount.minor, []
        for claim in sorted(claims, key=lambda claim: (claim.due, claim.key)):
            part = min(rest, self._open[claim.key])
            if part > 0:
                matches.append(Match(payment, claim, Money(part, claim.open.currency), reason, certain))
            rest -= part
        return matches

    def _sure(self, payment: PaymentDraft, claims: Sequence[Claim], due: int, reason: Reason) -> bool:
        """A reference is sure; a number in a text is with the exact amount or the right counterparty, and a
        short one with both."""
        if reason is not Reason.NUMBER:
            return True
        exact = payment.amount.minor == due
        same = all(_same_party(claim.counterparty, payment.counterparty) for claim in claims)
        by_chance = any(_is_short(self._name(claim.number)) for claim in claims)
        return (same and exact) if by_chance else (same or exact)

    def _by_amount_and_date(self, payment: PaymentDraft) -> list[Match]:
        """Claims of exactly this amount, open in full; certain if the only one of this counterparty."""
        fitting = [
            claim
            for claim in self._by_amount.get(payment.amount, [])
            if claim.direction is payment.direction
            and self._open[claim.key] == payment.amount.minor
            and claim.issued <= payment.value_day <= claim.due + LATEST
        ]
        same = [claim for claim in fitting if _same_party(claim.counterparty, payment.counterparty)]
        candidates = sorted(same or fitting, key=lambda claim: (claim.due, claim.key))[:_PROPOSALS]
        certain = len(same) == 1
        return [Match(payment, claim, payment.amount, Reason.AMOUNT, certain) for claim in candidates]


def _turned(direction: Direction) -> Direction:
    return Direction.PAID if direction is Direction.RECEIVED else Direction.RECEIVED


def _is_short(name: str) -> bool:
    return name.isdigit() and len(name) < _SHORT


def _same_party(one: Party, other: Party) -> bool:
    """The same account, an id in common, or the same name but for case and spaces."""
    if one.account and one.account == other.account:
        return True
    if set(one.ids) & set(other.ids):
        return True
    names = [" ".join(party.name.casefold().split()) for party in (one, other)]
    return bool(names[0]) and names[0] == names[1]


def _name(text: str, normalise: Normalise) -> str:
    try:
        return normalise(text)
    except TradelineError:
        return ""


def _runs_in(text: str, normalise: Normalise) -> list[str]:
    """Each word's runs by themselves: what a separator parts in a text may yet be two things."""
    words = "".join(" " if unicodedata.category(sign)[0] in "ZP" else sign for sign in text).split()
    return [run for word in words for run in _name(word, normalise).split(".") if run]


def _names_from(runs: Sequence[str], start: int, longest: int) -> Iterator[str]:
    """What one run, two, three … from `start` on would be called as one number, up to `longest` characters."""
    name = ""
    for run in islice(runs, start, None):
        apart = name and (name[-1].isdecimal() or run[0].isdecimal())
        name += f".{run}" if apart else run
        if len(name) > longest:
            return
        yield name
