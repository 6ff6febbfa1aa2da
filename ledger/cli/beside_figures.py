"""What stands beside the headline figures of one side and currency: status by month, sums, how obligations moved."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from ledger.cli.figure_table import SIDES, percent
from ledger.cli.movement_tables import ROLL_RATES, VINTAGES, roll_table, vintage_table
from ledger.cli.output import console
from ledger.cli.plain_table import show, table
from ledger.cli.status_table import print_status
from ledger.core.history import Side
from ledger.core.money import decimal_text
from ledger.rulebook.roll_rates import TO
from ledger.rulebook.rules import CoverageRules, LaterRules, Rules
from ledger.rulebook.vintage import Vintage

InFull = Annotated[bool, typer.Option("--all", help="Also roll rates and vintages.")]
GRADES = {"A": "A", "AB": "A + B", "all": "all"}
_BOTH = ("AB", "all")
"""The grades of which all this is shown: of A alone there is hardly any of it."""
_Written = Callable[[int, str], str]
"""A number as people read it; of minor units, in which currency."""


def _count(number: int, _: str) -> str:
    return str(number)


def _share(number: int, _: str) -> str:
    return percent(number)


@dataclass(frozen=True, slots=True)
class Sums:
    """Numbers that an attestation's minimum has by grade under `name`; each line: its words, its name, how written."""

    name: str
    title: str
    lines: tuple[tuple[str, str, _Written], ...]


SUMS = (
    Sums(
        "utilisation",
        "revolving limits",
        (
            ("facilities with a limit", "facilities", _count),
            ("limit", "limit", decimal_text),
            ("drawn", "drawn", decimal_text),
            ("drawn of the limit", "current", _share),
            ("at most", "peak", _share),
            ("over time", "weighted", _share),
        ),
    ),
    Sums(
        "coverage",
        "money that banks confirm",
        (
            ("months told, of the last 24", "months", _count),
            ("banks and platforms that tell", "agents", _count),
            ("confirmed", "confirmed", decimal_text),
            ("explained by obligations", "explained", decimal_text),
            ("coverage", "share", _share),
        ),
    ),
)
"""In the order in which they are shown."""
_UNTOLD = {Side.IS_PAID: "what came in", Side.PAYS: "what went out"}
"""Of a side no bank tells of."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Of one side and currency on the day `as_of`, in the form of an attestation: `least` is never withheld, `whole`
    are the headline figures of every grade, if they are told. `ledger`: whether they are of a ledger, where a bank
    could have told of accounts; a table has none.
    """

    side: Side
    currency: str
    as_of: int
    rules: Rules
    least: Mapping[str, Any]
    whole: Mapping[str, Any]
    ledger: bool = True

    @property
    def heading(self) -> str:
        """What it is of."""
        return f"{SIDES[self.side]} {self.currency}"

    @property
    def has_more(self) -> bool:
        """Whether there is something that is shown in full only."""
        return bool(self.whole.get("roll_rates") or self.whole.get("vintages"))

    def print(self, in_full: bool) -> None:
        """A table for each of which there is anything; in full also roll rates and vintages."""
        told = self.least.get("status", {}).get("headline", {})
        print_status(
            self.heading, {GRADES[grade]: told[grade] for grade in _BOTH if grade in told}, self.as_of
        )
        for sums in SUMS:
            self._print_sums(sums)
        if self.ledger and isinstance(self.rules, CoverageRules) and not any(self._told("coverage")):
            told = f"{self.heading}: no bank or platform confirms {_UNTOLD[self.side]}"
            console.print(f"\n{told}", highlight=False)
        if in_full:
            self._print_movement()

    def _told(self, name: str) -> list[Mapping[str, Any] | None]:
        """By grade."""
        told = self.least.get(name, {})
        return [told.get(grade) for grade in _BOTH]

    def _print_sums(self, sums: Sums) -> None:
        found = self._told(sums.name)
        if not any(found):
            return
        shown = table("", *(GRADES[grade] for grade in _BOTH))
        for words, name, written in sums.lines:
            values = (None if one is None else one[name] for one in found)
            shown.add_row(
                words, *("-" if value is None else written(int(value), self.currency) for value in values)
            )
        show(f"{self.heading}, {sums.title}", shown)

    def _print_movement(self) -> None:
        rolls, booked = (self.whole.get(name) for name in ("roll_rates", "vintages"))
        if rolls:
            found = [(state, rolls[state.value]) for state in TO if state.value in rolls]
            rows = ((state, one["obligations"], one["by_amount"]) for state, one in found)
            show(f"{self.heading}, {ROLL_RATES}", roll_table(rows))
        if booked and isinstance(self.rules, LaterRules):
            step = self.rules.vintage_step_months
            vintages = [_vintage(cohort, booked[cohort], step) for cohort in sorted(booked)]
            months = self.rules.vintage_cohort_months
            show(f"{self.heading}, {VINTAGES}", vintage_table(vintages, months, self.currency))


def tell_of_more() -> None:
    """Where to find it."""
    console.print("\n[dim]roll rates and vintages: --all[/]", highlight=False)


def _vintage(cohort: str, told: Mapping[str, Any], step: int) -> Vintage:
    by_count, by_loss = tuple(told["by_count"]), tuple(told["by_balance"])
    months = tuple(range(0, step * len(by_count), step))
    return Vintage(cohort, told["obligations"], int(told["amount"]), months, by_count, (), by_loss)
