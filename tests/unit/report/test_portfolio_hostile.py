"""The page of a portfolio loads nothing and runs nothing, whatever an obligor, a lender or a file calls itself."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from ledger.core.history import Counterparty
from ledger.documents.findings import Note
from ledger.report.html import html
from ledger.report.portfolio.page import portfolio_page
from ledger.report.portfolio.source import InvoiceFile, Lender, LoanFile, Source
from ledger.report.words import Language
from tests.unit.report.bank import NAMES, invoices, lender, loan, loans, supervision
from tests.unit.report.printed import Printed
from tests.unit.report.test_html import EVIL

FORMS: tuple[Callable[[], Source], ...] = (lender, invoices, loans, supervision)


def of_lender(name: str) -> Lender:
    return lender(name=name, names=dict.fromkeys(NAMES, name))


def of_invoices(name: str) -> InvoiceFile:
    """A file of that name, of whose obligors one is called so; its reader quotes it."""
    made = invoices(name, {next(iter(NAMES)): name})
    return replace(made, file=replace(made.file, notes=[Note(name, name, name)]))


def of_loans(name: str) -> LoanFile:
    made = loans(name, drafts=[loan(1, 20_000, 19_990)])
    odd = [replace(each, where=name) for each in made.remarks]  # type: ignore[type-var]
    return replace(made, remarks=odd, file=replace(made.file, notes=[Note(name, name, name)]))


def shape(page: Printed) -> tuple[list[str], list[set[str]]]:
    return [tag for tag, _ in page.tags], [set(attributes) for _, attributes in page.tags]


@pytest.mark.parametrize("name", EVIL)
@pytest.mark.parametrize("made", [of_lender, of_loans])
def test_a_name_is_text_wherever_it_stands(made: Callable[[str], Source], name: str) -> None:
    page, plain = (
        Printed(html(portfolio_page(made(each))).partition("</style>")[2]) for each in (name, "Birke")
    )
    assert shape(page) == shape(plain)
    assert page.section(name).level == 1
    assert page.text.count(name) == plain.text.count("Birke") > 1


@pytest.mark.parametrize("name", EVIL)
def test_so_is_the_name_of_a_table_and_of_who_is_in_it(name: str) -> None:
    page = Printed(html(portfolio_page(of_invoices(name))))
    assert page.section(name).level == 1
    assert name in [row[0] for row in page.section("Concentration").tables[0]]
    assert page.section("Notes of the reader").tables[0][1] == [name, name, name]
    assert shape(page)[0].count("script") == 0


@pytest.mark.parametrize("name", EVIL)
def test_a_name_at_the_foot_of_pages_does_not_leave_its_string(name: str) -> None:
    style = html(portfolio_page(of_loans(name))).partition("<style>")[2].partition("</style>")[0]
    plain = html(portfolio_page(of_loans("Birke"))).partition("<style>")[2].partition("</style>")[0]
    (foot,) = re.findall(r"@bottom-left \{ content: (\".*?\"); font", style)
    decoded = re.sub(r"\\([0-9a-f]+) ", lambda found: chr(int(found[1], 16)), foot[1:-1])
    assert decoded == f"{name} · as of 2026-06-30"
    assert style.count("{") == plain.count("{")


def test_what_steers_a_line_unseen_is_shown_as_a_gap() -> None:
    page = Printed(html(portfolio_page(of_lender("ABC\u202egnp.exe\u0007\n"))))
    assert page.section("ABC�gnp.exe��").level == 1
    assert not set("\u202e\u0007") & set(page.text)


@pytest.mark.parametrize("made", FORMS)
def test_nothing_is_loaded_and_nothing_runs(made: Callable[[], Source]) -> None:
    text = html(portfolio_page(made()))
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


@pytest.mark.parametrize(("made", "drawings"), list(zip(FORMS, (8, 3, 2, 2), strict=True)))
@pytest.mark.parametrize("language", Language)
def test_every_id_is_one_things_and_every_drawing_is_told_in_words_and_in_a_table(
    made: Callable[[], Source], drawings: int, language: Language
) -> None:
    page = Printed(html(portfolio_page(made(), language)))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids)) and ids
    shown = [each for each in page.attributes("svg") if each.get("role") == "img"]
    assert len(shown) == drawings
    assert all(each in shown or each["aria-hidden"] == "true" for each in page.attributes("svg"))
    assert len(page.attributes("table")) >= drawings
    for each in shown:
        assert set(str(each["aria-labelledby"]).split()) <= set(ids)


def test_a_name_that_only_looks_like_the_ledgers_own_is_no_number_of_a_member() -> None:
    page = Printed(html(portfolio_page(lender(names={Counterparty("member:5"): "member 6"}))))
    assert "member 6" in [row[0] for row in page.section("Concentration", 1).tables[0]]
