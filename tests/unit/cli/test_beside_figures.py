"""What stands beside the headline figures in a terminal: status by month, utilisation, roll rates, vintages."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.cli.beside_figures import Beside
from ledger.cli.figure_print import print_figures
from ledger.cli.output import console
from ledger.cli.shown_figures import print_shown
from ledger.cli.status_table import print_status
from ledger.core.day import parse_day
from ledger.core.grade import Grade
from ledger.core.history import Counterparty, DisputeSpan, Observation, Part, Side
from ledger.core.ids import ObligationId
from ledger.rulebook.figure_set import FigureSet
from ledger.rulebook.month_end import month_of
from ledger.rulebook.rulebook import TRADELINE_1, TRADELINE_2, TRADELINE_3, Rulebook, figures
from ledger.rulebook.rules import LaterRules
from ledger.rulebook.status_string import by_year
from ledger.rulebook.worked import facility, invoice
from ledger.rulebook.worked import said as confirmed

AS_OF = parse_day("2026-06-20")
DRAWN = [(AS_OF - 79, 100_00), (AS_OF - 29, 50_00)]
LIMITS = [facility([(AS_OF - 90, 1_000_00), (AS_OF - 19, 300_00), (AS_OF - 9, 400_00)], DRAWN)]
MEANING = r"(?:as agreed|\d+-\d+ days late|more than 180 days late|written off|closed|nothing due)"


def sold(number: int, month: str, late: int, **more: object) -> Observation:
    """An invoice over 1000.00, issued on the first of a month, paid so many days after it was due."""
    issued = parse_day(f"{month}-01")
    seen = invoice(1_000_00, issued + 30, [(issued + 30 + late, 1_000_00)], issued, number)
    return replace(seen, counterparty=Counterparty(f"c{number % 2}"), tradeline=None, **more)  # type: ignore[arg-type]


SOLD = [
    sold(1, "2024-10", 0),
    sold(2, "2025-03", 40),
    sold(3, "2025-08", 5, grade=Grade.C),
    sold(4, "2026-01", 0),
    invoice(500_00, AS_OF - 100, issued=AS_OF - 130, number=5),
    replace(sold(6, "2026-04", 90), disputes=(DisputeSpan(AS_OF - 5),)),
]


def printed(show: Callable[[], None], width: int = 80) -> str:
    was, console._width = console._width, width
    try:
        with console.capture() as captured:
            show()
    finally:
        console._width = was
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


def said(found: FigureSet, *, in_full: bool = False, width: int = 80) -> str:
    return printed(lambda: print_figures(found, in_full), width)


def verified(found: FigureSet, *, in_full: bool = False, figures: Mapping[str, Any] | None = None) -> str:
    """As a bank sees it: out of canonical JSON, names in order."""
    shown = {
        "rulebook": {"id": found.rulebook},
        "as_of": {"day": found.as_of},
        "minimum": {**found.minimum(), "entries": {}},
        "figures": found.published() if figures is None else figures,
    }
    told = json.loads(json.dumps(shown, sort_keys=True))
    return printed(lambda: print_shown(told, in_full))


def of(*seen: Observation, book: Rulebook = TRADELINE_2, **more: Any) -> FigureSet:
    return figures(seen or SOLD, AS_OF, book, **more)


def test_the_status_string_falls_into_years_with_what_its_signs_mean() -> None:
    assert said(of()).split("\n\n")[1] == (
        """
is paid EUR, status by month; nothing due before 2024
         A + B         all
         JFMAMJJASOND  JFMAMJJASOND
