"""The PDF of a portfolio: the same blocks as the page, tagged, with every font in it, the same bytes again."""

import io
import re
from collections.abc import Callable

import pypdf
import pytest

from ledger.report.html import html
from ledger.report.pdf import pdf
from ledger.report.portfolio.page import portfolio_page
from ledger.report.portfolio.source import Source
from ledger.report.words import Language
from tests.unit.report.bank import invoices, lender, loans, supervision
from tests.unit.report.printed import Printed

FORMS: tuple[Callable[[], Source], ...] = (lender, invoices, loans, supervision)


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    ("made", "language"), [(lender, Language.EN), (loans, Language.ZH), (supervision, Language.ZH)]
)
def test_every_cell_and_heading_of_the_page_is_in_the_pdf(
    made: Callable[[], Source], language: Language
) -> None:
    document = portfolio_page(made(), language)
    found = pypdf.PdfReader(io.BytesIO(pdf(document)))
    text, page = _plain("".join(each.extract_text() for each in found.pages)), Printed(html(document))
    cells = [cell for one in page.sections for table in one.tables for row in table for cell in row if cell]
    assert len(cells) > 100
    assert [cell for cell in cells if _plain(cell) not in text] == []
    assert [one.title for one in page.sections if _plain(one.title) not in text] == []
    assert "98,765,432.10" not in text
    assert all(sign.isprintable() for sign in text)


@pytest.mark.parametrize("made", FORMS)
def test_it_is_tagged_and_filed_under_its_day_and_every_drawing_is_told_in_words(
    made: Callable[[], Source],
) -> None:
    document = portfolio_page(made())
    data = pdf(document)
    found = pypdf.PdfReader(io.BytesIO(data))
    root = found.trailer["/Root"].get_object()
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en"
    assert found.metadata is not None and found.metadata.title == document.title
    assert str(found.metadata["/CreationDate"]).startswith("D:20260630")
    described = found.xmp_metadata
    assert described is not None
    raw = described.stream.get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in raw and "<pdfuaid:part>1</pdfuaid:part>" in raw
    told = [each for each in _alts(root["/StructTreeRoot"]) if "/ 10000" not in each]
    drawn = [each for each in Printed(html(document)).attributes("svg") if each.get("role") == "img"]
    assert len(told) == len(drawn) > 0 and all(len(each) > 30 for each in told)


def _alts(node: object) -> list[str]:
    """The words of every figure in the tree of tags."""
    if isinstance(node, pypdf.generic.IndirectObject):
        return _alts(node.get_object())
    if isinstance(node, list):
        return [alt for each in node for alt in _alts(each)]
    if not isinstance(node, dict):
        return []
    own = [str(node["/Alt"])] if "/Alt" in node else []
    return own + (_alts(node["/K"]) if "/K" in node else [])


@pytest.mark.parametrize("made", [lender, supervision])
def test_the_same_source_gives_the_same_bytes(made: Callable[[], Source]) -> None:
    one = pdf(portfolio_page(made()))
    assert one == pdf(portfolio_page(made()))
    assert one != pdf(portfolio_page(made(), Language.ZH))


@pytest.mark.parametrize(
    "name", ["#set text(red)", '"); panic("x")', "// \\ [x] #{1+1}", "$a_1^2$ `raw` <l> @ref"]
)
def test_a_name_is_no_markup(name: str) -> None:
    found = pypdf.PdfReader(io.BytesIO(pdf(portfolio_page(lender(name=name, books={})))))
    assert _plain(name) in _plain("".join(each.extract_text() for each in found.pages))


def test_a_table_of_many_cohorts_goes_on_over_pages() -> None:
    """Of a month each, with two years of loans before those of the table."""
    document = portfolio_page(loans(cohort_months=1))
    found = pypdf.PdfReader(io.BytesIO(pdf(document)))
    heads = [page.extract_text().count("at month") for page in found.pages]
    assert len(found.pages) > 3 and sum(heads) > 2
