"""A table of loans: what was agreed, paid out and charged off, and where the table contradicts itself."""

from collections.abc import Iterator, Sequence

from ledger.report.amounts import amount, count, percent
from ledger.report.blocks import Block, Cell, Column, Facts, Line, Paragraph, Section, Table, Text, Tone
from ledger.report.portfolio.source import LoanBook, LoanFile, Remark
from ledger.report.portfolio.vintages import Vintages
from ledger.report.words import Words

_PLACES = 12
"""Lines that are named of each oddity."""


def loan_book(source: LoanFile, currency: str, words: Words, breaks: bool) -> Iterator[Section]:
    """One currency: head figures, then its vintages."""
    book = source.books[currency]
    facts = Facts(tuple(_facts(book, currency, words)))
    title = (Text(words("loans.title", currency=currency)),)
    blocks: tuple[Block, ...] = (facts, Paragraph((Text(words("loans.only"), Tone.MUTED),)))
    yield Section(title, blocks, level=2, breaks=breaks)
    yield from Vintages(book.vintages, currency, source.basis.cohort_months, words).sections()


def _facts(book: LoanBook, currency: str, words: Words) -> Iterator[tuple[str, Line]]:
    def part(minor: int, share: int | None, of: str) -> Line:
        told = f" · {percent(share)} {words(of)}"
        return Text(f"{amount(minor, currency)} {currency}"), Text(told, Tone.MUTED)

    yield words("loans.loans"), (Text(count(book.loans)),)
    yield words("loans.agreed"), (Text(f"{amount(book.agreed, currency)} {currency}"),)
    yield words("loans.drawn"), (Text(count(book.drawn), Tone.STRONG),)
    yield words("loans.drawn_amount"), part(book.drawn_amount, book.used, "loans.of_agreed")
    yield words("loans.not_drawn"), (Text(count(book.loans - book.drawn)),)
    lost = (
        Text(count(book.lost)),
        Text(f" · {percent(book.lost_share)} {words('loans.of_drawn')}", Tone.MUTED),
    )
    yield words("loans.lost"), lost
    yield words("loans.lost_amount"), part(book.lost_amount, book.loss_share, "loans.of_amount")
    spread = book.concentration
    if spread is not None:
        yield words("loans.largest"), (Text(f"{percent(spread.largest)} {words('loans.of_amount')}"),)
        yield words("figure.herfindahl"), (Text(count(spread.herfindahl)),)


def oddities(remarks: Sequence[Remark], words: Words) -> Section:
    """How often each rule is broken and in which lines; a sentence if none is."""
    if not remarks:
        return Section((Text(words("odd.heading")),), (Paragraph((Text(words("odd.none")),)),))
    rules: dict[str, list[str]] = {}
    for one in remarks:
        rules.setdefault(one.rule, []).append(one.where)
    columns = (Column(words("odd.what")), Column(words("odd.number"), True), Column(words("odd.where")))
    rows = tuple(_odd(rule, rules[rule], words) for rule in sorted(rules))
    table = Table(words("odd.caption"), columns, rows)
    return Section((Text(words("odd.heading")),), (table,))


def _odd(rule: str, places: Sequence[str], words: Words) -> tuple[Cell, ...]:
    more = len(places) - _PLACES
    shown = "; ".join(places[:_PLACES])
    told: list[Text] = [Text(shown, Tone.NAME)]
    if more > 0:
        told.append(Text(f" {words('odd.more', number=count(more))}", Tone.MUTED))
    return (Text(words(f"odd.{rule}")),), (Text(count(len(places))),), tuple(told)
