"""What was changed after it was first recorded: terms and payments, and what was forgiven or given up."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ledger.core.day import Day
from ledger.core.entry import Clock
from ledger.core.obligation import CreditNote, Obligation, Report, WriteOff
from ledger.report.amounts import amount, count, day
from ledger.report.blocks import Block, Column, Line, Paragraph, Section, Table, Text, Tone
from ledger.report.naming import Naming
from ledger.report.source import Source
from ledger.report.words import Words
from ledger.rulebook.evidence import day_known

_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Change:
    """Since when the chain knows it, of what sort it is, and what it changed."""

    known: Clock
    sort: str
    what: str


def changes(source: Source, words: Words) -> Section:
    """The latest changes and how many of each sort there are; a sentence if there are none."""
    naming = Naming(source, words)
    found = [
        (change, naming.document(told.obligation.id), naming.parties(told.state))
        for told in source.told()
        for change in changes_of(told.obligation, source.as_of, words)
    ]
    found.sort(key=lambda each: each[0].known, reverse=True)
    blocks: tuple[Block, ...] = (Paragraph((Text(words("change.none")),)),)
    if found:
        sorts = Counter(change.sort for change, _, _ in found)
        counted = " · ".join(f"{words(f'change.{sort}')}: {count(sorts[sort])}" for sort in sorted(sorts))
        blocks = (Paragraph((Text(counted),)), _table(source, words, found))
    return Section((Text(words("change.heading")),), blocks, level=2)


def _table(source: Source, words: Words, found: list[tuple[Change, Line, Line]]) -> Table:
    rows = tuple(
        (
            (Text(day(Day(day_known(change.known, source.rulebook.rules)))),),
            (Text(str(change.known.number), Tone.MUTED),),
            document,
            party,
            (Text(words(f"change.{change.sort}")),),
            (Text(change.what),),
        )
        for change, document, party in found[:_SHOWN]
    )
    heads = [words(f"change.{name}") for name in ("known", "block", "document", "party", "sort", "what")]
    caption = words("change.caption", shown=len(rows), all=count(len(found)))
    return Table(caption, tuple(Column(head, place == 1) for place, head in enumerate(heads)), rows)


def changes_of(obligation: Obligation, as_of: int, words: Words) -> Iterator[Change]:
    """Every change of one obligation, in no order; of what is forgiven or given up, what is dated by the day."""
    yield from _terms(obligation, words)
    for item in obligation.extensions:
        sort = "extension" if item.moves else "extension_late"
        yield Change(item.said.clock, sort, words("change.to_due", due=day(item.due)))
    for report in obligation.reports:
        yield from _amounts(obligation, report, "payment_corrected")
    for reversal in obligation.reversals:
        yield Change(reversal.said.clock, "reversal", words("change.returned", day=day(reversal.day)))
    for sort, items in (("credit_note", obligation.credit_notes), ("write_off", obligation.write_offs)):
        for note in (item for item in items if item.day <= as_of):
            yield Change(note.said.clock, sort, _money(note.amount, obligation))
            yield from _amounts(obligation, note, f"{sort}_corrected")


def _terms(obligation: Obligation, words: Words) -> Iterator[Change]:
    for before, after in zip(obligation.versions, obligation.versions[1:], strict=False):
        told = []
        if before.amount != after.amount:
            told.append(f"{_money(before.amount, obligation)} → {_money(after.amount, obligation)}")
        if before.due != after.due and after.due is not None:
            told.append(words("change.to_due", due=day(after.due)))
        yield Change(after.clock, "correction", "; ".join(told))


def _amounts(obligation: Obligation, item: Report | CreditNote | WriteOff, sort: str) -> Iterator[Change]:
    for before, after in zip(item.versions, item.versions[1:], strict=False):
        told = f"{_money(before.amount, obligation)} → {_money(after.amount, obligation)}"
        yield Change(after.clock, sort, told)


def _money(minor: int, obligation: Obligation) -> str:
    return f"{amount(minor, obligation.currency)} {obligation.currency}"
