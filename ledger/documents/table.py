"""A table (CSV, RFC 4180) read by a column profile: a row is an invoice, and its payment if settled."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ledger.core.day import Day
from ledger.core.drafts import Direction, Draft, InvoiceDraft, Party, PaymentDraft, Source
from ledger.core.money import Money
from ledger.documents.findings import Findings, shown
from ledger.documents.profile import Cell, Column, Constant, Profile, Settled
from ledger.documents.values import calendar_day, read_amount, read_currency, read_number
from ledger.proof.numbers import normalise


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one record by header, and the line it begins on."""

    line: int
    cells: Mapping[str, str]

    @property
    def where(self) -> str:
        return f"line {self.line}"

    def text(self, cell: Cell) -> str:
        """The column's cell without outer spaces, or the constant."""
        return cell.value if isinstance(cell, Constant) else self.cells[cell.header].strip()


def read_table(data: bytes, profile: Profile, source: Source, findings: Findings) -> list[Draft]:
    """The drafts of every row, or faults with line and column."""
    text = _decoded(data, profile.encoding, findings)
    if text is None:
        return []
    reader = _RowReader(profile, source, findings)
    return [draft for row in _rows(text, profile, findings) for draft in reader.drafts(row)]


def _decoded(data: bytes, encoding: str, findings: Findings) -> str | None:
    """The text without a byte order mark. Rule `csv.encoding`."""
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        found = f"byte 0x{data[error.start]:02x}" if error.start < len(data) else "the end of the file"
        findings.fault(f"byte {error.start}", "file", "csv.encoding", found, f"text in {encoding}")
        return None


def _rows(text: str, profile: Profile, findings: Findings) -> Iterator[Row]:
    """The records under the header. Rules `csv.cells`, `csv.empty` and those of header and records."""
    records = _records(text, profile, findings)
    line, names = next(records, (1, []))
    header = [name.strip() for name in names]
    if not (findings.clean and _header_holds(line, header, profile, findings)):
        return
    empty = True
    for line, record in records:
        empty = False
        if len(record) != len(header):
            expected = f"{len(header)} cells, as the header has"
            findings.fault(f"line {line}", "row", "csv.cells", f"{len(record)} cells", expected)
        else:
            yield Row(line, dict(zip(header, record, strict=True)))
    if empty and findings.clean:
        findings.fault("the whole file", "file", "csv.empty", "a header and no row", "one row or more")


