"""Rows of a ledger of receivables: a row is an invoice, and its payment if it is settled."""

from ledger.core.day import Day
from ledger.core.drafts import Direction, Draft, InvoiceDraft, Party, PaymentDraft
from ledger.documents.findings import shown
from ledger.documents.profile import Cell, InvoiceRows, Settled
from ledger.documents.row_values import RowValues, field_of
from ledger.documents.sheet import Row
from ledger.documents.values import read_number
from ledger.proof.numbers import normalise


class InvoiceReader:
    """Turns rows into drafts and remembers the numbers it has seen."""

    def __init__(self, rows: InvoiceRows, values: RowValues) -> None:
        self._rows = rows
        self._values = values
        self._seen: dict[tuple[str, Day], str] = {}

    def drafts(self, row: Row) -> list[Draft]:
        """The invoice of the row and its payment, or nothing and faults."""
        invoice = self._invoice(row)
        settled = self._rows.settled
        paid = self._payment(row, settled, invoice) if settled else []
        return [invoice, *paid] if invoice else []

    def _invoice(self, row: Row) -> InvoiceDraft | None:
        values = self._values
        number = self._number(row)
        issued, due = values.day(row, self._cell("issued")), values.day(row, self._cell("due"))
        currency = values.currency(row, self._cell("currency"))
        amount = values.positive(row, self._cell("amount"), currency) if currency else None
        creditor, debtor = self._party(row, "creditor"), self._party(row, "debtor")
        disputed = self._disputed(row)
        if number is None or issued is None or due is None or amount is None or disputed is None:
            return None
        self._once(row, number, issued)
        reference = self._optional(row, "reference")
        references = (reference,) if reference else ()
        source = values.source(row)
        return InvoiceDraft(source, number, issued, due, amount, creditor, debtor, references, disputed)

    def _payment(self, row: Row, settled: Settled, invoice: InvoiceDraft | None) -> list[Draft]:
        """The payment that settled the row; it names the invoice by its number."""
        if not row.text(settled.day):
            return []
        day = self._values.day(row, settled.day)
        if invoice is None or day is None:
            return []
        amount = self._values.positive(row, settled.amount, invoice.amount.currency)
        if amount is None:
            return []
        return [PaymentDraft(
            source=invoice.source,
            account="ledger",
            owner=invoice.creditor.name,
            direction=Direction.RECEIVED,
            value_day=day,
            amount=amount,
            counterparty=invoice.debtor,
            end_to_end_id=invoice.number,
            references=(invoice.number,),
        )]  # fmt: skip

    def _cell(self, field: str) -> Cell:
        return self._rows.fields[field]

    def _needed(self, row: Row, field: str) -> str:
        """A text that must not be empty. Rule `cell.empty`."""
        text = row.text(self._cell(field))
        if not text:
            self._values.fault(row, self._cell(field), "cell.empty", "nothing", f"the {field}")
        return text

    def _number(self, row: Row) -> str | None:
        cell = self._cell("number")
        return read_number(
            self._values.findings, row.where, field_of(cell), self._values.reference(row, cell)
        )

    def _optional(self, row: Row, field: str) -> str:
        return row.text(self._cell(field)) if field in self._rows.fields else ""

    def _party(self, row: Row, role: str) -> Party:
        return self._values.party(self._needed(row, role), self._optional(row, f"{role}_id"))

    def _disputed(self, row: Row) -> bool | None:
        """What the flag says. Rule `flag.unknown`."""
        flag = self._rows.disputed
        if flag is None:
            return False
        word = row.text(flag.column)
        if word in flag.yes or word in flag.no:
            return word in flag.yes
        expected = f"one of {', '.join(sorted(flag.yes | flag.no))}"
        self._values.fault(row, flag.column, "flag.unknown", shown(word), expected)
        return None

    def _once(self, row: Row, number: str, issued: Day) -> None:
        """One number, however it is typed, and day of issue is one invoice. Rule `number.repeated`."""
        first = self._seen.setdefault((normalise(number), issued), row.where)
        if first != row.where:
            found, expected = f"{shown(number)}, as on {first}", "each invoice once"
            self._values.fault(row, self._cell("number"), "number.repeated", found, expected)
