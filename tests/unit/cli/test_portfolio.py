"""`tradeline portfolio` of a table: loans and invoices, their oddities, rates, CSV, and what is refused."""

import csv
from pathlib import Path

import pytest

from ledger.cli.output import console
from ledger.cli.portfolio_rates import SIZE
from ledger.cli.portfolio_report import Report
from ledger.report.portfolio.source import Basis, File, LoanFile
from ledger.rulebook.rulebook import TRADELINE_2
from tests.unit.cli.spoken import run, run_json

ROOT = Path(__file__).parents[3]
LOANS = (
    "loan_no,approval_date,disbursement_date,disbursed_cents,status,chargeoff_date,chargeoff_principal_cents,"
    "approved_cents"
)
# Booked in January 1999; one lost two months later, one over nothing in February, one before it was paid out.
ROWS = [
    "A-1,12/1/1998,1/4/1999,10000,CHGOFF,2-Mar-99,8000,10000",
    "A-2,12/1/1998,1/31/1999,30000,PIF,,0,30000",
    "A-3,12/1/1998,1/31/1999,20000,CHGOFF,1-Feb-99,0,20000",
    "A-4,12/1/1998,1/20/1999,40000,CHGOFF,19-Jan-99,10000,40000",
    "A-5,12/1/1998,,0,PIF,,0,70000",
    "A-6,12/1/1998,12/1/1998,5000,CANCLD,,0,5000",
]
RATES = '[rates]\ncurrent = "3/1000"\n1-30 = "16/1000"\n31-60 = "36/1000"\n61-90 = "66/1000"\n"91+" = "1/2"\n'
INVOICES = (
    "countryCode,customerID,PaperlessDate,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate,"
    "PaperlessBill,DaysToSettle,DaysLate"
)


