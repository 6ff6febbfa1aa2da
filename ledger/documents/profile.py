"""A column profile: how one kind of table says what an invoice, a bank's statement or a loan book says.

`profile_file` reads one from TOML, `shelf` keeps those of the package (docs/documents.md).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from ledger.documents.numerals import DateForm, Numerals

ENCODINGS = frozenset({
    "ascii", "utf-8", "utf-16", "iso-8859-1", "iso-8859-2", "iso-8859-15", "windows-1250", "windows-1252",
    "big5", "gb18030", "gbk", "shift_jis",
})  # fmt: skip
"""Those whose decoders take time in proportion to the text."""


@dataclass(frozen=True, slots=True)
class Column:
    """A field is read from the column with this header; from the `place`-th of that name, if several have it.

    Where an `optional` column is not there, its cells are empty.
    """

    header: str
    place: int | None = None
    optional: bool = False

    def __str__(self) -> str:
        return self.header if self.place is None else f"{self.header} ({self.place})"


@dataclass(frozen=True, slots=True)
class Constant:
    """A field has the same value in every row."""

    value: str

    def __str__(self) -> str:
        return "the profile"


Cell = Column | Constant


@dataclass(frozen=True, slots=True)
class Flag:
    """A column that says yes or no, and its words for either."""

    column: Column
    yes: frozenset[str]
    no: frozenset[str]


@dataclass(frozen=True, slots=True)
class Words:
    """A column whose words decide between outcomes; a word that ends or begins with `*` stands for all such.

    `other` is the outcome of a word that is not listed; where it is None, such a word is a fault.
    """

    column: Column
    outcomes: Mapping[str, tuple[str, ...]]
    other: str | None = None

    def outcome(self, word: str) -> str | None:
        """What `word` decides."""
        for outcome, words in self.outcomes.items():
            if any(_fits(word, listed) for listed in words):
                return outcome
        return self.other


def _fits(word: str, listed: str) -> bool:
    if listed.endswith("*") and len(listed) > 1:
        return word.startswith(listed[:-1])
    if listed.startswith("*") and len(listed) > 1:
        return word.endswith(listed[1:])
    return word == listed


class Outcome(Enum):
    """What a word says of its row."""

    TAKEN = "taken"
    REVERSED = "reversed"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Settled:
    """Columns of the one payment that settled the row; a row without a day is unpaid."""

    day: Column
    amount: Cell


@dataclass(frozen=True, slots=True)
class Layout:
    """How the file is written.

    `encodings` are tried in order. `strict`: cells are quoted as RFC 4180 has it, and nothing else. Rows from the one
    whose first cell begins with one of `end` on are not read; a cell of one of the words `empty` is empty. `symbol` is
    a letter or sign put before each cell, such as the backtick that keeps a spreadsheet from reading numbers.
    `minor`: amounts are whole minor units.
    """

    encodings: tuple[str, ...]
    delimiter: str
    quote: str
    dates: tuple[DateForm, ...]
    numerals: Numerals
    strict: bool = True
    end: tuple[str, ...] = ()
    empty: frozenset[str] = frozenset()
    symbol: str = ""
    sheet: str = ""
    minor: bool = False

    @property
    def date_words(self) -> str:
        """The forms of dates, for a person."""
        return " or ".join(form.words for form in self.dates)


@dataclass(frozen=True, slots=True)
class InvoiceRows:
    """A row is an invoice, and its payment if it is settled."""

    fields: Mapping[str, Cell]
    disputed: Flag | None = None
    settled: Settled | None = None

    REQUIRED = frozenset({"number", "issued", "due", "amount", "currency", "creditor", "debtor"})
    OPTIONAL = frozenset({"creditor_id", "debtor_id", "reference"})

    def columns(self) -> Iterator[Column]:
        """The columns that are read."""
        yield from _columns(self.fields.values())
        if self.disputed:
            yield self.disputed.column
        if self.settled:
            yield from _columns((self.settled.day, self.settled.amount))


@dataclass(frozen=True, slots=True)
class MovementRows:
    """A row is a movement of money on an account.

    The direction is that of the `direction` words, else of the one of the columns `received` and `paid` that has an
    amount, else of the amount's sign. `rules` leave rows out or mark returned payments. `moved`: a row where this
    column is empty moved no money. `remittance` cells are joined. `preamble` fields are read from the lines above the
    header, from what follows the label there.
    """

    fields: Mapping[str, Cell]
    remittance: tuple[Cell, ...] = ()
    references: tuple[Cell, ...] = ()
    direction: Words | None = None
    rules: tuple[Words, ...] = ()
    moved: Column | None = None
    preamble: Mapping[str, str] = field(default_factory=dict)

    REQUIRED = frozenset({"day", "currency"})
    OPTIONAL = frozenset({
        "amount", "received", "paid", "account", "owner", "counterparty", "counterparty_account", "counterparty_id",
        "bank_reference", "end_to_end_id", "day_or",
    })  # fmt: skip

    def columns(self) -> Iterator[Column]:
        """The columns that are read."""
        yield from _columns((*self.fields.values(), *self.remittance, *self.references))
        if self.direction:
            yield self.direction.column
        yield from (rule.column for rule in self.rules)
        if self.moved:
            yield self.moved


@dataclass(frozen=True, slots=True)
class LoanRows:
    """A row is a loan. `drawn` and `charged_off` are days, with their amounts; a rule's `reversed`: paid in full."""

    fields: Mapping[str, Cell]
    rules: tuple[Words, ...] = ()

    REQUIRED = frozenset({"number", "agreed", "amount", "currency", "debtor"})
    OPTIONAL = frozenset({
        "creditor", "creditor_id", "debtor_id", "drawn", "drawn_amount", "charged_off", "charged_off_amount",
    })  # fmt: skip

    def columns(self) -> Iterator[Column]:
        """The columns that are read."""
        yield from _columns(self.fields.values())
        yield from (rule.column for rule in self.rules)


Rows = InvoiceRows | MovementRows | LoanRows


@dataclass(frozen=True, slots=True)
class Profile:
    """How to read a table: how the file is written, and what a row is. `note` is told of every file it reads."""

    name: str
    layout: Layout
    rows: Rows
    note: str = ""

    def columns(self) -> tuple[Column, ...]:
        """The columns that are read, each once."""
        return tuple(dict.fromkeys(self.rows.columns()))

    def headers(self) -> tuple[str, ...]:
        """The names that the header must have."""
        return tuple(dict.fromkeys(column.header for column in self.columns() if not column.optional))


def _columns(cells: Iterable[Cell]) -> Iterator[Column]:
    yield from (cell for cell in cells if isinstance(cell, Column))
