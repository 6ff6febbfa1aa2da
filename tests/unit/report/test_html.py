"""The page: one file that loads nothing and runs nothing, whatever a counterparty calls itself."""

import re
from dataclasses import replace

import pytest

from ledger.report.html import html
from ledger.report.report import report
from ledger.report.source import Source
from ledger.report.words import Language
from ledger.rulebook.rulebook import KNOWN
from tests.unit.report.firm import AS_OF, BUYER, OTHER, OWN, line, source, usual
from tests.unit.report.printed import Printed

LATER = next(book for book in KNOWN.values() if book.id == "tradeline-3")
EVIL = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></title><svg onload=alert(1)>",
    "&lt;b&gt; &amp; 'quoted'",
    '" } body { display: none } @import "//evil.example/x.css',
    "\\22 } * { color: red }",
    "{page} {pages} @foot@ @page@ {font}",
)


def named(name: str) -> Source:
    """A firm whose every name is that: its own, its counterparties', of its documents."""
    one, other = line(1), line(2, OTHER)
    for number, each in enumerate((one, other, one, other)):
        id = each.invoice(f"{name} {number}", 50_000, AS_OF - 300 + 50 * number, AS_OF - 200 + 50 * number)
        each.pay(id, 20_000, AS_OF - 150 + 50 * number)
    return source(one, other, names=dict.fromkeys((OWN, BUYER, OTHER), name))


@pytest.mark.parametrize("name", EVIL)
def test_a_name_is_text_wherever_it_stands(name: str) -> None:
    page, plain = Printed(html(report(named(name)))), Printed(html(report(named("Birke"))))
    assert [tag for tag, _ in page.tags] == [tag for tag, _ in plain.tags]
    assert [set(attributes) for _, attributes in page.tags] == [
        set(attributes) for _, attributes in plain.tags
    ]
    assert page.section(name).level == 1
    assert [row[0] for row in page.section("Counterparties").tables[0][1:]] == [name, name]
    assert f"{name} 2" in [row[0] for row in page.section("Ageing of the open balance").tables[1]]


@pytest.mark.parametrize("name", EVIL)
def test_a_name_at_the_foot_of_pages_does_not_leave_its_string(name: str) -> None:
    style = html(report(named(name))).partition("<style>")[2].partition("</style>")[0]
    (foot,) = re.findall(r"@bottom-left \{ content: (\".*?\"); font", style)
    assert set(re.sub(r"\\[0-9a-f]+ ", "", foot[1:-1])) <= set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    )
    decoded = re.sub(r"\\([0-9a-f]+) ", lambda found: chr(int(found[1], 16)), foot[1:-1])
    assert decoded == f"{name} · as of 2026-06-30 · block 880"
    assert style.count("{") == html(report(named("Birke"))).partition("</style>")[0].count("{")


def test_what_steers_a_line_unseen_is_shown_as_a_gap() -> None:
    page = Printed(html(report(named("ABC\u202egnp.exe\u0007\n"))))
    assert page.section("ABC�gnp.exe��").level == 1
    assert not set("\u202e\u0007") & set(page.text)


def test_nothing_is_loaded_and_nothing_runs() -> None:
    text = html(report(usual()))
    page = Printed(text)
    policies = [each["content"] for each in page.attributes("meta") if each.get("http-equiv")]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]
    names = {name for _, attributes in page.tags for name in attributes}
    assert not names & {"src", "href", "xlink:href", "action", "srcset"}
    assert not {name for name in names if name.startswith("on")}
    assert not {tag for tag, _ in page.tags} & {"script", "link", "iframe", "object", "form", "img", "base"}
    assert set(re.findall(r"url\(([^)]*)\)", text)) <= {
        f"#{each['id']}" for each in page.attributes("pattern")
    }
    assert "@import" not in text and "@font-face" not in text


@pytest.mark.parametrize(("language", "tag"), [(Language.EN, "en"), (Language.ZH, "zh-Hans")])
def test_the_page_says_its_language(language: Language, tag: str) -> None:
    page = Printed(html(report(usual(), language)))
    assert page.attributes("html") == [{"lang": tag}]
    assert any("\u4e00" <= sign <= "\u9fff" for sign in page.text) is (language is Language.ZH)


def test_every_id_is_one_things_and_every_drawing_is_told_in_words() -> None:
    page = Printed(html(report(replace(usual(), rulebook=LATER))))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids)) and ids
    drawings = page.attributes("svg")
    shown = [each for each in drawings if each.get("role") == "img"]
    assert len(shown) == 6 and all(each in shown or each["aria-hidden"] == "true" for each in drawings)
    for each in shown:
        assert set(str(each["aria-labelledby"]).split()) <= set(ids)


def test_a_table_is_read_out_with_the_heads_of_its_rows_and_columns() -> None:
    page = Printed(html(report(usual(banked=True))))
    heads = page.attributes("th")
    assert {each["scope"] for each in heads} == {"row", "col", "colgroup"}
    rows = sum(len(table) for section in page.sections for table in section.tables)
    over = sum(each["scope"] == "colgroup" for each in heads) // 2
    assert sum(each["scope"] == "row" for each in heads) == rows - len(page.attributes("table")) - over
    assert over == 1 and not re.search(r"<th[^>]*></th>", html(report(usual(banked=True))))
    assert all(each["tabindex"] == "0" for each in page.attributes("figure") if each.get("class") == "wide")
    assert any(each.get("class") == "wide" for each in page.attributes("figure"))


def test_it_says_what_it_is_not_and_of_what_it_is() -> None:
    text = Printed(html(report(usual()))).text
    for words in (
        "not a score",
        "not a rating",
        "not advice",
        "of what was recorded",
        "self-declared",
        "Paper proves nothing",
    ):
        assert words in text


def test_a_firm_without_a_record_has_a_report_that_says_so() -> None:
    page = Printed(html(report(source())))
    assert "That says nothing good and nothing bad about it." in page.text
    assert [one.title for one in page.sections[1:]] == [
        "Anker Metallbau GmbH", "Disputes", "Corrections and other changes", "Completeness: what was read",
        "How to verify it",
    ]  # fmt: skip
    assert "That says nothing good" not in Printed(html(report(usual()))).text


def test_the_same_history_gives_the_same_page() -> None:
    assert html(report(usual())) == html(report(usual.__wrapped__()))
    assert html(report(usual())) != html(report(usual(), Language.ZH))
