"""Days, amounts and parties out of the cells of a row; each fault with line and column."""

import re

from ledger.core.day import Day
from ledger.core.drafts import Party, Source
from ledger.core.money import Money
from ledger.documents.findings import Findings, shown
from ledger.documents.numerals import parts_by
from ledger.documents.profile import Cell, Column, Layout
from ledger.documents.sheet import Row
from ledger.documents.values import calendar_day, read_amount, read_currency

_NAMES_OF_MONEY = {
    "人民币": "CNY", "人民币元": "CNY", "元": "CNY", "RMB": "CNY", "美元": "USD", "港币": "HKD", "港元": "HKD",
    "欧元": "EUR", "日元": "JPY", "英镑": "GBP",
}  # fmt: skip


_ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)?[Ee]\+[0-9]{1,2}")
"""What a spreadsheet makes of a long number that it takes for a quantity: its last digits are lost."""

_WHOLE = re.compile(r"([+-]?)([0-9]+)(?:\.0+)?")


class RowValues:
    """What cells say, as `layout` writes it; faults go to `findings`."""

    def __init__(self, layout: Layout, source: Source, findings: Findings) -> None:
        self.layout = layout
        self.findings = findings
        self._source = source
        self._parties: dict[tuple[str, ...], Party] = {}

    def fault(self, row: Row, cell: Cell, rule: str, found: str, expected: str) -> None:
        """One more fault, at a cell."""
        self.findings.fault(row.where, field_of(cell), rule, found, expected)

    def source(self, row: Row) -> Source:
        """Where a draft of this row is from."""
        return Source(self._source.file, row.where, self._source.digest)

    def reference(self, row: Row, cell: Cell) -> str:
        """A number or name that tells one document or payment from another. Rule `number.rounded`."""
        text = row.text(cell)
        if _ROUNDED.fullmatch(text):
            expected = "all its digits: the file as it was downloaded, or the column as text"
            self.fault(row, cell, "number.rounded", shown(text), expected)
        return text

    def day(self, row: Row, cell: Cell) -> Day | None:
        """A day in one of the layout's forms. Rules `date.*`."""
        text = row.text(cell)
        parts = parts_by(self.layout.dates, text)
        if parts is None:
            rule, found = ("date.form", shown(text)) if text else ("date.missing", "nothing")
            self.fault(row, cell, rule, found, f"a date written {self.layout.date_words}")
            return None
        form = f", written {self.layout.date_words}"
        return calendar_day(self.findings, row.where, field_of(cell), text, parts, form)

    def currency(self, row: Row, cell: Cell) -> str | None:
        """An ISO 4217 code, however its letters are typed, or a name that banks print. Rules `currency.*`."""
        return read_currency(self.findings, row.where, field_of(cell), currency_code(row.text(cell)))

    def amount(self, row: Row, cell: Cell, currency: str) -> Money | None:
        """An amount with the layout's marks. Rules `amount.*`."""
        text = row.text(cell)
        if self.layout.minor and text:
            return self._minor(row, cell, text, currency)
        plain = self.layout.numerals.plain(text, currency) if text else ""
        if plain is None:
            expected = f"a number such as {self.layout.numerals.words}"
            self.fault(row, cell, "amount.form", shown(text), expected)
            return None
        return read_amount(self.findings, row.where, field_of(cell), plain, currency)

    def _minor(self, row: Row, cell: Cell, text: str, currency: str) -> Money | None:
        """Whole minor units, of which a spreadsheet may have made 100.0. Rules `amount.form`, `amount.range`."""
        whole = _WHOLE.fullmatch(text)
        if whole is None:
            self.fault(row, cell, "amount.form", shown(text), "whole minor units, such as 1234")
            return None
        if len(whole[2]) > 18:
            self.fault(row, cell, "amount.range", shown(text), "below 2^63 minor units")
            return None
        return Money(int(whole[1] + whole[2]), currency)

    def positive(self, row: Row, cell: Cell, currency: str) -> Money | None:
        """An amount of zero or more. Rule `amount.negative`."""
        amount = self.amount(row, cell, currency)
        if amount is not None and amount.minor < 0:
            self.fault(row, cell, "amount.negative", str(amount), "zero or more")
        return amount

    def party(self, name: str, identifier: str = "", account: str = "") -> Party:
        """A party; an identifier without a scheme ("vat:…") is of the owner's own numbering. One object for each."""
        if identifier and ":" not in identifier:
            identifier = f"own:{identifier}"
        key = (name, identifier, account)
        if key not in self._parties:
            self._parties[key] = Party(name, (identifier,) if identifier else (), account or None)
        return self._parties[key]


def currency_code(text: str) -> str:
    """The code of a currency's name; other texts in capitals."""
    return _NAMES_OF_MONEY.get(text, text.upper())


def field_of(cell: Cell) -> str:
    """What a fault calls the cell: its column, or the profile that gives a constant."""
    return str(cell) if isinstance(cell, Column) else "the profile"
