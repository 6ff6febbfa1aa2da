"""Revisions for people, as tables, and for programs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from rich.table import Table

from ledger.app.ports import Standing
from ledger.app.register import Page
from ledger.app.revisions import Later, Revisions
from ledger.app.revisions_form import amount_of, number_of, revisions_form
from ledger.attest.canonical import Json
from ledger.cli.as_of import standing_json, standing_words
from ledger.cli.figure_table import SIDES
from ledger.cli.output import console, plain, print_table
from ledger.cli.utc import utc
from ledger.core.day import Day, iso
from ledger.core.history import Side
from ledger.core.ids import ON_TRADELINE, Member, TradelineId
from ledger.rulebook.what_if_words import Words


@dataclass(frozen=True, slots=True)
class RevisionsReport:
    """`standing`: the block as of which the day was known, and the last one read; `behind`: why no further, if so.
    `sealed`: entries up to now that this home has no key for.
    """

    member: Member
    as_of: Day
    pages: Mapping[TradelineId, Page]
    found: Revisions
    standing: tuple[Standing | None, Standing | None]
    behind: str | None
    sealed: int

    def render(self) -> dict[str, Json]:
        """As JSON values: amounts as decimal text, days in ISO 8601, figures in whole numbers."""
        return {
            "member": self.member,
            "known_then": standing_json(self.standing[0]),
            "known_now": standing_json(self.standing[1]),
            "behind": self.behind,
            "sealed": self.sealed,
            "then": self.found.then.as_json(),
            "now": self.found.now.as_json(),
            **revisions_form(self.found, self.pages, names=True),
        }

    def print(self) -> None:
        """Headline figures that differ, then the records since."""
        then, now = (standing_words(one) for one in self.standing)
        console.print(
            f"[bold]member {self.member}[/] on {iso(self.as_of)}: known by {then}, and by {now}",
            highlight=False,
        )
        if self.behind:
            console.print(f"[yellow]the chain was not read: {plain(self.behind)}[/]")
        if self.sealed:
            console.print(
                f"[yellow]entries that are sealed to this home, neither in a figure nor compared: {self.sealed}[/]"
            )
        if self.standing[0] is None:
            console.print("nothing was known then: the ledger has no block of that day or earlier")
        elif self.standing[0] == self.standing[1]:
            console.print("no block read is later than that day: then and now are one")
        elif not self.found.changes:
            console.print("every figure is as it was known then")
        rows = list(self._figures())
        if rows:
            console.print()
            print_table(_table(("figure", "as known then", "as known now"), rows, right=(1, 2)))
        if len(rows) < len(self.found.changes):
            console.print(
                f"{len(self.found.changes) - len(rows)} values more differ: --json has them", highlight=False
            )
        if self.found.records:
            headings = ("obligation", "record", "amount", "day", "recorded by", "known since")
            console.print()
            print_table(_table(headings, [self._cells(one) for one in self.found.records], right=(2,)))
        for one, other in self.found.related:
            console.print(f"members {one} and {other} are registered as related since")

    def _figures(self) -> Iterator[tuple[str, str, str]]:
        words = Words.parse((files("ledger.rulebook") / "what_if_words.json").read_bytes())["en"]
        for change in self.found.changes:
            name = words.figure(change.place)
            if name is not None:
                side, currency, _, grades = change.place[:4]
                what = f"{name}, {SIDES[Side(side)]} {currency}, {grades}"
                yield what, words.value(change.place, change.before), words.value(change.place, change.after)

    def _cells(self, one: Later) -> tuple[str, ...]:
        entry = one.entry
        on = f"tradeline {entry.tradeline}"
        if entry.obligation != ON_TRADELINE:
            on = (
                number_of(self.pages, entry.tradeline, entry.obligation)
                or f"0x{entry.obligation.hex()[:16]}…"
            )
        return (
            on,
            one.kind.name.lower().replace("_", " "),
            amount_of(one, self.pages) or "",
            "" if one.day is None else iso(one.day),
            f"member {entry.recorder}, {entry.capacity.name.lower()}",
            f"block {entry.clock.number}, {utc(entry.clock.time)}",
        )


def _table(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]], right: tuple[int, ...]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for place, heading in enumerate(headings):
        table.add_column(heading, justify="right" if place in right else "left")
    for row in rows:
        table.add_row(*(plain(cell) for cell in row))
    return table
