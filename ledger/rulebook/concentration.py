"""Concentration: on how few counterparties a figure rests."""

from collections.abc import Iterable
from dataclasses import dataclass

from ledger.core.history import Counterparty


@dataclass(frozen=True, slots=True)
class Concentration:
    """Herfindahl index and share of the largest counterparty, both in bp."""

    herfindahl: int
    largest: int


def concentration(weights: Iterable[tuple[Counterparty, int]]) -> Concentration | None:
    """floor(10000 * sum(x^2) / (sum x)^2) and floor(10000 * max x / sum x) in bp, x the sum of each counterparty;
    None if all is 0. (Herfindahl-Hirschman index: U.S. Merger Guidelines 2023, 2.1, there with percents squared.)

    Three quarters with one, a quarter with another:

    >>> concentration([(Counterparty("one"), 50), (Counterparty("other"), 25), (Counterparty("one"), 25)])
    Concentration(herfindahl=6250, largest=7500)
    """
    sums: dict[Counterparty, int] = {}
    for counterparty, weight in weights:
        sums[counterparty] = sums.get(counterparty, 0) + weight
    total = sum(sums.values())
    if not total:
        return None
    squares = sum(weight * weight for weight in sums.values())
    return Concentration(10_000 * squares // (total * total), 10_000 * max(sums.values()) // total)
