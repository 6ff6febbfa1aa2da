"""The card against a plain logistic regression and a boosted model, on one split, tuned on the same months.

python -m scripts.scorecard.compare sba_loans.csv       needs the dependency group `scorecard`
"""

import sys
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise, product
from pathlib import Path
from random import Random

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from ledger.rulebook.scorecard import parse_scorecard
from scripts.scorecard.bins import Merging
from scripts.scorecard.card import table
from scripts.scorecard.fit import logistic, probability
from scripts.scorecard.loans import FIRST_KEPT, Loan, Outcome, read_loans, split, usable
from scripts.scorecard.measure import Scored, auc, brier, deciles, ks, stability
from scripts.scorecard.published import published
from scripts.scorecard.train import FOLDS, RECENT_FROM, scored, trained

Features = Callable[[Loan], list[float]]
SECTORS = (0, 11, 21, 22, 23, 31, 42, 44, 48, 51, 52, 53, 54, 55, 56, 61, 62, 71, 72, 81, 92)


def of_the_card(loan: Loan) -> list[float]:
    """The card's four inputs as numbers; -1 where not stated."""
    return [float(-1 if value is None else value) for value in loan.inputs.values()]


def spread(loan: Loan) -> list[float]:
    """The same for a linear model: logarithms, and a column a sector."""
    amount, employees, age, sector = (
        loan.inputs[name] or 0 for name in ("amount", "employees", "age", "sector")
    )
    return [np.log(amount), np.log1p(employees), float(age == 2), *(float(sector == one) for one in SECTORS)]


def _row(loan: Loan, column: str) -> float:
    return float(loan.row[column] or 0)


def _share(loan: Loan) -> float:
    return _row(loan, "sba_guaranteed_cents") / _row(loan, "approved_cents")


ADDED: dict[str, Features] = {
    "sector left out": lambda loan: of_the_card(loan)[:3],
    "guaranteed share": lambda loan: [*of_the_card(loan), _share(loan)],
    "state": lambda loan: [*of_the_card(loan), *(float(ord(sign)) for sign in loan.row["state"].ljust(2))],
    "jobs created, retained": lambda loan: [
        *of_the_card(loan), _row(loan, "create_job"), _row(loan, "retained_job")
    ],
    "term_months (leak)": lambda loan: [*of_the_card(loan), _row(loan, "term_months")],
    "whether term_months is a multiple of 12 (leak)": lambda loan: [
        *of_the_card(loan), _row(loan, "term_months") % 12
    ],
}  # fmt: skip


class Model:
    """A classifier over features; its score is the log-odds of being paid, its probability is set on recent loans."""

    def __init__(self, make: Callable[[], object], features: Features) -> None:
        self.make, self.features = make, features

    def fitted(self, loans: Sequence[Loan]) -> "Model":
        """Fitted to these loans."""
        self.fit = self.make().fit(self._table(loans), [not loan.bad for loan in loans])
        recent = [loan for loan in loans if loan.approved >= RECENT_FROM]
        pairs = zip(self._scores(recent), recent, strict=True)
        self.line = logistic(((score,), loan.bad) for score, loan in pairs)
        return self

    def scored(self, loans: Sequence[Loan]) -> list[Scored]:
        """Each loan with its score, its probability and what became of it."""
        pairs = zip(self._scores(loans), loans, strict=True)
        return [Scored(score, 10_000 * probability(self.line, (score,)), loan.bad) for score, loan in pairs]

    def _scores(self, loans: Sequence[Loan]) -> list[float]:
        return [float(score) for score in self.fit.decision_function(self._table(loans))]

    def _table(self, loans: Sequence[Loan]) -> np.ndarray:
        return np.array([self.features(loan) for loan in loans])


def plain(strength: float) -> Callable[[], object]:
    """Logistic regression with this inverse of the penalty."""
    return lambda: make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=1000))


def boosted(leaves: int, rounds: int, smallest: int) -> Callable[[], object]:
    """Gradient-boosted trees."""
    return lambda: HistGradientBoostingClassifier(
        learning_rate=0.05, max_leaf_nodes=leaves, max_iter=rounds, min_samples_leaf=smallest, random_state=0
    )


PLAIN = [plain(strength) for strength in (0.001, 0.01, 0.1, 1)]
BOOSTED = [boosted(*choice) for choice in product((3, 6, 12), (40, 80, 160), (50, 200))]
FEW = [boosted(6, rounds, 50) for rounds in (40, 80, 160)]


def months_of_tuning(make: Callable[[], object], features: Features, development: Sequence[Loan]) -> float:
    """Mean AUC, in basis points, over the months of tuning, each by a model fitted to what came before it."""
    found = []
    for first, end in pairwise(FOLDS):
        earlier = [loan for loan in development if loan.approved < first]
        month = [loan for loan in development if first <= loan.approved < end]
        found.append(auc(Model(make, features).fitted(earlier).scored(month))[0])
    return sum(found) / len(found)


