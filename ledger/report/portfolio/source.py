"""What the page of a portfolio is made from: figures that others have computed, and where they were read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ledger.core.history import Counterparty
from ledger.core.ids import Member
from ledger.proof.consensus.engine import Finality
from ledger.rulebook.book import Book
from ledger.rulebook.concentration import Concentration
from ledger.rulebook.cross_lender import Answer, Debt
from ledger.rulebook.rulebook import Rulebook
from ledger.rulebook.small_cells import Limits, Published
from ledger.rulebook.vintage import Vintage


@dataclass(frozen=True, slots=True)
class Block:
    """Up to which block a chain was read, and how final that is."""

    number: int
    hash: bytes
    finality: Finality


@dataclass(frozen=True, slots=True)
class Basis:
    """As of which day (days since 1970-01-01), by which rulebook; calendar months in which a vintage is booked."""

    as_of: int
    rulebook: Rulebook
    cohort_months: int


class Elsewhere(Protocol):
    """What an obligor owes all lenders by currency; `lenders`: how many others, None where the ledger does not say.

    `complete`: all that lenders recorded of it was read.
    """

    @property
    def answer(self) -> Answer: ...
    @property
    def debts(self) -> Mapping[str, Debt]: ...
    @property
    def lenders(self) -> int | None: ...
    @property
    def complete(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Lender:
    """A lender's own portfolio. Obligations, counted: `sealed` in no book, `partly` in one though some entry is sealed,
    `claims` in none. `names`: what the lender calls obligors. `block` is None before the first; `behind`: no node
    answered.
    """

    basis: Basis
    lender: Member
    name: str | None
    block: Block | None
    behind: bool
    books: Mapping[str, Book]
    names: Mapping[Counterparty, str]
    across: Mapping[Counterparty, Elsewhere]
    sealed: int
    partly: int
    claims: int


class Note(Protocol):
    """What was assumed of a file or left out, in the words of its reader."""

    @property
    def where(self) -> str: ...
    @property
    def field(self) -> str: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class File:
    """A table: its name, the SHA-256 of its bytes, how it was read, and how many loans or invoices are in it."""

    name: str
    digest: bytes
    format: str
    records: int
    notes: Sequence[Note]


@dataclass(frozen=True, slots=True)
class InvoiceFile:
    """The books of a table of invoices; `unmatched`: payments and notes that name no invoice of it."""

    basis: Basis
    file: File
    unmatched: int
    books: Mapping[str, Book]


class LoanBook(Protocol):
    """Loans of one currency: minor units and shares in bp, None where there is nothing to divide by."""

    @property
    def loans(self) -> int: ...
    @property
    def agreed(self) -> int: ...
    @property
    def drawn(self) -> int: ...
    @property
    def drawn_amount(self) -> int: ...
    @property
    def used(self) -> int | None: ...
    @property
    def lost(self) -> int: ...
    @property
    def lost_amount(self) -> int: ...
    @property
    def lost_share(self) -> int | None: ...
    @property
    def loss_share(self) -> int | None: ...
    @property
    def concentration(self) -> Concentration | None: ...
    @property
    def vintages(self) -> Sequence[Vintage]: ...


class Remark(Protocol):
    """Where a table contradicts itself, and by which rule."""

    @property
    def where(self) -> str: ...
    @property
    def rule(self) -> str: ...


@dataclass(frozen=True, slots=True)
class LoanFile:
    """The books of a table of loans, and what is odd in it."""

    basis: Basis
    file: File
    books: Mapping[str, LoanBook]
    remarks: Sequence[Remark]


class Coverage(Protocol):
    """What a supervisor's tables rest on, counted; `sealed` could not be read in full."""

    @property
    def members(self) -> int: ...
    @property
    def tradelines(self) -> int: ...
    @property
    def obligations(self) -> int: ...
    @property
    def sealed(self) -> int: ...
    @property
    def void(self) -> int: ...
    @property
    def claims(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Supervision:
    """What may be published of all members: a table a currency and standing (`MEMBERS`, `IS_PAID`, `PAYS`).

    A suppressed cell has come as None: whatever it holds is not here.
    """

    as_of: int
    auditor: Member
    block: Block | None
    behind: bool
    limits: Limits
    coverage: Coverage
    tables: Mapping[tuple[str, str], Published]


Source = Lender | InvoiceFile | LoanFile | Supervision