2024     *********NCC  *********NCC
2025     CC*12CCCCCCC  CC*12CC*1CCC
2026     N*1234        N*1234
N as agreed; 1 1-30 days late; 2 31-60 days late; 3 61-90 days late;
4 91-120 days late; C closed; * nothing due
A + B: tells of 4 obligations; left out: 1 disputed
all: tells of 5 obligations; left out: 1 disputed
""".strip()
    )


def test_what_nobody_confirms_has_no_column_of_its_own() -> None:
    told = said(of(replace(SOLD[0], grade=Grade.C)))
    assert "A + B" not in told and "all: tells of 1 obligation\n" in told
    assert "A + B" in said(of(SOLD[0]))


def test_what_is_all_left_out_has_counts_and_no_sign() -> None:
    told = said(of(SOLD[-1]))
    assert "is paid EUR, status by month: nothing due\n" in told
    assert "all: tells of 0 obligations; left out: 1 disputed" in told
    assert "JFMAMJJASOND" not in told and "as agreed" not in told


def test_a_rulebook_without_a_status_string_shows_none() -> None:
    first, second = (said(of(book=book), in_full=True) for book in (TRADELINE_1, TRADELINE_2))
    for words in ("status by month", "roll rates", "vintages", "last 12 months"):
        assert words not in first and words in second


@given(st.integers(28, 200))
def test_what_signs_mean_is_told_in_lines_that_break_between_two_meanings(width: int) -> None:
    one = {"months": "*N1234567GC" * 6, "obligations": 1, "disputed": 0, "credited": 0}
    told = printed(lambda: print_status("pays EUR", {"all": one}, AS_OF), width)
    legend = told[told.index("N as agreed") : told.index("\nall: ")].splitlines()
    assert "; ".join(line.removesuffix(";") for line in legend).count("; ") == 10
    assert all(re.fullmatch(rf"\S {MEANING}(; \S {MEANING})*;?", line) for line in legend)
    assert max(map(len, legend)) <= width


@given(st.text(st.sampled_from("*N1234567GC"), min_size=60, max_size=60), st.integers(AS_OF, AS_OF + 400))
def test_no_sign_of_a_string_is_lost_or_moved(months: str, as_of: int) -> None:
    one = {"months": months, "obligations": 1, "disputed": 0, "credited": 0}
    told = printed(lambda: print_status("pays EUR", {"all": one}, as_of), 300)
    rows = {int(line[:4]): line[9:].ljust(12) for line in told.splitlines() if re.match(r"\d{4} ", line)}
    years = dict(by_year(months, as_of))
    assert rows == {year: years[year] for year in rows}
    assert max(rows, default=month_of(as_of) // 12) == month_of(as_of) // 12
    assert not {sign for year, signs in years.items() if year not in rows for sign in signs} - {"*", " "}
    meant = re.findall(rf"(?:^|; )(\S) {MEANING}", told, re.M)
    assert set(meant) == {sign for signs in rows.values() for sign in signs} - {" "}
    assert len(meant) == len(set(meant))
    assert ("nothing due before" in told) is (0 < len(rows) < len(years))


def test_revolving_limits_stand_where_there_are_any() -> None:
    assert "revolving limits" not in said(of())
    told = said(of(facilities=LIMITS)).split("\n\n")[2].splitlines()
    assert [re.split(r"  +", line) for line in told] == [
        ["is paid EUR, revolving limits"],
        ["", "A + B", "all"],
        ["facilities with a limit", "1", "1"],
        ["limit", "400.00", "400.00"],
        ["drawn", "150.00", "150.00"],
        ["drawn of the limit", "37.50 %", "37.50 %"],
        ["at most", "50.00 %", "50.00 %"],
        ["over time", "12.17 %", "12.17 %"],
    ]
    own_word = said(of(facilities=[replace(LIMITS[0], grade=Grade.C)]))
    assert re.search(r"^limit +- +400\.00$", own_word, re.M)


def test_coverage_stands_where_an_agent_tells_of_accounts() -> None:
    told = said(of(book=TRADELINE_3, turned=[confirmed(parse_day("2026-01-31"), 4_000_00)]))
    assert [re.split(r"  +", line) for line in told.split("\n\n")[2].splitlines()] == [
        ["is paid EUR, money that banks confirm"],
        ["", "A + B", "all"],
        ["months told, of the last 24", "1", "1"],
        ["banks and platforms that tell", "1", "1"],
        ["confirmed", "4000.00", "4000.00"],
        ["explained by obligations", "1000.00", "1000.00"],
        ["coverage", "25.00 %", "25.00 %"],
    ]


def test_that_no_bank_tells_stands_where_one_could() -> None:
    paid, pays = (
        "is paid EUR: no bank or platform confirms what came in",
        "pays EUR: no bank or platform confirms what went out",
    )
    seen = [*SOLD, replace(SOLD[0], side=Side.PAYS)]
    untold = of(*seen, book=TRADELINE_3)
    for told in (said(untold), verified(untold)):
        assert paid in told.splitlines() and pays in told.splitlines()
        assert "money that banks confirm" not in told
    half = said(of(*seen, book=TRADELINE_3, turned=[confirmed(parse_day("2026-01-31"), 4_000_00)]))
    assert "is paid EUR, money that banks confirm" in half and paid not in half and pays in half
    assert "no bank" not in said(of(*seen)), "a rulebook without coverage"
    assert "no bank" not in printed(lambda: print_figures(untold, in_full=True, ledger=False)), (
        "a table has none"
    )


def test_how_it_moved_is_told_where_all_is_asked_for() -> None:
    short, full = said(of()), said(of(), in_full=True)
    assert short.endswith("\nroll rates and vintages: --all") and "from \\ to" not in short
    assert "--all" not in full and full.startswith(short.removesuffix("\n\nroll rates and vintages: --all"))
    rolls, vintages = full.split("\n\n")[-2:]
    assert [line.split() for line in rolls.splitlines()[2:]] == [
        ["not", "due", "3", "0.00", "60.00", "0.00", "0.00", "0.00", "0.00", "40.00"],
        ["1-30", "2", "0.00", "0.00", "33.33", "0.00", "0.00", "0.00", "66.66"],
        ["31-60", "1", "0.00", "0.00", "0.00", "100.00", "0.00", "0.00", "0.00"],
    ]
    assert [line.split() for line in vintages.splitlines()[1:]] == [
        ["booked", "number", "EUR", "3", "6", "9", "12", "lost"],
        ["2024-Q4", "1", "1000.00", "0.00", "0.00", "0.00", "0.00", "0.00"],
        ["2025-Q1", "1", "1000.00", "0.00", "0.00", "0.00", "0.00", "0.00"],
        ["2025-Q3", "1", "1000.00", "0.00", "0.00", "0.00"],
        ["2026-Q1", "2", "1500.00", "0.00"],
    ]


def test_a_vintage_loses_what_was_open_of_what_defaulted() -> None:
    """Of two, one is paid 600.00 of its 1000.00, and has defaulted by the third month on book."""
    lost = replace(SOLD[0], obligation=ObligationId(bytes(32)), payments=(Part(SOLD[0].due, 600_00),))
    vintages = said(of(SOLD[0], lost), in_full=True).split("\n\n")[-1].splitlines()
    assert [line.split() for line in vintages[1:]] == [
        ["booked", "number", "EUR", "3", "6", "9", "12", "lost"],
        ["2024-Q4", "2", "2000.00", "50.00", "50.00", "50.00", "50.00", "20.00"],
    ]


def test_vintages_go_by_the_rulebooks_months() -> None:
    """Years by single months, in place of quarters by three."""
    rules = LaterRules(vintage_cohort_months=12, vintage_step_months=1)
    vintages = {
        "2024-01": {"obligations": 7, "amount": "700", "by_count": [0, 1, 2, 3], "by_balance": [0, 0, 0, 4]}
    }
    beside = Beside(Side.IS_PAID, "EUR", AS_OF, rules, {}, {"vintages": vintages})
    assert beside.has_more and replace(beside, whole={"roll_rates": {"1-30": {}}}).has_more
    assert not replace(beside, whole={}).has_more
    told = printed(lambda: beside.print(in_full=True)).splitlines()
    assert [line.split() for line in told[-2:]] == [
        ["booked", "number", "EUR", "3", "lost"],
        ["2024", "7", "7.00", "0.03", "0.04"],
    ]


def test_where_nothing_moved_nothing_more_is_promised() -> None:
    assert "--all" not in said(of(SOLD[-1]))


@pytest.mark.parametrize("width", [40, 60, 80])
def test_a_narrow_terminal_loses_no_number_and_breaks_no_meaning(width: int) -> None:
    found = of(*SOLD, *(replace(one, side=Side.PAYS, currency="JPY") for one in SOLD), facilities=LIMITS)
    wide, narrow = (said(found, in_full=True, width=each) for each in (300, width))
    assert wide.count("Herfindahl") == 1 and narrow.count("Herfindahl") == 2

    def numbers(text: str) -> set[str]:
        return set(re.findall(r"[0-9*NC]{12}|\d+\.\d\d|\d{4}-Q\d", text))

    assert numbers(narrow) == numbers(wide) and len(numbers(wide)) == 32
    wider = [line for line in narrow.splitlines() if len(line) > width]
    assert not [line for line in wider if width == 80 or " late" in line]
    assert re.search(r"(^|; )4 91-120 days late(;|$)", narrow, re.M)


def test_a_bank_sees_the_same_of_what_is_never_withheld() -> None:
    found = of(facilities=LIMITS)
    own, bank = said(found, in_full=True).split("\n\n"), verified(found, in_full=True).split("\n\n")
    assert bank[1:] == own[1:] and len(own) == 5
    assert verified(found).endswith("\nroll rates and vintages: --all")
    withheld = verified(found, in_full=True, figures={}).split("\n\n")
    assert withheld[1:] == own[1:3]
    assert verified(found, figures={}).split("\n\n")[1:] == own[1:3]
