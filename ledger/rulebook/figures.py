"""The figures of one population: one side, one currency, with or without disputes, down to one grade."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.core.history import Side
from ledger.rulebook.ageing import Ageing, ageing, bucket_dbt
from ledger.rulebook.concentration import Concentration, concentration
from ledger.rulebook.dbt import dbt
from ledger.rulebook.dso import dso
from ledger.rulebook.movement import Movement
from ledger.rulebook.on_time import on_time_by_amount, on_time_by_count
from ledger.rulebook.position import Position
from ledger.rulebook.promptness import promptness
from ledger.rulebook.rules import Rules
from ledger.rulebook.turnover import Turnover, turnover


@dataclass(frozen=True, slots=True)
class Figures:
    """Each figure as its own file defines it; None where there is nothing to divide by.

    `publishable`: at least 3 obligations of at least 2 counterparties have something paid or past due.
    """

    publishable: bool
    obligations: int
    weighed_obligations: int
    weighed_counterparties: int
    promptness: int | None
    dbt: int | None
    bucket_dbt: int | None
    ageing: Ageing
    on_time_by_count: int | None
    on_time_by_amount: int | None
    dso: int | None
    """Only for the side that is paid."""
    turnover: Turnover
    concentration: Concentration | None
    """Over what promptness, DBT and on time by amount weigh."""
    open_concentration: Concentration | None
    """Over open balances: ageing, bucket DBT, DSO."""
    movement: Movement | None = None
    """None by `tradeline-1`."""


def figures_of(
    positions: Sequence[Position], side: Side, as_of: int, rules: Rules, movement: Movement | None = None
) -> Figures:
    """All figures of one population; how it moved is told of more obligations than these, so it is passed in. They are
    `publishable` if at least 3 obligations of at least 2 counterparties have a weight: the minimum evidence.

    Three paid obligations of one counterparty are not enough, of two they are:

    >>> from dataclasses import replace
    >>> from ledger.core.history import Counterparty
    >>> from ledger.rulebook.worked import invoice, stood
    >>> one, two, three = (invoice(100, due=40, paid=[(40, 100)], number=number) for number in (1, 2, 3))
    >>> other = replace(three, counterparty=Counterparty("member:9"))
    >>> sets = [[stood(seen, 60) for seen in several] for several in ((one, two, three), (one, two, other))]
    >>> [figures_of(found, Side.IS_PAID, 60, Rules()).publishable for found in sets]
    [False, True]
    """
    weighed = [(item, item.weights()) for item in positions]
    weighed = [(item, weights) for item, weights in weighed if weights]
    weights = [weight for _, several in weighed for weight in several]
    counterparties = {item.counterparty for item, _ in weighed}
    aged = ageing(positions)
    enough = len(weighed) >= rules.minimum_obligations and len(counterparties) >= rules.minimum_counterparties
    return Figures(
        publishable=enough,
        obligations=len(positions),
        weighed_obligations=len(weighed),
        weighed_counterparties=len(counterparties),
        promptness=promptness(weights, rules),
        dbt=dbt(weights),
        bucket_dbt=bucket_dbt(aged, rules),
        ageing=aged,
        on_time_by_count=on_time_by_count(positions),
        on_time_by_amount=on_time_by_amount(weights),
        dso=dso(positions, as_of, rules) if side is Side.IS_PAID else None,
        turnover=turnover(positions, as_of, rules),
        concentration=concentration(
            (item.counterparty, weight.amount) for item, several in weighed for weight in several
        ),
        open_concentration=concentration((item.counterparty, item.balance) for item in positions),
        movement=movement,
    )
