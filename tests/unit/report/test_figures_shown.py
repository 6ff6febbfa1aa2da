"""Every figure that the page shows is the figure of the JSON: read back from the page, to the digit."""

from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from ledger.core.currencies import MINOR_UNITS
from ledger.core.day import Day, date_of
from ledger.report.html import html
from ledger.report.report import report
from ledger.report.source import Source
from ledger.rulebook.rulebook import KNOWN
from tests.unit.report.firm import AS_OF, BUYER, OTHER, line, source, usual
from tests.unit.report.printed import Printed, Section

BOOKS = sorted(KNOWN.values(), key=lambda book: book.id)
_PRINTED: dict[int, tuple[Source, Printed]] = {}
OPEN = {"current": "not due", "1-30": "1–30 days late", "31-60": "31–60 days late", "61-90": "61–90 days late",
        "91+": "91 days late and more"}  # fmt: skip


def number(text: str) -> int:
    """A shown number as an integer of its last decimal."""
    return int(text.removesuffix(" %").replace(",", "").replace(".", ""))


def shown(value: int | None, text: str) -> bool:
    """Whether a cell shows the value, in hundredths or whole."""
    return text == "–" if value is None else number(text) == value


@cache
def source_by(book: Any) -> Source:
    """The usual firm by a rulebook."""
    return replace(usual(), rulebook=book)


def sides(made: Source) -> Any:
    return made.figures().as_json()["sides"]


def printed(made: Source) -> Printed:
    """The page, as it is read."""
    if id(made) not in _PRINTED:
        _PRINTED[id(made)] = made, Printed(html(report(made)))
    return _PRINTED[id(made)][1]


def sets(own: Any, page: Section) -> list[Any]:
    """The sets of the table's columns."""
    both = page.tables[0][0][1:] == ["without disputed", "including disputed"]
    populations = ("headline", "including_disputed") if both else ("headline",)
    return [own[population][grade] for population in populations for grade in ("A", "AB", "all")]


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: str(book.id))
@pytest.mark.parametrize(("side", "title"), [("is_paid", "Is paid, EUR"), ("pays", "Pays, EUR")])
def test_the_table_of_figures_is_that_of_the_json(book: Any, side: str, title: str) -> None:
    made = source_by(book)
    own, page = sides(made)[side]["EUR"], printed(made).section(title)
    columns, rows = sets(own, page), page.rows(0)
    assert len(columns) == (6 if own["evidence"]["disputed"]["obligations"] else 3)
    for place, each in enumerate(columns):
        cells = {name: cells[place] for name, cells in rows.items() if len(cells) == len(columns)}
        assert number(cells["obligations"]) == each["obligations"]
        weighed = tuple(each["weighed"].values())
        assert tuple(map(number, cells["weighed: obligations / parties"].split(" / "))) == weighed
        index = cells["promptness index"]
        assert shown(each["promptness"], index) if each["publishable"] else index == "insufficient"
        assert shown(each["dbt"], cells["days beyond terms"])
        assert shown(each["bucket_dbt"], cells["days beyond terms, open balance"])
        assert shown(each["on_time"]["by_count"], cells["on time, by count"])
        assert shown(each["on_time"]["by_amount"], cells["on time, by amount"])
        assert ("days sales outstanding" in cells) is (side == "is_paid")
        assert shown(each["dso"], cells.get("days sales outstanding", "–"))
        for bucket, words in OPEN.items():
            assert number(cells[f"open, {words}"]) == each["ageing"][bucket]
        for name, largest, herfindahl in (
            ("concentration", "largest counterparty", "Herfindahl index (bp)"),
            ("open_concentration", "largest, of the open balance", "Herfindahl, of the open balance"),
        ):
            parts = each[name] or {"largest": None, "herfindahl": None}
            assert shown(parts["largest"], cells[largest])
            assert shown(parts["herfindahl"], cells[herfindahl])


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: str(book.id))
def test_what_it_rests_on_and_the_clocks_are_those_of_the_json(book: Any) -> None:
    made = source_by(book)
    for side, title in (("is_paid", "Is paid, EUR"), ("pays", "Pays, EUR")):
        own, page = sides(made)[side]["EUR"], printed(made).section(title)
        _evidence(own["evidence"], page.headed("what it rests on"))
        _defaults(own["defaults"], page.headed("default clocks"))


