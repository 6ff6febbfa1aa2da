"""The whole page of a portfolio, for each of its forms: the same blocks for every printer."""

from collections.abc import Iterator, Mapping

from ledger.core.history import Counterparty
from ledger.report.amounts import day
from ledger.report.blocks import Document, Section, visible
from ledger.report.portfolio.across import across_lenders
from ledger.report.portfolio.ageing import ageing
from ledger.report.portfolio.chapter import Chapter
from ledger.report.portfolio.clocks import clocks
from ledger.report.portfolio.front import file_front, lender_front, lender_title, notes, supervision_front
from ledger.report.portfolio.head import head, overview
from ledger.report.portfolio.loans import loan_book, oddities
from ledger.report.portfolio.obligors import concentration
from ledger.report.portfolio.published import coverage, published
from ledger.report.portfolio.rolls import rolls
from ledger.report.portfolio.source import (
    Basis,
    Elsewhere,
    InvoiceFile,
    Lender,
    LoanFile,
    Source,
    Supervision,
)
from ledger.report.portfolio.utilisation import utilisation
from ledger.report.portfolio.vintages import Vintages
from ledger.report.portfolio.wording import portfolio_words
from ledger.report.words import Language, Words
from ledger.rulebook.book import Book


def portfolio_page(source: Source, language: Language = Language.EN) -> Document:
    """One page for the file, of whatever it is made from."""
    words = portfolio_words(language)
    match source:
        case Lender():
            name = "".join(text.text for text in lender_title(source, words))
            return _document(
                words, "lender", name, source.basis.as_of, _block(source, words), _lender(source, words)
            )
        case InvoiceFile():
            return _document(
                words, "invoices", source.file.name, source.basis.as_of, "", _invoices(source, words)
            )
        case LoanFile():
            return _document(words, "loans", source.file.name, source.basis.as_of, "", _loans(source, words))
        case Supervision():
            name = words("page.all_members")
            sections = _supervision(source, words)
            return _document(words, "supervision", name, source.as_of, _block(source, words), sections)


def _document(
    words: Words, form: str, name: str, as_of: int, block: str, sections: Iterator[Section]
) -> Document:
    shown = {"name": visible(name), "day": day(as_of)}
    return Document(
        language="zh-Hans" if words.language is Language.ZH else "en",
        title=words("page.title", **shown),
        kind=words(f"page.kind_{form}"),
        day=day(as_of),
        footer=words("foot", **shown, block=block) if block else words("page.foot", **shown),
        of_pages=words("pages"),
        sections=tuple(sections),
    )


def _block(source: Lender | Supervision, words: Words) -> str:
    return words("foot.none") if source.block is None else str(source.block.number)


def _lender(source: Lender, words: Words) -> Iterator[Section]:
    chapters = _chapters(source.books, source.basis, source.names, source.across, words)
    yield lender_front(source, words, tuple(overview(chapters)))
    for place, chapter in enumerate(chapters):
        yield from _book(chapter, breaks=place > 0)
    yield from across_lenders(source, words)


def _invoices(source: InvoiceFile, words: Words) -> Iterator[Section]:
    own = {one.name: str(one.name) for book in source.books.values() for one in book.obligors}
    chapters = _chapters(source.books, source.basis, own, None, words)
    yield file_front(source, words, tuple(overview(chapters)))
    for place, chapter in enumerate(chapters):
        yield from _book(chapter, breaks=place > 0)
    yield from notes(source.file, words)


def _loans(source: LoanFile, words: Words) -> Iterator[Section]:
    yield file_front(source, words)
    for place, currency in enumerate(source.books):
        yield from loan_book(source, currency, words, breaks=place > 0)
    yield oddities(source.remarks, words)
    yield from notes(source.file, words)


def _supervision(source: Supervision, words: Words) -> Iterator[Section]:
    yield supervision_front(source, words)
    yield coverage(source, words)
    yield from published(source, words)


def _chapters(
    books: Mapping[str, Book],
    basis: Basis,
    names: Mapping[Counterparty, str],
    across: Mapping[Counterparty, Elsewhere] | None,
    words: Words,
) -> tuple[Chapter, ...]:
    return tuple(Chapter(words, basis, book, names, across) for book in books.values())


def _book(chapter: Chapter, breaks: bool) -> Iterator[Section]:
    """Everything of one currency; what there is nothing to say of is left out."""
    book = chapter.book
    yield head(chapter, breaks)
    if book.balance:
        yield ageing(chapter)
        yield concentration(chapter)
        yield clocks(chapter)
    yield from utilisation(chapter)
    yield from rolls(chapter)
    yield from Vintages(
        book.vintages, chapter.currency, chapter.basis.cohort_months, chapter.words
    ).sections()