def _records(text: str, profile: Profile, findings: Findings) -> Iterator[tuple[int, list[str]]]:
    """Every record that is no blank line, with the line it begins on."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=profile.delimiter, quotechar=profile.quote, strict=True
    )
    line = 1
    try:
        for record in reader:
            if record:
                yield line, record
            line = reader.line_num + 1
    except csv.Error as error:
        findings.fault(
            f"line {line}", "row", "csv.malformed", shown(str(error)), "cells as RFC 4180 quotes them"
        )


def _header_holds(line: int, header: Sequence[str], profile: Profile, findings: Findings) -> bool:
    """Rules `csv.header` (nothing at all), `csv.duplicate` and `csv.column`."""
    where = f"line {line}"
    if not header:
        findings.fault(
            where, "header", "csv.header", "nothing", f"the columns {', '.join(profile.headers())}"
        )
        return False
    counts = Counter(header)
    for name in profile.headers():
        if not counts[name]:
            findings.fault(where, name, "csv.column", "no such column", f"a column {shown(name)}")
        elif counts[name] > 1:
            findings.fault(where, name, "csv.duplicate", f"{counts[name]} columns of this name", "one")
    return findings.clean


class _RowReader:
    """Turns rows into drafts and remembers the numbers it has seen."""

    def __init__(self, profile: Profile, source: Source, findings: Findings) -> None:
        self._profile = profile
        self._source = source
        self._findings = findings
        self._seen: dict[tuple[str, Day], int] = {}

    def drafts(self, row: Row) -> list[Draft]:
        """The invoice of the row and its payment, or nothing and faults."""
        invoice = self._invoice(row)
        settled = self._profile.settled
        paid = self._payment(row, settled, invoice) if settled else []
        return [invoice, *paid] if invoice else []

    def _invoice(self, row: Row) -> InvoiceDraft | None:
        number = self._number(row)
        issued, due = self._day(row, self._cell("issued")), self._day(row, self._cell("due"))
        amount = self._amount(row, self._cell("amount"))
        creditor, debtor = self._party(row, "creditor"), self._party(row, "debtor")
        disputed = self._disputed(row)
        if amount is not None and amount.minor < 0:
            self._fault(row, self._cell("amount"), "amount.negative", str(amount), "zero or more")
        if number is None or issued is None or due is None or amount is None or disputed is None:
            return None
        self._once(row, number, issued)
        reference = self._optional(row, "reference")
        references = (reference,) if reference else ()
        source = Source(self._source.file, row.where, self._source.digest)
        return InvoiceDraft(source, number, issued, due, amount, creditor, debtor, references, disputed)

    def _payment(self, row: Row, settled: Settled, invoice: InvoiceDraft | None) -> list[Draft]:
        """The payment that settled the row; it names the invoice by its number."""
        if not row.text(settled.day):
            return []
        day, amount = self._day(row, settled.day), self._amount(row, settled.amount)
        if amount is not None and amount.minor < 0:
            self._fault(row, settled.amount, "amount.negative", str(amount), "zero or more")
        if day is None or amount is None or invoice is None:
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
        return self._profile.invoice[field]

    def _fault(self, row: Row, cell: Cell, rule: str, found: str, expected: str) -> None:
        self._findings.fault(row.where, _field(cell), rule, found, expected)

    def _needed(self, row: Row, field: str) -> str:
        """A text that must not be empty. Rule `cell.empty`."""
        text = row.text(self._cell(field))
        if not text:
            self._fault(row, self._cell(field), "cell.empty", "nothing", f"the {field}")
        return text

    def _number(self, row: Row) -> str | None:
        cell = self._cell("number")
        return read_number(self._findings, row.where, _field(cell), row.text(cell))

    def _optional(self, row: Row, field: str) -> str:
        return row.text(self._cell(field)) if field in self._profile.invoice else ""

    def _party(self, row: Row, role: str) -> Party:
        """Name and identifier; one without a scheme ("vat:…") is of the owner's own numbering."""
        identifier = self._optional(row, f"{role}_id")
        if identifier and ":" not in identifier:
            identifier = f"own:{identifier}"
        return Party(self._needed(row, role), (identifier,) if identifier else ())

    def _day(self, row: Row, cell: Cell) -> Day | None:
        """A day in the profile's form. Rules `date.*`."""
        text = row.text(cell)
        match = self._profile.date.fullmatch(text)
        if match is None:
            rule, found = ("date.form", shown(text)) if text else ("date.missing", "nothing")
            self._fault(row, cell, rule, found, f"a date written {self._profile.date_words}")
            return None
        parts = (int(match["year"]), int(match["month"]), int(match["day"]))
        return calendar_day(self._findings, row.where, _field(cell), text, parts)

    def _amount(self, row: Row, cell: Cell) -> Money | None:
        """An amount in the row's currency, marks as the profile has them. Rules `amount.*`, `currency.*`."""
        code = self._cell("currency")
        currency = read_currency(self._findings, row.where, _field(code), row.text(code))
        if currency is None:
            return None
        text = row.text(cell)
        match = self._profile.amount.fullmatch(text)
        if match is not None:
            whole = match["whole"].replace(self._profile.group, "") if self._profile.group else match["whole"]
            text = f"{match['sign']}{whole}.{match['fraction'] or ''}"
        elif text:
            self._fault(
                row, cell, "amount.form", shown(text), f"a number such as {self._profile.amount_words}"
            )
            return None
        return read_amount(self._findings, row.where, _field(cell), text, currency)

    def _disputed(self, row: Row) -> bool | None:
        """What the flag says. Rule `flag.unknown`."""
        flag = self._profile.disputed
        if flag is None:
            return False
        word = row.text(Column(flag.header))
        if word in flag.yes or word in flag.no:
            return word in flag.yes
        expected = f"one of {', '.join(sorted(flag.yes | flag.no))}"
        self._fault(row, Column(flag.header), "flag.unknown", shown(word), expected)
        return None

    def _once(self, row: Row, number: str, issued: Day) -> None:
        """One number, however it is typed, and day of issue is one invoice. Rule `number.repeated`."""
        first = self._seen.setdefault((normalise(number), issued), row.line)
        if first != row.line:
            found, expected = f"{shown(number)}, as on line {first}", "each invoice once"
            self._fault(row, self._cell("number"), "number.repeated", found, expected)


def _field(cell: Cell) -> str:
    return cell.header if isinstance(cell, Column) else "the profile"
