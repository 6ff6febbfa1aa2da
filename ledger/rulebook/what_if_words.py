"""A what-if in the words of whoever runs the shop. The words are data, a table a language."""

from ledger.core.money import decimal_text
from ledger.rulebook.figure_changes import FigureChange
from ledger.rulebook.figure_set import Json
from ledger.rulebook.word_table import WordTable

_HUNDREDTHS = frozenset({"promptness", "dbt", "bucket_dbt"})
_SHARES = frozenset({"on_time.by_count", "on_time.by_amount"})


class Words(WordTable):
    """One language's table."""

    __slots__ = ()

    def say(self, sentence: str, **fields: object) -> str:
        """A sentence of the table with its fields filled in."""
        return str(self.table[sentence]).format(**fields)

    def grades(self, name: str) -> str:
        """A population of grades: A, AB or all."""
        return str(self.table["grades"][name])

    def mark(self, name: str) -> str:
        """The same, as short as a table needs it."""
        return str(self.table["marks"][name])

    def columns(self) -> tuple[str, ...]:
        """Headings: the figure, its grades, without, with."""
        return tuple(map(str, self.table["columns"]))

    def figure(self, place: tuple[str, ...]) -> str | None:
        """The name of a headline figure; None for one that the table has no word for."""
        found = self.table["figures"].get(".".join(place[4:]))
        return str(found) if found and place[2] == "headline" else None

    def value(self, place: tuple[str, ...], value: Json) -> str:
        """A headline figure as people write it."""
        name = ".".join(place[4:])
        if value is None:
            return str(self.table["absent"])
        assert isinstance(value, int)
        if name in _HUNDREDTHS or name in _SHARES:
            return f"{value // 100}.{value % 100:02d}" + " %" * (name in _SHARES)
        return decimal_text(value, place[1])

    def clock(self, change: FigureChange) -> str | None:
        """A default clock that changes its level, as a sentence; None for any other change."""
        match change.place:
            case (_, currency, "defaults", clock, "level") if clock in self.table["clocks"]:
                levels = self.table["levels"][clock]
                before, after = (
                    levels.get(str(value), str(value)) for value in (change.before, change.after)
                )
                name = self.table["clocks"][clock]
                return self.say("clock_stops", clock=name, currency=currency, before=before, after=after)
        return None

    def lateness(self, days: int) -> str:
        """How late a payment is, or how early."""
        if days:
            return self.say("late" if days > 0 else "early", days=abs(days))
        return self.say("in_time")