def written(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def loans(tmp_path: Path) -> Path:
    return written(tmp_path, "loans.csv", LOANS, *ROWS)


@pytest.fixture
def invoices(tmp_path: Path) -> Path:
    rows = [
        "391,C-1,1/1/2013,1,1/1/2013,1/31/2013,1000.00,No,2/10/2013,Paper,40,10",
        "391,C-1,1/1/2013,2,2/1/2013,3/3/2013,1000.00,No,12/1/2013,Paper,300,270",
        "391,C-2,1/1/2013,3,5/1/2013,6/15/2013,300.00,Yes,12/1/2013,Paper,200,170",
    ]
    return written(tmp_path, "invoices.csv", INVOICES, *rows)


def of(path: Path, profile: str, as_of: str, *words: object) -> tuple[object, ...]:
    return ("portfolio", "--csv", path, "--profile", profile, "--as-of", as_of, *words)


def test_loans_of_a_file_have_a_vintage_by_hand(loans: Path) -> None:
    found = run_json(*of(loans, "sba-loans", "1999-05-31", "--cohort", "month"))
    book = found["books"]["USD"]
    assert (book["loans"], book["drawn"]) == (5, {"loans": 4, "amount": 100_000, "of_agreed": 10_000})
    assert book["charged_off"] == {"loans": 3, "amount": 18_000, "by_count": 7_500, "by_loss": 1_800}
    [vintage] = book["vintages"]
    assert vintage == {
        "cohort": "1999-01", "booked": 4, "amount": 100_000, "months": [0, 1, 2, 3, 4],
        "by_count": [2_500, 5_000, 7_500, 7_500, 7_500], "by_amount": [4_000, 6_000, 7_000, 7_000, 7_000],
        "by_loss": [1_000, 1_000, 1_800, 1_800, 1_800],
    }  # fmt: skip
    assert [(one["where"], one["rule"]) for one in found["remarks"]] == [
        ("line 4", "loan.lost-nothing"), ("line 5", "loan.lost-first")
    ]  # fmt: skip


def test_what_is_told_of_one_day_is_not_odd(tmp_path: Path) -> None:
    row = "A-7,1/4/1999,1/4/1999,10000,CHGOFF,4-Jan-99,10000,10000"
    found = run_json(*of(written(tmp_path, "loans.csv", LOANS, row), "sba-loans", "1999-05-31"))
    assert (found["remarks"], found["books"]["USD"]["charged_off"]["by_loss"]) == ([], 10_000)


def test_what_was_paid_out_though_nothing_was_agreed_is_on_the_book(tmp_path: Path) -> None:
    row = "A-8,1/4/1999,1/4/1999,10000,PIF,,0,0"
    found = run_json(*of(written(tmp_path, "loans.csv", LOANS, row), "sba-loans", "1999-05-31"))
    assert found["books"]["USD"]["drawn"] == {"loans": 1, "amount": 10_000, "of_agreed": None}
    assert [one["rule"] for one in found["remarks"]] == ["loan.agreed-nothing"]


def test_what_is_dated_later_is_unknown(loans: Path) -> None:
    book = run_json(*of(loans, "sba_loans", "1999-02-28"))["books"]["USD"]
    assert (book["drawn"]["loans"], book["charged_off"]["loans"]) == (4, 2)
    assert run_json(*of(loans, "sba_loans", "1999-01-10"))["books"]["USD"]["drawn"]["loans"] == 1
    assert run_json(*of(loans, "sba_loans", "1998-01-01"))["books"] == {}


def test_people_read_the_same_and_where_the_file_is_odd(loans: Path) -> None:
    told = " ".join(run(*of(loans, "sba-loans", "1999-05-31", "--cohort", "month")).stdout.split())
    for words in ("1000.00 paid out in 4 loans", "1 not paid out", "charged off: 3 (75.00 %)", "18.00",
                  "line 5: charged_off: 1 days before it was paid out: at 0 months on book"):  # fmt: skip
        assert words in told


@pytest.mark.parametrize(
    ("old", "new", "field", "rule"),
    [
        ("2-Mar-99", "2-Mar-9", "chargeoff_date", "date.form"),
        ("2-Mar-99", "31-Apr-99", "chargeoff_date", "date.calendar"),
        ("1/4/1999", "1/4/99", "disbursement_date", "date.form"),
        ("12/1/1998,1/4", "12/1/1968,1/4", "approval_date", "date.range"),
        ("12/1/1998,1/4", ",1/4", "approval_date", "date.missing"),
        (",8000,", ",8e3,", "chargeoff_principal_cents", "amount.form"),
        ("A-1", "A-2", "loan_no", "number.repeated"),
    ],
)
def test_every_fault_stops_it_with_line_and_field(
    tmp_path: Path, old: str, new: str, field: str, rule: str
) -> None:
    rows = [row.replace(old, new) for row in ROWS]
    assert rows != ROWS
    found = run_json(*of(written(tmp_path, "loans.csv", LOANS, *rows), "sba-loans", "1999-05-31"), code=1)
    assert {(fault["where"], fault["field"], fault["rule"]) for fault in found["faults"]} <= {
        ("line 2", field, rule), ("line 3", field, rule)
    }  # fmt: skip
    assert found["faults"]


def test_invoices_of_a_file_are_a_book(invoices: Path, tmp_path: Path) -> None:
    rates = written(tmp_path, "rates.toml", RATES)
    found = run_json(*of(invoices, "receivables", "2013-06-30", "--rates", rates))
    book = found["books"]["USD"]
    assert (book["balance"], book["disputed"]) == (130_000, 30_000)
    assert book["ageing"] == {"current": 0, "1-30": 30_000, "31-60": 0, "61-90": 0, "91+": 100_000}
    first, second = book["obligors"]
    assert (first["obligor"], first["share"], first["days_late"], first["default_since"]) == (
        "C-1", 7_692, 119, "2013-06-01"
    )  # fmt: skip
    assert (second["obligor"], second["default_since"], second["clocks"]["eu"]["since"]) == (
        "C-2",
        None,
        None,
    )
    assert (first["across_lenders"], found["read"]) == (None, {"obligations": 3, "unmatched": 0})
    assert book["roll_rates"]["61-90"]["by_count"]["91+"] == 10_000
    assert book["provision"]["provided"] == {"current": 0, "1-30": 480, "31-60": 0, "61-90": 0, "91+": 50_000}
    assert book["provision"]["total"] == 50_480


def test_people_read_the_book(invoices: Path, tmp_path: Path) -> None:
    rates = written(tmp_path, "rates.toml", RATES)
    told = run(*of(invoices, "receivables", "2013-06-30", "--rates", rates)).stdout
    for words in ("1300.00 open in 2 obligations of 2 obligors", "In default", "substandard", "504.80",
                  "in dispute: 300.00", "2013-06-01", "Roll rates", "Vintages"):  # fmt: skip
        assert words in told


def test_figures_are_written_as_lines(invoices: Path, loans: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert run(*of(invoices, "receivables", "2013-06-30", "--csv-out", out)).exit_code == 0
    with out.open(newline="", encoding="utf-8") as file:
        lines = {(one["figure"], one["item"]): one["value"] for one in csv.DictReader(file)}
    assert (lines["balance", ""], lines["ageing", "91+"], lines["obligors", "C-1.balance"]) == (
        "130000", "100000", "100000"
    )  # fmt: skip
    assert run(*of(loans, "sba-loans", "1999-05-31", "--cohort", "month", "--csv-out", out)).exit_code == 0
    with out.open(newline="", encoding="utf-8") as file:
        lines = {(one["figure"], one["item"]): one["value"] for one in csv.DictReader(file)}
    assert [lines["vintages", f"1999-01.by_loss.{month}"] for month in range(5)] == [
        "1000", "1000", "1800", "1800", "1800"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cohort", "label"), [("month", "1999-01"), ("quarter", "1999-Q1"), ("year", "1999")]
)
def test_a_cohort_is_called_as_people_call_it_and_by_its_first_month_in_json(
    loans: Path, tmp_path: Path, cohort: str, label: str
) -> None:
    asked, out = of(loans, "sba-loans", "2000-03-31", "--cohort", cohort), tmp_path / "out.csv"
    told = run(*asked, "--csv-out", out).stdout
    lines = told[told.index("booked") :].splitlines()
    assert lines[1].split()[:3] == [label, "4", "1000.00"]
    with out.open(newline="", encoding="utf-8") as file:
        items = {one["item"]: one["value"] for one in csv.DictReader(file) if one["figure"] == "vintages"}
    assert {item.partition(".")[0] for item in items} == {label}
    assert (items[f"{label}.cohort"], items[f"{label}.booked"]) == (label, "4")
    found = run_json(*asked)
    assert found["cohort_months"] == {"month": 1, "quarter": 3, "year": 12}[cohort]
    assert [one["cohort"] for one in found["books"]["USD"]["vintages"]] == ["1999-01"]


@pytest.mark.parametrize("name", ["=1+1", "+1", "@x", "＝1+1", "＋1", "－1", "＠x", "x =1"])
def test_no_name_is_a_formula_to_a_spreadsheet(tmp_path: Path, name: str) -> None:
    row = f"391,{name},1/1/2013,1,1/1/2013,1/31/2013,1000.00,No,12/1/2013,Paper,40,10"
    table, out = written(tmp_path, "invoices.csv", INVOICES, row), tmp_path / "out.csv"
    assert run(*of(table, "receivables", "2013-06-30", "--csv-out", out)).exit_code == 0
    text = out.read_text("utf-8")
    guarded = name if name == "x =1" else f"'{name}"
    assert f",{guarded}." in text and (f",{name}." in text) is (name == "x =1")


@pytest.mark.parametrize("text", ["\t=1", "\n=1", "\nx", "\r=1", "  =1", "\u3000＝1"])
def test_no_space_hides_a_formula(text: str) -> None:
    nothing = LoanFile(Basis(0, TRADELINE_2, 3), File("f", b"", "CSV", 0, ()), {}, ())
    report = Report({}, lambda: None, nothing, ((text, "1 = 1"),))
    assert report.csv(3).decode() in (f"'{text},1 = 1\n", f'"\'{text}",1 = 1\n')


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("", ["rates"]),
        ("[rates]\n", ["current", "1-30", "31-60", "61-90", "91+"]),
        (RATES.replace('"3/1000"', "0.003"), ["current"]),
        (RATES.replace('"3/1000"', '"3/2"'), ["current"]),
        (RATES.replace('"3/1000"', '"1/0"').replace('"1/2"', '"-1/2"'), ["current", "91+"]),
        (RATES + 'more = "1/2"\n', ["more"]),
        (RATES.replace('"3/1000"', f"0x{'f' * 5_000}"), ["current"]),
        (RATES.replace('"3/1000"', "9" * 5_000), ["file"]),
        (RATES.replace('"3/1000"', f'"{"9" * 5_000}/1"'), ["current"]),
        (f'{{"rates": {"9" * 5_000}}}', ["file"]),
        ("[rates", ["file"]),
        ("{" * 100_000, ["file"]),
        ("a." * 30_000 + "b = 1", ["file"]),
        ('{"rates": {"current": "1/2"}}', ["1-30", "31-60", "61-90", "91+"]),
    ],
)
def test_rates_that_are_none_are_named(invoices: Path, tmp_path: Path, text: str, fields: list[str]) -> None:
    rates = written(tmp_path, "rates", text)
    if len(text) > SIZE:
        found = run_json(*of(invoices, "receivables", "2013-06-30", "--rates", rates), code=2)
        assert "larger than" in found["detail"]
        return
    found = run_json(*of(invoices, "receivables", "2013-06-30", "--rates", rates), code=1)
    assert [fault["field"] for fault in found["faults"]] == fields


