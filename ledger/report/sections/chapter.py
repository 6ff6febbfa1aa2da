"""One side and one currency: what its sections share."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ledger.core.history import Counterparty, Observation, Side
from ledger.core.ids import ObligationId
from ledger.report.amounts import amount
from ledger.report.blocks import Line, Text, Tone
from ledger.report.naming import Naming
from ledger.report.source import Source
from ledger.report.words import Words
from ledger.rulebook.figure_set import CurrencyFigures, FigureSet, Population
from ledger.rulebook.figures import Figures
from ledger.rulebook.headline import contested
from ledger.rulebook.position import Grades, Position, first_day, position
from ledger.rulebook.rules import Rules


@dataclass(frozen=True)
class Chapter:
    """`seen`: the member's obligations of this side and currency; `names`: of counterparties that have one."""

    source: Source
    words: Words
    side: Side
    currency: str
    seen: tuple[Observation, ...]
    figures: CurrencyFigures
    names: dict[Counterparty, str]

    @property
    def key(self) -> str:
        """Sets ids of this chapter apart from those of another."""
        return f"{self.side.value.replace('_', '-')}-{self.currency}"

    @property
    def title(self) -> str:
        """Such as: is paid, EUR."""
        return self.words(f"side.{self.side.value}", currency=self.currency)

    @property
    def heading(self) -> Line:
        """The same, as the head of what is told of it at length."""
        return (Text(self.words(f"chapter.{self.side.value}", currency=self.currency)),)

    def part(self, key: str) -> Line:
        """The head of a part: what it tells, and of which side and currency, since it may stand alone on a page."""
        return (Text(self.words(key)), Text(f" · {self.title}", Tone.MUTED))

    @property
    def rules(self) -> Rules:
        return self.source.rulebook.rules

    @property
    def all(self) -> Figures:
        """Headline figures of every grade."""
        return self.figures.sets[Population.HEADLINE, Grades.ALL]

    @cached_property
    def headline(self) -> tuple[Position, ...]:
        """What headline figures of every grade are computed from."""
        return positions(self.population(self.source.as_of), self.source.as_of, Grades.ALL)

    def population(self, day: int) -> tuple[Observation, ...]:
        """What headline figures of a day are of: no claims, nothing that a dispute takes out, issued in the window."""
        first = first_day(day, self.rules)
        return tuple(
            item
            for item in self.seen
            if first <= item.issued <= day and not item.claim and not contested(item, day, self.rules)
        )

    def money(self, minor: int) -> Line:
        """An amount of this currency."""
        return (Text(amount(minor, self.currency)),)

    def party(self, counterparty: Counterparty) -> Line:
        """The counterparty's name, or its number."""
        name = self.names.get(counterparty)
        if name:
            return (Text(name, Tone.NAME),)
        kind, _, number = counterparty.partition(":")
        return (Text(self.words(f"party.{kind}", number=number)),)

    def document(self, obligation: ObligationId) -> Line:
        """The number of its document."""
        return Naming(self.source, self.words).document(obligation)


def positions(items: Iterable[Observation], day: int, grades: Grades) -> tuple[Position, ...]:
    """Of some obligations, down to a grade."""
    found = (position(item, day, grades) for item in items)
    return tuple(item for item in found if item is not None)


def chapters(source: Source, figures: FigureSet, words: Words) -> tuple[Chapter, ...]:
    """One for each side and currency that has figures."""
    seen, names = source.seen(), source.counterparties()
    return tuple(
        Chapter(source, words, *key, _of(seen, key), own, names) for key, own in figures.figures.items()
    )


def _of(seen: Iterable[Observation], key: tuple[Side, str]) -> tuple[Observation, ...]:
    return tuple(item for item in seen if (item.side, item.currency) == key)
