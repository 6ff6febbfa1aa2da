"""`tradeline figures`: an invoice book's figures, to the digit, and what is refused."""

from csv import DictReader, DictWriter
from decimal import Decimal
from pathlib import Path

import pytest

from tests.oracles import figures as oracle
from tests.oracles import receivables
from tests.unit.cli.spoken import run, run_json

TABLE = Path(__file__).parents[3] / "samples/csv/receivables.csv"
BOOK = ["figures", "--csv", TABLE, "--profile", "receivables"]


def at(day: str, *more: object) -> dict:
    return run_json(*BOOK, "--as-of", day, *more)


def test_the_integers_are_those_of_the_definitions() -> None:
    found = at("2025-05-31")["sides"]["is_paid"]["USD"]
    expected = oracle.figures(receivables.read(TABLE), 20239)["USD"]
    for population in ("headline", "including_disputed"):
        own, other = found[population]["all"], expected[population]
        assert own["promptness"] == other["promptness"]
        assert own["dbt"] == other["dbt"]
        assert own["ageing"] == other["ageing"]
        assert own["dso"] == other["dso"]
        assert own["on_time"]["by_amount"] == other["on_time_amount"]
    assert found["headline"]["all"]["publishable"] is True
    assert found["headline"]["all"]["obligations"] == 4
    assert found["including_disputed"]["all"]["obligations"] == 6


@pytest.mark.parametrize("paid", ["1/2/2025", "1/6/2025", "3/20/2025", ""])
def test_a_flag_of_a_dispute_takes_an_invoice_out_of_the_headline_whenever_it_was_paid(
    tmp_path: Path, paid: str
) -> None:
    """Issued on 6 January: paid before that day, on it, late, or not yet; the flag names no day."""
    head = TABLE.read_text("utf-8").splitlines()[0]
    for flag, left in (("Yes", 0), ("No", 1)):
        book = tmp_path / "book.csv"
        book.write_text(f"{head}\n1001,C-17,1/6/2025,2/5/2025,1250.00,{flag},{paid}\n", "utf-8")
        found = run_json("figures", "--csv", book, "--profile", "receivables", "--as-of", "2025-05-31")
        own = found["sides"]["is_paid"]["USD"]
        assert own["headline"]["all"]["obligations"] == left
        assert own["including_disputed"]["all"]["obligations"] == 1


def test_the_profile_on_the_page_of_portfolios_reads_what_it_says(tmp_path: Path) -> None:
    """Day first, thousands apart, in euro: the same figures as of the table it was made from."""
    own = tmp_path / "own.toml"
    page = TABLE.parents[2] / "docs/portfolio.md"
    own.write_text(page.read_text("utf-8").split("```toml\n")[-1].split("```")[0], "utf-8")
    book = tmp_path / "book.csv"
    with (
        TABLE.open(newline="", encoding="utf-8") as table,
        book.open("w", newline="", encoding="utf-8") as file,
    ):
        rows = list(DictReader(table))
        written = DictWriter(file, list(reversed(rows[0])))
        written.writeheader()
        for row in rows:
            for name in ("InvoiceDate", "DueDate", "SettledDate"):
                month, day, year = row[name].split("/") if row[name] else ("", "", "")
                row[name] = row[name] and f"{day}/{month}/{year}"
            row["InvoiceAmount"] = f"{Decimal(row['InvoiceAmount']):,.2f}"
            written.writerow(row)
    assert '"1,250.00"' in book.read_text("utf-8")
    words = ["figures", "--csv", book, "--profile", own, "--as-of", "2025-05-31", "--by-counterparty"]
    found, expected = run_json(*words), at("2025-05-31", "--by-counterparty")
    for sides, others in (
        (found["sides"], expected["sides"]),
        (found["by_counterparty"]["C-22"], expected["by_counterparty"]["C-22"]),
    ):
        for population in ("headline", "including_disputed"):
            assert sides["is_paid"]["EUR"][population] == others["is_paid"]["USD"][population]


def test_what_was_not_known_on_the_day_does_not_count() -> None:
    early, late = (
        at(day)["sides"]["is_paid"]["USD"]["headline"]["all"] for day in ("2025-02-03", "2025-02-02")
    )
    assert early["weighed"]["obligations"] == 1
    assert late["weighed"]["obligations"] == 0
    assert late["promptness"] is None


def test_each_counterparty_is_apart_where_asked_for() -> None:
    assert "by_counterparty" not in at("2025-05-31")
    apart = at("2025-05-31", "--by-counterparty")["by_counterparty"]
    assert sorted(apart) == ["C-17", "C-22", "C-31"]
    assert apart["C-17"]["is_paid"]["USD"]["headline"]["all"]["obligations"] == 2
    assert apart["C-17"]["is_paid"]["USD"]["headline"]["all"]["publishable"] is False


