"""Tables to publish: a cell that would tell of a few is suppressed, and others with it until no total gives it away.

A table with its totals is a graph: rows and columns, "all" one of each, are its nodes, suppressed cells its edges.
What is published determines a suppressed cell if and only if its edge lies on no cycle (D. Gusfield, A graph
theoretic approach to data security, SIAM J. Comput. 17(3), 1988). So each is given a cycle, the cheapest.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush

from ledger.rulebook.told_sums import ALL, Node, Place, ends, told_sums

BP = 10_000
CONTRIBUTORS = 5
"""Organisations that a published cell is of at least, unless another number is said."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When a cell tells of too few: fewer than `contributors`; or the `largest` have more than `share_bp` of it; or the
    second largest knows the largest to within `within_bp` (p % rule).
    """

    contributors: int = CONTRIBUTORS
    largest: int = 2
    share_bp: int = 8_500
    within_bp: int = 1_000


@dataclass(frozen=True, slots=True)
class Contribution:
    """One obligation: minor units (positive), and who contributes it, as seen from each side that counts."""

    row: str
    column: str
    amount: int
    contributors: tuple[str, ...]


@dataclass(slots=True)
class Cell:
    """How many, how much, and from whom: for each side, minor units of each contributor."""

    count: int = 0
    amount: int = 0
    sides: list[dict[str, int]] = field(default_factory=list)

    def add(self, item: Contribution) -> None:
        """One more contribution."""
        self.count += 1
        self.amount += item.amount
        self.sides = self.sides or [{} for _ in item.contributors]
        for side, name in zip(self.sides, item.contributors, strict=True):
            side[name] = side.get(name, 0) + item.amount

    def sensitive(self, limits: Limits) -> bool:
        """Whether it tells of too few on any side; an empty cell tells of nobody."""
        return any(_of_few(sorted(side.values(), reverse=True), self.amount, limits) for side in self.sides)

    def of_one(self) -> bool:
        """Whether somebody is alone in it on a side, and so knows it."""
        return any(len(side) == 1 for side in self.sides)

    def protection(self, limits: Limits) -> int:
        """By how much the value must at least be left open, up and down: minor units."""
        return max(1, -(-self.amount * limits.within_bp // BP))


def _of_few(amounts: list[int], total: int, limits: Limits) -> bool:
    few = len(amounts) < limits.contributors
    dominated = BP * sum(amounts[: limits.largest]) > limits.share_bp * total
    return few or dominated or BP * (total - sum(amounts[:2])) < limits.within_bp * amounts[0]


@dataclass(frozen=True, slots=True)
class Published:
    """Count and minor units by place, totals under ALL; None where a cell is suppressed, which of them first not told.

    Cells without any contribution are left out: they are 0.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[Place, tuple[int, int] | None]


def publish(contributions: Iterable[Contribution], limits: Limits) -> Published:
    """The table of the contributions with its totals, rows and columns in order of name."""
    cells = tabulate(contributions)
    hidden = suppressed(cells, limits)
    names = [tuple(sorted({place[at] for place in cells} - {ALL})) for at in (0, 1)]
    shown = {
        place: None if place in hidden else (cell.count, cell.amount) for place, cell in sorted(cells.items())
    }
    return Published(names[0], names[1], shown)


def tabulate(contributions: Iterable[Contribution]) -> dict[Place, Cell]:
    """Every cell that has a contribution, totals too."""
    cells: dict[Place, Cell] = {}
    for item in contributions:
        for row in (item.row, ALL):
            for column in (item.column, ALL):
                cells.setdefault((row, column), Cell()).add(item)
    return cells


def suppressed(cells: Mapping[Place, Cell], limits: Limits) -> frozenset[Place]:
    """Sensitive cells, and what must go with them: each on a cycle, of cells that nobody knows where there is one, as
    wide as its protection where there is one so wide; and no sum of suppressed cells told that is of a few.
    """
    hidden = {place for place, cell in cells.items() if cell.sensitive(limits)}
    exposed = sorted(hidden, key=lambda place: (-cells[place].amount, place))
    harmless: set[frozenset[Place]] = set()
    while exposed:
        for place in exposed:
            hidden.update(_company(cells, hidden, place, limits))
        exposed = _against_sums(cells, hidden, limits, harmless)
        hidden.update(exposed)
    return frozenset(hidden)


def _company(cells: Mapping[Place, Cell], hidden: set[Place], place: Place, limits: Limits) -> list[Place]:
    """The cycle to suppress with a cell: through no other that has one contributor on a side, if there is one, since
    who is alone in a cell knows it, and so the rest of a cycle; then as wide as the cell's protection.
    """
    shared = {at: cell for at, cell in cells.items() if at == place or not cell.of_one()}
    searches = ((among, need) for among in (shared, cells) for need in (cells[place].protection(limits), 1))
    found = (_cycle(among, hidden, place, need) for among, need in searches)
    return next((cycle for cycle in found if cycle), [])


def _against_sums(
    cells: Mapping[Place, Cell], hidden: set[Place], limits: Limits, harmless: set[frozenset[Place]]
) -> list[Place]:
    """The cheapest published cell over the first border that tells a sum of a few; none where there is no such border.

    There is such a cell: as much flows in over a border as out of it, and what is suppressed all flows out.
    """
    for border, places in told_sums(hidden):
        if places not in harmless and _sum(cells[place] for place in places).sensitive(limits):
            crossing = (place for place in cells if place not in hidden and _crosses(border, place))
            return [min(crossing, key=lambda at: (ALL in at, cells[at].amount, at))]
        harmless.add(places)
    return []


def _crosses(border: frozenset[Node], place: Place) -> bool:
    start, end = ends(place)
    return (start in border) != (end in border)


def _sum(cells: Iterable[Cell]) -> Cell:
    whole = Cell()
    for cell in cells:
        whole.count, whole.amount = whole.count + cell.count, whole.amount + cell.amount
        whole.sides = whole.sides or [{} for _ in cell.sides]
        for side, more in zip(whole.sides, cell.sides, strict=True):
            for name, amount in more.items():
                side[name] = side.get(name, 0) + amount
    return whole


_Cost = tuple[int, int, int]


def _cycle(cells: Mapping[Place, Cell], hidden: set[Place], place: Place, need: int) -> list[Place]:
    """The other cells of the cheapest cycle through `place` on which `need` can be moved up and down: fewest totals,
    then fewest cells, then least amount more (Dijkstra); none if no cycle is so wide. One of width 1 there is: of a
    cell with the totals of its row, its column and the table; of a total with any cell that it adds.
    """
    edges: dict[Node, list[tuple[Node, Place]]] = {}
    for at in sorted(cells):
        if at != place and cells[at].amount >= need:
            row, column = (0, at[0]), (1, at[1])
            edges.setdefault(row, []).append((column, at))
            edges.setdefault(column, []).append((row, at))
    start, goal = (0, place[0]), (1, place[1])
    heap: list[tuple[_Cost, Node, list[Place]]] = [((0, 0, 0), start, [])]
    done: set[Node] = set()
    while heap:
        cost, node, path = heappop(heap)
        if node == goal:
            return path
        if node in done:
            continue
        done.add(node)
        for other, at in edges.get(node, ()):
            if other not in done:
                heappush(heap, (_plus(cost, at, cells, hidden), other, [*path, at]))
    return []


def _plus(cost: _Cost, at: Place, cells: Mapping[Place, Cell], hidden: set[Place]) -> _Cost:
    if at in hidden:
        return cost
    return cost[0] + (ALL in at), cost[1] + 1, cost[2] + cells[at].amount
