"""Disputes of obligations, as the rulebook counts them on the day."""

from collections.abc import Iterator

from ledger.core.codes import Outcome
from ledger.core.history import DisputeSpan, Observation
from ledger.core.obligation import Dispute
from ledger.report.amounts import amount, count, day
from ledger.report.blocks import Block, Cell, Column, Paragraph, Section, Table, Text, Tone
from ledger.report.naming import Naming
from ledger.report.source import Source
from ledger.report.words import Words
from ledger.rulebook.headline import contested
from ledger.rulebook.position import disputed

_SHOWN = 20


def disputes(source: Source, words: Words) -> Section:
    """The latest disputes; a sentence if there are none."""
    naming = Naming(source, words)
    found = sorted(_rows(naming), key=lambda pair: -pair[0])
    block: Block
    if found:
        heads = [words(f"dispute.{name}") for name in ("document", "party", "opened", "amount", "state")]
        caption = words("dispute.caption", shown=min(_SHOWN, len(found)), all=count(len(found)))
        columns = tuple(Column(head, place == 3) for place, head in enumerate(heads))
        block = Table(caption, columns, tuple(row for _, row in found[:_SHOWN]))
    else:
        block = Paragraph((Text(words("dispute.none")),))
    return Section((Text(words("dispute.heading")),), (block,), level=2)


def _rows(naming: Naming) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """With the day from which each stands: that of its record, if it is dated ahead."""
    for told in naming.source.told():
        for span, item in zip(told.seen.disputes, told.obligation.disputes, strict=True):
            if span.opened <= naming.source.as_of:
                contested = told.obligation.amount if item.amount is None else item.amount
                yield (
                    span.opened,
                    (
                        naming.document(told.obligation.id),
                        naming.parties(told.state),
                        (Text(day(span.opened)),),
                        (Text(f"{amount(contested, told.obligation.currency)} {told.obligation.currency}"),),
                        _state(naming, told.seen, span, item),
                    ),
                )


def _state(naming: Naming, seen: Observation, span: DisputeSpan, item: Dispute) -> Cell:
    words, source, rules = naming.words, naming.source, naming.source.rulebook.rules
    if item.closed and item.closed.day <= source.as_of:
        outcome = words(f"dispute.{Outcome(item.closed.outcome).name.lower()}")
        return (Text(words("dispute.closed", outcome=outcome, day=day(item.closed.day))),)
    if disputed((span,), source.as_of, rules):
        counted = "" if contested(seen, source.as_of, rules) else words("dispute.counted")
        return (Text(words("dispute.stands"), Tone.ALERT), Text(counted))
    return (Text(words("dispute.lapsed_by_clock", days=rules.dispute_days)),)
