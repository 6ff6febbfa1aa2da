"""Rows of a statement: a row is a movement of money, unless its words say that none moved, or none from another."""

from collections import Counter
from collections.abc import Iterable, Sequence

from ledger.core.drafts import Direction, Party, PaymentDraft
from ledger.core.money import Money
from ledger.documents.findings import shown
from ledger.documents.profile import Cell, MovementRows, Outcome
from ledger.documents.row_values import RowValues
from ledger.documents.sheet import Line, Row
from ledger.documents.values import read_reference

_MASK = "*"
"""What platforms put for what they hide."""

_REASONS = 100
"""Reasons for leaving rows out that are told apart."""


class MovementReader:
    """Turns rows into payments, and counts what it leaves out."""

    def __init__(self, name: str, rows: MovementRows, values: RowValues, preamble: Sequence[Line]) -> None:
        self._rows = rows
        self._values = values
        self._account = _labelled(preamble, rows.preamble.get("account", "")) or name
        self._owner = _labelled(preamble, rows.preamble.get("owner", ""))
        self._left: Counter[str] = Counter()
        self._first: dict[str, str] = {}

    def drafts(self, row: Row) -> list[PaymentDraft]:
        """The payment of the row; nothing if it is left out, or has faults."""
        outcome, why = self._outcome(row)
        if outcome is Outcome.LEFT_OUT:
            return self._leave(row, why)
        signed = self._signed(row)
        if signed is None:
            return []
        direction, why = self._direction(row, signed, outcome)
        if direction is None:
            return self._leave(row, why) if why else []
        day = self._values.day(row, self._day_cell(row))
        if day is None:
            return []
        amount = Money(abs(signed.minor), signed.currency)
        reversal = outcome is Outcome.REVERSED
        return [PaymentDraft(
            source=self._values.source(row),
            account=self._text(row, "account") or self._account,
            owner=self._text(row, "owner") or self._owner,
            direction=direction,
            value_day=day,
            amount=amount,
            counterparty=self._counterparty(row),
            bank_reference=self._reference(row, "bank_reference") or None,
            end_to_end_id=read_reference(self._reference(row, "end_to_end_id")),
            references=self._references(row),
            remittance=" ".join(dict.fromkeys(_texts(row, self._rows.remittance))),
            reversal=reversal,
        )]  # fmt: skip

    def tell(self) -> None:
        """One note for each reason why rows were left out."""
        for why, count in self._left.items():
            rows = f"{count} rows" if count > 1 else "1 row"
            self._values.findings.note(
                self._first[why], "row", f"{why}: {rows} left out, the first of them here"
            )

    def _leave(self, row: Row, why: str) -> list[PaymentDraft]:
        known = why in self._left or len(self._left) < _REASONS
        reason = why if known else "other words"
        self._left[reason] += 1
        self._first.setdefault(reason, row.where)
        return []

    def _outcome(self, row: Row) -> tuple[Outcome, str]:
        """What the rules make of the row, and the words that leave it out."""
        outcome = Outcome.TAKEN
        for rule in self._rows.rules:
            word = row.raw(rule.column)
            said = Outcome(rule.outcome(word))
            if said is Outcome.LEFT_OUT:
                return said, f"{rule.column} {shown(word)}"
            outcome = said if said is Outcome.REVERSED else outcome
        moved = self._rows.moved
        if moved is not None and not row.text(moved):
            return Outcome.LEFT_OUT, f"{moved} is empty"
        return outcome, ""

    def _signed(self, row: Row) -> Money | None:
        """The amount; of the columns for either direction, negative if paid. Rules `amount.*`, `currency.*`."""
        fields, values = self._rows.fields, self._values
        currency = values.currency(row, fields["currency"])
        if currency is None:
            return None
        if "amount" in fields:
            return values.amount(row, fields["amount"], currency)
        moved = []
        for field, sign in (("received", 1), ("paid", -1)):
            if field in fields and row.text(fields[field]):
                amount = values.amount(row, fields[field], currency)
                if amount is None:
                    return None
                # Some write what is paid with its sign, some without.
                minor = abs(amount.minor) if sign < 0 else amount.minor
                moved += [Money(sign * minor, currency)] if minor else []
        if len(moved) > 1:
            expected = "one amount, received or paid"
            values.fault(row, fields["paid"], "amount.twice", "two amounts", expected)
            return None
        return moved[0] if moved else Money(0, currency)

    def _direction(self, row: Row, signed: Money, outcome: Outcome) -> tuple[Direction | None, str]:
        """By the word for it, else by the sign; (None, why) leaves the row out. Rule `direction.unknown`."""
        words = self._rows.direction
        if words is None:
            return (Direction.RECEIVED if signed.minor >= 0 else Direction.PAID), ""
        word = row.raw(words.column)
        said = words.outcome(word)
        if said is None:
            listed = [listed for group in words.outcomes.values() for listed in group]
            expected = f"one of {', '.join(map(shown, listed))}"
            self._values.fault(row, words.column, "direction.unknown", shown(word), expected)
            return None, ""
        if said == "neither":
            # What comes back of a payment is neither income nor expense to some.
            back = outcome is Outcome.REVERSED
            return (Direction.RECEIVED if back else None), f"{words.column} {shown(word)}"
        return Direction(said), ""

    def _day_cell(self, row: Row) -> Cell:
        """The day, or the day in the other column where the first is empty."""
        cell = self._rows.fields["day"]
        return self._rows.fields.get("day_or", cell) if not row.text(cell) else cell

    def _counterparty(self, row: Row) -> Party:
        account = self._text(row, "counterparty_account").replace(" ", "")
        return self._values.party(
            self._text(row, "counterparty"),
            self._text(row, "counterparty_id"),
            "" if _MASK in account else account,
        )

    def _references(self, row: Row) -> tuple[str, ...]:
        found = (self._values.reference(row, cell) for cell in self._rows.references)
        return tuple(dict.fromkeys(filter(None, found)))

    def _reference(self, row: Row, field: str) -> str:
        cell = self._rows.fields.get(field)
        return self._values.reference(row, cell) if cell is not None else ""

    def _text(self, row: Row, field: str) -> str:
        cell = self._rows.fields.get(field)
        return row.text(cell) if cell is not None else ""


def _texts(row: Row, cells: Iterable[Cell]) -> Iterable[str]:
    return filter(None, (row.text(cell) for cell in cells))


def _labelled(preamble: Sequence[Line], label: str) -> str:
    """What follows a label above the header, in its cell or in the next, without brackets."""
    if not label:
        return ""
    for line in preamble:
        for place, cell in enumerate(line.cells):
            if cell.startswith(label):
                rest = cell.removeprefix(label) or "".join(line.cells[place + 1 : place + 2])
                return rest.strip(" \t:：[]【】")
    return ""