def test_rates_in_json_are_as_good(invoices: Path, tmp_path: Path) -> None:
    text = '{"rates": {"current": "0/1", "1-30": "0/1", "31-60": "0/1", "61-90": "0/1", "91+": "1/1"}}'
    rates = written(tmp_path, "rates.json", text)
    found = run_json(*of(invoices, "receivables", "2013-06-30", "--rates", rates))
    assert found["books"]["USD"]["provision"]["total"] == 100_000


def test_the_page_shows_what_the_command_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "_width", 100)
    page = (ROOT / "docs/portfolio.md").read_text("utf-8")
    samples = ROOT / "samples/csv"
    words = of(samples / "receivables.csv", "receivables", "2025-07-31", "--rates", samples / "rates.toml")
    printed = run(*words).stdout
    lines = [line.rstrip() for line in printed.splitlines()]
    assert f"```\n{chr(10).join(lines)}\n```" in page


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--csv", "LOANS"], "one needs the other"),
        (["--profile", "sba-loans"], "one needs the other"),
        (["--supervisor", "--csv", "LOANS", "--profile", "sba-loans"], "aggregates of all members"),
        (["--csv", "LOANS", "--profile", "none"], "no profile"),
        (["--csv", "LOANS", "--profile", "sba-loans", "--rates", "RATES"], "tells no instalment"),
        (["--csv", "LOANS", "--profile", "sba-loans", "--home", "x"], "without --home"),
    ],
)
def test_what_has_no_meaning_is_misuse(loans: Path, tmp_path: Path, words: list[str], told: str) -> None:
    places = {"LOANS": str(loans), "RATES": str(written(tmp_path, "rates.toml", RATES))}
    found = run_json("portfolio", *(places.get(word, word) for word in words), code=2)
    assert told in found["detail"]


