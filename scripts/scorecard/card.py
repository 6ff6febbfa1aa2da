"""From loans to a table of points: weights of evidence, one weight a characteristic, scaled and rounded once."""

from collections.abc import Sequence
from datetime import date
from math import log
from typing import Any

from ledger.rulebook.scorecard import Scorecard, parse_scorecard
from scripts.scorecard.bins import Cell, Merging, cells
from scripts.scorecard.fit import logistic, probability
from scripts.scorecard.loans import Loan
from scripts.scorecard.published import published

CHARACTERISTICS = ("amount", "employees", "age", "sector")
CHANGEABLE = ("amount", "employees")

DOUBLING = 40
"""Points that double the odds of being paid."""
AT = 500
"""The score at which `ODDS` loans are paid for one that is charged off, in the development sample."""
ODDS = 4

BANDS = "ABCDE"


def table(
    identity: dict[str, Any], development: Sequence[Loan], recent_from: date, merging: Merging
) -> dict[str, Any]:
    """The table without what is measured on it; `identity`: its id and what it says of its sample.

    Points come from all loans; probabilities and bands from those approved since `recent_from`, because the level of
    risk moves with the years, and the last one is nearest to what comes.
    """
    binned = {name: cells(development, name, merging) for name in CHARACTERISTICS}
    found = identity | _points(binned, development)
    bare = found | {"bands": [{"name": "A", "lowest": 0}]} | _flat(found)
    card = parse_scorecard(published(bare))
    recent = [
        (card.score(loan.inputs).total, loan.bad) for loan in development if loan.approved >= recent_from
    ]
    return found | {"bands": _bands([score for score, _ in recent])} | _probabilities(card, recent)


def _points(binned: dict[str, tuple[Cell, ...]], loans: Sequence[Loan]) -> dict[str, Any]:
    evidence = {name: _evidence(found) for name, found in binned.items()}
    rows = [(tuple(_woe(binned[name], evidence[name], loan.inputs[name]) for name in binned), not loan.bad)
            for loan in loans]  # fmt: skip
    constant, *weights = logistic(rows)
    if min(weights) <= 0:
        raise SystemExit(f"a characteristic works against its own evidence: {weights}")
    scale = DOUBLING / log(2)
    return {
        "base": round(AT + scale * (constant - log(ODDS))),
        "characteristics": [
            {
                "name": name,
                "changeable": name in CHANGEABLE,
                "absent": 0,
                "bins": [
                    {
                        "ranges": [list(pair) for pair in cell.ranges],
                        "points": round(scale * weight * woe),
                        "loans": cell.loans,
                        "charged_off": cell.bad,
                    }
                    for cell, woe in zip(binned[name], evidence[name], strict=True)
                ],
            }
            for name, weight in zip(binned, weights, strict=True)
        ],
    }


def _evidence(found: tuple[Cell, ...]) -> tuple[float, ...]:
    """The weight of evidence of each bin."""
    loans, bad = sum(cell.loans for cell in found), sum(cell.bad for cell in found)
    return tuple(cell.woe(loans, bad) for cell in found)


def _woe(found: tuple[Cell, ...], evidence: tuple[float, ...], value: int | None) -> float:
    """What is not stated is no evidence either way."""
    for cell, woe in zip(found, evidence, strict=True):
        if value is not None and any(first <= value <= last for first, last in cell.ranges):
            return woe
    return 0.0


def _flat(found: dict[str, Any]) -> dict[str, Any]:
    """Every probability 0: enough to score with, before probabilities are known."""
    lowest, highest = _reach(found)
    return {"probabilities": {"lowest": lowest, "bp": [0] * (highest - lowest + 1)}}


def _reach(found: dict[str, Any]) -> tuple[int, int]:
    each = [[one["absent"], *(cell["points"] for cell in one["bins"])] for one in found["characteristics"]]
    return found["base"] + sum(map(min, each)), found["base"] + sum(map(max, each))


def _bands(scores: list[int]) -> list[dict[str, Any]]:
    """Five bands of as many recent loans each, as nearly as whole points allow; fewer where scores are few."""
    ordered, count = sorted(scores), len(BANDS)
    cuts = {ordered[len(ordered) * part // count] for part in range(1, count)} - {ordered[0]}
    lowest = [*sorted(cuts, reverse=True), 0]
    return [{"name": name, "lowest": cut} for name, cut in zip(BANDS, lowest, strict=False)]


def _probabilities(card: Scorecard, recent: Sequence[tuple[int, bool]]) -> dict[str, Any]:
    """Share charged off at each score, by a logistic line through the recent loans."""
    line = logistic((((score - AT) / 100,), bad) for score, bad in recent)
    scores = range(card.lowest, card.best + 1)
    found = [round(10_000 * probability(line, ((score - AT) / 100,))) for score in scores]
    return {"probabilities": {"lowest": card.lowest, "bp": found}}
