"""Whatever a firm and its counterparties call themselves, a report is made, and says what it says otherwise."""

import io
from dataclasses import replace

import pypdf
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.core.errors import Misuse
from ledger.report.blocks import visible
from ledger.report.html import html
from ledger.report.pdf import pdf
from ledger.report.report import report
from ledger.report.source import Firm, Source
from tests.unit.report.firm import BUYER, OTHER, OWN, small
from tests.unit.report.printed import Printed

NAMES = st.text(st.characters(), min_size=1, max_size=60)
PLAIN = Printed(html(report(small())))


def called(own: str, buyer: str, document: str) -> Source:
    """A firm under other names; its documents have one number."""
    made = small()
    firms = {OWN: Firm(own, (f"vat:{own}",)), BUYER: Firm(buyer), OTHER: Firm(buyer)}
    documents = dict.fromkeys(made.names.documents, document)
    return replace(made, names=replace(made.names, firms=firms, documents=documents))


@settings(max_examples=40, deadline=None)
@given(NAMES, NAMES, NAMES)
def test_a_page_is_the_same_but_for_the_names(own: str, buyer: str, document: str) -> None:
    text = html(report(called(own, buyer, document)))
    text.encode("utf-8")
    page = Printed(text)
    assert [tag for tag, _ in page.tags] == [tag for tag, _ in PLAIN.tags]
    # A parser of HTML reads line ends as one (13.2.3.5), and they are no letters of a name.
    assert page.sections[1].title == visible(own)
    rows = page.section("Counterparties").tables[0]
    assert [row[0] for row in rows[1:]] == [visible(buyer)] * 2
    assert [row[1:] for row in rows] == [row[1:] for row in PLAIN.section("Counterparties").tables[0]]


@settings(max_examples=12, deadline=None)
@given(NAMES, NAMES)
def test_a_pdf_is_made_or_a_letter_is_named_that_no_font_has(own: str, buyer: str) -> None:
    try:
        made = pdf(report(called(own, buyer, buyer)))
    except Misuse as refused:
        assert "letters of the report" in str(refused)
        return
    assert len(pypdf.PdfReader(io.BytesIO(made)).pages) >= 2
