"""A claim's statement as headings, paragraphs and tables, whatever they are written in afterwards."""

from collections.abc import Iterator, Sequence

from ledger.app.claim_form import Total, money, totals
from ledger.app.claim_terms import EuTerms
from ledger.app.claiming import Row
from ledger.cli import claim_words as words
from ledger.cli import claim_words_eu as directive
from ledger.cli.claim_pack import Pack, named
from ledger.cli.claim_records import record_blocks
from ledger.cli.claim_shapes import Block, Heading, Paragraph, Table
from ledger.core.day import Day, iso
from ledger.core.money import decimal_text
from ledger.rulebook.late_payment_eu import Statutory
from ledger.rulebook.late_spells import Spell
from ledger.rulebook.reference_rates import half_year, percent_text

__all__ = ["Block", "Heading", "Paragraph", "Table", "blocks"]


def blocks(pack: Pack) -> Iterator[Block]:
    """The statement from top to bottom."""
    told = pack.edition.told
    yield Heading(told(words.TITLE), 1)
    yield from _parties(pack)
    yield from _totals(pack)
    yield from _law(pack)
    yield from _claimed(pack)
    yield from _counted(pack)
    yield from _disputed(pack)
    yield from _unconfirmed(pack)
    yield from _aside(pack)
    yield from record_blocks(pack)
    yield Heading(told(words.FILING))
    yield from (Paragraph(step, listed=True) for step in pack.edition.steps)
    yield Heading(told(words.LIMITS))
    yield from (Paragraph(line, listed=True) for line in pack.edition.limits)
    yield Paragraph(pack.edition.signed)


def _parties(pack: Pack) -> Iterator[Block]:
    claim, (creditor, debtor), edition = pack.claim, pack.names, pack.edition
    kind, _, number = claim.debtor.partition(":")
    other = words.MEMBER if kind == "member" else words.EXTERNAL
    entries = (
        (edition.creditor, _party(creditor, edition.told(words.MEMBER.filled(number=claim.creditor)))),
        (words.DEBTOR.filled(buyer=edition.buyer), _party(debtor, edition.told(other.filled(number=number)))),
        (words.DAY, iso(claim.as_of)),
        (words.KNOWN, _block(pack)),
    )
    yield Heading(edition.told(words.PARTIES))
    yield Table((words.ITEM, words.ENTRY), tuple((edition.told(item), entry) for item, entry in entries))


def _block(pack: Pack) -> str:
    """Which was read last, and how final it is."""
    known, told = pack.known, pack.edition.told
    if known is None:
        return told(words.UNREAD)
    return f"{known.number} (0x{known.hash.hex()[:8]}…, {told(words.FINALITY[known.finality])})"


def _party(name: str | None, who: str) -> str:
    return f"{name}, {who}" if name else who


def _law(pack: Pack) -> Iterator[Block]:
    yield Heading(pack.edition.told(words.LAW))
    yield from (Paragraph(line) for line in pack.edition.law)
    terms = pack.claim.terms
    if isinstance(terms, EuTerms) and isinstance(terms.interest, Statutory) and terms.tariff.steps:
        yield _half_years(terms, terms.interest)


def _half_years(terms: EuTerms, statutory: Statutory) -> Table:
    headings = (directive.HALF_YEAR, directive.REFERENCE, directive.RATE, directive.A_DAY)
    rows = (
        (
            iso(half),
            percent_text(statutory.references.rates[Day(half)]),
            percent_text(statutory.yearly(Day(half))),
            str(a_day),
        )
        for half, a_day in terms.tariff.steps
    )
    return Table(headings, tuple(rows), numbers=frozenset({1, 2, 3}))


def _totals(pack: Pack) -> Iterator[Block]:
    found, fixed = totals(pack.claim), pack.has_fixed_sums
    if not found:
        yield Paragraph(words.NOTHING)
    rows = tuple(
        (
            total.currency,
            *(
                decimal_text(amount, total.currency)
                for amount in (total.open, total.interest, *([total.fixed_sums] * fixed), total.claimed)
            ),
        )
        for total in found
    )
    headings = (words.CURRENCY, words.OPEN, words.INTEREST, *([directive.FIXED] * fixed), words.SUM)
    yield from _titled(pack, words.TOTALS, Table(headings, rows, numbers=frozenset({1, 2, 3, 4})))
    for total in found:
        yield from _notes(pack, total)


def _notes(pack: Pack, total: Total) -> Iterator[Block]:
    if bound := total.bound_interest + total.bound_fixed_sums:
        amount = decimal_text(bound, total.currency)
        yield Paragraph(pack.edition.bound.filled(amount=amount, currency=total.currency))
    if pack.has_fixed_sums and pack.claim.terms.fixed_sum(total.currency) is None:
        yield Paragraph(directive.NO_FIXED_SUM.filled(currency=total.currency))


