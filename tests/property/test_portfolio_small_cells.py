"""No suppressed cell follows from what is published with it: an attacker solves the linear system of the totals."""

from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.rulebook.small_cells import Cell, Contribution, Limits, publish, suppressed, tabulate
from ledger.rulebook.told_sums import ALL, Place

_CONTRIBUTION = st.builds(
    Contribution,
    st.sampled_from([f"2026-0{month}" for month in range(1, 6)]),
    st.sampled_from(["91+", "61-90", "31-60", "1-30", "current"]),
    st.one_of(st.integers(1, 30), st.integers(1, 1 << 62)),
    st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("stuvwxyz")),
)
_LIMITS = st.builds(
    Limits, st.integers(1, 5), st.integers(1, 2), st.integers(5_000, 10_000), st.integers(0, 2_000)
)
_TABLES = st.lists(_CONTRIBUTION, min_size=1, max_size=150)
_SMALL_TABLES = st.lists(
    st.builds(
        Contribution,
        st.sampled_from(["2026-01", "2026-02", "2026-03", "2026-04"]),
        st.sampled_from(["91+", "31-60", "1-30", "current"]),
        st.integers(1, 1000),
        st.tuples(st.integers(0, 24).map(str)),
    ),
    min_size=20,
    max_size=120,
)


def lines_of(places: Collection[Place]) -> list[dict[Place, int]]:
    """The equations that everybody knows: the parts of a row or column, less its total, are 0."""
    found: dict[tuple[int, str], dict[Place, int]] = {}
    for place in places:
        for along in (0, 1):
            sign = -1 if place[1 - along] == ALL else 1
            found.setdefault((along, place[along]), {})[place] = sign
    return list(found.values())


