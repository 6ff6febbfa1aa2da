"""Which so many of several payments add up to enough, for the least money: branch and bound, with an honest end."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

MOST_STEPS = 20_000
"""After so many steps the search ends with the best that it has found, and a bound."""
MOST_CELLS = 1_000_000
"""Of a search whose table would be larger there is the first answer, and a bound."""


@dataclass(frozen=True, slots=True)
class Choice:
    """`places` of the options chosen, and their `cost`; no choice costs less than `least`, and where the two are the
    same the choice is the cheapest there is.
    """

    places: tuple[int, ...]
    cost: int
    least: int


@dataclass(frozen=True, slots=True)
class _Node:
    """Options before `at` (in order of cost) are decided."""

    at: int
    chosen: tuple[int, ...]
    gained: int
    cost: int


@dataclass(frozen=True, slots=True)
class _Table:
    """The options in order of cost; sums of their costs; for each place the most that 0, 1 … of the gains from there
    on can make.
    """

    few: int
    missing: int
    order: Sequence[int]
    costs: Sequence[int]
    most: Sequence[Sequence[int]]

    def bound(self, node: _Node) -> int | None:
        """The least that a choice below the node may cost; None if there is none."""
        left = self.few - len(node.chosen)
        if node.at + left > len(self.order) or node.gained + self.most[node.at][left] < self.missing:
            return None
        return node.cost + self.costs[node.at + left] - self.costs[node.at]


def cheapest(
    options: Sequence[tuple[int, int]], few: int, missing: int, steps: int = MOST_STEPS
) -> Choice | None:
    """Exactly `few` of the options (gain, cost; neither negative) whose gains make `missing`, at least cost.

    None if no such choice is. Of three that gain 5, 4 and 3 and cost 9, 2 and 2, two that gain 7:

    >>> cheapest([(5, 9), (4, 2), (3, 2)], 2, 7)
    Choice(places=(1, 2), cost=4, least=4)
    """
    first = _strongest(options, few)
    if len(first.places) < few or sum(options[place][0] for place in first.places) < missing:
        return None
    order = sorted(range(len(options)), key=lambda place: (options[place][1], -options[place][0]))
    costs = [0, *accumulate(options[place][1] for place in order)]
    if len(order) * few > MOST_CELLS:
        return Choice(first.places, first.cost, costs[few])
    most = _most_gains([options[place][0] for place in order], few)
    return _search(options, _Table(few, missing, order, costs, most), first, steps)


def _search(options: Sequence[tuple[int, int]], table: _Table, best: Choice, steps: int) -> Choice:
    """Depth first, the cheaper option taken before it is left."""
    waiting = [_Node(0, (), 0, 0)]
    while waiting and steps > 0:
        node, steps = waiting.pop(), steps - 1
        least = table.bound(node)
        if least is None or least >= best.cost:
            continue
        if len(node.chosen) == table.few:
            best = Choice(tuple(sorted(node.chosen)), node.cost, node.cost)
            continue
        place = table.order[node.at]
        gain, cost = options[place]
        waiting.append(_Node(node.at + 1, node.chosen, node.gained, node.cost))
        waiting.append(_Node(node.at + 1, (*node.chosen, place), node.gained + gain, node.cost + cost))
    left = [least for least in map(table.bound, waiting) if least is not None]
    return Choice(best.places, best.cost, min((best.cost, *left)))


def _strongest(options: Sequence[tuple[int, int]], few: int) -> Choice:
    """Those that gain most; of equal gain the cheaper."""
    order = sorted(range(len(options)), key=lambda place: (-options[place][0], options[place][1]))
    places = tuple(sorted(order[:few]))
    cost = sum(options[place][1] for place in places)
    return Choice(places, cost, cost)


def _most_gains(gains: Sequence[int], few: int) -> list[list[int]]:
    """For each place the most that 0, 1 … `few` of the gains from there on can make."""
    found: list[list[int]] = [[0] * (few + 1)]
    top: list[int] = []
    for gain in reversed(gains):
        top = sorted((*top, gain), reverse=True)[:few]
        sums = [0, *accumulate(top)]
        found.append([*sums, *[sums[-1]] * (few + 1 - len(sums))])
    return found[::-1]
