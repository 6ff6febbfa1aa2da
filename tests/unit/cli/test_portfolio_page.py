"""`tradeline portfolio --html --pdf` of a table: what is written, where, and what is refused."""

import io
from pathlib import Path

import pypdf
import pytest

from ledger.report.amounts import amount
from tests.unit.cli.spoken import run, run_json
from tests.unit.cli.test_portfolio import INVOICES, LOANS, ROWS, of, written
from tests.unit.report.printed import Printed

INVOICE_ROWS = (
    "391,C-1,1/1/2013,1,1/1/2013,1/31/2013,1000.00,No,2/10/2013,Paper,40,10",
    "391,C-1,1/1/2013,2,2/1/2013,3/3/2013,1000.00,No,12/1/2013,Paper,300,270",
    "391,<b>C-2</b>,1/1/2013,3,5/1/2013,6/15/2013,300.00,Yes,12/1/2013,Paper,200,170",
)


@pytest.fixture
def loans(tmp_path: Path) -> Path:
    return written(tmp_path, "loans.csv", LOANS, *ROWS)


@pytest.fixture
def invoices(tmp_path: Path) -> Path:
    return written(tmp_path, "invoices.csv", INVOICES, *INVOICE_ROWS)


def test_page_and_pdf_of_invoices_have_the_figures_of_the_json(invoices: Path, tmp_path: Path) -> None:
    page, paper = tmp_path / "page.html", tmp_path / "page.pdf"
    words = of(invoices, "receivables", "2013-06-30", "--html", page, "--pdf", paper)
    told = run_json(*words)["books"]["USD"]
    shown = Printed(page.read_text("utf-8"))
    assert f"{amount(told['balance'], 'USD')} USD" in shown.section("Book in USD").text
    rows = shown.section("Concentration").tables[0][1:]
    assert [row[0] for row in rows] == [one["obligor"] for one in told["obligors"]] == ["C-1", "<b>C-2</b>"]
    text = "".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(paper.read_bytes())).pages)
    assert "<b>C-2</b>" in text and amount(told["balance"], "USD") in text


def test_it_says_where_the_files_are_instead_of_the_tables(loans: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    result = run(*of(loans, "sba-loans", "1999-05-31", "--html", page))
    assert result.exit_code == 0 and "report written to" in result.stdout and "Vintages" not in result.stdout
    assert "Vintages: how many defaulted" in page.read_text("utf-8")


def test_a_page_is_the_same_wherever_its_table_lies(tmp_path: Path) -> None:
    pages = []
    for folder in (tmp_path / "one", tmp_path / "other"):
        folder.mkdir()
        table, page = written(folder, "loans.csv", LOANS, *ROWS), folder / "page.html"
        assert run(*of(table, "sba-loans", "1999-05-31", "--html", page)).exit_code == 0
        pages.append(page.read_bytes())
        assert str(folder).encode() not in pages[-1]
    assert pages[0] == pages[1]
    changed = written(tmp_path, "loans.csv", LOANS, *ROWS[1:])
    run(*of(changed, "sba-loans", "1999-05-31", "--html", tmp_path / "page.html"))
    assert (tmp_path / "page.html").read_bytes() != pages[0]


def test_the_page_speaks_chinese_of_the_same_numbers(loans: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert run(*of(loans, "sba-loans", "1999-05-31", "--html", page, "--language", "zh")).exit_code == 0
    shown = Printed(page.read_text("utf-8"))
    assert shown.attributes("html") == [{"lang": "zh-Hans"}]
    assert "1,000.00 USD" in shown.section("USD 贷款").text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--language", "zh"), "name a file with --html or --pdf"),
        (("--html", "{0}/page", "--pdf", "{0}/page"), "one file cannot be both"),
        (("--html", "{0}/page", "--csv-out", "{0}/page"), "one file cannot be both"),
        (("--html", "{0}/absent/page", "--csv-out", "{0}/out"), "No such file"),
        (("--html", "{0}/page", "--pdf", "{0}/pdf", "--font", "{0}/none.ttf"), "none.ttf"),
    ],
)
def test_what_cannot_be_written_is_said_and_nothing_is(
    loans: Path, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    before = sorted(tmp_path.iterdir())
    found = run_json(
        *of(loans, "sba-loans", "1999-05-31", *(word.format(tmp_path) for word in words)), code=2
    )
    assert told in found["detail"] and sorted(tmp_path.iterdir()) == before


def test_a_table_with_faults_has_no_page(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    table = written(tmp_path, "loans.csv", LOANS, ROWS[0].replace("1/4/1999", "1/4/99"))
    assert run(*of(table, "sba-loans", "1999-05-31", "--html", page)).exit_code == 1
    assert not page.exists()


def test_the_figures_can_go_to_a_spreadsheet_at_the_same_time(loans: Path, tmp_path: Path) -> None:
    page, out = tmp_path / "page.html", tmp_path / "out.csv"
    assert run(*of(loans, "sba-loans", "1999-05-31", "--html", page, "--csv-out", out)).exit_code == 0
    assert page.exists() and out.read_text("utf-8").startswith("currency,figure")
