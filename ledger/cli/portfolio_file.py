"""A portfolio out of a table: loans, or invoices with their payments; no chain is asked."""

from collections import Counter
from pathlib import Path

from ledger.app.figures_of_drafts import InvoiceBook, invoice_book
from ledger.app.portfolio_form import book_form, loan_book_form, remark_form, rulebook_form
from ledger.app.portfolio_loans import LoanBook, Remark, loan_books, remarks
from ledger.attest.canonical import Json
from ledger.cli.arguments import profile_of
from ledger.cli.figure_table import percent
from ledger.cli.files import reading_of
from ledger.cli.output import console, errors, plain, progress
from ledger.cli.portfolio_page import invoice_source, loan_source
from ledger.cli.portfolio_report import Asked, Report
from ledger.cli.portfolio_tables import print_book, print_vintages
from ledger.core.day import iso
from ledger.core.drafts import LoanDraft
from ledger.core.errors import BadInput, Misuse
from ledger.core.history import Side
from ledger.core.money import decimal_text
from ledger.documents.reading import Reading
from ledger.rulebook.book import Book, Lent, book
from ledger.rulebook.business_day import all_as_due
from ledger.rulebook.movement import booked_of
from ledger.rulebook.position import owing

SHOWN = 5
"""How many remarks of a rule are printed (--json has all), and notes on a table in which there is nothing."""


def file_report(path: Path, profile: str, asked: Asked) -> Report:
    """BadInput with every fault; Misuse for a file without loans and invoices."""
    chosen = profile_of(profile)
    with progress("reading and computing", None):
        reading = reading_of(path, chosen)
        if not reading.accepted:
            raise BadInput(reading.faults)
        if not reading.format.endswith(f", profile {chosen.name}"):
            errors.print(
                f"[yellow]{plain(path.name)} has not the columns of profile {plain(chosen.name)}:[/] "
                f"read as {plain(reading.format)}",
                highlight=False,
            )
        # Nothing is due of a loan over nothing that was agreed; it may have been paid out all the same.
        read = (*reading.drafts, *reading.nothing_due)
        loans = [draft for draft in read if isinstance(draft, LoanDraft)]
        if loans and asked.measures.rates:
            raise Misuse(
                f"{path}: a table of loans tells no instalment, so rates have no ageing to be applied to"
            )
        if loans:
            return _loans(path, reading, loans, asked)
        return _invoices(path, reading, invoice_book(reading.drafts, Side.IS_PAID), asked)


def _loans(path: Path, reading: Reading, loans: list[LoanDraft], asked: Asked) -> Report:
    books = loan_books(loans, asked.as_of, asked.measures.cohort_months)
    odd = list(remarks(loans))
    form: dict[str, Json] = {
        **_source(path, reading, asked),
        "remarks": [remark_form(one) for one in odd],
        "books": {currency: loan_book_form(own) for currency, own in books.items()},
    }

    def show() -> None:
        console.print(f"[bold]{plain(path.name)}[/]: {len(loans)} loans, as known on {iso(asked.as_of)}")
        for currency, own in books.items():
            _print_loans(currency, own, asked.measures.cohort_months)
        _print_remarks(odd)

    return Report(form, show, loan_source(path, reading, asked, len(loans), books, odd))


def _invoices(path: Path, reading: Reading, found: InvoiceBook, asked: Asked) -> Report:
    if not found.observations:
        why = "".join(f"; {note.text}" for note in reading.notes[:SHOWN])
        raise Misuse(f"{path}: no loan and no invoice is in it, and this is {reading.format}{why}")
    books: dict[str, Book] = {}
    measures = asked.measures
    for currency in sorted({item.currency for item in found.observations}):
        owed = [item for item in found.observations if item.currency == currency]
        known = (item for item in all_as_due(owed, measures.rules) if item.issued <= asked.as_of)
        positions = (owing(item, asked.as_of) for item in known)
        days = measures.rules.vintage_default_days
        booked = [booked_of(each, asked.as_of, days) for each in positions if each is not None]
        books[currency] = book(Lent(owed, booked), currency, asked.as_of, measures)
    form: dict[str, Json] = {
        **_source(path, reading, asked),
        "read": {"obligations": len(found.observations), "unmatched": len(found.unmatched)},
        "books": {currency: book_form(own, {}, None) for currency, own in books.items()},
    }

    def show() -> None:
        console.print(
            f"[bold]{plain(path.name)}[/]: {len(found.observations)} invoices, as known on {iso(asked.as_of)}"
        )
        for own in books.values():
            print_book(own, asked.as_of, {}, None)

    read = len(found.observations), len(found.unmatched)
    return Report(form, show, invoice_source(path, reading, asked, *read, books))


def _source(path: Path, reading: Reading, asked: Asked) -> dict[str, Json]:
    return {
        "file": str(path),
        "format": reading.format,
        "as_of": iso(asked.as_of),
        "rulebook": rulebook_form(asked.measures.rulebook),
        "cohort_months": asked.measures.cohort_months,
        "notes": [{"where": note.where, "field": note.field, "text": note.text} for note in reading.notes],
    }


def _print_loans(currency: str, book: LoanBook, cohort_months: int) -> None:
    console.print(
        f"\n[bold]{currency}[/]: {decimal_text(book.drawn_amount, currency)} paid out in {book.drawn} loans, "
        f"{percent(book.used)} of what was agreed of them; {book.loans - book.drawn} not paid out\n"
        f"charged off: {book.lost} ({percent(book.lost_share)}), "
        f"{decimal_text(book.lost_amount, currency)} ({percent(book.loss_share)} of what was paid out)",
        highlight=False,
    )
    print_vintages(book.vintages, cohort_months, currency)


def _print_remarks(odd: list[Remark]) -> None:
    counted = Counter(one.rule for one in odd)
    for rule, count in counted.items():
        console.print(f"\n[yellow]{rule}[/]: {count}", highlight=False)
        same = [one for one in odd if one.rule == rule]
        for one in same[:SHOWN]:
            console.print(f"  {plain(one.where)}: {one.field}: {plain(one.text)}", highlight=False)
        if count > SHOWN:
            console.print(f"  and {count - SHOWN} more (--json has all)", highlight=False)
