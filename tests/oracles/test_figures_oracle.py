"""The oracle against examples worked by hand: every expected number below was computed on paper."""

from datetime import date
from pathlib import Path

import pytest

from .figures import Figures, Invoice, day_number, figures, points, trend, window_start
from .receivables import cents, read, report

AS_OF = day_number(date(2024, 6, 30))


def invoice(
    id: str, counterparty: str, amount: int, due: int, *paid: tuple[int, int], **changes: object
) -> Invoice:
    """`due` and the days of `paid` are relative to AS_OF; issued 30 days before due, in CNY."""
    fields: dict[str, object] = {
        "id": id,
        "counterparty": counterparty,
        "currency": "CNY",
        "amount_minor": amount,
        "issued": AS_OF + due - 30,
        "due": AS_OF + due,
        "settlements": tuple((AS_OF + day, part) for day, part in paid),
    }
    return Invoice(**(fields | changes))  # type: ignore[arg-type]


def headline(*invoices: Invoice, as_of: int = AS_OF) -> Figures:
    return figures(invoices, as_of)["CNY"]["headline"]


LEDGER = (
    invoice("A", "alder", 30_000, -40, (-41, 20_000)),  # 20 000 a day early, 10 000 unpaid for 40 days
    invoice("B", "birch", 50_000, -100, (-84, 50_000)),  # 16 days late
    invoice("C", "alder", 20_000, 0),  # due today: no part, an open balance
    invoice("D", "birch", 10_000, -1, (3, 10_000)),  # paid after as_of: unpaid for 1 day
    invoice("E", "cedar", 40_000, 10, (-20, 40_000)),  # paid 30 days before a due day still to come
)


@pytest.mark.parametrize(
    ("days_late", "centi_points"),
    [
        (-400, 10_000), (-31, 10_000), (-30, 10_000), (-29, 9_900), (-20, 9_000), (-19, 8_950), (-1, 8_050),
        (0, 8_000), (1, 7_933), (14, 7_066), (15, 7_000), (16, 6_857), (21, 6_142), (22, 6_000), (23, 5_875),
        (30, 5_000), (31, 4_966), (40, 4_666), (60, 4_000), (61, 3_966), (90, 3_000), (91, 2_966),
        (119, 2_033), (120, 2_000), (121, 100), (4_000, 100),
    ],
)  # fmt: skip
def test_points_floor_the_line_between_two_anchors(days_late: int, centi_points: int) -> None:
    assert points(days_late) == centi_points


def test_promptness_of_the_ledger() -> None:
    # 20 000*8050 + 10 000*4666 + 50 000*6857 + 10 000*7933 + 40 000*10 000 = 1 029 840 000;
    # over 130 000 = 7921.8
    assert headline(*LEDGER)["promptness"] == 7_921


def test_days_beyond_terms_of_the_ledger() -> None:
    # 100 * (10 000*40 + 50 000*16 + 10 000*1) / 130 000 = 930.7
    assert headline(*LEDGER)["dbt"] == 930


def test_on_time_shares_of_the_ledger() -> None:
    # Only E of A, B, D, E is paid in full in time; by amount (20 000 + 40 000) / 130 000
    assert headline(*LEDGER)["on_time_count"] == 2_500
    assert headline(*LEDGER)["on_time_amount"] == 4_615


def test_evidence_counts_what_promptness_rests_on() -> None:
    assert headline(*LEDGER)["evidence"] == {"obligations": 4, "counterparties": 3, "publishable": True}


def test_concentration_of_the_ledger_on_each_weight() -> None:
    # Parts: alder 3, birch 6, cedar 4: 61/169 and 6/13. Open: alder 3, birch 1: 10/16 and 3/4
    assert headline(*LEDGER)["concentration"] == {"herfindahl": 3_609, "largest": 4_615}
    assert headline(*LEDGER)["open_concentration"] == {"herfindahl": 6_250, "largest": 7_500}


def test_ageing_and_bucket_dbt_of_the_ledger() -> None:
    # (15*10 000 + 45*10 000) / 40 000 = 15 days
    balances = {"current": 20_000, "1-30": 10_000, "31-60": 10_000, "61-90": 0, "91+": 0}
    assert headline(*LEDGER)["ageing"] == balances
    assert headline(*LEDGER)["bucket_dbt"] == 1_500


def test_dso_of_the_ledger() -> None:
    # 40 000 open * 90 / 100 000 issued in 90 days (B was issued 130 days ago) = 36 days
    assert headline(*LEDGER)["dso"] == 3_600


