"""A portfolio's page by the command alone: of a firm that is owed something, as its home reads it from the chain."""

import io
import re

import pypdf
import pytest

from ledger.report.amounts import amount
from tests.e2e.consortium import Consortium
from tests.unit.report.printed import Printed

OVERDUE = "2016-08-01"
"""The sample invoice of 2016 is late."""

pytestmark = pytest.mark.xdist_group("cli-road")


def test_page_and_pdf_show_the_book_of_the_home_and_by_which_block(road: Consortium, line: str) -> None:
    page, paper = road.folder / "portfolio.html", road.folder / "portfolio.pdf"
    told = road.ask("seller", "portfolio", "--as-of", OVERDUE, "--html", page, "--pdf", paper)
    shown = Printed(page.read_text("utf-8"))
    text = "".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(paper.read_bytes())).pages)
    (book,) = told["books"].values()
    assert book["balance"] > 0
    whole = amount(book["balance"], "EUR")
    assert f"{whole} EUR" in shown.section("Book in EUR").text and whole in text
    rows = shown.section("Ageing").rows(0)
    buckets = [int(rows[name][0].replace(",", "").replace(".", "")) for name in ("not due", "1–30", "31–60")]
    assert buckets == [book["ageing"][name] for name in ("current", "1-30", "31-60")]
    (obligor,) = book["obligors"]
    (row,) = shown.section("Across lenders").tables[0][1:]
    plain = {"yes": "exceeded", "no": "within", "not known": "not known"}
    answer = obligor["across_lenders"]
    assert row[1] == ("–" if answer["read_in_full"] and not answer["debts"] else plain[answer["answer"]])
    assert f"{told['known']['block']} 0x" in shown.sections[1].text
    assert told["known"]["hash"] in re.sub(r"\s", "", text)


def test_who_may_publish_nothing_has_no_page(road: Consortium) -> None:
    page = road.folder / "published.html"
    refused = road.ask("seller", "portfolio", "--supervisor", "--html", page, code=1)
    assert "auditor" in refused["detail"] and not page.exists()