def determined(places: Collection[Place], hidden: Collection[Place]) -> set[Place]:
    """The hidden cells that have one value only, by Gauss and Jordan, whatever the numbers are."""
    order = sorted(hidden)
    rows = [[Fraction(line.get(place, 0)) for place in order] for line in lines_of(places)]
    solved: set[Place] = set()
    rank = 0
    for column in range(len(order)):
        pivot = next((at for at in range(rank, len(rows)) if rows[at][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        rows[rank] = [value / rows[rank][column] for value in rows[rank]]
        for at, row in enumerate(rows):
            if at != rank and row[column]:
                rows[at] = [mine - row[column] * its for mine, its in zip(row, rows[rank], strict=True)]
        rank += 1
    for row in rows:
        filled = [place for place, value in zip(order, row, strict=True) if value]
        solved.update(filled if len(filled) == 1 else ())
    return solved


@given(_TABLES, _LIMITS)
def test_no_suppressed_cell_is_determined_by_the_totals(items: list[Contribution], limits: Limits) -> None:
    cells = tabulate(items)
    assert determined(cells, suppressed(cells, limits)) == set()


@given(_TABLES, _LIMITS)
def test_every_cell_of_a_few_is_suppressed_and_every_other_is_told_exactly(
    items: list[Contribution], limits: Limits
) -> None:
    cells, table = tabulate(items), publish(items, limits)
    for place, cell in cells.items():
        inside = [it for it in items if place[0] in (ALL, it.row) and place[1] in (ALL, it.column)]
        few = any(len({it.contributors[side] for it in inside}) < limits.contributors for side in (0, 1))
        shown = table.cells[place]
        assert shown is None or (not few and shown == (len(inside), sum(it.amount for it in inside)))
        assert not cell.sensitive(limits) or shown is None


@given(_TABLES, _LIMITS)
def test_the_order_in_which_obligations_are_read_changes_nothing(
    items: list[Contribution], limits: Limits
) -> None:
    assert publish(items[::-1], limits) == publish(items, limits)


@given(_TABLES, _LIMITS)
def test_who_knows_that_nothing_is_negative_knows_no_suppressed_cell_either(
    items: list[Contribution], limits: Limits
) -> None:
    cells = tabulate(items)
    hidden = suppressed(cells, limits)
    for place in hidden:
        for value in ({at: cells[at].amount for at in hidden}, {at: cells[at].count for at in hidden}):
            one, other = _both_ways(value, place)
            assert min(*one.values(), *other.values()) >= 0
            assert one[place] > value[place] > other[place]
            for line in lines_of(cells):
                kept = [at for at in line if at in hidden]
                for world in (one, other):
                    assert sum(line[at] * (world[at] - value[at]) for at in kept) == 0


def sparse_table(chance: Random) -> list[Contribution]:
    """Cells of none, one or more, some of them of one on a side."""
    return [
        Contribution(
            row, column, chance.randint(500, 2000), (f"c{chance.randint(1, 40)}", f"d{chance.randint(1, 40)}")
        )
        for row in "ABCD"
        for column in ("current", "1-30", "31-60")
        for _ in range(chance.choice([0, 1, 6, 9, 12]))
    ]


def found_by_one_inside(items: list[Contribution]) -> set[Place]:
    """The small cells that some contributor computes who knows each cell in which it is alone on a side."""
    cells = tabulate(items)
    hidden = suppressed(cells, Limits())
    known: dict[str, set[Place]] = {}
    for place in hidden:
        for side in cells[place].sides:
            if len(side) == 1:
                known.setdefault(next(iter(side)), set()).add(place)
    found = {place for own in known.values() for place in determined(cells, hidden - own)}
    return {place for place in found if cells[place].sensitive(Limits())}


def test_who_is_alone_in_a_cell_computes_no_other_small_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the cheapest cycles, whoever is alone on them, give others' cells away."""
    tables = [sparse_table(Random(seed)) for seed in range(120)]
    assert [found for items in tables if (found := found_by_one_inside(items))] == []
    monkeypatch.setattr(Cell, "of_one", lambda cell: False)
    assert sum(bool(found_by_one_inside(items)) for items in tables) > 5


@settings(max_examples=150)
@given(st.integers(0, 1 << 32))
def test_no_sum_of_suppressed_cells_that_is_told_is_of_a_few(seed: int) -> None:
    """Every sum of suppressed cells, without a negative part, that adding and subtracting totals can give."""
    chance = Random(seed)
    people, busy = chance.choice([4, 8, 12, 25]), chance.choice([2, 8, 40])
    items = [
        Contribution(month, bucket, chance.randrange(1, 1000), (str(chance.randrange(people)),))
        for month in ("2026-01", "2026-02", "2026-03", "2026-04")[: chance.randrange(2, 5)]
        for bucket in ("91+", "31-60", "1-30", "current")[: chance.randrange(2, 5)]
        for _ in range(chance.randrange(1, busy))
    ]
    limits = Limits(chance.choice([2, 3, 5]), share_bp=10_000, within_bp=0)
    cells = tabulate(items)
    for places in sums_told(cells, suppressed(cells, limits)):
        assert len({name for place in places for name in cells[place].sides[0]}) >= limits.contributors


def sums_told(places: Collection[Place], hidden: Collection[Place]) -> Iterator[list[Place]]:
    """Of every choice of lines, added or subtracted as totals are: what is left, if each has a part once or not."""
    lines = lines_of(places)
    for signs in product((0, 1), repeat=len(lines)):
        left: dict[Place, int] = {}
        for line, chosen in zip(lines, signs, strict=True):
            turned = chosen * line_sign(line)
            for place, sign in line.items():
                if place in hidden and turned:
                    left[place] = left.get(place, 0) + turned * sign
        if any(left.values()) and min(left.values()) >= 0:
            yield [place for place, count in left.items() if count]


def line_sign(line: Mapping[Place, int]) -> int:
    """Rows add; columns subtract, and so that a total cancels with its parts' lines, the two lines of totals the
    other way round.
    """
    total = next(place for place, sign in line.items() if sign < 0)
    is_row = total[1] == ALL and all(place[0] == total[0] for place in line)
    of_totals = total == (ALL, ALL)
    return 1 if is_row != of_totals else -1


def _both_ways(value: Mapping[Place, int], place: Place) -> tuple[dict[Place, int], dict[Place, int]]:
    """Two other worlds with the same totals: 1 more and 1 less at `place`, moved around a cycle of hidden cells."""
    cycle = _path(value, (1, place[1]), (0, place[0]), {place})
    assert cycle is not None
    moves, sign, line = {place: 1}, 1, (1, place[1])
    for at in cycle:
        before = -1 if (at[0] if line[0] else at[1]) == ALL else 1
        own = -1 if (next(reversed(moves))[0] if line[0] else next(reversed(moves))[1]) == ALL else 1
        sign = -sign * own * before
        moves[at] = sign
        line = (0, at[0]) if line[0] else (1, at[1])
    return (
        {at: number + moves.get(at, 0) for at, number in value.items()},
        {at: number - moves.get(at, 0) for at, number in value.items()},
    )


def _path(
    edges: Collection[Place], start: tuple[int, str], goal: tuple[int, str], used: set[Place]
) -> list[Place] | None:
    """A path over hidden cells from a line to another, each line once."""
    seen, stack = {start}, [(start, list[Place]())]
    while stack:
        node, path = stack.pop()
        if node == goal:
            return path
        for at in sorted(edges):
            other = (1 - node[0], at[1 - node[0]])
            if at[node[0]] == node[1] and at not in used and other not in seen:
                seen.add(other)
                stack.append((other, [*path, at]))
    return None


def rival(row: str, column: str, amount: int, of: int) -> list[Contribution]:
    """So many contributors with the same amount each."""
    return [Contribution(row, column, amount, (f"{row}{column}{number}",)) for number in range(of)]


TWO_MONTHS = [
    *rival("2026-01", "current", 100, 6), *rival("2026-01", "91+", 70, 1), *rival("2026-01", "1-30", 50, 8),
    *rival("2026-02", "current", 100, 7), *rival("2026-02", "91+", 60, 6), *rival("2026-02", "1-30", 50, 9),
]  # fmt: skip


def test_with_the_small_cell_alone_suppressed_it_follows_from_the_totals() -> None:
    """The positive control: the attacker is able."""
    cells = tabulate(TWO_MONTHS)
    small = {place for place, cell in cells.items() if cell.sensitive(Limits())}
    assert small == {("2026-01", "91+")}
    assert determined(cells, small) == small
    assert small < suppressed(cells, Limits())


def test_a_pair_of_small_cells_is_not_told_as_their_sum() -> None:
    """Each of two, who are alone in their cells, would subtract its own from it."""
    items = [*TWO_MONTHS, *rival("2026-01", "61-90", 30, 1), *rival("2026-02", "61-90", 30, 6)]
    cells = tabulate(items)
    hidden = suppressed(cells, Limits())
    row = [place for place in hidden if place[0] == "2026-01"]
    assert {("2026-01", "91+"), ("2026-01", "61-90")} < set(row)
    names = {name for place in row for name in cells[place].sides[0]}
    assert ("2026-01", ALL) in row or len(names) >= 5


def test_four_who_are_alone_in_a_square_are_told_in_pairs_though_none_is_determined() -> None:
    """The positive control for sums: cycles alone are no protection from them."""
    square = [(month, bucket) for month in ("2026-01", "2026-02") for bucket in ("31-60", "91+")]
    items = [*TWO_MONTHS, *(each for place in square for each in rival(*place, 40, 1))]
    cells = tabulate([item for item in items if (item.row, item.column) not in square or item.amount == 40])
    assert determined(cells, square) == set()
    assert sorted(map(len, set(map(frozenset, sums_told(cells, square))))) == [2, 2, 2, 2, 4]
    assert set(square) < suppressed(cells, Limits())


def test_a_rows_suppressed_total_is_taken_for_its_suppressed_parts() -> None:
    """Two rows, each with its total suppressed and a cell of one organisation: their column tells both in one."""
    told = {
        ("r1", "a"): "3", ("r1", "c"): "001", ("r2", "a"): "3", ("r2", "b"): "23", ("r3", "a"): "002",
        ("r3", "b"): "013",
    }  # fmt: skip
    cells = tabulate(Contribution(*place, 1, (name,)) for place, names in told.items() for name in names)
    limits = Limits(2, share_bp=10_000, within_bp=0)
    found = [
        {name for at in places for name in cells[at].sides[0]}
        for places in sums_told(cells, suppressed(cells, limits))
    ]
    assert min(map(len, found), default=2) >= 2
    cycle = [("r1", ALL), ("r1", "a"), ("r2", ALL), ("r2", "a")]
    assert [("r1", "a"), ("r2", "a")] in list(sums_told(cells, cycle))


def test_a_total_of_many_small_cells_of_one_is_not_left_to_be_computed() -> None:
    """No cell of its row is as wide as a tenth of it."""
    buckets = [f"b{number:02}" for number in range(12)]
    alone = [Contribution("2026-01", bucket, 10, ("one",)) for bucket in buckets]
    others = [
        each for month in ("2026-02", "2026-03") for bucket in buckets for each in rival(month, bucket, 50, 9)
    ]
    cells = tabulate([*alone, *others])
    hidden = suppressed(cells, Limits())
    assert ("2026-01", ALL) in hidden
    assert determined(cells, hidden) == set()


@pytest.mark.parametrize(
    ("amounts", "limits", "shown"),
    [
        ([45, 45, 2, 2, 2, 2, 2], Limits(within_bp=0), False),
        ([42, 42, 4, 4, 4, 4], Limits(within_bp=0), True),
        ([60, 20, 1, 1, 1, 1, 1], Limits(share_bp=10_000), False),
        ([60, 20, 2, 2, 2], Limits(share_bp=10_000), True),
    ],
)
def test_two_that_dominate_and_one_that_is_nearly_known_are_kept(
    amounts: list[int], limits: Limits, shown: bool
) -> None:
    items = [Contribution("2026-01", "91+", amount, (f"m{at}",)) for at, amount in enumerate(amounts)]
    assert (publish(items, limits).cells[ALL, ALL] is not None) is shown


def test_a_table_of_a_few_alone_tells_nothing() -> None:
    table = publish(rival("2026-01", "91+", 70, 4), Limits())
    assert set(table.cells.values()) == {None}


def test_a_table_without_small_cells_is_told_whole() -> None:
    table = publish(rival("2026-01", "91+", 70, 5), Limits())
    assert table.cells[ALL, ALL] == (5, 350)
    assert None not in table.cells.values()


def test_one_that_dominates_is_as_good_as_alone() -> None:
    others = [Contribution("2026-01", "91+", 1, (f"m{number}",)) for number in range(20)]
    assert (
        publish([*others, Contribution("2026-01", "91+", 1000, ("whale",))], Limits()).cells[ALL, ALL] is None
    )
