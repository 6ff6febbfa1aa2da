"""The sample in the docs is what is printed today."""

import io
import re

import pypdf

from ledger.report.html import html
from tests.unit.report.printed import Printed
from tests.unit.report.sample_portfolio import FOLDER, sample

ANEW = "python -m tests.unit.report.sample_portfolio"


def test_the_sample_page_is_the_one_that_is_printed_today() -> None:
    assert (FOLDER / "portfolio.html").read_text("utf-8") == html(sample()), ANEW


def test_the_sample_pdf_says_what_the_page_says() -> None:
    found = pypdf.PdfReader(io.BytesIO((FOLDER / "portfolio.pdf").read_bytes()))
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in found.pages))
    page = Printed(html(sample()))
    cells = [cell for section in page.sections for table in section.tables for row in table for cell in row]
    assert [cell for cell in cells if re.sub(r"\s", "", cell) not in text] == [], ANEW
