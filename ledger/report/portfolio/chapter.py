"""One book: what its sections share."""

from collections.abc import Mapping
from dataclasses import dataclass

from ledger.core.history import Counterparty
from ledger.report.amounts import amount, percent
from ledger.report.blocks import Line, Text, Tone
from ledger.report.portfolio.source import Basis, Elsewhere
from ledger.report.words import Words
from ledger.rulebook.book import Book
from ledger.rulebook.ratio import floored


@dataclass(frozen=True, slots=True)
class Chapter:
    """One currency. `names` of obligors that have one; without `across` nothing is said of other lenders."""

    words: Words
    basis: Basis
    book: Book
    names: Mapping[Counterparty, str]
    across: Mapping[Counterparty, Elsewhere] | None

    @property
    def currency(self) -> str:
        return self.book.currency

    def money(self, minor: int) -> Line:
        """An amount of this currency."""
        return (Text(amount(minor, self.currency)),)

    def priced(self, minor: int) -> str:
        """An amount with its currency."""
        return f"{amount(minor, self.currency)} {self.currency}"

    def share(self, minor: int) -> int | None:
        """In bp of all that is open, floored."""
        return floored(10_000 * minor, self.book.balance)

    def part(self, minor: int) -> Line:
        """An amount, and what share of all that is open it is."""
        return (Text(self.priced(minor)), Text(f" · {percent(self.share(minor))}", Tone.MUTED))

    def heading(self, key: str) -> Line:
        """The head of a part of this book."""
        return heading(self.words(key), self.currency)

    def party(self, name: Counterparty) -> Line:
        """What the lender calls an obligor; else its number on the ledger."""
        return party(name, self.names, self.words)


def heading(told: str, currency: str) -> Line:
    """What a part tells, and in which currency, since it may stand alone on a page."""
    return (Text(told), Text(f" · {currency}", Tone.MUTED))


def party(name: Counterparty, names: Mapping[Counterparty, str], words: Words) -> Line:
    """An obligor's name, or its number."""
    known = names.get(name)
    if known:
        return (Text(known, Tone.NAME),)
    kind, _, number = name.partition(":")
    if kind in ("member", "tradeline"):
        return (Text(words(f"party.{kind}", number=number)),)
    return (Text(name, Tone.NAME),)
