"""Reference rates are the claimant's: what is no rate, or no half-year, is told with everything else that is wrong."""

from fractions import Fraction
from typing import Any

import pytest

from ledger.core.day import parse_day
from ledger.core.errors import BadContent, BadInput
from ledger.rulebook.reference_rates import MOST, half_year, percent, percent_text, reference_rates

GOOD = {"2024-01-01": "3.62%", "2024-07-01": "-0.88 %"}


def faults(source: object, table: object) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as refused:
        reference_rates("rates.toml", source, table)
    assert all(fault.file == "rates.toml" for fault in refused.value.faults)
    return [(fault.field, fault.rule) for fault in refused.value.faults]


def test_rates_are_read_exactly() -> None:
    found = reference_rates("rates.toml", " Bundesbank ", GOOD)
    assert found.source == "Bundesbank"
    assert found.rates == {
        parse_day("2024-01-01"): Fraction(181, 50),
        parse_day("2024-07-01"): Fraction(-22, 25),
    }


def test_every_fault_is_told_at_once() -> None:
    table = {
        **GOOD,
        "2024-02-01": "1%",
        "2025-W01-3": "1%",
        "soon": "1%",
        "2025-01-01": "2,27%",
        "2025-07-01": 1.27,
        "2026-01-01": "1.27",
        "2026-07-01": "1.2700001%",
    }
    assert faults("", table) == [
        ("source", "references.source"),
        ("2024-02-01", "references.day"),
        ("2025-W01-3", "references.day"),
        ("soon", "references.day"),
        ("2025-01-01", "references.rate"),
        ("2025-07-01", "references.rate"),
        ("2026-01-01", "references.rate"),
        ("2026-07-01", "references.rate"),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        "1000000000%",
        "999%",
        "100.1%",
        "-8.000001%",
        "٣.٦٢%",
        "3.62%\n",
        "--1%",
        "1e3%",
        "",
        "%",
        None,
        True,
        [],
        {},
    ],
)
def test_what_is_no_rate_is_refused(wrong: object) -> None:
    assert faults("x", {**GOOD, "2025-01-01": wrong}) == [("2025-01-01", "references.rate")]


@pytest.mark.parametrize("rate", ["100%", "-8%", "0%", "00.000000%"])
def test_the_bounds_themselves_are_rates(rate: str) -> None:
    assert reference_rates("x", "x", {"2025-01-01": rate}).rates


@pytest.mark.parametrize(
    "table", [None, [], "2024-01-01", {}, {f"{year}-01-01": "1%" for year in range(MOST + 1)}]
)
def test_a_table_has_half_years_and_not_too_many(table: object) -> None:
    assert faults("x", table) == [("table", "references.table")]


@pytest.mark.parametrize("source", [None, 7, "", " ", "a\nb", "x" * (MOST + 1), "\u202egnp"])
def test_a_source_is_named_in_words_that_can_be_shown(source: object) -> None:
    assert faults(source, GOOD) == [("source", "references.source")]


def test_what_is_too_large_to_show_is_told_all_the_same() -> None:
    deep: Any = []
    for _ in range(5_000):
        deep = [deep]
    assert faults("x", {"2024-01-01": 16**5_000, "2024-07-01": deep}) == [
        ("2024-01-01", "references.rate"),
        ("2024-07-01", "references.rate"),
    ]


def test_a_percentage_is_written_as_it_was_read() -> None:
    for text in ("3.62%", "-0.88%", "0%", "100%", "0.000001%"):
        assert percent_text(percent(text)) == text
    with pytest.raises(BadContent, match="percentage"):
        percent("9")


def test_a_half_year_begins_on_the_first_of_january_or_july() -> None:
    for day, first in (
        ("2024-01-01", "2024-01-01"),
        ("2024-06-30", "2024-01-01"),
        ("2024-07-01", "2024-07-01"),
        ("2024-12-31", "2024-07-01"),
        ("1970-01-01", "1970-01-01"),
    ):
        assert half_year(parse_day(day)) == parse_day(first)
