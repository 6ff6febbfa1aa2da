"""Which sums of suppressed cells a table with its totals tells all the same.

Rows and columns, "all" one of each, are the nodes of a graph. A cell is an arrow from its row to its column, the total
of a row or a column one the other way round: so as much flows into each node as out of it. Then what is published tells
the sum of suppressed cells over a border that they all cross in one direction, and every sum without a negative part
that it tells is made of such ones.
"""

from collections.abc import Collection, Iterator
from itertools import chain, combinations

ALL = ""
"""The row, or the column, of totals."""

Place = tuple[str, str]
"""Row and column of a cell."""

Node = tuple[int, str]
"""A row (0) or a column (1)."""


def ends(place: Place) -> tuple[Node, Node]:
    """From which line its value flows to which."""
    row, column = (0, place[0]), (1, place[1])
    return (column, row) if (place[0] == ALL) != (place[1] == ALL) else (row, column)


def told_sums(hidden: Collection[Place]) -> Iterator[tuple[frozenset[Node], frozenset[Place]]]:
    """Borders with the suppressed cells whose sum is told over each: a node is within together with all that flows
    into it. Over the line of each row, and for every set of columns; of sums that differ by a row's total for its
    parts, the one that is of fewer.
    """
    arrows = [(*ends(place), place) for place in sorted(hidden)]
    into: dict[Node, set[Node]] = {}
    for start, end, _ in arrows:
        into.setdefault(end, set()).add(start)
        into.setdefault(start, set())
    rows, columns = ([node for node in into if node[0] == kind] for kind in (0, 1))
    chosen = chain.from_iterable(combinations(columns, size) for size in range(len(columns) + 1))
    lines: Iterator[tuple[Node, ...]] = chain(((row,) for row in rows), chosen)
    for some in lines:
        within = _upstream(into, some)
        parts = {row for row in rows if into[row] and into[row] <= within}
        for border in {frozenset(within), frozenset(within | parts)}:
            crossing = frozenset(
                place for tail, head, place in arrows if tail in border and head not in border
            )
            if crossing:
                yield border, crossing


def _upstream(into: dict[Node, set[Node]], start: Collection[Node]) -> set[Node]:
    """These nodes with all from which something flows to them, over any number of arrows."""
    found, waiting = set(start), list(start)
    while waiting:
        fresh = into[waiting.pop()] - found
        found |= fresh
        waiting.extend(fresh)
    return found
