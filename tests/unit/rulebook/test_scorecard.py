"""The published scorecard: every score is the table's, and what is no table is refused."""

import json
import re
from itertools import product
from pathlib import Path

import pytest

from ledger.core.errors import BadContent
from ledger.rulebook.scorecard import LARGEST_TABLE, Bin, parse_scorecard, table_hash

ROOT = Path(__file__).parents[3]
TABLE = (ROOT / "ledger/rulebook/sba-7a-1.json").read_bytes()
PAGE = (ROOT / "docs/scorecard.md").read_text("utf-8")
CARD = parse_scorecard(TABLE)
NAMES = ("amount", "employees", "age", "sector")

# amount in cents, employees, age, sector: points of each, as read off the page, by hand.
GOLDEN = [
    ((6_000_000, 4, 2, 44), (20, -6, 18, -11), 535, "A", 1514),
    ((3_500_000, 1, 1, 62), (-4, 3, -8, 11), 516, "B", 2046),
    ((3_500_001, 5, 1, 72), (-25, -6, -8, -11), 464, "E", 4118),
    ((5_000_000, 6, 2, 31), (-25, 2, 18, 11), 520, "B", 1923),
    ((5_000_001, 2, 2, 54), (20, 3, 18, 11), 566, "A", 894),
    ((1, None, None, None), (-4, 0, 0, 0), 510, "C", 2240),
]


def score(*values: int | None):
    return CARD.score(dict(zip(NAMES, values, strict=True)))


def every_input():
    """One value of each bin and, where it may be, none."""
    each = [[one.ranges[0][0] for one in part.bins] + [None] for part in CARD.characteristics]
    return product(*each)


@pytest.mark.parametrize(("values", "points", "total", "band", "probability"), GOLDEN)
def test_a_score_is_what_the_page_says(values, points, total, band, probability):
    found = score(*values)
    assert found.points == points
    assert (found.total, found.band, found.probability_bp) == (total, band, probability)


def test_the_hash_on_the_page_is_the_tables():
    assert CARD.hash == table_hash(json.loads(TABLE))
    assert f"`0x{CARD.hash.hex()}`" in PAGE


def test_the_bins_on_the_page_are_the_tables():
    printed = re.findall(
        r"^\| (amount|employees|age|sector) \| .* \| (−?\d+) \| ([\d,]+) \| ([\d,]+) \|$", PAGE, re.M
    )
    told = [
        (name, *(int(cell.replace(",", "").replace("−", "-")) for cell in cells)) for name, *cells in printed
    ]
    assert told == [
        (part["name"], one["points"], one["loans"], one["charged_off"])
        for part in json.loads(TABLE)["characteristics"]
        for one in part["bins"]
    ]


def test_every_combination_of_bins_is_a_sum_with_a_band_and_a_probability():
    totals = set()
    for values in every_input():
        found = score(*values)
        assert found.total == CARD.base + sum(found.points)
        assert found.band == CARD.band(found.total)
        totals.add(found.total)
    assert max(totals) == CARD.best
    assert min(totals) == CARD.lowest


def test_both_ends_of_every_range_score_as_its_bin_and_one_further_does_not():
    for part in CARD.characteristics:
        for one in part.bins:
            for first, last in one.ranges:
                assert part.points(first) == part.points(last) == one.points
                assert not one.holds(first - 1) or any(last == first - 1 for _, last in one.ranges)
                assert not one.holds(last + 1) or any(first == last + 1 for first, _ in one.ranges)


def test_a_band_begins_at_its_lowest_score():
    for (name, lowest), (worse, _) in zip(CARD.bands, CARD.bands[1:], strict=False):
        assert CARD.band(lowest) == name
        assert CARD.band(lowest - 1) == worse
    assert CARD.band(CARD.lowest) == CARD.bands[-1][0]


def test_a_higher_score_is_never_a_higher_probability():
    assert list(CARD.probabilities) == sorted(CARD.probabilities, reverse=True)


def test_silence_earns_nothing():
    assert [part.absent for part in CARD.characteristics] == [0, 0, 0, 0]
    assert all(part.absent < part.best for part in CARD.characteristics)


@pytest.mark.parametrize("name", NAMES)
def test_an_input_that_is_left_out_is_refused(name):
    inputs = {"amount": 1, "employees": 1, "age": 1, "sector": 11}
    assert CARD.score(inputs).total
    with pytest.raises(BadContent, match=name):
        CARD.score({key: value for key, value in inputs.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"), [("amount", 0), ("amount", -1), ("amount", 10**12 + 1), ("age", 3), ("sector", 10)]
)
def test_a_value_outside_every_bin_is_refused(name, value):
    with pytest.raises(BadContent, match=name):
        CARD.score({"amount": 1, "employees": 1, "age": 1, "sector": 11, name: value})


def bent(bend) -> bytes:
    table = json.loads(TABLE)
    bend(table)
    return json.dumps(table).encode()


def first_bins(table) -> list:
    return table["characteristics"][0]["bins"]


@pytest.mark.parametrize(
    "bend",
    [
        lambda table: table.pop("base"),
        lambda table: table.update(base=514.5),
        lambda table: table.update(base=True),
        lambda table: first_bins(table)[0].update(points="20"),
        lambda table: first_bins(table)[0].update(ranges=[[1, 3_500_001]]),
        lambda table: first_bins(table)[0].update(ranges=[[5, 1]]),
        lambda table: first_bins(table).clear(),
        lambda table: table["characteristics"][0].update(absent=21),
        lambda table: table["characteristics"][0].update(changeable=1),
        lambda table: table["characteristics"].append(table["characteristics"][0]),
        lambda table: table["bands"].reverse(),
        lambda table: table["bands"].clear(),
        lambda table: table["probabilities"]["bp"].pop(),
        lambda table: table["probabilities"].update(lowest=465),
        lambda table: table["probabilities"]["bp"].__setitem__(0, 10_001),
    ],
)
def test_a_bent_table_is_refused(bend):
    assert parse_scorecard(bent(lambda table: None)).hash == CARD.hash
    with pytest.raises(BadContent):
        parse_scorecard(bent(bend))


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, b" " * (LARGEST_TABLE + 1)])
def test_what_is_no_table_is_refused(data):
    with pytest.raises(BadContent):
        parse_scorecard(data)


def test_another_word_in_the_table_is_another_hash():
    def bend(table):
        table["scope"] += "."

    assert parse_scorecard(bent(bend)).hash != CARD.hash


def test_a_bin_of_several_ranges_holds_them_and_nothing_between():
    assert [value for value in range(8) if Bin(((1, 2), (5, 6)), 0).holds(value)] == [1, 2, 5, 6]
