"""Every figure of a member on one day, and what an attestation carries of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from ledger.core.history import Side
from ledger.rulebook.concentration import Concentration
from ledger.rulebook.default_shares import Defaults
from ledger.rulebook.defaults import Standing
from ledger.rulebook.evidence import Evidence
from ledger.rulebook.figures import Figures
from ledger.rulebook.position import Grades

Json = Mapping[str, "Json"] | Sequence["Json"] | str | int | bool | None
Amount = Callable[[int], Json]


class Population(Enum):
    """Without disputed obligations, or with them."""

    HEADLINE = "headline"
    INCLUDING_DISPUTED = "including_disputed"


GRADE_NAMES = {Grades.A: "A", Grades.AB: "AB", Grades.ALL: "all"}


@dataclass(frozen=True, slots=True)
class CurrencyFigures:
    """One side and currency: six sets of figures, and what is never withheld."""

    sets: Mapping[tuple[Population, Grades], Figures]
    evidence: Evidence
    defaults: Defaults


@dataclass(frozen=True, slots=True)
class FigureSet:
    """`as_of` and `first` are days, both inclusive: the window of issue. Only sides and currencies stand that
    have obligations in it, or an open balance from before it.
    """

    rulebook: str
    rulebook_hash: bytes
    as_of: int
    first: int
    figures: Mapping[tuple[Side, str], CurrencyFigures]

    def as_json(self) -> dict[str, Json]:
        """Everything, with whole numbers as numbers: `sides` / side / currency / population / grade."""
        sides: dict[str, dict[str, Json]] = {side.value: {} for side in Side}
        for (side, currency), own in self.figures.items():
            sides[side.value][currency] = {
                **{
                    population.value: {
                        name: _figures(own.sets[population, grades], int)
                        for grades, name in GRADE_NAMES.items()
                    }
                    for population in Population
                },
                "evidence": _evidence(own.evidence, int),
                "defaults": _defaults(own.defaults, int),
            }
        rulebook = {"id": self.rulebook, "hash": "0x" + self.rulebook_hash.hex()}
        return {"rulebook": rulebook, "as_of": self.as_of, "first": self.first, "sides": sides}

    def minimum(self) -> dict[str, Json]:
        """What is never withheld, by `side.currency`: promptness ("insufficient" below the minimum evidence),
        evidence, defaults, concentration. Amounts are decimal strings: they may pass 2^53 (RFC 7493, 2.2).
        """
        return {_name(*key): _minimum(own) for key, own in self.figures.items()}

    def published(self) -> dict[str, Json]:
        """The figures an attestation carries, by `side.currency.population`, each by grade; sets with too
        little evidence are left out, and a name with no set left. Amounts as in `minimum`.
        """
        found: dict[str, Json] = {}
        for key, own in self.figures.items():
            for population in Population:
                sets = {
                    name: _figures(own.sets[population, grades], str)
                    for grades, name in GRADE_NAMES.items()
                    if own.sets[population, grades].publishable
                }
                if sets:
                    found[f"{_name(*key)}.{population.value}"] = sets
        return found


def _name(side: Side, currency: str) -> str:
    return f"{side.value}.{currency}"


def _minimum(own: CurrencyFigures) -> dict[str, Json]:
    def by_set(value: Callable[[Figures], Json]) -> dict[str, Json]:
        return {
            population.value: {
                name: value(own.sets[population, grades]) for grades, name in GRADE_NAMES.items()
            }
            for population in Population
        }

    return {
        "promptness": by_set(lambda item: item.promptness if item.publishable else "insufficient"),
        "concentration": by_set(lambda item: _parts(item.concentration)),
        "evidence": _evidence(own.evidence, str),
        "defaults": _defaults(own.defaults, str),
    }


def _figures(item: Figures, amount: Amount) -> dict[str, Json]:
    turned = item.turnover
    return {
        "publishable": item.publishable,
        "obligations": item.obligations,
        "weighed": {"obligations": item.weighed_obligations, "counterparties": item.weighed_counterparties},
        "promptness": item.promptness,
        "dbt": item.dbt,
        "bucket_dbt": item.bucket_dbt,
        "ageing": {
            "current": amount(item.ageing.current),
            "1-30": amount(item.ageing.days_1_30),
            "31-60": amount(item.ageing.days_31_60),
            "61-90": amount(item.ageing.days_61_90),
            "91+": amount(item.ageing.days_91),
        },
        "on_time": {"by_count": item.on_time_by_count, "by_amount": item.on_time_by_amount},
        "dso": item.dso,
        "turnover": {
            "months": list(turned.months),
            "sales": [amount(value) for value in turned.sales],
            "receipts": [amount(value) for value in turned.receipts],
            "sales_trend": [amount(turned.sales_trend.numerator), amount(turned.sales_trend.denominator)],
            "receipts_trend": [
                amount(turned.receipts_trend.numerator),
                amount(turned.receipts_trend.denominator),
            ],
        },
        "concentration": _parts(item.concentration),
        "open_concentration": _parts(item.open_concentration),
    }


def _parts(item: Concentration | None) -> Json:
    return None if item is None else {"herfindahl": item.herfindahl, "largest": item.largest}


def _evidence(item: Evidence, amount: Amount) -> dict[str, Json]:
    return {
        "obligations": item.obligations,
        "amount": amount(item.amount),
        "grades": {"A": item.grade_a, "AB": item.grade_ab},
        "late_recorded": item.late_recorded,
        "related": item.related,
        "reciprocal": item.reciprocal,
        "new": item.new,
        "largest": item.largest,
        "disputed": {"obligations": item.disputed_obligations, "share": item.disputed},
        "written_off": {
            "obligations": item.written_off_obligations,
            "amount": amount(item.written_off_amount),
        },
        "credited": {
            "obligations": item.credited_obligations,
            "amount": amount(item.credited_amount),
        },
        "claims": {
            "obligations": item.claims,
            "amount": amount(item.claims_amount),
            "overdue": amount(item.claims_overdue),
        },
    }


def _defaults(item: Defaults, amount: Amount) -> dict[str, Json]:
    eu = None
    if item.eu is not None:
        eu = {**_standing(item.eu), "obligors": item.eu_obligors}
    return {
        "obligors": item.obligors,
        "eu_90": eu,
        "ifrs9": {**_standing(item.ifrs9), "stage_3_obligors": item.ifrs9_stage_3},
        "prc": {**_standing(item.prc), "non_performing": amount(item.prc_non_performing)},
    }


def _standing(item: Standing) -> dict[str, Json]:
    return {"level": item.level, "since": item.since}
