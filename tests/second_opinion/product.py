"""What the product says of a case, in the form in which the second opinion answers."""

from typing import Any

from ledger.rulebook.rulebook import figures as figures_by
from ledger.rulebook.rulebook import rulebook_named
from tests.second_opinion.rows import Case


def figures(case: Case) -> dict[str, Any]:
    """FigureSet.as_json() but for the name of the rulebook."""
    book = rulebook_named(case.rulebook)
    told = dict(figures_by(case.observations, case.as_of, book, case.facilities, case.turned).as_json())
    del told["rulebook"]
    return told
