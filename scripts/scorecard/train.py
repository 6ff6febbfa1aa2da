"""Trains the scorecard and writes its table, the same bytes for the same data.

python -m scripts.scorecard.train sba_loans.csv > ledger/rulebook/sba-7a-1.json
"""

import sys
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from ledger.rulebook.scorecard import Scorecard, parse_scorecard
from scripts.scorecard.bins import Merging
from scripts.scorecard.card import AT, DOUBLING, ODDS, table
from scripts.scorecard.loans import (
    BEFORE_OUT_OF_TIME,
    FIRST_KEPT,
    OBSERVED_UNTIL,
    Loan,
    read_loans,
    split,
    usable,
)
from scripts.scorecard.measure import Scored, auc, brier, deciles, ks, stability
from scripts.scorecard.published import published

RECENT_FROM = date(2003, 10, 1)
"""The last fiscal year of the development sample."""

FOLDS = (date(2004, 7, 1), date(2004, 8, 1), date(2004, 9, 1), BEFORE_OUT_OF_TIME)
"""Tuning: fitted on what was approved before each of these days, measured on the month that follows."""

CHOICES = tuple(Merging(chi, share) for share in (500, 1000, 1500) for chi in (0, 2.7, 3.84, 6.63))
"""Chi-square at no level, 10 %, 5 % and 1 %; the smallest bin 5, 10 or 15 % of the loans."""

SCOPE = (
    "Loans under the U.S. SBA 7(a) programme, approved October 1996 to September 2004; a sample of the first loan "
    "numbers of the published file. Not a model of anyone else's borrowers: not of other countries, products, lenders "
    "or years. It shows a method and decides nothing about anyone."
)


def trained(loans: Sequence[Loan]) -> dict[str, Any]:
    """The whole table, with what was measured on development and out of time."""
    kept = usable(list(loans))
    development, later = split(kept)
    merging = tuned(development)
    found = table(_identity(development, merging), development, RECENT_FROM, merging)
    card = parse_scorecard(published(found))
    recent = [loan for loan in development if loan.approved >= RECENT_FROM]
    before, near, after = (scored(card, part) for part in (development, recent, later))
    measured = {"development": _measured(before), "out_of_time": _approved(later) | _measured(after)}
    stable = {"from_development": stability(before, after), "from_its_last_year": stability(near, after)}
    return found | {"measured": measured | {"stability": stable}}


def tuned(development: Sequence[Loan]) -> Merging:
    """The merging with the best mean AUC over the months of tuning; the first of equals."""
    return max(CHOICES, key=lambda merging: sum(_folds(development, merging)))


def scored(card: Scorecard, loans: Sequence[Loan]) -> list[Scored]:
    """Each loan with its score and what became of it."""
    found = ((card.score(loan.inputs), loan.bad) for loan in loans)
    return [Scored(score.total, score.probability_bp, bad) for score, bad in found]


def _folds(development: Sequence[Loan], merging: Merging) -> list[int]:
    found = []
    for first, end in pairwise(FOLDS):
        earlier = [loan for loan in development if loan.approved < first]
        month = [loan for loan in development if first <= loan.approved < end]
        card = parse_scorecard(published(table({"id": "tuning"}, earlier, RECENT_FROM, merging)))
        found.append(auc(scored(card, month))[0])
    return found


def _identity(development: Sequence[Loan], merging: Merging) -> dict[str, Any]:
    return {
        "id": "sba-7a-1",
        "scope": SCOPE,
        "source": "U.S. SBA 7(a) loans (FOIA), as prepared by Li, Mickel and Taylor, doi 10.1080/10691898.2018.1434342",
        "outcome": "charged off before the loan ended; loans younger than their term are censored and left out",
        "sample": {
            **_approved(development),
            "left_out_before": FIRST_KEPT.isoformat(),
            "observed_until": OBSERVED_UNTIL.isoformat(),
            "probabilities_from": RECENT_FROM.isoformat(),
        },
        "binning": {"chi_square": str(merging.chi), "smallest_bp": merging.share_bp},
        "scale": {"points_to_double_odds": DOUBLING, "at": AT, "paid_for_one_charged_off": ODDS},
    }


def _approved(loans: Sequence[Loan]) -> dict[str, Any]:
    days = [loan.approved for loan in loans]
    return {"approved_from": min(days).isoformat(), "approved_until": max(days).isoformat()}


def _measured(loans: Sequence[Scored]) -> dict[str, Any]:
    """Basis points, each with its 95 % interval; `deciles` as measure.deciles has them."""
    return {
        "loans": len(loans),
        "charged_off": sum(loan.bad for loan in loans),
        "auc": list(auc(loans)),
        "ks": list(ks(loans)),
        "brier": list(brier(loans)),
        "deciles": [list(line) for line in deciles(loans)],
    }


if __name__ == "__main__":
    sys.stdout.buffer.write(published(trained(read_loans(Path(sys.argv[1])))))
