"""However an account's movements are cut into statements, its months come to the same; and one day less is seen."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from ledger.core.day import Day, date_of
from ledger.core.faults import Fault
from ledger.documents.booked_days import Days, covered, missing_within, parts_within
from ledger.documents.booked_pages import whole_statements
from ledger.documents.camt_booked import read_pages
from ledger.documents.turnover import MonthTurned, turnover
from tests.unit.documents.banking import Bank, Entry, camt

FIRST, DAYS = date(2026, 1, 20), 80
END = FIRST + timedelta(DAYS - 1)

DAY = st.integers(0, DAYS - 1)
CENTS = st.integers(-1_000_00, 1_000_00)
ENTRIES = st.lists(st.tuples(DAY, CENTS), max_size=12).map(sorted)
CUTS = st.sets(st.integers(1, DAYS - 1), max_size=6).map(sorted)


def at(day: int) -> str:
    return str(FIRST + timedelta(day))


def statements(entries: Sequence[tuple[int, int]], cuts: Sequence[int]) -> list[Bank]:
    """The statements of the parts; each opens where the one before it closed."""
    made: list[Bank] = []
    for start, end in zip((0, *cuts), (*cuts, DAYS), strict=True):
        inside = [
            Entry(at(day), cents, f"R{place}")
            for place, (day, cents) in enumerate(entries)
            if start <= day < end
        ]
        opening = made[-1].close if made else 50_00
        made.append(Bank(at(start), at(end - 1), inside, opening, name=f"S{start}"))
    return made


def months(banks: Sequence[Bank]) -> tuple[MonthTurned, ...]:
    """Of a file each; nothing is wrong."""
    faults: list[Fault] = []
    pages = [page for bank in banks for page in read_pages("file", camt(bank)).pages]
    assert len(pages) == len(banks)
    found = turnover(whole_statements(pages, faults)[0], (), (), faults)
    assert faults == []
    return found.months


@given(ENTRIES, CUTS, st.randoms(use_true_random=False))
def test_in_whatever_statements_it_comes_a_month_is_the_same(
    entries: list[tuple[int, int]], cuts: list[int], random: Random
) -> None:
    parts = statements(entries, cuts)
    random.shuffle(parts)
    whole = months(statements(entries, ()))
    assert months(parts) == whole
    for month in whole:
        inside = [c for day, c in entries if at(day)[:7] == str(date_of(month.month))[:7]]
        assert month.counted.received == sum(c for c in inside if c > 0)
        assert month.counted.paid_out == -sum(c for c in inside if c < 0)
    assert [not month.missing for month in whole] == [False, True, True, False]


@given(ENTRIES, st.sets(st.integers(1, DAYS - 1), min_size=2, max_size=6).map(sorted), st.data())
def test_a_statement_that_is_not_there_takes_its_months_along(
    entries: list[tuple[int, int]], cuts: list[int], data: st.DataObject
) -> None:
    parts = statements(entries, cuts)
    gone = data.draw(st.integers(1, len(parts) - 2))
    lost = parts.pop(gone)
    for month in months(parts):
        start, end = month_edges(month)
        if not (lost.until < start or lost.since > end):
            assert month.missing
    numbered = [
        replace(part, number=place) for place, part in enumerate([*parts[:gone], lost, *parts[gone:]])
    ]
    del numbered[gone]
    assert months(numbered) == months(parts), "numbers that do not follow join nothing"


def month_edges(month: MonthTurned) -> tuple[str, str]:
    end = date_of(month.month)
    return str(end.replace(day=1)), str(end)


RUNS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 8)), max_size=6)


@given(RUNS, st.integers(0, 60), st.integers(0, 30))
def test_each_day_is_covered_or_missing(runs: list[tuple[int, int]], first: int, length: int) -> None:
    days, at = [], 0
    for gap, size in runs:  # apart and in order, as `covered` gives them
        days.append(Days(Day(at + gap), Day(at + gap + size)))
        at += gap + size + 1
    last = first + length
    there = [
        day for part in parts_within(days, Day(first), Day(last)) for day in range(part.first, part.last + 1)
    ]
    gone = [
        day
        for part in missing_within(days, Day(first), Day(last))
        for day in range(part.first, part.last + 1)
    ]
    assert sorted(there + gone) == [*range(first, last + 1)]
    assert covered((), []) == ()


PIECES = st.sampled_from(
    [
        "",
        "<",
        "2026-10-01",
        "2026-13-01",
        "EUR",
        "USD",
        "-1",
        "OPBD",
        "CLBD",
        "PRCD",
        "BOOK",
        "<Ntry>",
        "false",
        "é",
    ]
)


@given(st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 12), PIECES), max_size=6))
def test_any_bytes_are_statements_or_faults(changes: list[tuple[int, int, str]]) -> None:
    text = camt(*statements([(3, 5_00), (15, -7_00)], [20])).decode()
    for place, length, piece in changes:
        text = text[:place] + piece + text[place + length :]
    read = read_pages("file", text.encode())
    assert not (read.pages and read.faults) and (read.pages or read.faults)
    faults: list[Fault] = []
    found = turnover(whole_statements(read.pages, faults)[0], (), (), faults)
    assert all(fault.rule and fault.found and fault.expected for fault in (*read.faults, *faults))
    assert found.months or faults or read.faults
