"""The head of the page: of whom or what, as of when, read where, and what it does not say."""

from collections.abc import Iterator

from ledger.proof.consensus.engine import Finality
from ledger.report.amounts import count, day, percent
from ledger.report.blocks import Block as Piece
from ledger.report.blocks import Column, Facts, Line, Paragraph, Section, Table, Text, Tone
from ledger.report.portfolio.source import Basis, Block, File, InvoiceFile, Lender, LoanFile, Supervision
from ledger.report.words import Words

_NOTES = 20
_NAMED = (1, 3, 12)
"""Months of a cohort that people have a word for."""


def lender_title(source: Lender, words: Words) -> Line:
    """The lender's name as its contacts have it, else its number."""
    if source.name:
        return (Text(source.name, Tone.NAME),)
    return (Text(words("party.member", number=source.lender)),)


def lender_front(source: Lender, words: Words, tables: tuple[Table, ...]) -> Section:
    """A lender's own book. What is sealed to it is said first."""
    who = (words("page.lender"), (Text(words("party.member", number=source.lender)),))
    facts = Facts((who, *_chain(source.basis.as_of, source.block, words), *_measured(source.basis, words)))
    pieces: list[Piece] = [facts, *_behind(source.behind, words)]
    for name, number, tone in (
        ("sealed", source.sealed, Tone.ALERT),
        ("partly", source.partly, Tone.ALERT),
        ("claims", source.claims, Tone.PLAIN),
    ):
        if number:
            pieces.append(Paragraph((Text(words(f"page.{name}", number=count(number)), tone),)))
    if not source.sealed and not source.partly:
        pieces.append(Paragraph((Text(words("page.all_read"), Tone.MUTED),)))
    pieces.append(_boxed(words("page.is_lender"), words))
    if not source.books:
        pieces.append(Paragraph((Text(words("page.nothing"), Tone.STRONG),)))
    return Section(lender_title(source, words), (*pieces, *tables), level=1)


def file_front(source: InvoiceFile | LoanFile, words: Words, tables: tuple[Table, ...] = ()) -> Section:
    """A table: its name, its digest, how it was read."""
    file, loans = source.file, isinstance(source, LoanFile)
    facts: list[tuple[str, Line]] = [
        (words("page.records_loans" if loans else "page.records_invoices"), (Text(count(file.records)),)),
        (words("front.as_of"), (Text(day(source.basis.as_of), Tone.STRONG),)),
        (words("page.format"), (Text(file.format),)),
        (words("page.digest"), (Text(file.digest.hex(), Tone.CODE),)),
        *_measured(source.basis, words),
    ]
    pieces: list[Piece] = [Facts(tuple(facts))]
    if isinstance(source, InvoiceFile) and source.unmatched:
        pieces.append(Paragraph((Text(words("page.unmatched", number=count(source.unmatched))),)))
    pieces.append(_boxed(words("page.is_loans" if loans else "page.is_invoices"), words))
    if not source.books:
        pieces.append(Paragraph((Text(words("page.nothing"), Tone.STRONG),)))
    return Section((Text(file.name, Tone.NAME),), (*pieces, *tables), level=1)


def supervision_front(source: Supervision, words: Words) -> Section:
    """Of all members: who looked, and by which rule cells are suppressed."""
    limits = source.limits
    who = (words("page.auditor"), (Text(words("party.member", number=source.auditor)),))
    rule = words(
        "page.suppressed",
        minimum=limits.contributors,
        largest=limits.largest,
        share=percent(limits.share_bp),
        within=percent(limits.within_bp),
    )
    pieces: list[Piece] = [Facts((who, *_chain(source.as_of, source.block, words)))]
    pieces += [
        *_behind(source.behind, words),
        _boxed(words("page.is_supervision"), words),
        Paragraph((Text(rule),)),
    ]
    return Section((Text(words("page.all_members")),), tuple(pieces), level=1)


def notes(file: File, words: Words) -> Iterator[Section]:
    """What was assumed or left out as the file was read; nothing if nothing was."""
    if file.notes:
        rows = tuple(
            tuple((Text(text, Tone.NAME),) for text in (note.where, note.field, note.text))
            for note in file.notes[:_NOTES]
        )
        caption = words("notes.caption", shown=len(rows), all=count(len(file.notes)))
        columns = tuple(Column(words(f"notes.{name}")) for name in ("where", "field", "text"))
        yield Section((Text(words("notes.heading")),), (Table(caption, columns, rows),))


def _chain(as_of: int, block: Block | None, words: Words) -> Iterator[tuple[str, Line]]:
    yield words("front.as_of"), (Text(day(as_of), Tone.STRONG),)
    if block is None:
        yield words("front.block"), (Text(words("front.no_block"), Tone.ALERT),)
        return
    final = words(f"finality.{block.finality.value}")
    tone = Tone.ALERT if block.finality is Finality.NONE else Tone.PLAIN
    shown = (Text(f"{block.number} "), Text(f"0x{block.hash.hex()}", Tone.CODE), Text(f" · {final}", tone))
    yield words("front.block"), shown


def _measured(basis: Basis, words: Words) -> Iterator[tuple[str, Line]]:
    book = basis.rulebook
    yield words("front.rulebook"), (Text(f"{book.id} "), Text(f"0x{book.hash().hex()}", Tone.CODE))
    months = basis.cohort_months
    named = words(f"page.cohort.{months}") if months in _NAMED else words("page.cohort_months", months=months)
    yield words("page.cohorts"), (Text(named),)


def _behind(behind: bool, words: Words) -> Iterator[Piece]:
    if behind:
        yield Paragraph((Text(words("front.behind"), Tone.ALERT),))


def _boxed(told: str, words: Words) -> Paragraph:
    return Paragraph((Text(words("page.is_not"), Tone.STRONG), Text(f" {told}")), boxed=True)
