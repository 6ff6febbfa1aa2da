"""A member's history for people and for programs: tradelines, their obligations, claims, holdings, figures."""

from collections import Counter
from dataclasses import dataclass

from rich.table import Table

from ledger.app.chronicle import Chronicle
from ledger.app.ports import Standing
from ledger.attest.account import recompute
from ledger.attest.canonical import Json
from ledger.cli.as_of import standing_json, standing_words
from ledger.cli.figure_print import print_figures
from ledger.cli.obligation_row import Row, rows_of
from ledger.cli.output import console, plain, print_table
from ledger.core.codes import Kind
from ledger.core.contacts import Contacts
from ledger.core.day import Day, iso
from ledger.core.effect import EFFECTIVE
from ledger.core.history import Side
from ledger.core.ids import EXTERNAL, Member
from ledger.core.tradeline import Tradeline
from ledger.rulebook.figure_set import FigureSet
from ledger.rulebook.rulebook import STANDARD


@dataclass(frozen=True, slots=True)
class HistoryReport:
    """`as_of`: the day for which facts are told; `block`: the last one read, which `known` describes if it was.

    `behind`: why the chain was not read, if so.
    """

    chronicle: Chronicle
    contacts: Contacts
    as_of: Day
    block: int
    known: Standing | None
    behind: str | None

    def render(self) -> dict[str, Json]:
        """The whole report as JSON values: amounts as decimal text, days in ISO 8601."""
        history = self.chronicle.history
        rows = rows_of(self.chronicle, self.as_of)
        accepted = {state.id for state in history.tradelines}
        return {
            "member": history.member,
            "name": self._name(history.member),
            "as_of": iso(self.as_of),
            "block": self.block,
            "known": standing_json(self.known),
            "behind": self.behind,
            "tradelines": [self._tradeline(state, rows) for state in history.tradelines],
            "claims": [self._tradeline(state, rows) for state in history.claims if state.id not in accepted],
            "holdings": [
                row.render()
                for obligation, _ in history.holdings
                for row in rows
                if row.observation.obligation == obligation and row.observation.side is Side.IS_PAID
            ],
            "figures": self._figures().as_json(),
        }

    def print(self, in_full: bool) -> None:
        """The same for people; in full also roll rates and vintages."""
        history, rows = self.chronicle.history, rows_of(self.chronicle, self.as_of)
        day = iso(self.as_of)
        known = standing_words(self.known) if self.known else f"block {self.block}"
        console.print(f"[bold]{plain(self._title(history.member))}[/] on {day}, by {known}")
        if self.behind:
            console.print(f"[yellow]the chain was not read: {plain(self.behind)}[/]")
        for state in history.tradelines:
            self._print_tradeline(state, rows, "tradeline")
        accepted = {state.id for state in history.tradelines}
        for state in history.claims:
            if state.id not in accepted:
                self._print_tradeline(state, rows, "claim of a stranger")
        found = self._figures()
        if found.figures:
            print_figures(found, in_full)

    def _figures(self) -> FigureSet:
        return recompute(self.chronicle.history, self.as_of, STANDARD)

    def _name(self, member: Member) -> str | None:
        contact = self.contacts.of(member) if member != EXTERNAL else None
        return contact.name if contact else None

    def _title(self, member: Member) -> str:
        name = self._name(member)
        return f"member {member}" + (f", {name}" if name else "")

    def _party(self, state: Tradeline, debtor: bool) -> dict[str, Json]:
        member = state.debtor if debtor else state.creditor
        names = self.chronicle.pages[state.id].opening
        written = (names.debtor if debtor else names.creditor) if names else None
        return {"member": member or None, "name": self._name(member) or written}

    def _tradeline(self, state: Tradeline, rows: list[Row]) -> dict[str, Json]:
        codes = Counter(effect.code.value for effect in state.effects)
        return {
            "tradeline": str(state.id),
            "creditor": self._party(state, debtor=False),
            "debtor": self._party(state, debtor=True),
            "status": state.status.name.lower() if state.status else None,
            "kind": state.kind.name.lower() if state.kind else None,
            "currency": state.currency,
            "epoch": state.epoch,
            "entries": len(state.effects),
            "effects": dict(codes),
            "without_effect": [
                {
                    "commitment": f"0x{effect.commitment.hex()}",
                    "code": effect.code.value,
                    "recorder": effect.recorder,
                    "block": effect.clock.number,
                }
                for effect in state.effects
                if effect.code not in EFFECTIVE
            ],
            "obligations": [row.render() for row in rows if row.observation.tradeline == state.id],
        }

    def _print_tradeline(self, state: Tradeline, rows: list[Row], what: str) -> None:
        creditor, debtor = (self._party(state, debtor=side) for side in (False, True))
        status = state.status.name.lower() if state.status else "unknown"
        title = f"{what} {state.id}: {_shown(debtor)} owes {_shown(creditor)}, {status}"
        if state.kind is Kind.ACCOUNT:
            banks = ", ".join(self._title(item.agent) for item in state.appointments if item.until is None)
            title = f"account {state.id}: of {_shown(creditor)}, with {banks or 'nobody any more'}"
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        table.add_column("number", overflow="fold")
        table.add_column("due", no_wrap=True)
        for heading in (f"{state.currency or ''} amount", "open", "late"):
            table.add_column(heading.strip(), justify="right", no_wrap=True)
        table.add_column("grade")
        table.add_column("state")
        for row in rows:
            if row.observation.tradeline == state.id:
                table.add_row(*(plain(cell) for cell in row.cells()))
        console.print(f"\n[bold]{plain(title)}[/]", highlight=False)
        if table.row_count:
            print_table(table)
        numbers = {row.observation.obligation: row.number or "sealed" for row in rows}
        for row in rows:
            if row.near and row.observation.tradeline == state.id:
                others = ", ".join(numbers.get(other, f"0x{other.hex()}") for other in row.near)
                words = f"{row.number or 'sealed'} is alike in parties, amount and month: {others}"
                console.print(f"  [yellow]near-duplicate[/]: {plain(words)}", highlight=False)
        idle = Counter(effect.code.value for effect in state.effects if effect.code not in EFFECTIVE)
        for code, count in sorted(idle.items()):
            console.print(f"  {count} entries without effect: {code}")


def _shown(party: dict[str, Json]) -> str:
    return str(party["name"] or (f"member {party['member']}" if party["member"] else "an external party"))
