"""On how few counterparties the figures rest: the largest of them, and the rest together."""

from collections import Counter
from collections.abc import Iterable

from ledger.core.history import Counterparty
from ledger.report.amounts import count, percent
from ledger.report.blocks import Bar, Cell, Column, Paragraph, Section, Table, Text, Tone
from ledger.report.sections.chapter import Chapter
from ledger.rulebook.ratio import floored

_SHOWN = 10


def counterparties(chapter: Chapter) -> Section:
    """By what was paid or is past due, as the figure of concentration weighs them."""
    words, items = chapter.words, chapter.headline
    weighed, balance, overdue, number = (Counter[Counterparty]() for _ in range(4))
    for item in items:
        weighed[item.counterparty] += sum(weight.amount for weight in item.weights())
        balance[item.counterparty] += item.balance
        overdue[item.counterparty] += item.balance if item.as_of > item.due else 0
        number[item.counterparty] += 1
    order = sorted(number, key=lambda one: (-weighed[one], -balance[one], one))
    total = sum(weighed.values())
    if not order:
        none = Paragraph((Text(words("counterparties.none")),))
        return Section(chapter.part("counterparties.heading"), (none,), level=3)

    def row(name: Cell, some: Iterable[Counterparty]) -> tuple[Cell, ...]:
        chosen = list(some)
        paid = sum(weighed[one] for one in chosen)
        share = floored(10_000 * paid, total)
        sums = (sum(balance[one] for one in chosen), sum(overdue[one] for one in chosen))
        return (
            name,
            (Text(count(sum(number[one] for one in chosen))),),
            chapter.money(paid),
            *(chapter.money(minor) for minor in sums),
            (Text(percent(share)),),
            Bar(share or 0),
        )

    rows = [row(chapter.party(one), [one]) for one in order[:_SHOWN]]
    if order[_SHOWN:]:
        rest = words("counterparties.rest", number=count(len(order) - _SHOWN))
        rows.append(row((Text(rest, Tone.MUTED),), order[_SHOWN:]))
    heads = [words(f"counterparties.{name}") for name in ("name", "number", "weighed", "open", "overdue")]
    heads += [words("share"), ""]
    table = Table(
        words("counterparties.caption", shown=min(_SHOWN, len(order)), all=count(len(order))),
        tuple(Column(head, 0 < place < 6) for place, head in enumerate(heads)),
        tuple(rows),
    )
    return Section(chapter.part("counterparties.heading"), (table,), level=3, whole=True)
