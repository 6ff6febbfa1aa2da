"""The rule across lenders: whether more than a fifth of what an obligor owes all of them is over 90 days late."""

from collections.abc import Iterator, Mapping

from ledger.core.history import Counterparty
from ledger.report.amounts import NONE, amount, count, percent
from ledger.report.blocks import Cell, Column, Line, Paragraph, Section, Table, Text, Tone
from ledger.report.portfolio.chapter import party
from ledger.report.portfolio.source import Elsewhere, Lender
from ledger.report.words import Words
from ledger.rulebook.cross_lender import Answer, Debt
from ledger.rulebook.ratio import floored

_SHOWN = 40
_ORDER = (Answer.YES, Answer.NOT_KNOWN, Answer.NO)


def verdict(across: Mapping[Counterparty, Elsewhere], name: Counterparty, words: Words) -> Line:
    """Exceeded, within, not known; a dash where no lender is owed anything. Of who is not in it nothing is known."""
    found = across.get(name)
    if found is not None and found.complete and not found.debts:
        return (Text(NONE),)
    answer = Answer.NOT_KNOWN if found is None else found.answer
    tone = {Answer.YES: Tone.ALERT, Answer.NO: Tone.PLAIN, Answer.NOT_KNOWN: Tone.MUTED}[answer]
    return (Text(words(f"across.{answer.name.lower()}"), tone),)


def across_lenders(source: Lender, words: Words) -> Iterator[Section]:
    """Of every obligor that is a member, by currency: what it owes all lenders, what of it is late, the answer."""
    heading = (Text(words("across.heading")),)
    if not source.across:
        if source.books:
            yield Section(heading, (Paragraph((Text(words("across.none")),)),))
        return
    counted = dict.fromkeys(_ORDER, 0)
    for found in source.across.values():
        counted[found.answer] += 1
    order = sorted(source.across, key=lambda name: (_ORDER.index(source.across[name].answer), name))
    rows = [row for name in order[:_SHOWN] for row in _rows(source, name, words)]
    numbers = " · ".join(f"{words(f'across.{one.name.lower()}')}: {count(counted[one])}" for one in _ORDER)
    caption = words("across.caption", counted=numbers)
    names = ("name", "answer", "lenders", "read", "currency", "owed", "late", "share")
    columns = tuple(
        Column(words(f"across.head.{name}"), place in (2, 5, 6, 7)) for place, name in enumerate(names)
    )
    note = words("across.note", shown=min(_SHOWN, len(order)), all=count(len(order)))
    yield Section(heading, (Table(caption, columns, tuple(rows), note=note),))


def _rows(source: Lender, name: Counterparty, words: Words) -> Iterator[tuple[Cell, ...]]:
    found = source.across[name]
    debts: list[tuple[str, Debt | None]] = [*sorted(found.debts.items())] or [(NONE, None)]
    for place, (currency, debt) in enumerate(debts):
        lenders = NONE if found.lenders is None else count(found.lenders)
        read = words("across.complete" if found.complete else "across.partly")
        who: tuple[Cell, ...] = (
            party(name, source.names, words),
            verdict(source.across, name, words),
            (Text(lenders),),
            (Text(read),),
        )
        yield (*(who if not place else ((),) * 4), (Text(currency),), *_debt(debt, currency))


def _debt(debt: Debt | None, currency: str) -> tuple[Cell, ...]:
    if debt is None:
        return ((Text(NONE),),) * 3
    share = floored(10_000 * debt.late, debt.owed)
    return (Text(amount(debt.owed, currency)),), (Text(amount(debt.late, currency)),), (Text(percent(share)),)
