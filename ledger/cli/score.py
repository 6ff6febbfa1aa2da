"""`tradeline score`: a table of loans scored by the published scorecard, with reasons."""

import csv as csv_format
from collections import Counter
from collections.abc import Mapping
from enum import Enum
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from ledger.attest.canonical import Json as JsonValue
from ledger.cli.arguments import Json
from ledger.cli.loan_table import read_loan_table
from ledger.cli.output import (
    check_apart,
    console,
    errors,
    plain,
    print_faults,
    print_json,
    read_file,
    speaking,
    write_file,
)
from ledger.core.errors import Misuse
from ledger.rulebook.scorecard import Score, Scorecard
from ledger.rulebook.scorecard_published import published_scorecard
from ledger.rulebook.scorecard_reasons import Change, Reason, changes, reasons
from ledger.rulebook.scorecard_words import Words

SCORECARD = "sba-7a-1.json"


class _Language(Enum):
    """As it is typed."""

    EN = "en"
    ZH = "zh"


def score(
    table: Annotated[Path, typer.Argument(metavar="FILE", help="A table of loans in CSV.")],
    loan: Annotated[
        list[str] | None, typer.Option(metavar="NO", help="Only this loan, with its reasons; repeatable.")
    ] = None,
    csv: Annotated[
        Path | None, typer.Option(metavar="OUT", help="Also write a line a loan: score, band, points.")
    ] = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="Leave rows with faults out, name them, and score the others.")
    ] = False,
    language: Annotated[_Language, typer.Option(help="The language of the text.")] = _Language.EN,
    json: Json = False,
) -> None:
    """Score loans by the published scorecard sba-7a-1 (docs/scorecard.md), and say why.

    The table has the columns loan_no, approved_cents, employees, new_exist and naics; others are not looked
    at. The scorecard is about the U.S. loans it was made from, and about nobody else's borrowers. Exit code
    1 if the file has faults: nothing is scored then, unless --partial is given.
    """
    with speaking(json):
        check_apart((csv,), (table,))
        card, words = scorecard(), _words(language.value)
        found = read_loan_table(str(table), read_file(table), partial=partial)
        read = found.loans
        missing = [name for name in loan or () if name not in read]
        if missing:
            raise Misuse(f"{table}: no loan {missing[0]!r}")
        chosen = {name: read[name] for name in loan} if loan else read
        scores = {name: card.score(inputs) for name, inputs in chosen.items()}
        if csv is not None:
            write_file(csv, _csv(card, scores))
    if json:
        left_out = [fault.as_json() for fault in found.faults]
        print_json({**_report(card, words, table, scores), "left_out": left_out})
        return
    print_faults(found.faults, errors)
    by = f"{card.id} (0x{card.hash.hex()})"
    console.print(f"[bold]{plain(table.name)}[/]: {words.scored(len(scores), by)}", highlight=False)
    console.print(plain(words.scope) + "\n", highlight=False)
    if not loan:
        console.print(_bands(card, words, scores))
        return
    for name, own in scores.items():
        _print(card, words, name, own)


def scorecard() -> Scorecard:
    """The scorecard that comes with the package, if it is the one that the rulebook stands for."""
    return published_scorecard((files("ledger.rulebook") / SCORECARD).read_bytes())


def _words(language: str) -> Words:
    return Words.parse((files("ledger.rulebook") / "scorecard_words.json").read_bytes())[language]


def _csv(card: Scorecard, scores: Mapping[str, Score]) -> bytes:
    text = StringIO(newline="")
    lines = csv_format.writer(text, lineterminator="\n")
    names = [one.name for one in card.characteristics]
    lines.writerow(["loan_no", "score", "band", "probability_bp", *(f"{name}_points" for name in names)])
    for name, found in scores.items():
        lines.writerow([name, found.total, found.band, found.probability_bp, *found.points])
    return text.getvalue().encode("utf-8")


def _report(card: Scorecard, words: Words, table: Path, scores: Mapping[str, Score]) -> dict[str, JsonValue]:
    return {
        "scorecard": {
            "id": card.id,
            "hash": f"0x{card.hash.hex()}",
            "base": card.base,
            "best": card.best,
            "bands": [{"name": name, "lowest": lowest} for name, lowest in card.bands],
        },
        "scope": words.scope,
        "file": str(table),
        "loans": [_loan(card, words, name, found) for name, found in scores.items()],
    }


def _loan(card: Scorecard, words: Words, name: str, found: Score) -> dict[str, JsonValue]:
    return {
        "loan": name,
        "score": found.total,
        "band": found.band,
        "probability_bp": found.probability_bp,
        "below_best": card.best - found.total,
        "reasons": [_reason(words, one) for one in reasons(card, found)],
        "changes": [_change(words, one) for one in changes(card, found)],
    }


def _reason(words: Words, reason: Reason) -> dict[str, JsonValue]:
    return {
        "characteristic": reason.characteristic,
        "value": reason.value,
        "points": reason.points,
        "best": reason.best,
        "gap": reason.gap,
        "words": words.reason(reason),
    }


def _change(words: Words, change: Change) -> dict[str, JsonValue]:
    return {
        "characteristic": change.characteristic,
        "from": change.value,
        "to": change.to,
        "gain": change.gain,
        "score": change.total,
        "band": change.band,
        "words": words.change(change),
    }


def _bands(card: Scorecard, words: Words, scores: Mapping[str, Score]) -> Table:
    """How many loans came out in each band, and the mean probability, floored, as the table has it."""
    counted = Counter(found.band for found in scores.values())
    shown = Table(show_edge=False, pad_edge=False)
    for name in ("band", "lowest", "loans", "expected"):
        shown.add_column(words.bands(name), justify="left" if name == "band" else "right")
    for at, (name, lowest) in enumerate(card.bands):
        inside = [found.probability_bp for found in scores.values() if found.band == name]
        mean = sum(inside) // len(inside) if inside else None
        expected = "" if mean is None else f"{mean // 100}.{mean % 100:02d} %"
        since = words.bands("below") if at == len(card.bands) - 1 else str(lowest)
        shown.add_row(name, since, str(counted[name]), expected)
    return shown


def _print(card: Scorecard, words: Words, name: str, found: Score) -> None:
    console.print(f"[bold]{plain(name)}[/]: {words.of(card, found)}", highlight=False)
    said = [words.risk(found), *(words.reason(one) for one in reasons(card, found))]
    for sentence in [*said, *words.ways_up(card, found)]:
        console.print(f"  {plain(sentence)}", highlight=False)
