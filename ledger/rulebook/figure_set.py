"""Every figure of a member on one day, and what an attestation carries of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from ledger.core.history import Side
from ledger.rulebook.coverage import Coverage
from ledger.rulebook.default_shares import Defaults
from ledger.rulebook.evidence import Evidence
from ledger.rulebook.figure_json import (
    Amount,
    Json,
    concentration_json,
    coverage_json,
    defaults_json,
    evidence_json,
    figures_json,
    status_json,
    utilisation_json,
)
from ledger.rulebook.figures import Figures
from ledger.rulebook.position import Grades
from ledger.rulebook.utilisation import Utilisation

__all__ = ["GRADE_NAMES", "CurrencyFigures", "FigureSet", "Json", "Population"]


class Population(Enum):
    """Without disputed obligations, or with them."""

    HEADLINE = "headline"
    INCLUDING_DISPUTED = "including_disputed"


GRADE_NAMES = {Grades.A: "A", Grades.AB: "AB", Grades.ALL: "all"}

Drawn = Mapping[Grades, Utilisation | None]
"""Utilisation of facilities of grade B, and of all; none is of grade A."""


Covered = Mapping[Grades, Coverage | None]
"""Coverage by obligations of grade B or better, and by all."""


@dataclass(frozen=True, slots=True)
class CurrencyFigures:
    """One side and currency: six sets of figures, and what is never withheld."""

    sets: Mapping[tuple[Population, Grades], Figures]
    evidence: Evidence
    defaults: Defaults
    utilisation: Drawn | None = None
    """None by `tradeline-1`."""
    coverage: Covered | None = None
    """None before `tradeline-3`."""


@dataclass(frozen=True, slots=True)
class FigureSet:
    """`as_of` and `first` are days, both inclusive: the window of issue. Only sides and currencies stand that
    have obligations in it, or an open balance from before it; by `tradeline-2` also what its status string tells
    of, and a facility with a limit in the window; by `tradeline-3` also what an agent says of an account.
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
                        name: figures_json(own.sets[population, grades], int)
                        for grades, name in GRADE_NAMES.items()
                    }
                    for population in Population
                },
                **_beside(own, int),
            }
        rulebook = {"id": self.rulebook, "hash": "0x" + self.rulebook_hash.hex()}
        return {"rulebook": rulebook, "as_of": self.as_of, "first": self.first, "sides": sides}

    def minimum(self) -> dict[str, Json]:
        """What is never withheld, by `side.currency`: promptness ("insufficient" below the minimum evidence),
        concentration, evidence, defaults; by `tradeline-2` also the status string, whatever the evidence, and
        utilisation; by `tradeline-3` coverage. Amounts are decimal strings: they may pass 2^53 (RFC 7493, 2.2).
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
                    name: figures_json(own.sets[population, grades], str)
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

    told = {
        "promptness": by_set(lambda item: item.promptness if item.publishable else "insufficient"),
        "concentration": by_set(lambda item: concentration_json(item.concentration)),
        **_beside(own, str),
    }
    if any(item.movement for item in own.sets.values()):
        told["status"] = by_set(_status)
    return told


def _status(item: Figures) -> Json:
    """Whatever the evidence: the worst record has the least of it."""
    return None if item.movement is None else status_json(item.movement)


def _beside(own: CurrencyFigures, amount: Amount) -> dict[str, Json]:
    """What stands beside the six sets."""
    told: dict[str, Json] = {
        "evidence": evidence_json(own.evidence, amount),
        "defaults": defaults_json(own.defaults, amount),
    }
    if own.utilisation is not None:
        told["utilisation"] = {
            GRADE_NAMES[grades]: utilisation_json(one, amount) for grades, one in own.utilisation.items()
        }
    if own.coverage is not None:
        told["coverage"] = {
            GRADE_NAMES[grades]: coverage_json(one, amount) for grades, one in own.coverage.items()
        }
    return told