def tuned(choices: Sequence[Callable[[], object]], features: Features, development: Sequence[Loan]) -> Model:
    """The choice that did best in the months of tuning, fitted to the whole development sample."""
    best = max(choices, key=lambda make: months_of_tuning(make, features, development))
    return Model(best, features).fitted(development)


def main() -> None:
    """Tables of Markdown: the three models out of time, what other columns would bring, other readings of outcome."""
    loans = read_loans(Path(sys.argv[1]))
    development, later = split(usable(loans))
    card = parse_scorecard(published(trained(loans)))
    models = {
        "scorecard": lambda part: scored(card, part),
        "logistic regression": tuned(PLAIN, spread, development).scored,
        "boosted trees": tuned(BOOSTED, of_the_card, development).scored,
    }
    _models(models, development, later)
    _added(development, later)
    _readings(models, loans)
    _mixed(usable(loans))


def _models(models: dict, development: Sequence[Loan], later: Sequence[Loan]) -> None:
    recent = [loan for loan in development if loan.approved >= RECENT_FROM]
    print(
        "| model | AUC, development | AUC | KS | Brier | PSI | PSI from FY 2004 |\n|---|---|---|---|---|---|---|"
    )
    for name, score in models.items():
        before, after = score(development), score(later)
        cells = [auc(before), auc(after), ks(after), brier(after)]
        shifts = (stability(before, after), stability(score(recent), after))
        print(
            f"| {name} | {' | '.join(map(_interval, cells))} | {' | '.join(f'{one / 1e4:.3f}' for one in shifts)} |"
        )
    for name, score in models.items():
        print(f"\n{name}, out of time\n\n| tenth | loans | expected | charged off | 95 % interval |")
        print("|---|---|---|---|---|")
        for tenth, (count, _, expected, seen, low, high) in enumerate(deciles(score(later)), 1):
            cells = (f"{value / 100:.1f} %" for value in (expected, seen))
            print(f"| {tenth} | {count} | {' | '.join(cells)} | {low / 100:.1f} to {high / 100:.1f} % |")


def _added(development: Sequence[Loan], later: Sequence[Loan]) -> None:
    print("\n| boosted trees with | AUC, months of tuning | AUC, out of time |\n|---|---|---|")
    for name, features in {"the card's inputs": of_the_card, **ADDED}.items():
        model = tuned(FEW, features, development)
        months = months_of_tuning(model.make, features, development)
        print(f"| {name} | {months / 10_000:.3f} | {_interval(auc(model.scored(later)))} |")


def _readings(models: dict, loans: Sequence[Loan]) -> None:
    """Other readings of who is good: the same models, fitted as they are."""
    kept = [loan for loan in loans if loan.approved >= FIRST_KEPT]
    _, later = split(kept)
    counted = [loan for loan in later if loan.outcome is not Outcome.CONTRADICTORY and loan.row["status"]]
    readings = {
        "censored loans left out": [loan for loan in counted if loan.outcome is not Outcome.CENSORED],
        "every loan with a status, those younger than their term counted as paid": counted,
        "censored left out, approved by January 2005": [
            loan for loan in counted
            if loan.outcome is not Outcome.CENSORED and loan.approved < date(2005, 2, 1)
        ],
        "approved in February 2006, censored left out": [
            loan for loan in counted
            if loan.outcome is not Outcome.CENSORED and loan.approved >= date(2006, 2, 1)
        ],
        "approved in February 2006, those younger than their term counted as paid": [
            loan for loan in counted if loan.approved >= date(2006, 2, 1)
        ],
    }  # fmt: skip
    print(f"\n| reading of the outcome | loans | charged off | {' | '.join(models)} |")
    print(f"|---|---|---|{'---|' * len(models)}")
    for name, part in readings.items():
        share = sum(loan.bad for loan in part) / len(part)
        cells = (_interval(auc(score(part))) for score in models.values())
        print(f"| {name} | {len(part)} | {100 * share:.1f} % | {' | '.join(cells)} |")


def _mixed(loans: Sequence[Loan]) -> None:
    """All years mixed and split at random, 70 to 30: a model may learn the year from its marks, and is paid for it."""
    mixed = list(loans)
    Random(1).shuffle(mixed)
    cut = len(mixed) * 7 // 10
    known, held = mixed[:cut], mixed[cut:]
    card = parse_scorecard(published(table({"id": "mixed"}, known, RECENT_FROM, Merging(2.7, 1500))))
    found = {
        "scorecard, fitted anew": scored(card, held),
        "logistic regression": Model(plain(0.1), spread).fitted(known).scored(held),
        "boosted trees": Model(boosted(6, 160, 50), of_the_card).fitted(known).scored(held),
    }
    print("\n| years mixed, 30 % held back at random | AUC |\n|---|---|")
    for name, part in found.items():
        print(f"| {name} | {_interval(auc(part))} |")


def _interval(values: tuple[int, int, int]) -> str:
    value, low, high = (one / 10_000 for one in values)
    return f"{value:.3f} ({low:.3f} to {high:.3f})"


if __name__ == "__main__":
    main()
