"""Rows of a loan book: what was agreed, paid out and charged off. Such a book names no instalment, no payment."""

from collections import Counter

from ledger.core.drafts import Dated, LoanDraft
from ledger.core.money import Money
from ledger.documents.findings import shown
from ledger.documents.profile import Cell, LoanRows, Outcome
from ledger.documents.row_values import RowValues, field_of
from ledger.documents.sheet import Row
from ledger.documents.values import read_number
from ledger.proof.numbers import normalise


class LoanReader:
    """Turns rows into loans, and remembers the numbers it has seen."""

    def __init__(self, rows: LoanRows, values: RowValues) -> None:
        self._rows, self._values = rows, values
        self._seen: dict[str, str] = {}
        self._left: Counter[str] = Counter()
        self._dateless: Counter[str] = Counter()
        self._of_nothing: Counter[str] = Counter()
        self._paid = self._recovered = 0

    def drafts(self, row: Row) -> list[LoanDraft]:
        """The loan of the row; nothing if it is left out, or has faults."""
        paid = False
        for rule in self._rows.rules:
            word = row.raw(rule.column)
            outcome = Outcome(rule.outcome(word))
            if outcome is Outcome.LEFT_OUT:
                self._left[f"{rule.column} {shown(word)}"] += 1
                return []
            paid |= outcome is Outcome.REVERSED
        loan = self._loan(row)
        self._paid += paid
        self._recovered += paid and loan is not None and loan.charged_off is not None
        return [loan] if loan else []

    def tell(self) -> None:
        """What of the book no record can say, once."""
        note = self._values.findings.note
        for why, count in self._left.items():
            note("the whole file", "row", f"{why}: {count} rows left out")
        for field, count in self._dateless.items():
            if count:
                note("the whole file", field, f"{count} amounts without a day: not recorded")
        for field, count in self._of_nothing.items():
            if count:
                note("the whole file", field, f"{count} days without an amount: not recorded")
        if self._paid:
            text = f"{self._paid} loans are paid in full on days that are not told: no settlement is recorded"
            note("the whole file", "status", text)
        if self._recovered:
            text = f"{self._recovered} loans are paid in full and have a day of charge-off: they were charged off on it"
            note("the whole file", "status", text)

    def _loan(self, row: Row) -> LoanDraft | None:
        values, fields = self._values, self._rows.fields
        number = read_number(
            values.findings,
            row.where,
            field_of(fields["number"]),
            values.reference(row, fields["number"]),
        )
        currency = values.currency(row, fields["currency"])
        agreed = values.day(row, fields["agreed"])
        amount = values.positive(row, fields["amount"], currency) if currency else None
        debtor = row.text(fields["debtor"])
        if not debtor:
            values.fault(row, fields["debtor"], "cell.empty", "nothing", "the debtor")
        if number is None or currency is None or agreed is None or amount is None:
            return None
        self._once(row, number)
        drawn = self._dated(row, "drawn", currency)
        loss = self._dated(row, "charged_off", currency, also_of_nothing=True)
        return LoanDraft(
            source=values.source(row),
            number=number,
            agreed=agreed,
            amount=amount,
            creditor=values.party(self._text(row, "creditor"), self._text(row, "creditor_id")),
            debtor=values.party(debtor, self._text(row, "debtor_id")),
            drawn=drawn,
            charged_off=loss,
        )

    def _dated(self, row: Row, field: str, currency: str, *, also_of_nothing: bool = False) -> Dated | None:
        """An amount and its day, in `field` and `field_amount`; None where there is none, or it has no day.

        `also_of_nothing`: a day is told of though its amount is blank or zero, as of a charge-off by which no money
        was lost.
        """
        if field not in self._rows.fields:
            return None
        amount, told = self._amount(row, field, currency), self._text(row, field)
        if amount is None or not (amount.minor or told):
            return None
        self._dateless[field] += not told
        self._of_nothing[field] += not amount.minor
        if not told or not (amount.minor or also_of_nothing):
            return None
        day = self._values.day(row, self._rows.fields[field])
        return None if day is None else Dated(day, amount)

    def _amount(self, row: Row, field: str, currency: str) -> Money | None:
        """What a cell says; zero where it is blank."""
        blank = not self._text(row, f"{field}_amount")
        cell = self._rows.fields.get(f"{field}_amount")
        return Money(0, currency) if blank or cell is None else self._values.positive(row, cell, currency)

    def _once(self, row: Row, number: str) -> None:
        """Rule `number.repeated`."""
        first = self._seen.setdefault(normalise(number), row.where)
        if first != row.where:
            found = f"{shown(number)}, as on {first}"
            self._values.fault(row, self._rows.fields["number"], "number.repeated", found, "each loan once")

    def _text(self, row: Row, field: str) -> str:
        cell: Cell | None = self._rows.fields.get(field)
        return row.text(cell) if cell is not None else ""
