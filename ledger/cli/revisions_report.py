"""Revisions for people, as tables, and for programs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

from rich.table import Table

from ledger.app.ports import Standing
from ledger.app.register import Page
from ledger.app.revisions import Later, Revisions
from ledger.attest.canonical import Json
from ledger.cli.as_of import standing_json, standing_words
from ledger.cli.figure_table import SIDES
from ledger.cli.output import console, plain
from ledger.cli.utc import utc
from ledger.core.day import Day, date_of
from ledger.core.history import Observation, Side
from ledger.core.ids import ON_TRADELINE, Member, ObligationId, TradelineId
from ledger.core.money import decimal_text
from ledger.rulebook.revisions import Revised
from ledger.rulebook.what_if_words import parse_words


@dataclass(frozen=True, slots=True)
class RevisionsReport:
    """`standing`: the block as of which the day was known, and the last one read; `behind`: why no further, if so."""

    member: Member
    as_of: Day
    pages: Mapping[TradelineId, Page]
    found: Revisions
    standing: tuple[Standing | None, Standing | None]
    behind: str | None

    def render(self) -> dict[str, Json]:
        """As JSON values: amounts as decimal text, days in ISO 8601, figures in whole numbers."""
        return {
            "member": self.member,
            "as_of": _iso(self.as_of),
            "known_then": standing_json(self.standing[0]),
            "known_now": standing_json(self.standing[1]),
            "behind": self.behind,
            "then": self.found.then.as_json(),
            "now": self.found.now.as_json(),
            "changes": [
                {"place": list(one.place), "then": one.before, "now": one.after} for one in self.found.changes
            ],
            "obligations": [self._revised(one) for one in self.found.revised],
            "tradelines": [
                self._record(one) for one in self.found.records if one.entry.obligation == ON_TRADELINE
            ],
            "related": [list(pair) for pair in self.found.related],
        }

    def print(self) -> None:
        """Headline figures that differ, then the records since."""
        then, now = (standing_words(one) for one in self.standing)
        console.print(
            f"[bold]member {self.member}[/] on {_iso(self.as_of)}: known by {then}, and by {now}",
            highlight=False,
        )
        if self.behind:
            console.print(f"[yellow]the chain was not read: {plain(self.behind)}[/]")
        if not self.found.changes:
            console.print("every figure is as it was known then")
        rows = list(self._figures())
        if rows:
            console.print()
            console.print(_table(("figure", "as known then", "as known now"), rows, right=(1, 2)))
        if len(rows) < len(self.found.changes):
            console.print(
                f"{len(self.found.changes) - len(rows)} values more differ: --json has them", highlight=False
            )
        if self.found.records:
            headings = ("obligation", "record", "amount", "day", "recorded by", "known since")
            console.print()
            console.print(_table(headings, [self._cells(one) for one in self.found.records], right=(2,)))
        for one, other in self.found.related:
            console.print(f"members {one} and {other} are registered as related since")

    def _figures(self) -> Iterator[tuple[str, str, str]]:
        words = parse_words((files("ledger.rulebook") / "what_if_words.json").read_bytes())["en"]
        for change in self.found.changes:
            name = words.figure(change.place)
            if name is not None:
                side, currency, _, grades = change.place[:4]
                what = f"{name}, {SIDES[Side(side)]} {currency}, {grades}"
                yield what, words.value(change.place, change.before), words.value(change.place, change.after)

    def _number(self, tradeline: TradelineId | None, obligation: ObligationId) -> str | None:
        names = self.pages[tradeline].names.get(obligation) if tradeline in self.pages else None
        return names.number if names else None

    def _revised(self, one: Revised) -> dict[str, Json]:
        return {
            "obligation": f"0x{one.obligation.hex()}",
            "tradeline": str(one.tradeline),
            "side": one.side.value,
            "number": self._number(one.tradeline, one.obligation),
            "then": _stood(one.before, self.as_of),
            "now": _stood(one.after, self.as_of),
            "records": [self._record(it) for it in self.found.records_on(one.tradeline, one.obligation)],
        }

    def _record(self, one: Later) -> dict[str, Json]:
        entry = one.entry
        return {
            "kind": one.kind.name.lower(),
            "effect": one.code.value,
            "tradeline": str(entry.tradeline),
            "recorder": entry.recorder,
            "capacity": entry.capacity.name.lower(),
            "amount": self._amount(one),
            "day": None if one.day is None else _iso(one.day),
            "commitment": f"0x{entry.commitment.hex()}",
            "block": entry.clock.number,
            "time": entry.clock.time,
        }

    def _amount(self, one: Later) -> str | None:
        currency = one.currency or self.pages[one.entry.tradeline].state.currency
        return None if one.amount is None or currency is None else decimal_text(one.amount, currency)

    def _cells(self, one: Later) -> tuple[str, ...]:
        entry = one.entry
        on = f"tradeline {entry.tradeline}"
        if entry.obligation != ON_TRADELINE:
            on = self._number(entry.tradeline, entry.obligation) or f"0x{entry.obligation.hex()[:16]}…"
        return (
            on,
            one.kind.name.lower().replace("_", " "),
            self._amount(one) or "",
            "" if one.day is None else _iso(one.day),
            f"member {entry.recorder}, {entry.capacity.name.lower()}",
            f"block {entry.clock.number}, {utc(entry.clock.time)}",
        )


def _stood(item: Observation | None, as_of: int) -> Json:
    """An obligation as it was known; null where it was not, or was issued after the day."""
    if item is None or item.issued > as_of:
        return None
    return {
        "amount": decimal_text(item.amount, item.currency),
        "due": _iso(item.due),
        "paid": decimal_text(sum(part.amount for part in item.payments if part.day <= as_of), item.currency),
        "credited": decimal_text(
            sum(part.amount for part in item.credits if part.day <= as_of), item.currency
        ),
        "disputed": any(
            span.opened <= as_of and (span.closed is None or as_of < span.closed) for span in item.disputes
        ),
        "grade": item.grade.name,
        "claim": item.claim,
    }


def _table(headings: tuple[str, ...], rows: list[tuple[str, ...]], right: tuple[int, ...]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for place, heading in enumerate(headings):
        table.add_column(heading, justify="right" if place in right else "left")
    for row in rows:
        table.add_row(*(plain(cell) for cell in row))
    return table


def _iso(day: int) -> str:
    return date_of(Day(day)).isoformat()
