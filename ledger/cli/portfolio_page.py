"""A portfolio as a page for the file: which files were asked for, and what the page is made from."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from ledger.app.portfolio import Portfolio
from ledger.app.portfolio_lenders import Elsewhere
from ledger.app.portfolio_loans import LoanBook, Remark
from ledger.app.portfolio_supervised import Supervised
from ledger.app.ports import Standing
from ledger.cli.portfolio_report import Asked
from ledger.core.history import Counterparty
from ledger.core.ids import Member
from ledger.documents.reading import Reading
from ledger.report.portfolio.source import Basis, Block, File, InvoiceFile, Lender, LoanFile, Supervision
from ledger.report.words import Language
from ledger.rulebook.book import Book

PageHtml = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Write it as one page of HTML.")
]
PagePdf = Annotated[
    Path | None, typer.Option("--pdf", metavar="FILE", help="Write the same page as PDF/A, for a file.")
]
PageLanguage = Annotated[Language, typer.Option("--language", help="The language of the page.")]


def lender_source(
    found: Portfolio,
    across: Mapping[Counterparty, Elsewhere],
    asked: Asked,
    names: Mapping[Counterparty, str],
    name: str | None,
    known: Standing | None,
    behind: str | None,
) -> Lender:
    """`names` of obligors, where one is what the ledger calls it itself, none; `name` of the lender."""
    return Lender(
        basis=_basis(asked),
        lender=found.lender,
        name=name,
        block=_block(known),
        behind=behind is not None,
        books=found.books,
        names={obligor: known_as for obligor, known_as in names.items() if known_as != obligor},
        across=across,
        sealed=found.sealed,
        partly=found.partly,
        claims=found.claims,
    )


def loan_source(
    path: Path,
    reading: Reading,
    asked: Asked,
    loans: int,
    books: Mapping[str, LoanBook],
    odd: Sequence[Remark],
) -> LoanFile:
    """A table of loans."""
    return LoanFile(_basis(asked), _file(path, reading, loans), books, odd)


def invoice_source(
    path: Path, reading: Reading, asked: Asked, invoices: int, unmatched: int, books: Mapping[str, Book]
) -> InvoiceFile:
    """A table of invoices."""
    return InvoiceFile(_basis(asked), _file(path, reading, invoices), unmatched, books)


def supervision_source(
    found: Supervised, auditor: Member, known: Standing | None, behind: str | None
) -> Supervision:
    """What may be published, and no more."""
    return Supervision(
        as_of=found.as_of,
        auditor=auditor,
        block=_block(known),
        behind=behind is not None,
        limits=found.limits,
        coverage=found.coverage,
        tables={(currency, standing.name): table for (currency, standing), table in found.tables.items()},
    )


def _basis(asked: Asked) -> Basis:
    return Basis(asked.as_of, asked.measures.rulebook, asked.measures.cohort_months)


def _block(known: Standing | None) -> Block | None:
    return None if known is None else Block(known.number, known.hash, known.finality)


def _file(path: Path, reading: Reading, records: int) -> File:
    """The name without its folder: where a file lies is no part of what it says. Something was read of it."""
    first = (*reading.drafts, *reading.nothing_due)[0]
    return File(path.name, first.source.digest, reading.format, records, reading.notes)
