"""The PDF: the same blocks as the page, every font in it, the same bytes again."""

import io
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from pylopdf_fonts_zh_cn import sans_path

from ledger.core.errors import Misuse
from ledger.report import pdf as printer
from ledger.report.html import html
from ledger.report.pdf import pdf
from ledger.report.report import report
from ledger.report.slip import slip
from ledger.report.source import Firm, Source
from ledger.report.words import Language
from ledger.rulebook.rulebook import KNOWN
from tests.unit.report.firm import OWN, small, usual
from tests.unit.report.printed import Printed

LATER = next(book for book in KNOWN.values() if book.id == "tradeline-3")


PRINTED = report(small())


def called(name: str) -> Source:
    """A firm under another name."""
    made = small()
    return replace(made, names=replace(made.names, firms={OWN: Firm(name)}))


def read(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data))


def text_of(data: bytes) -> str:
    """All its text, without the spaces and breaks of its lines."""
    return _plain("".join(page.extract_text() for page in read(data).pages))


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("language", Language)
def test_every_cell_and_sentence_of_the_page_is_in_the_pdf(language: Language) -> None:
    document = report(replace(usual(), rulebook=LATER), language)
    text, page = text_of(pdf(document)), Printed(html(document))
    cells = [
        cell for section in page.sections for table in section.tables for row in table for cell in row if cell
    ]
    assert len(cells) > 800
    assert [cell for cell in cells if _plain(cell) not in text] == []
    assert [one.title for one in page.sections if _plain(one.title) not in text] == []
    assert "98,765.43" not in text
    assert all(sign.isprintable() for sign in text)


@pytest.mark.parametrize("language", Language)
def test_the_slip_can_be_copied_from_the_paper_whole(language: Language) -> None:
    made = usual()
    text, found = slip(made, made.figures()), read(pdf(report(made, language)))
    (page,) = (page.extract_text() for page in found.pages if text in _plain(page.extract_text()))
    lines = page.splitlines()
    first = next(place for place, one in enumerate(lines) if one.startswith("TRADELINE:REPORT:1:CHAIN"))
    assert max(len(one) for one in lines[first : first + 4]) < 120


def test_it_is_tagged_filed_under_its_day_and_has_every_font_in_it() -> None:
    found = read(pdf(report(usual())))
    root = found.trailer["/Root"].get_object()
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en"
    assert (
        found.metadata is not None
        and found.metadata.title == "Credit report: Anker Metallbau GmbH, 2026-06-30"
    )
    assert str(found.metadata["/CreationDate"]).startswith("D:20260630")
    described = found.xmp_metadata
    assert described is not None
    raw = described.stream.get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in raw and "<pdfuaid:part>1</pdfuaid:part>" in raw
    fonts = [font.get_object() for page in found.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        (inner,) = font["/DescendantFonts"]
        assert {"/FontFile2", "/FontFile3"} & set(inner.get_object()["/FontDescriptor"].get_object())


def test_pages_are_numbered_and_named() -> None:
    pages = read(pdf(report(usual()))).pages
    for number, page in enumerate(pages, start=1):
        text = _plain(page.extract_text())
        assert f"page{number}of{len(pages)}" in text
        assert "AnkerMetallbauGmbH·asof2026-06-30·block880" in text


def test_the_same_history_gives_the_same_bytes() -> None:
    one = pdf(PRINTED)
    assert one == pdf(report(small.__wrapped__()))
    assert one != pdf(report(called("Birke Möbelwerk GmbH")))


def test_chinese_names_are_set_and_a_machine_without_the_font_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = report(called("上海安科金属制品有限公司"))
    assert "上海安科金属制品有限公司" in text_of(pdf(document))
    monkeypatch.setattr(printer, "_packaged", tuple)
    with pytest.raises(Misuse, match=r"these letters of the report: 上 公 .*海.*; name one with --font"):
        pdf(document)
    assert "上海安科金属制品有限公司" in text_of(pdf(document, [Path(sans_path())]))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Sign 😀 Ltd", "SignU+1F600Ltd"),
        ("Zeichen\u202eLtd", "Zeichen�Ltd"),
        ("Œuvre Łódź Şirket Ελλάδα Москва", None),
    ],
)
def test_a_sign_that_no_font_has_is_written_as_its_code_point(name: str, told: str | None) -> None:
    assert (told or _plain(name)) in text_of(pdf(report(called(name))))


def test_a_letter_that_no_font_has_is_refused_by_its_name() -> None:
    with pytest.raises(Misuse, match="these letters of the report: ก ท บ ร; name"):
        pdf(report(called("บรทก")))


@pytest.mark.parametrize(
    "name", ["#set text(red)", "$a_1^2$ `raw` *b* _i_ <l> @ref", '"); panic("x")', "// \\ [x] #{1+1}"]
)
def test_a_name_is_no_markup(name: str) -> None:
    assert _plain(name) in text_of(pdf(report(called(name))))


def test_a_font_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match=r"absent\.ttf: No such file"):
        pdf(PRINTED, [tmp_path / "absent.ttf"])
    text = tmp_path / "words.ttf"
    text.write_text("no font")
    with pytest.raises(Misuse, match=r"words\.ttf: not a font"):
        pdf(PRINTED, [text])


@pytest.mark.parametrize(("package", "made"), [("segno", report), ("typst", lambda made: pdf(PRINTED))])
def test_without_the_extra_it_says_what_to_install(
    package: str, made: Callable[[Source], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    made(small())
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(Misuse, match=rf"needs the package {package}: install tradeline\[report\]"):
        made(small())