def test_the_other_side_owes_and_has_one_counterparty() -> None:
    sides = at("2025-05-31", "--side", "pays")["sides"]
    assert sides["is_paid"] == {}
    assert sides["pays"]["USD"]["headline"]["all"]["dso"] is None
    assert sides["pays"]["USD"]["evidence"]["largest"] == 10_000


def test_a_rulebook_is_named_with_its_hash() -> None:
    standard, prc = (
        at("2025-05-31", "--rulebook", name)["rulebook"] for name in ("tradeline-1", "tradeline-1-cn")
    )
    assert (standard["id"], prc["id"]) == ("tradeline-1", "tradeline-1-cn")
    assert standard["hash"] != prc["hash"]


def test_days_are_numbers_and_dates() -> None:
    found = at("2025-05-31")
    assert (found["as_of"], found["as_of_date"], found["first_date"]) == (20239, "2025-05-31", "2023-06-01")


def test_nothing_in_the_window_is_no_figure() -> None:
    assert at("2010-01-01")["sides"] == {"is_paid": {}, "pays": {}}
    assert run(*BOOK, "--as-of", "2010-01-01").exit_code == 0


def test_people_get_a_table() -> None:
    result = run(*BOOK, "--as-of", "2025-05-31", "--by-counterparty")
    assert result.exit_code == 0
    assert "promptness index" in result.stdout
    assert "C-31" in result.stdout


def test_a_faulty_table_gives_its_faults_and_no_figure(tmp_path: Path) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_text(TABLE.read_text("utf-8").replace("Yes", "Perhaps"), "utf-8")
    words = ["figures", "--csv", broken, "--profile", "receivables", "--as-of", "2025-05-31"]
    problem = run_json(*words, code=1)
    assert [fault["rule"] for fault in problem["faults"]] == ["flag.unknown"] * 2
    assert "sides" not in problem
    assert "flag.unknown" in run(*words).stderr


@pytest.mark.parametrize(
    "words",
    [
        ["--profile", "receivables", "--as-of", "2025-05-31"],
        ["--csv", TABLE, "--as-of", "2025-05-31"],
        ["--csv", TABLE, "--profile", "receivables"],
        ["--csv", TABLE, "--profile", "receivables", "--as-of", "2025-02-30"],
        ["--csv", TABLE, "--profile", "receivables", "--as-of", "31.05.2025"],
        ["--csv", TABLE, "--profile", "receivables", "--as-of", "1969-12-31"],
        ["--csv", TABLE, "--profile", "receivables", "--as-of", "2025-05-31", "--side", "both"],
        ["--csv", TABLE, "--profile", "receivables", "--as-of", "2025-05-31", "--rulebook", "mine"],
        ["--csv", TABLE, "--profile", "no-such", "--as-of", "2025-05-31"],
        ["--csv", TABLE, "--profile", "no-such.toml", "--as-of", "2025-05-31"],
    ],
)
def test_misuse_is_said_and_ends_in_2(words: list[object]) -> None:
    result = run("figures", *words)
    assert result.exit_code == 2
    assert result.stderr.strip()


def test_a_table_that_is_not_there_is_refused_in_words() -> None:
    words = ["figures", "--csv", "no-such.csv", "--profile", "receivables", "--as-of", "2025-05-31"]
    assert [fault["rule"] for fault in run_json(*words, code=1)["faults"]] == ["file.read"]


def test_a_table_without_invoices_is_misuse_and_what_reads_it_is_named(tmp_path: Path) -> None:
    loans = tmp_path / "loans.csv"
    loans.write_text(
        "loan_no,approval_date,disbursement_date,disbursed_cents,status,chargeoff_date,chargeoff_principal_cents,"
        "approved_cents\nL1,1/6/2025,1/6/2025,100,PIF,,0,100\n",
        "utf-8",
    )
    words = ["figures", "--csv", loans, "--profile", "sba_loans", "--as-of", "2025-05-31"]
    assert "tradeline portfolio" in run_json(*words, code=2)["detail"]


def test_an_invoice_over_nothing_is_left_out_and_told(tmp_path: Path) -> None:
    book = tmp_path / "book.csv"
    book.write_text(TABLE.read_text("utf-8").replace("980.5,", "0.00,"), "utf-8")
    words = ["figures", "--csv", book, "--profile", "receivables", "--as-of", "2025-05-31"]
    found = run_json(*words)
    assert found["read"]["obligations"] == 5
    assert {note["where"] for note in found["notes"]} == {"line 3"}
    assert "line 3" in run(*words).stdout
    assert at("2025-05-31")["notes"] == []


def test_a_document_that_is_no_table_is_misuse() -> None:
    document = TABLE.parents[1] / "xrechnung/01.09a-INVOICE_ubl.xml"
    words = ["figures", "--csv", document, "--profile", "receivables", "--as-of", "2025-05-31"]
    assert "UBL 2.1 Invoice" in run_json(*words, code=2)["detail"]
