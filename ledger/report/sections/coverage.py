"""What the report rests on: every tradeline of the member's lists, and what its reader could not open."""

from collections import Counter
from collections.abc import Iterable

from ledger.core.effect import EFFECTIVE, Code
from ledger.core.tradeline import Tradeline
from ledger.report.amounts import count
from ledger.report.blocks import Block, Cell, Column, Facts, Line, Paragraph, Section, Table, Text, Tone
from ledger.report.naming import Naming
from ledger.report.source import Source
from ledger.report.words import Words

_SHOWN = 20
_VOID = frozenset({Code.VOID_NOT_OPENED, Code.VOID_WRONG_COMMITMENT, Code.VOID_MALFORMED})
_UNOPENED = _VOID | {Code.SEALED}


def coverage(source: Source, words: Words) -> Section:
    """Counts over all tradelines, then the longest of them, then what is never in a figure."""
    history, states = source.history, source.tradelines()
    codes = Counter(effect.code for state in states.values() for effect in state.effects)
    accepted = {state.id for state in history.tradelines}
    claims = sum(state.id not in accepted for state in history.claims)
    sealed, void = codes[Code.SEALED], sum(codes[code] for code in _VOID)
    without = sum(number for code, number in codes.items() if code not in EFFECTIVE) - sealed - void
    facts = (
        ("coverage.tradelines", len(accepted)),
        ("coverage.claims", claims),
        ("coverage.holdings", len(history.holdings)),
        ("coverage.entries", sum(codes.values())),
        ("coverage.sealed", sealed),
        ("coverage.void", void),
        ("coverage.without", without),
    )
    alert = {"coverage.sealed", "coverage.void"}
    rows = tuple((words(key), _number(number, key in alert)) for key, number in facts)
    limits = Paragraph((Text(words("coverage.limits")),), boxed=True)
    blocks: tuple[Block, ...] = (Facts(rows), *_table(source, words, states.values()), limits)
    return Section((Text(words("coverage.heading")),), blocks, level=2)


def unopened(source: Source) -> int:
    """Entries that the reader could not open, by whosever fault: whatever they say is in no figure."""
    states = source.tradelines().values()
    return sum(effect.code in _UNOPENED for state in states for effect in state.effects)


def _number(number: int, alert: bool) -> Line:
    return (Text(count(number), Tone.ALERT if alert and number else Tone.PLAIN),)


def _table(source: Source, words: Words, states: Iterable[Tradeline]) -> Iterable[Table]:
    """The longest first; claims of strangers last, that they push nothing out."""
    claimed = {state.id for state in source.history.claims} - {
        state.id for state in source.history.tradelines
    }
    order = sorted(states, key=lambda state: (state.id in claimed, -len(state.effects), state.id))
    if not order:
        return
    heads = [words(f"coverage.{name}") for name in ("tradeline", "party", "side", "status", "entries_of")]
    heads += [words("coverage.sealed_of"), words("coverage.without_of")]
    caption = words("coverage.caption", shown=min(_SHOWN, len(order)), all=count(len(order)))
    columns = tuple(Column(head, place > 3) for place, head in enumerate(heads))
    yield Table(caption, columns, tuple(_row(source, words, state) for state in order[:_SHOWN]))


def _row(source: Source, words: Words, state: Tradeline) -> tuple[Cell, ...]:
    codes = Counter(effect.code for effect in state.effects)
    unopened = sum(codes[code] for code in _UNOPENED)
    without = sum(number for code, number in codes.items() if code not in EFFECTIVE) - unopened
    member = source.history.member
    side = "is_paid" if member == state.creditor else "pays" if member == state.debtor else "holds"
    status = state.status.name.lower() if state.status else "unknown"
    return (
        (Text(str(state.id)),),
        Naming(source, words).parties(state),
        (Text(words(f"coverage.{side}")),),
        (Text(words(f"status.{status}")),),
        (Text(count(len(state.effects))),),
        _number(unopened, alert=True),
        (Text(count(without)),),
    )
