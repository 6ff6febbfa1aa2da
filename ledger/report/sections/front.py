"""Page one: who, as of when, by which block, and what this paper is not."""

from collections.abc import Iterator

from ledger.proof.consensus.engine import Finality
from ledger.report.amounts import count, day
from ledger.report.blocks import Block, Facts, Line, Paragraph, Section, Text, Tone
from ledger.report.sections.course import anchors, level
from ledger.report.sections.coverage import unopened
from ledger.report.source import Source
from ledger.report.words import Words
from ledger.rulebook.rules import Rules


def title(source: Source, words: Words) -> Line:
    """The member's name as the reader has it, else its number."""
    name = source.member(source.history.member)
    if name:
        return (Text(name, Tone.NAME),)
    return (Text(words("party.member", number=source.history.member)),)


def front(source: Source, words: Words, empty: bool) -> Section:
    """The head of the report; `empty` if there is no figure at all."""
    blocks: list[Block] = [Facts(tuple(_facts(source, words)))]
    if source.behind:
        blocks.append(Paragraph((Text(words("front.behind"), Tone.ALERT),)))
    closed = unopened(source)
    if closed:
        blocks.append(Paragraph((Text(words("front.sealed", number=count(closed)), Tone.ALERT),)))
    scope = words("front.is", months=source.rulebook.rules.window_months, first=day(source.first_day()))
    blocks.append(Paragraph((Text(words("front.is_not"), Tone.STRONG), Text(f" {scope}")), boxed=True))
    if empty:
        blocks.append(Paragraph((Text(words("front.empty"), Tone.STRONG),)))
    else:
        blocks.append(Paragraph((Text(_columns(source.rulebook.rules, words), Tone.MUTED),)))
    return Section(title(source, words), tuple(blocks), level=1)


def _columns(rules: Rules, words: Words) -> str:
    """How to read the tables of figures."""
    index = "; ".join(level(late, points, words) for late, points in anchors(rules))
    least = {"obligations": rules.minimum_obligations, "counterparties": rules.minimum_counterparties}
    return words("front.columns", index=index, **least)


def _facts(source: Source, words: Words) -> Iterator[tuple[str, Line]]:
    firm, member = source.names.firms.get(source.history.member), source.history.member
    ids = f" · {' · '.join(firm.ids)}" if firm and firm.ids else ""
    named = words("front.named") if firm else words("front.unnamed")
    yield (
        words("front.who"),
        (Text(words("party.member", number=member)), Text(ids, Tone.NAME), Text(f" ({named})", Tone.MUTED)),
    )
    yield words("front.as_of"), (Text(day(source.as_of), Tone.STRONG),)
    yield words("front.block"), block_line(source, words)
    yield (
        words("front.rulebook"),
        (Text(f"{source.rulebook.id} "), Text(f"0x{source.rulebook.hash().hex()}", Tone.CODE)),
    )
    if source.attestation is not None:
        yield words("front.attestation"), (Text(f"0x{source.attestation.hex()}", Tone.CODE),)


def block_line(source: Source, words: Words) -> Line:
    """The block, its hash and how final it is."""
    place = source.place
    if place is None:
        return (Text(words("front.no_block"), Tone.ALERT),)
    final = words(f"finality.{place.finality.value}")
    tone = Tone.ALERT if place.finality is Finality.NONE else Tone.PLAIN
    return (
        Text(f"{place.block} "),
        Text(f"0x{place.hash.hex()}", Tone.CODE),
        Text(f" · {final}", tone),
    )
