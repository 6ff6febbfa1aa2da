"""What is open by age and, by the lender's own rates, what is provided for."""

from collections.abc import Iterator

from ledger.report.amounts import amount, percent
from ledger.report.blocks import Bar, Cell, Column, Section, Table, Text, Tone
from ledger.report.portfolio.chapter import Chapter
from ledger.rulebook.ecl import BUCKETS, Provision


def ageing(chapter: Chapter) -> Section:
    """A line a bucket; what is carried, the rate and what is provided beside it where there are rates."""
    words, found = chapter.words, chapter.book.provision
    heads = [Column(words("ageing.bucket")), Column(words("ageing.open"), True)]
    heads += [Column(words("share"), True), Column("")]
    if found is not None:
        heads += [Column(words(f"provision.{name}"), True) for name in ("carried", "rate", "provided")]
    note = "" if found is None else words("provision.note")
    rows = (*_buckets(chapter), _total(chapter))
    table = Table(words("book.ageing_caption"), tuple(heads), rows, note=note)
    name = "book.ageing" if found is None else "provision.heading"
    return Section(chapter.heading(name), (table,), level=3, whole=True)


def _buckets(chapter: Chapter) -> Iterator[tuple[Cell, ...]]:
    book = chapter.book
    balances = (book.ageing.current, *book.ageing.overdue)
    for at, (bucket, balance) in enumerate(zip(BUCKETS, balances, strict=True)):
        share = chapter.share(balance) or 0
        name, told = (Text(chapter.words(f"state.{bucket}")),), (Text(percent(share)),)
        yield (name, chapter.money(balance), told, Bar(share), *_provided(chapter, book.provision, at))


def _total(chapter: Chapter) -> tuple[Cell, ...]:
    book = chapter.book
    whole = (_strong(chapter.words("ageing.total")), _strong(amount(book.balance, book.currency)), (), ())
    if book.provision is None:
        return whole
    carried, provided = book.provision.balances.total, book.provision.total
    return (*whole, _strong(amount(carried, book.currency)), (), _strong(amount(provided, book.currency)))


def _provided(chapter: Chapter, found: Provision | None, at: int) -> tuple[Cell, ...]:
    if found is None:
        return ()
    carried, rate = (found.balances.current, *found.balances.overdue)[at], found.rates[at]
    fraction = (Text(f"{rate.numerator}/{rate.denominator}"),)
    return chapter.money(carried), fraction, chapter.money(found.provided[at])


def _strong(text: str) -> Cell:
    return (Text(text, Tone.STRONG),)
