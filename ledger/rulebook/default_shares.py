"""Defaults of one side and currency: how many obligors, how much, since when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ledger.core.history import Side
from ledger.rulebook.defaults import (
    Standing,
    eu_default_since,
    ifrs9_stage,
    prc_class,
    prc_non_performing,
)
from ledger.rulebook.factoring import factoring_default_since
from ledger.rulebook.position import Position
from ledger.rulebook.rules import LaterRules, Rules


@dataclass(frozen=True, slots=True)
class Counted:
    """The standing of the worst obligor, and how many of them are in default."""

    standing: Standing
    obligors: int


@dataclass(frozen=True, slots=True)
class LaterClocks:
    """What `tradeline-2` adds; None outside the euro."""

    eu_retail: Counted | None
    eu_factoring: Counted | None


@dataclass(frozen=True, slots=True)
class Defaults:
    """Obligors are counted; `since` is the earliest day of those at the worst level. `eu` is None outside the
    euro.
    """

    obligors: int
    eu: Standing | None
    """Level 1 or 2 (in default)."""
    eu_obligors: int | None
    ifrs9: Standing
    ifrs9_stage_3: int
    prc: Standing
    """Level: a PrcClass."""
    prc_non_performing: int
    """Minor units."""
    later: LaterClocks | None = None
    """None by `tradeline-1`."""


def defaults(positions: Iterable[Position], side: Side, currency: str, as_of: int, rules: Rules) -> Defaults:
    """The clocks over every obligor of the side."""
    by_obligor = _by_obligor(positions, side)
    debts = tuple(by_obligor.values())
    stages = [ifrs9_stage(items, as_of, rules) for items in debts]
    classes = [prc_class(items, as_of, rules) for items in debts]
    eu = [_eu_standing(items, as_of, rules) for items in debts] if currency == "EUR" else None
    return Defaults(
        obligors=len(debts),
        eu=None if eu is None else _worst(eu),
        eu_obligors=None if eu is None else sum(item.level > 1 for item in eu),
        ifrs9=_worst(stages),
        ifrs9_stage_3=sum(item.level == 3 for item in stages),
        prc=_worst(classes),
        prc_non_performing=sum(prc_non_performing(items, as_of, rules) for items in debts),
        later=_later(debts, currency, as_of, rules) if isinstance(rules, LaterRules) else None,
    )


def _later(debts: Sequence[Sequence[Position]], currency: str, as_of: int, rules: LaterRules) -> LaterClocks:
    if currency != "EUR":
        return LaterClocks(None, None)
    retail = (eu_default_since(items, as_of, rules, rules.eu_retail_amount_minor) for items in debts)
    factoring = (factoring_default_since(items, as_of, rules) for items in debts)
    return LaterClocks(_counted(retail), _counted(factoring))


def _counted(since: Iterable[int | None]) -> Counted:
    days = [day for day in since if day is not None]
    return Counted(Standing(2, min(days)) if days else Standing(1), len(days))


def _by_obligor(positions: Iterable[Position], side: Side) -> Mapping[str, list[Position]]:
    grouped: dict[str, list[Position]] = {}
    for item in positions:
        grouped.setdefault("the member" if side is Side.PAYS else item.counterparty, []).append(item)
    return grouped


def _eu_standing(items: Iterable[Position], as_of: int, rules: Rules) -> Standing:
    since = eu_default_since(items, as_of, rules)
    return Standing(1) if since is None else Standing(2, since)


def _worst(standings: Iterable[Standing]) -> Standing:
    return min(standings, key=lambda item: (-item.level, item.since or 0), default=Standing(1))
