"""What is open by age and, by the lender's own rates, what is provided for."""

from ledger.report.amounts import amount, percent
from ledger.report.blocks import Bar, Cell, Column, Section, Table, Text, Tone
from ledger.report.portfolio.chapter import Chapter
from ledger.rulebook.ecl import BUCKETS, Provision


def ageing(chapter: Chapter) -> Section:
    """A line a bucket; what is carried, the rate and what is provided beside it where there are rates."""
    words, book = chapter.words, chapter.book
    balances = (book.ageing.current, *book.ageing.overdue)
    rows: list[tuple[Cell, ...]] = []
    for at, (bucket, balance) in enumerate(zip(BUCKETS, balances, strict=True)):
        share = chapter.share(balance) or 0
        cells = (
            (Text(words(f"state.{bucket}")),),
            chapter.money(balance),
            (Text(percent(share)),),
            Bar(share),
        )
        rows.append((*cells, *_provided(chapter, book.provision, at)))
    total: tuple[Cell, ...] = (
        _strong(words("ageing.total")),
        _strong(amount(book.balance, book.currency)),
        (),
        (),
    )
    heads = [
        Column(words("ageing.bucket")),
        Column(words("ageing.open"), True),
        Column(words("share"), True),
        Column(""),
    ]
    note = ""
    if book.provision is not None:
        carried, provided = book.provision.balances.total, book.provision.total
        total = (
            *total,
            _strong(amount(carried, book.currency)),
            (),
            _strong(amount(provided, book.currency)),
        )
        heads += [Column(words(f"provision.{name}"), True) for name in ("carried", "rate", "provided")]
        note = words("provision.note")
    caption = words("book.ageing_caption")
    table = Table(caption, tuple(heads), (*rows, total), note=note)
    name = "book.ageing" if book.provision is None else "provision.heading"
    return Section((Text(words(name)),), (table,), level=3, whole=True)


def _provided(chapter: Chapter, found: Provision | None, at: int) -> tuple[Cell, ...]:
    if found is None:
        return ()
    carried, rate = (found.balances.current, *found.balances.overdue)[at], found.rates[at]
    fraction = (Text(f"{rate.numerator}/{rate.denominator}"),)
    return chapter.money(carried), fraction, chapter.money(found.provided[at])


def _strong(text: str) -> Cell:
    return (Text(text, Tone.STRONG),)
