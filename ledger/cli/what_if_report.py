"""A what-if for people, in their language, and for programs."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.table import Table

from ledger.app.ports import Standing
from ledger.app.what_if import Confirmed
from ledger.app.what_if_answer import Answer, Reached, answer_form, grades_of
from ledger.attest.canonical import Json
from ledger.cli.as_of import standing_json
from ledger.cli.output import console, plain, print_table
from ledger.core.day import iso
from ledger.core.history import Observation, Part, Side
from ledger.core.money import decimal_text
from ledger.rulebook.figure_set import GRADE_NAMES, FigureSet, Population
from ledger.rulebook.headline import contested
from ledger.rulebook.position import Grades
from ledger.rulebook.rulebook import rulebook_named
from ledger.rulebook.what_if_words import Words


@dataclass(frozen=True, slots=True)
class WhatIfReport:
    """`known`: the last block read; `behind`: why the chain was not read, if so."""

    answer: Answer
    known: Standing | None
    behind: str | None
    words: Words

    def render(self) -> dict[str, Json]:
        """As JSON values, with the words for it."""
        known = standing_json(self.known)
        return {
            **answer_form(self.answer),
            "known": known,
            "sealed": self.answer.chronicle.sealed(),
            "behind": self.behind,
            "words": list(self._sentences()),
        }

    def print(self) -> None:
        """Payments, the figures that change, and what that means."""
        words = self.words
        if self.behind:
            console.print(f"[yellow]{plain(words.say('behind', why=self.behind))}[/]", highlight=False)
        if sealed := self.answer.chronicle.sealed():
            console.print(f"[yellow]{plain(words.say('sealed', count=sealed))}[/]", highlight=False)
        if self.answer.payments():
            console.print(
                f"[bold]{plain(words.say('heading', day=iso(self.answer.found.without.as_of)))}[/]",
                highlight=False,
            )
        for seen, part in self.answer.payments():
            console.print(f"  {plain(self._said(seen, part))}", highlight=False)
        table = Table(show_edge=False, pad_edge=False)
        for place, heading in enumerate(words.columns()):
            table.add_column(heading, justify="right" if place > 1 else "left")
        for cells in self._rows():
            table.add_row(*(plain(cell) for cell in cells))
        if table.row_count:
            console.print()
            print_table(table)
            console.print()
        for sentence in self._sentences():
            console.print(plain(sentence), highlight=False)

    def _said(self, seen: Observation, part: Part) -> str:
        amount, late = decimal_text(part.amount, seen.currency), self.words.lateness(part.day - seen.due)
        number, currency = self.answer.number(seen), seen.currency
        return self.words.say(
            "pay", number=number, amount=amount, currency=currency, day=iso(part.day), late=late
        )

    def _rows(self) -> Iterator[tuple[str, ...]]:
        """The headline figures of the paying side that change, by currency and grade."""
        words = self.words
        for change in self.answer.found.changes:
            name = words.figure(change.place)
            if change.place[0] == Side.PAYS.value and name is not None:
                values = (words.value(change.place, value) for value in (change.before, change.after))
                figure = words.say("of", figure=name, currency=change.place[1])
                yield figure, words.mark(change.place[3]), *values

    def _sentences(self) -> Iterator[str]:
        words = self.words
        reached = self.answer.reached
        said = [] if reached is None else list(self._reach_sentences(reached))
        yield from said
        if not self.answer.supposed:
            return
        if not self.answer.found.changes:
            yield words.say("none")
        rules = rulebook_named(self.answer.found.without.rulebook).rules
        for seen in {seen.obligation: seen for seen, _ in self.answer.payments()}.values():
            if contested(seen, self.answer.question.by, rules):
                yield words.say("disputed", number=self.answer.number(seen))
        for currency in sorted({seen.currency for seen, _ in self.answer.payments()}):
            yield from (it for it in self._promptness(currency) if it not in said)
        clocks = (words.clock(one) for one in self.answer.found.changes if one.place[0] == Side.PAYS.value)
        yield from (sentence for sentence in clocks if sentence is not None)
        yield from self._who_stands_for_it()
        yield words.say("scope")

    def _who_stands_for_it(self) -> Iterator[str]:
        confirmed = self.answer.question.confirmed
        if confirmed is not Confirmed.NOBODY:
            yield self.words.say(confirmed.value)
            return
        bound = {part.binds for _, part in self.answer.payments()}
        yield from (self.words.say("outside" if binds else "own_word") for binds in sorted(bound))

    def _promptness(self, currency: str) -> Iterator[str]:
        words = self.words
        grades = grades_of(self.answer.question.confirmed)
        fields = {"grades": words.grades(GRADE_NAMES[grades]), "currency": currency}
        before, after = (
            _index(it, currency, grades) for it in (self.answer.found.without, self.answer.found.supposing)
        )
        if after is None:
            yield words.say("promptness_unpublished", **fields)
            return
        sentence = "promptness_same" if before == after else "promptness_up"
        yield words.say(sentence, before=before or words.say("absent"), after=after, **fields)
        day = iso(self.answer.ahead.without.as_of)
        later = [
            _index(it, currency, grades) for it in (self.answer.ahead.without, self.answer.ahead.supposing)
        ]
        not_paid, paid = (it or words.say("absent") for it in later)
        yield words.say("ahead", day=day, before=not_paid, after=paid)

    def _reach_sentences(self, reached: Reached) -> Iterator[str]:
        goal, found, words = reached.goal, reached.found, self.words
        fields: dict[str, object] = {
            "day": iso(goal.as_of),
            "paid": iso(self.answer.question.paid_on),
            "target": _points(goal.target),
            "index": words.say("absent") if found.index is None else _points(found.index),
            "grades": words.grades(GRADE_NAMES[goal.grades]),
            "currency": goal.currency,
            "count": len(found.payments or ()),
            "amount": decimal_text(found.amount, goal.currency),
            "least": decimal_text(found.least, goal.currency),
        }
        published = _index(self.answer.found.supposing, goal.currency, goal.grades)
        if found.index is not None and published is None:
            yield words.say("promptness_unpublished", **fields)
            return
        if found.payments is None:
            yield words.say("reach_never" if reached.options else "reach_nothing", **fields)
        else:
            yield words.say("reach" if found.payments else "reach_none", **fields)
        if found.least < found.amount:
            yield words.say("reach_bound", **fields)


def _index(found: FigureSet, currency: str, grades: Grades) -> str | None:
    """The promptness index as it is published; None below the minimum evidence."""
    own = found.figures.get((Side.PAYS, currency))
    figures = own.sets[Population.HEADLINE, grades] if own else None
    if figures is None or figures.promptness is None or not figures.publishable:
        return None
    return _points(figures.promptness)


def _points(index: int) -> str:
    return f"{index // 100}.{index % 100:02d}"
