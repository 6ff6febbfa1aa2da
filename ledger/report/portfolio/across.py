"""The rule across lenders: whether more than a fifth of what an obligor owes all of them is over 90 days late."""

from collections import Counter
from collections.abc import Iterator, Mapping

from ledger.core.history import Counterparty
from ledger.report.amounts import NONE, amount, count, percent
from ledger.report.blocks import Cell, Column, Line, Paragraph, Section, Table, Text, Tone
from ledger.report.portfolio.chapter import party
from ledger.report.portfolio.source import Elsewhere, Lender
from ledger.report.words import Words
from ledger.rulebook.cross_lender import Debt
from ledger.rulebook.ratio import floored

_SHOWN = 40
_SAID = ("yes", "not_known", "no", "no_debt")
_TONES = {"yes": Tone.ALERT, "not_known": Tone.MUTED}


def verdict(across: Mapping[Counterparty, Elsewhere], name: Counterparty, words: Words) -> Line:
    """Exceeded, within, not known; a dash where no lender is owed anything. Of who is not in it nothing is known."""
    said = _said(across[name]) if name in across else "not_known"
    if said == "no_debt":
        return (Text(NONE),)
    return (Text(words(f"across.{said}"), _TONES.get(said, Tone.PLAIN)),)


def _said(found: Elsewhere) -> str:
    """One of `_SAID`."""
    return "no_debt" if found.complete and not found.debts else found.answer.name.lower()


def across_lenders(source: Lender, words: Words) -> Iterator[Section]:
    """Of every obligor that is a member, by currency: what it owes all lenders, what of it is late, the answer."""
    heading = (Text(words("across.heading")),)
    if not source.across:
        if source.books:
            yield Section(heading, (Paragraph((Text(words("across.none")),)),))
        return
    counted = Counter(_said(found) for found in source.across.values())
    order = sorted(source.across, key=lambda name: (_SAID.index(_said(source.across[name])), name))
    rows = [row for name in order[:_SHOWN] for row in _rows(source, name, words)]
    numbers = " · ".join(f"{words(f'across.{said}')}: {count(counted[said])}" for said in _SAID)
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