def test_turnover_of_the_ledger() -> None:
    turnover = headline(*LEDGER)["turnover"]
    assert isinstance(turnover, dict)
    months = list(turnover["sales"])
    assert (len(months), months[0], months[-1]) == (24, "2022-07", "2024-06")
    # Issued A 21 April, B 21 February, C 31 May, D 30 May, E 10 June; paid A 20 May, B 7 April, E 10 June
    assert list(turnover["sales"].values())[-6:] == [0, 50_000, 0, 30_000, 30_000, 40_000]
    assert list(turnover["receipts"].values())[-6:] == [0, 0, 0, 50_000, 20_000, 40_000]


def test_the_order_of_invoices_changes_nothing() -> None:
    assert headline(*reversed(LEDGER)) == headline(*LEDGER)


@pytest.mark.parametrize(
    ("series", "slope"),
    [
        ([1, 2, 4], (3, 2)),
        ([5, 5, 5], (0, 1)),
        ([6, 3, 1], (-5, 2)),
        ([0, 0, 0, 10], (3, 1)),
        ([0, 7], (7, 1)),
    ],
)
def test_trend_is_a_reduced_rational(series: list[int], slope: tuple[int, int]) -> None:
    assert trend(series) == slope


def test_trend_runs_over_the_empty_months_too() -> None:
    # One sale in the last of 24 months: 1150 * 11.5 / 1150, since the squares about 11.5 sum to 1150
    turnover = headline(invoice("A", "alder", 1_150, 20))["turnover"]
    assert isinstance(turnover, dict)
    assert (turnover["sales_trend"], turnover["receipts_trend"]) == ((23, 2), (0, 1))


@pytest.mark.parametrize(
    ("as_of", "first"),
    [
        (date(2013, 12, 31), date(2012, 1, 1)),
        (date(2024, 6, 15), date(2022, 6, 16)),
        (date(2016, 2, 29), date(2014, 3, 1)),
        (date(2026, 2, 28), date(2024, 2, 29)),
    ],
)
def test_the_window_is_24_months_with_the_day_clamped(as_of: date, first: date) -> None:
    assert window_start(day_number(as_of)) == day_number(first)


def test_only_what_was_issued_in_the_window_counts() -> None:
    first, old = window_start(AS_OF), LEDGER[0]
    inside = invoice("X", "alder", 1, -40, issued=first)
    assert headline(old, inside) != headline(old)
    for issued in (first - 1, AS_OF + 1):
        assert headline(old, invoice("X", "alder", 1, -40, issued=issued)) == headline(old)


def test_a_month_that_the_window_cuts_is_a_month() -> None:
    turnover = headline(invoice("A", "alder", 1, -60), as_of=AS_OF - 15)["turnover"]
    assert isinstance(turnover, dict)
    months = list(turnover["sales"])
    assert (len(months), months[0], months[-1]) == (25, "2022-06", "2024-06")


def test_a_receipt_before_the_window_counts_in_promptness_and_not_in_turnover() -> None:
    first = window_start(AS_OF)
    prepaid = Invoice("A", "alder", "CNY", 100, first, first + 29, False, ((first - 1, 100),))
    found = headline(prepaid)
    turnover = found["turnover"]
    assert isinstance(turnover, dict)
    assert found["promptness"] == 10_000
    assert (sum(turnover["sales"].values()), sum(turnover["receipts"].values())) == (100, 0)


@pytest.mark.parametrize(
    ("past_due", "bucket"),
    [(-9, "current"), (0, "current"), (1, "1-30"), (30, "1-30"), (31, "31-60"), (60, "31-60"), (61, "61-90")]
    + [(90, "61-90"), (91, "91+"), (400, "91+")],
)
def test_ageing_edges(past_due: int, bucket: str) -> None:
    balances = headline(invoice("A", "alder", 7, -past_due))["ageing"]
    assert isinstance(balances, dict)
    assert {name for name, balance in balances.items() if balance} == {bucket}


def test_bucket_dbt_weighs_every_bucket() -> None:
    # (15*1 + 45*2 + 75*3 + 105*4) / (1+2+3+4+1) = 750/11 = 68.18 days
    found = headline(*(invoice(str(i), "alder", max(i, 1), 5 - 30 * i) for i in range(5)))
    assert found["ageing"] == {"current": 1, "1-30": 1, "31-60": 2, "61-90": 3, "91+": 4}
    assert found["bucket_dbt"] == 6_818


def test_dso_sales_are_of_90_days_with_both_ends() -> None:
    # 30 open; 10 issued on day -89 count, 20 issued on day -90 do not: 30*90/10 = 270 days
    in_reach, out_of_reach = invoice("A", "alder", 10, -59), invoice("B", "alder", 20, -60)
    assert headline(in_reach, out_of_reach)["dso"] == 27_000
    assert headline(out_of_reach)["dso"] is None