def test_a_file_that_is_neither_loans_nor_invoices_is_misuse(tmp_path: Path) -> None:
    cancelled = written(tmp_path, "loans.csv", LOANS, ROWS[-1])
    told = run_json(*of(cancelled, "sba-loans", "1999-05-31"), code=2)["detail"]
    assert "no loan and no invoice" in told
    assert "1 rows left out" in told


@pytest.mark.parametrize("width", [40, 60])
def test_a_narrow_terminal_loses_no_number(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    book = ["portfolio", "--csv", ROOT / "samples/csv/receivables.csv", "--profile", "receivables"]

    def numbers(columns: int) -> list[str]:
        monkeypatch.setattr(console, "_width", columns)
        tables = run(*book, "--as-of", "2025-07-31").stdout.split("Ageing")[1].split("Vintages")[0]
        return sorted(word for word in tables.split() if any(map(str.isdigit, word)))

    assert "35.31" in numbers(200)
    assert numbers(width) == numbers(200)


def test_a_name_of_any_length_is_folded_and_widens_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = "391,{},1/1/2013,{},1/1/2013,1/31/2013,1000.00,No,12/1/2013,Paper,40,10"
    monkeypatch.setattr(console, "_width", 80)

    def printed(long: str) -> list[str]:
        table = written(tmp_path, "invoices.csv", INVOICES, row.format("C-1", 1), row.format(long, 2))
        return run(*of(table, "receivables", "2013-06-30")).stdout.splitlines()

    lines = printed("A" * 300)
    assert max(map(len, lines)) <= max(80, *map(len, printed("A" * 32)))
    assert "".join(lines).count("A" * 3) and sum(line.count("A") for line in lines) >= 300
    assert any(line.split()[:2] == ["C-1", "1000.00"] for line in lines)


def test_a_table_that_is_read_by_another_profile_is_told(loans: Path, invoices: Path) -> None:
    told = run(*of(loans, "receivables", "1999-05-31")).stderr
    told = " ".join(told.split())
    assert "loans.csv has not the columns of profile receivables: read as CSV, profile sba_loans" in told
    for path, profile in ((loans, "sba-loans"), (invoices, "receivables")):
        assert "has not the columns" not in run(*of(path, profile, "2013-06-30")).stderr


def test_a_profile_that_is_too_large_is_not_read(invoices: Path, tmp_path: Path) -> None:
    profile = written(tmp_path, "own.toml", "a." * 30_000 + "b = 1")
    assert "larger than" in run_json(*of(invoices, str(profile), "2013-06-30"), code=2)["detail"]
    packaged = (ROOT / "ledger/documents/profiles/receivables.toml").read_text("utf-8")
    own = written(tmp_path, "own.toml", packaged)
    assert "USD" in run_json(*of(invoices, str(own), "2013-06-30"))["books"]
