"""A claim's statement as headings, paragraphs and tables, whatever they are written in afterwards."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ledger.app.claim_form import iso, money, totals
from ledger.app.claiming import Row
from ledger.cli import claim_words as words
from ledger.cli.as_of import standing_words
from ledger.cli.claim_pack import Pack, named
from ledger.cli.utc import utc
from ledger.core.money import decimal_text
from ledger.rulebook.late_payment import Spell


@dataclass(frozen=True, slots=True)
class Heading:
    """Of the whole (level 1) or of a section."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Chinese and English of one thought; `listed` as an item of a list."""

    said: words.Words
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Plain text in every cell; columns from `numbers` on are of numbers, the last `codes` are of hashes."""

    headings: tuple[words.Words, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    codes: frozenset[int] = frozenset()


Block = Heading | Paragraph | Table


def blocks(pack: Pack) -> Iterator[Block]:
    """The statement from top to bottom."""
    yield Heading(str(words.TITLE), 1)
    yield from _parties(pack)
    yield from _totals(pack)
    yield from _law(pack)
    yield from _claimed(pack)
    yield from _counted(pack)
    yield from _disputed(pack)
    yield from _unconfirmed(pack)
    yield from _aside(pack)
    yield from _records(pack)
    yield Heading(str(words.FILING))
    yield from (Paragraph(step, listed=True) for step in words.STEPS)
    yield Heading(str(words.LIMITS))
    yield from (Paragraph(line, listed=True) for line in words.LIMIT_LINES)
    yield Paragraph(words.SIGNED)


def _parties(pack: Pack) -> Iterator[Block]:
    claim, (creditor, debtor) = pack.claim, pack.names
    buyer = words.BUYERS[claim.terms.buyer]
    kind, _, number = claim.debtor.partition(":")
    other = words.MEMBER if kind == "member" else words.EXTERNAL
    yield Heading(str(words.PARTIES))
    yield Table(
        (words.ITEM, words.ENTRY),
        (
            (str(words.CREDITOR), _party(creditor, words.MEMBER.filled(number=claim.creditor))),
            (
                str(
                    words.Words(
                        words.DEBTOR.zh.format(buyer=buyer.zh), words.DEBTOR.en.format(buyer=buyer.en)
                    )
                ),
                _party(debtor, other.filled(number=number)),
            ),
            (str(words.DAY), iso(claim.as_of)),
            (str(words.KNOWN), standing_words(pack.known)),
        ),
    )


def _party(name: str | None, who: words.Words) -> str:
    return f"{name}, {who}" if name else str(who)


def _law(pack: Pack) -> Iterator[Block]:
    terms = pack.claim.terms
    rate = terms.rate
    yield Heading(str(words.LAW))
    yield Paragraph(words.BASIS[pack.claim.terms.buyer])
    yield Paragraph(words.BASIS_INTEREST)
    yield Paragraph(words.rate_words(terms))
    yield Paragraph(words.RATE.filled(numerator=rate.numerator, denominator=rate.denominator))


def _totals(pack: Pack) -> Iterator[Block]:
    found = totals(pack.claim)
    if not found:
        yield Paragraph(words.NOTHING)
    rows = (
        (
            total.currency,
            *(
                decimal_text(amount, total.currency)
                for amount in (total.open, total.interest, total.open + total.interest)
            ),
        )
        for total in found
    )
    headings = (words.CURRENCY, words.OPEN, words.INTEREST, words.SUM)
    yield from _titled(words.TOTALS, Table(headings, tuple(rows), numbers=frozenset({1, 2, 3})))
    for total in found:
        if total.bound_interest:
            amount = decimal_text(total.bound_interest, total.currency)
            yield Paragraph(words.BOUND.filled(amount=amount, currency=total.currency))


def _claimed(pack: Pack) -> Iterator[Block]:
    headings = (words.NUMBER, words.DELIVERED, words.DUE, words.WHY, words.CURRENCY, words.OWED, words.PAID,
                words.OPEN, words.LATE, words.INTEREST, words.GRADE)  # fmt: skip
    rows = tuple(_claimed_row(row) for row in pack.claim.claimed() if row.late and row.late.spells)
    yield from _titled(words.CLAIMED, Table(headings, rows, numbers=frozenset({5, 6, 7, 8, 9})))
    lapsed = (row for row in pack.claim.claimed() if row.lapsed)
    yield from (Paragraph(words.LAPSED.filled(number=named(row)), listed=True) for row in lapsed)


def _claimed_row(row: Row) -> tuple[str, ...]:
    late, owed = row.late, row.owed
    assert late is not None
    return (
        named(row),
        iso(owed.delivered),
        iso(late.deadline.day),
        str(words.GROUNDS[late.deadline.ground]),
        row.seen.currency,
        money(owed.amount - owed.disputed, row),
        money(owed.amount - owed.disputed - late.open, row),
        money(late.open, row),
        str(late.days),
        money(late.accrual.interest, row),
        row.seen.grade.name,
    )


def _counted(pack: Pack) -> Iterator[Block]:
    denominator = pack.claim.terms.rate.denominator
    rows = tuple(
        (
            named(row),
            row.seen.currency,
            *(iso(spell.since), iso(spell.until), str(spell.days), money(spell.base, row)),
            money(row.late.accrual.interest, row) if last else "",
            f"{row.late.accrual.remainder}/{denominator}" if last else "",
        )
        for row in pack.claim.claimed()
        if row.late is not None
        for spell, last in _with_last(row.late.spells)
    )
    headings = (words.NUMBER, words.CURRENCY, words.FROM, words.UNTIL, words.DAYS, words.BASE, words.INTEREST,
                words.REMAINDER)  # fmt: skip
    yield from _titled(words.COUNTED, Table(headings, rows, numbers=frozenset({4, 5, 6, 7})))


def _disputed(pack: Pack) -> Iterator[Block]:
    rows = tuple(
        (
            named(row),
            row.seen.currency,
            money(row.owed.disputed, row),
            money(row.late.disputed_open, row),
            money(row.late.disputed.interest, row),
        )
        for row in pack.claim.claimed()
        if row.late is not None and row.owed.disputed
    )
    headings = (words.NUMBER, words.CURRENCY, words.AMOUNT, words.OPEN, words.INTEREST)
    yield from _titled(words.DISPUTED, Table(headings, rows, numbers=frozenset({2, 3, 4})))


def _unconfirmed(pack: Pack) -> Iterator[Block]:
    rows = tuple(
        (named(row), row.seen.currency, iso(part.day), money(part.amount, row))
        for row in pack.claim.rows
        if row.aside is None
        for part in row.unconfirmed
    )
    headings = (words.NUMBER, words.CURRENCY, words.WHEN, words.AMOUNT)
    yield from _titled(words.UNCONFIRMED, Table(headings, rows, numbers=frozenset({3})))


def _aside(pack: Pack) -> Iterator[Block]:
    rows = tuple(
        (named(row), row.seen.currency, money(row.owed.amount, row), str(words.ASIDES[row.aside]))
        for row in pack.claim.set_aside()
        if row.aside is not None
    )
    headings = (words.NUMBER, words.CURRENCY, words.AMOUNT, words.REASON)
    yield from _titled(words.ASIDE, Table(headings, rows, numbers=frozenset({2})))


def _records(pack: Pack) -> Iterator[Block]:
    claimed = pack.claim.claimed()
    if not claimed:
        return
    yield Heading(str(words.RECORDS))
    pairs = [(row, record) for row in claimed for record in row.records]
    if pack.shown is None:
        yield Paragraph(words.NOT_SHOWN)
    else:
        found, all_ = pack.placed()
        digest = f"0x{pack.shown.digest.hex()}"
        yield Paragraph(words.SHOWN.filled(file=pack.shown.file, digest=digest, found=found, all=all_))
    yield Table(
        (words.NUMBER, words.LINE, words.OBLIGATION),
        tuple((named(row), str(row.seen.tradeline), f"0x{row.seen.obligation.hex()}") for row in claimed),
        codes=frozenset({2}),
    )
    rows = tuple(
        (
            named(row),
            str(words.KINDS[record.kind]),
            f"{words.CAPACITIES[record.said.capacity]}, {record.said.recorder}",
            "" if record.day is None else iso(record.day),
            "" if record.amount is None else money(record.amount, row),
            f"{record.clock.number}, {utc(record.clock.time)}",
            f"0x{record.commitment.hex()}",
            *([pack.place(record) or "-"] if pack.shown else []),
        )
        for row, record in pairs
    )
    headings = (words.NUMBER, words.WHAT, words.WHO, words.WHEN, words.AMOUNT, words.BLOCK, words.COMMITMENT,
                *([words.PLACE] if pack.shown else []))  # fmt: skip
    yield Table(headings, rows, numbers=frozenset({4}), codes=frozenset({6, 7}))


def legible(text: str) -> str:
    """Foreign text without what steers a page or turns its writing round."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def _titled(title: words.Words, table: Table) -> Iterator[Block]:
    """Nothing where the table has no row."""
    if table.rows:
        yield Heading(str(title))
        yield table


def _with_last(items: Sequence[Spell]) -> Iterator[tuple[Spell, bool]]:

    return ((item, place == len(items) - 1) for place, item in enumerate(items))
