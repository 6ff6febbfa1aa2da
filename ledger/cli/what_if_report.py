"""A what-if for people, in their language, and for programs."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.table import Table

from ledger.app.chronicle import Chronicle
from ledger.app.ports import Standing
from ledger.app.what_if import Confirmed
from ledger.attest.canonical import Json
from ledger.cli.as_of import standing_json
from ledger.cli.output import console, plain
from ledger.core.day import Day, date_of
from ledger.core.history import Observation, Part, Side, observations
from ledger.core.money import decimal_text
from ledger.rulebook.figure_set import GRADE_NAMES, FigureSet, Population
from ledger.rulebook.position import Grades
from ledger.rulebook.reach import Goal, Reach
from ledger.rulebook.what_if import Supposed, WhatIf
from ledger.rulebook.what_if_words import Words


@dataclass(frozen=True, slots=True)
class Reached:
    """What was to be reached, what reaches it, and out of how many payments."""

    goal: Goal
    found: Reach
    options: int


@dataclass(frozen=True, slots=True)
class WhatIfReport:
    """`found` is of the day asked for, `ahead` of 30 days later; `behind`: why the chain was not read, if so."""

    chronicle: Chronicle
    confirmed: Confirmed
    paid_on: Day
    supposed: Supposed
    found: WhatIf
    ahead: WhatIf
    reached: Reached | None
    known: Standing | None
    behind: str | None
    words: Words

    def render(self) -> dict[str, Json]:
        """As JSON values: amounts as decimal text, days in ISO 8601, figures in whole numbers."""
        return {
            "member": self.chronicle.history.member,
            "by": _iso(self.found.without.as_of),
            "confirmed": self.confirmed.value,
            "known": standing_json(self.known),
            "behind": self.behind,
            "payments": [self._payment(seen, part) for seen, part in self._payments()],
            "without": self.found.without.as_json(),
            "supposing": self.found.supposing.as_json(),
            "changes": [
                {"place": list(one.place), "before": one.before, "after": one.after}
                for one in self.found.changes
            ],
            "ahead": {
                "day": _iso(self.ahead.without.as_of),
                "changes": [
                    {"place": list(one.place), "before": one.before, "after": one.after}
                    for one in self.ahead.changes
                ],
            },
            "reach": self._reach(),
            "words": list(self._sentences()),
        }

    def print(self) -> None:
        """Payments, the figures that change, and what that means."""
        words = self.words
        if self.behind:
            console.print(f"[yellow]the chain was not read: {plain(self.behind)}[/]")
        if self._payments():
            console.print(
                f"[bold]{plain(words.say('heading', day=_iso(self.found.without.as_of)))}[/]", highlight=False
            )
        for seen, part in self._payments():
            console.print(f"  {plain(self._said(seen, part))}", highlight=False)
        table = Table(show_edge=False, pad_edge=False)
        for place, heading in enumerate(words.columns()):
            table.add_column(heading, justify="right" if place > 1 else "left")
        for cells in self._rows():
            table.add_row(*(plain(cell) for cell in cells))
        if table.row_count:
            console.print()
            console.print(table)
            console.print()
        for sentence in self._sentences():
            console.print(plain(sentence), highlight=False)

    def _payments(self) -> list[tuple[Observation, Part]]:
        seen = {item.obligation: item for item in observations(self.chronicle.history, Side.PAYS)}
        return [(seen[obligation], part) for obligation, parts in self.supposed.items() for part in parts]

    def _number(self, seen: Observation) -> str:
        assert seen.tradeline is not None
        names = self.chronicle.pages[seen.tradeline].names.get(seen.obligation)
        return (names.number if names else None) or f"0x{seen.obligation.hex()}"

    def _payment(self, seen: Observation, part: Part) -> dict[str, Json]:
        return {
            "obligation": f"0x{seen.obligation.hex()}",
            "number": self._number(seen),
            "currency": seen.currency,
            "amount": decimal_text(part.amount, seen.currency),
            "day": _iso(part.day),
            "days_late": part.day - seen.due,
            "grade": max(part.grade, seen.grade).name,
            "binds": part.binds,
        }

    def _said(self, seen: Observation, part: Part) -> str:
        amount, late = decimal_text(part.amount, seen.currency), self.words.lateness(part.day - seen.due)
        number, currency = self._number(seen), seen.currency
        return self.words.say(
            "pay", number=number, amount=amount, currency=currency, day=_iso(part.day), late=late
        )

    def _rows(self) -> Iterator[tuple[str, ...]]:
        """The headline figures of the paying side that change, by currency and grade."""
        words = self.words
        for change in self.found.changes:
            name = words.figure(change.place)
            if change.place[0] == Side.PAYS.value and name is not None:
                values = (words.value(change.place, value) for value in (change.before, change.after))
                yield f"{name}, {change.place[1]}", words.mark(change.place[3]), *values

    def _sentences(self) -> Iterator[str]:
        words = self.words
        if self.reached is not None:
            yield from self._reach_sentences(self.reached)
        if not self.supposed:
            return
        if not self.found.changes:
            yield words.say("none")
        for currency in sorted({seen.currency for seen, _ in self._payments()}):
            yield from self._promptness(currency)
        clocks = (words.clock(one) for one in self.found.changes if one.place[0] == Side.PAYS.value)
        yield from (sentence for sentence in clocks if sentence is not None)
        yield words.say(
            {Confirmed.NOBODY: "own_word", Confirmed.PAYEE: "payee", Confirmed.AGENT: "agent"}[self.confirmed]
        )
        yield words.say("scope")

    def _promptness(self, currency: str) -> Iterator[str]:
        words = self.words
        grades = Grades.ALL if self.confirmed is Confirmed.NOBODY else Grades.AB
        fields = {"grades": words.grades(GRADE_NAMES[grades]), "currency": currency}
        before, after = (_index(it, currency, grades) for it in (self.found.without, self.found.supposing))
        if after is None:
            yield words.say("promptness_unpublished", **fields)
            return
        sentence = "promptness_same" if before == after else "promptness_up"
        yield words.say(sentence, before=before or words.say("absent"), after=after, **fields)
        day = _iso(self.ahead.without.as_of)
        later = [_index(it, currency, grades) for it in (self.ahead.without, self.ahead.supposing)]
        not_paid, paid = (it or words.say("absent") for it in later)
        yield words.say("ahead", day=day, before=not_paid, after=paid)

    def _reach(self) -> dict[str, Json] | None:
        if self.reached is None:
            return None
        goal, found = self.reached.goal, self.reached.found
        return {
            "target": goal.target,
            "currency": goal.currency,
            "grades": GRADE_NAMES[goal.grades],
            "on": _iso(self.paid_on),
            "options": self.reached.options,
            "reached": found.payments is not None,
            "index": found.index,
            "payments": None if found.payments is None else [f"0x{one.hex()}" for one in found.payments],
            "amount": decimal_text(found.amount, goal.currency),
            "least": decimal_text(found.least, goal.currency),
        }

    def _reach_sentences(self, reached: Reached) -> Iterator[str]:
        goal, found, words = reached.goal, reached.found, self.words
        fields: dict[str, object] = {
            "day": _iso(goal.as_of),
            "paid": _iso(self.paid_on),
            "target": _points(goal.target),
            "index": words.say("absent") if found.index is None else _points(found.index),
            "grades": words.grades(GRADE_NAMES[goal.grades]),
            "currency": goal.currency,
            "count": len(found.payments or ()),
            "amount": decimal_text(found.amount, goal.currency),
            "least": decimal_text(found.least, goal.currency),
        }
        if found.payments is None:
            yield words.say("reach_never" if reached.options else "reach_nothing", **fields)
        else:
            yield words.say("reach" if found.payments else "reach_none", **fields)
        if found.least < found.amount:
            yield words.say("reach_bound", **fields)
        if _index(self.found.supposing, goal.currency, goal.grades) is None:
            yield words.say("promptness_unpublished", **fields)


def _index(found: FigureSet, currency: str, grades: Grades) -> str | None:
    """The promptness index as it is published; None below the minimum evidence."""
    own = found.figures.get((Side.PAYS, currency))
    figures = own.sets[Population.HEADLINE, grades] if own else None
    if figures is None or figures.promptness is None or not figures.publishable:
        return None
    return _points(figures.promptness)


def _points(index: int) -> str:
    return f"{index // 100}.{index % 100:02d}"


def _iso(day: int) -> str:
    return date_of(Day(day)).isoformat()