def test_payments_count_by_day_and_never_beyond_the_amount() -> None:
    # 60 on the due day, then 40 of the 50 a day late: (60*8000 + 40*7933) / 100 = 7973.2; 10 count nothing
    found = headline(invoice("A", "alder", 100, -50, (-49, 50), (-50, 60)))
    assert (found["promptness"], found["dbt"], found["dso"]) == (7_973, 40, 0)
    assert (found["on_time_amount"], found["on_time_count"]) == (6_000, 0)


def test_an_excess_paid_late_does_not_make_the_obligation_late() -> None:
    assert headline(invoice("A", "alder", 100, -50, (-50, 100), (-10, 5)))["on_time_count"] == 10_000


def test_a_payment_known_today_counts_and_one_of_tomorrow_does_not() -> None:
    assert headline(invoice("A", "alder", 100, 0, (0, 100)))["promptness"] == 8_000
    assert headline(invoice("A", "alder", 100, 0, (1, 100)))["promptness"] is None


def test_a_part_paid_before_the_due_day_counts_while_the_rest_counts_nothing() -> None:
    found = headline(invoice("A", "alder", 100, 10, (0, 30)))
    assert (found["promptness"], found["on_time_amount"], found["on_time_count"]) == (8_500, 10_000, None)


def test_nothing_to_divide_by_is_absent_and_not_zero() -> None:
    found = headline(invoice("A", "alder", 100, 10))
    assert [found[name] for name in ("promptness", "dbt", "on_time_count", "on_time_amount")] == [None] * 4
    assert found["concentration"] == {"herfindahl": None, "largest": None}


@pytest.mark.parametrize(
    ("counterparties", "publishable"),
    [("ab", False), ("aaa", False), ("aab", True), ("abc", True)],
)
def test_minimum_evidence_is_three_obligations_of_two_counterparties(
    counterparties: str, publishable: bool
) -> None:
    found = headline(*(invoice(str(i), name, 1, -1) for i, name in enumerate(counterparties)))
    not_due = invoice("later", "z", 1, 5)
    again = headline(*(invoice(str(i), name, 1, -1) for i, name in enumerate(counterparties)), not_due)
    assert found["evidence"] == again["evidence"]
    assert found["evidence"] == {
        "obligations": len(counterparties),
        "counterparties": len(set(counterparties)),
        "publishable": publishable,
    }
    assert found["promptness"] == 7_933


def test_the_headline_leaves_disputed_obligations_out_and_they_stand_beside() -> None:
    disputed = invoice("X", "xylem", 1_000_000, -200, disputed=True)
    sets = figures((*LEDGER, disputed), AS_OF)["CNY"]
    assert sets["headline"] == headline(*LEDGER)
    # (1 029 840 000 + 1 000 000*100) / 1 130 000 = 999.8
    assert sets["including_disputed"]["promptness"] == 999


def test_currencies_stand_apart() -> None:
    yen = invoice("Y", "alder", 5, -1, currency="JPY")
    found = figures((*LEDGER, yen), AS_OF)
    assert list(found) == ["CNY", "JPY"]
    assert found["CNY"]["headline"] == headline(*LEDGER)
    assert found["JPY"]["headline"]["promptness"] == 7_933


@pytest.mark.parametrize("broken", [invoice("A", "alder", 0, 0), invoice("A", "alder", 5, 0, (0, -1))])
def test_amounts_that_are_not_positive_are_refused(broken: Invoice) -> None:
    with pytest.raises(ValueError, match="A: amounts are positive"):
        figures([broken], AS_OF)


def test_an_id_used_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        figures([LEDGER[0], LEDGER[0]], AS_OF)


CSV = """customerID,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate
alder,1,1/1/2024,1/31/2024,100.5,No,2/1/2024
birch,2,5/1/2024,5/31/2024,200,No,
alder,3,1/1/2024,1/31/2024,0.07,Yes,1/31/2024
"""


def test_a_receivables_file_gives_the_whole_and_each_customer(tmp_path: Path) -> None:
    file = tmp_path / "receivables.csv"
    file.write_text(CSV)
    found = report(read(file), date(2024, 6, 30))
    whole, each = found["whole"], found["by_counterparty"]
    assert isinstance(whole, dict) and isinstance(each, dict)
    # 10 050 cents a day late, 20 000 unpaid for 30 days: (10 050*7933 + 20 000*5000) / 30 050 = 5980.9
    assert whole["USD"]["headline"]["promptness"] == 5_980
    # 7 cents more at 8000: 179 782 650 / 30 057 = 5981.3
    assert whole["USD"]["including_disputed"]["promptness"] == 5_981
    assert {name: own["USD"]["headline"]["promptness"] for name, own in each.items()} == {
        "alder": 7_933,
        "birch": 5_000,
    }


def test_a_fraction_of_a_cent_is_refused() -> None:
    assert cents("65.6") == 6_560
    with pytest.raises(ValueError, match="finer than a cent"):
        cents("0.001")
