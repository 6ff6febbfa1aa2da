"""What differs between two sets of figures, number by number."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ledger.rulebook.figure_set import FigureSet, Json


@dataclass(frozen=True, slots=True)
class FigureChange:
    """`place` is the way to one value in `FigureSet.as_json()["sides"]`, such as pays, EUR, headline, all, dbt; None
    stands for a value that is absent.
    """

    place: tuple[str, ...]
    before: Json
    after: Json


def figure_changes(before: FigureSet, after: FigureSet) -> tuple[FigureChange, ...]:
    """Every value that is not the same in both, in the order of the sets; lists are one value."""
    old, new = (dict(_leaves(found.as_json()["sides"])) for found in (before, after))
    places = dict.fromkeys((*old, *new))
    return tuple(
        FigureChange(place, old.get(place), new.get(place))
        for place in places
        if old.get(place) != new.get(place)
    )


def _leaves(value: Json, place: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Json]]:
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from _leaves(part, (*place, name))
    else:
        yield place, value