def _claimed(pack: Pack) -> Iterator[Block]:
    fixed = pack.has_fixed_sums
    headings = (words.NUMBER, pack.edition.since, words.DUE, words.WHY, words.CURRENCY, words.OWED, words.PAID,
                words.OPEN, words.LATE, words.INTEREST, *([directive.FIXED] * fixed), words.GRADE)  # fmt: skip
    rows = tuple(_claimed_row(pack, row) for row in pack.claim.claimed() if row.late and row.late.spells)
    numbers = frozenset(range(5, 10 + fixed))
    yield from _titled(pack, words.CLAIMED, Table(headings, rows, numbers=numbers))
    yield from _remarks(pack)


def _remarks(pack: Pack) -> Iterator[Block]:
    for row in pack.claim.claimed():
        days = {"day": iso(row.owed.delivered), "issued": iso(row.seen.issued)}
        remarks = (
            (row.early, pack.edition.early.filled(number=named(row), **days)),
            (row.lapsed, words.LAPSED.filled(number=named(row))),
            (row.afterwards, words.AFTERWARDS.filled(number=named(row))),
        )
        yield from (Paragraph(said, listed=True) for holds, said in remarks if holds)


def _claimed_row(pack: Pack, row: Row) -> tuple[str, ...]:
    late, owed = row.late, row.owed
    assert late is not None
    return (
        named(row),
        iso(owed.delivered),
        iso(late.deadline.day),
        pack.edition.told(pack.edition.grounds[late.deadline.ground]),
        row.seen.currency,
        money(owed.amount - owed.disputed, row),
        money(owed.amount - owed.disputed - late.open, row),
        money(late.open, row),
        str(late.days),
        money(late.accrual.interest, row),
        *([money(row.fixed.claimed, row)] * pack.has_fixed_sums),
        row.seen.grade.name,
    )


def _counted(pack: Pack) -> Iterator[Block]:
    terms = pack.claim.terms
    statutory = terms.interest if isinstance(terms, EuTerms) else None
    rates = isinstance(statutory, Statutory)
    rows = tuple(
        (
            named(row),
            row.seen.currency,
            *(iso(spell.since), iso(spell.until), str(spell.days), money(spell.base, row)),
            *([_rate(statutory, spell)] if isinstance(statutory, Statutory) else []),
            money(row.late.accrual.interest, row) if last else "",
            f"{row.late.accrual.remainder}/{terms.tariff.denominator}" if last else "",
        )
        for row in pack.claim.claimed()
        if row.late is not None
        for spell, last in _with_last(row.late.spells)
    )
    headings = (words.NUMBER, words.CURRENCY, words.FROM, words.UNTIL, words.DAYS, words.BASE,
                *([directive.RATE] * rates), words.INTEREST, words.REMAINDER)  # fmt: skip
    yield from _titled(pack, words.COUNTED, Table(headings, rows, numbers=frozenset(range(4, 8 + rates))))


def _rate(statutory: Statutory, spell: Spell) -> str:
    return percent_text(statutory.yearly(half_year(spell.until)))


def _disputed(pack: Pack) -> Iterator[Block]:
    fixed = pack.has_fixed_sums
    rows = tuple(
        (
            named(row),
            row.seen.currency,
            money(row.owed.disputed, row),
            money(row.late.disputed_open, row),
            money(row.late.disputed.interest, row),
            *([money(row.fixed.disputed, row)] * fixed),
        )
        for row in pack.claim.claimed()
        if row.late is not None and row.owed.disputed
    )
    headings = (words.NUMBER, words.CURRENCY, words.AMOUNT, words.OPEN, words.INTEREST,
                *([directive.FIXED] * fixed))  # fmt: skip
    yield from _titled(pack, words.DISPUTED, Table(headings, rows, numbers=frozenset(range(2, 5 + fixed))))


def _unconfirmed(pack: Pack) -> Iterator[Block]:
    rows = tuple(
        (named(row), row.seen.currency, iso(part.day), money(part.amount, row))
        for row in pack.claim.rows
        if row.aside is None
        for part in row.unconfirmed
    )
    headings = (words.NUMBER, words.CURRENCY, words.WHEN, words.AMOUNT)
    yield from _titled(pack, words.UNCONFIRMED, Table(headings, rows, numbers=frozenset({3})))


def _aside(pack: Pack) -> Iterator[Block]:
    edition = pack.edition
    rows = tuple(
        (
            named(row),
            row.seen.currency,
            money(row.owed.amount, row),
            edition.told(edition.asides[row.aside]),
        )
        for row in pack.claim.set_aside()
        if row.aside is not None
    )
    headings = (words.NUMBER, words.CURRENCY, words.AMOUNT, words.REASON)
    yield from _titled(pack, words.ASIDE, Table(headings, rows, numbers=frozenset({2})))


def _titled(pack: Pack, title: words.Words, table: Table) -> Iterator[Block]:
    """Nothing where the table has no row."""
    if table.rows:
        yield Heading(pack.edition.told(title))
        yield table


def _with_last(items: Sequence[Spell]) -> Iterator[tuple[Spell, bool]]:
    return ((item, place == len(items) - 1) for place, item in enumerate(items))