def _evidence(own: Any, rows: dict[str, list[str]]) -> None:
    cells = {name: cells[0] for name, cells in rows.items()}
    sums, shares = (
        {
            "amount recorded": (own["amount"], own["obligations"]),
            "written off": (own["written_off"]["amount"], own["written_off"]["obligations"]),
            "credited": (own["credited"]["amount"], own["credited"]["obligations"]),
            "claimed by strangers, in no figure": (own["claims"]["amount"], own["claims"]["obligations"]),
            "disputed": (own["disputed"]["share"], own["disputed"]["obligations"]),
        },
        {
            "grade A": own["grades"]["A"],
            "grade A or B": own["grades"]["AB"],
            "grade C only: self-declared": 10_000 - own["grades"]["AB"],
            "recorded over 30 days late": own["late_recorded"],
            "with related parties": own["related"],
            "circular: the party is on both sides": own["reciprocal"],
            "with parties known under 90 days": own["new"],
            "with the largest counterparty": own["largest"],
            "of these said to be overdue": own["claims"]["overdue"],
        },
    )
    for name, value in shares.items():
        assert shown(value, cells[name]), name
    for name, (value, several) in sums.items():
        left, _, right = cells[name].rpartition(" (")
        assert shown(value, left) and right == f"{several})", name
    assert set(cells) == {*shares, *sums, "what it rests on"}


def _defaults(own: Any, rows: dict[str, list[str]]) -> None:
    levels = {1: "not in default", 2: "in default"}
    classes = ("normal", "special mention", "substandard", "doubtful", "loss")
    told = {
        "EU 2018/171": (levels[own["eu_90"]["level"]], own["eu_90"], own["eu_90"]["obligors"]),
        "IFRS 9": (f"stage {own['ifrs9']['level']}", own["ifrs9"], own["ifrs9"]["stage_3_obligors"]),
        "PRC five classes": (classes[own["prc"]["level"] - 1], own["prc"], None),
    }
    for key, name in (("eu_90_retail", "EU 2018/171, retail"), ("eu_factoring", "EBA, factoring")):
        if key in own:
            told[name] = (levels[own[key]["level"]], own[key], own[key]["obligors"])
    for name, (word, clock, several) in told.items():
        since = "" if clock["since"] is None else f" since {date_of(Day(clock['since']))}"
        state, _, counted = rows[name][0].partition(" · ")
        assert state == word + since
        assert several is None or counted.startswith(f"{several} of {own['obligors']} ")
    assert number(rows["PRC, non-performing"][0]) == own["prc"]["non_performing"]
    assert set(rows) == {*told, "PRC, non-performing", "default clocks"}


def test_what_is_shown_in_other_currencies_has_their_own_decimals() -> None:
    lines = {}
    for place, currency in enumerate(("JPY", "KWD", "EUR")):
        lines[currency] = line(place + 1, currency=currency)
        lines[currency].invoice(f"{currency}-1", 1_234_567, AS_OF - 60, AS_OF - 30)
    page = printed(source(*lines.values()))
    for currency, places in (("JPY", 0), ("KWD", 3), ("EUR", 2)):
        assert MINOR_UNITS[currency] == places
        cells = page.section(f"Is paid, {currency}").rows(0)["open, 1–30 days late"]
        assert Decimal(cells[2].replace(",", "")) == Decimal(1_234_567).scaleb(-places)


def test_months_of_payments_add_up_to_the_turnover() -> None:
    made = usual()
    for chapter, side in (("is_paid", 0), ("pays", 1)):
        turned = sides(made)[chapter]["EUR"]["headline"]["all"]["turnover"]
        rows = printed(made).section("Payments by month", side).rows(0)
        assert any(turned["receipts"])
        for month, sales, receipts in zip(turned["months"], turned["sales"], turned["receipts"], strict=True):
            cells = [number(text) for text in rows.get(month, ["0"] * 7)]
            assert (cells[0], sum(cells[1:6]), cells[6]) == (sales, receipts, receipts)


def test_the_course_ends_with_the_figures_and_each_point_is_that_of_its_day() -> None:
    made = usual()
    rows = printed(made).section("Promptness over time").rows(0)
    for day in (made.as_of, Day(made.as_of - 30), Day(made.as_of - 61)):
        own = replace(made, as_of=day)
        sets_of = sides(own)["is_paid"]["EUR"]["headline"]
        cells = rows[date_of(day).isoformat()]
        assert number(cells[3]) == sets_of["all"]["weighed"]["obligations"]
        for grade, text in zip(("A", "AB", "all"), cells, strict=False):
            one = sets_of[grade]
            assert shown(one["promptness"], text) if one["publishable"] else text == "insufficient"


def test_counterparties_stand_in_order_with_the_largest_share_of_the_figures() -> None:
    made = usual()
    own = sides(made)["is_paid"]["EUR"]["headline"]["all"]
    table = printed(made).section("Counterparties").tables[0][1:]
    shares = [number(row[5]) for row in table]
    assert [row[0] for row in table] == ["Birke Möbelwerk GmbH", "Corvin Textil Kft"]
    assert (shares[0], shares) == (own["concentration"]["largest"], sorted(shares, reverse=True))
    assert sum(number(row[3]) for row in table) == sum(own["ageing"].values())
    assert sum(number(row[1]) for row in table) == own["obligations"]


def test_of_many_counterparties_the_rest_stands_together() -> None:
    lines = [line(number + 1, debtor=OTHER if number else BUYER) for number in range(1)]
    lines += [line(number + 2, debtor=type(BUYER)(50 + number)) for number in range(14)]
    for place, each in enumerate(lines):
        each.invoice(f"R-{place}", 1000 + place, AS_OF - 60, AS_OF - 30)
    table = printed(source(*lines)).section("Counterparties").tables[0][1:]
    assert len(table) == 11 and table[-1][0] == "5 others together"
    assert sum(number(row[1]) for row in table) == 15
    assert sum(number(row[2]) for row in table) == sum(1000 + place for place in range(15))


@pytest.mark.parametrize(
    "book", [book for book in BOOKS if not book.id.startswith("tradeline-1")], ids=lambda b: b.id
)
def test_the_status_string_is_that_of_the_figures_month_by_month(book: Any) -> None:
    made = source_by(book)
    told = sides(made)["is_paid"]["EUR"]["headline"]["all"]["status"]
    string, page = told["months"], printed(made)
    rows = page.section("Status by month").tables[0][1:]
    assert "".join(row[1] for row in rows) == string and len(string) == 60
    assert rows[-1][0] == "2026-01 – 2026-06" and len(rows[-1][1]) == 6
    assert (told["obligations"], told["disputed"], told["credited"]) == (24, 1, 1)
    assert "It tells of 24 obligations" in page.text and "left out: 1 disputed, 1 credited" in page.text


@pytest.mark.parametrize(
    "book", [book for book in BOOKS if not book.id.startswith("tradeline-1")], ids=lambda b: b.id
)
def test_roll_rates_by_amount_are_those_of_the_figures(book: Any) -> None:
    made = source_by(book)
    told = sides(made)["is_paid"]["EUR"]["headline"]["all"]["roll_rates"]
    rows = printed(made).section("Roll rates").tables[0][1:]
    shown = [[number(text) for text in row[1:]] for row in rows]
    assert shown == [[row["obligations"], row["amount"], *row["by_amount"]] for row in told.values()]
    assert len(rows) >= 3 and all(len(row) == 9 for row in shown)


def test_a_rulebook_without_a_status_string_shows_none() -> None:
    made = source_by(next(book for book in BOOKS if book.id == "tradeline-1"))
    titles = [one.title for one in printed(made).sections]
    assert not {"Status by month", "Roll rates"} & set(titles) and "Payments by month" in titles
