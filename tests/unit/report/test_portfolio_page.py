"""The page of a portfolio: what is on it is what the book says, a form at a time."""

from dataclasses import replace

import pytest

from ledger.core.history import Counterparty, Interest, Part
from ledger.proof.consensus.engine import Finality
from ledger.report.amounts import amount, day, hundredths, percent
from ledger.report.html import html
from ledger.report.portfolio.page import portfolio_page
from ledger.report.portfolio.source import Block, Source
from ledger.report.words import Language
from ledger.rulebook.book import Book, Lent, Measures, book
from ledger.rulebook.cross_lender import Answer
from ledger.rulebook.roll_rates import TO
from tests.unit.report.bank import (
    AS_OF,
    NAMES,
    RATES,
    debt,
    euro,
    invoices,
    lender,
    loan,
    loans,
    supervision,
    yuan,
)
from tests.unit.report.printed import Printed

BUYER = next(iter(NAMES))


def printed(source: Source, language: Language = Language.EN) -> Printed:
    return Printed(html(portfolio_page(source, language)))


def alone(found: Book) -> Printed:
    """A lender's page of one book."""
    return printed(lender(books={found.currency: found}))


def test_each_currency_has_its_head_figures_and_they_are_never_added() -> None:
    page = printed(lender())
    (rows,) = page.section("Nordkap Handelsbank AG").tables
    assert [row[0] for row in rows[1:]] == ["CNY", "EUR"]
    for row, own in zip(rows[1:], (yuan(), euro()), strict=True):
        late = sum(one.balance for one in own.obligors if one.default_since is not None)
        provided = "–" if own.provision is None else amount(own.provision.total, own.currency)
        told = (own.balance, sum(own.ageing.overdue), late)
        whole, overdue, defaulted = (amount(minor, own.currency) for minor in told)
        counts = [str(own.obligations), str(len(own.obligors))]
        assert row[1:] == [whole, *counts, overdue, defaulted, provided]
    facts = page.section("Book in EUR").text
    for minor in (euro().balance, euro().disputed, euro().written_off, euro().not_called):
        assert minor and f"{amount(minor, 'EUR')} EUR" in facts
    assert amount(yuan().balance + euro().balance, "EUR") not in page.text


def test_one_book_has_no_table_of_currencies() -> None:
    assert alone(euro()).section("Nordkap Handelsbank AG").tables == []


def test_the_ageing_adds_up_and_stands_beside_what_is_carried_and_provided() -> None:
    found = euro()
    assert found.provision is not None and found.written_off
    rows = alone(found).section("Ageing and expected losses").rows(0)
    names = ("not due", "1–30", "31–60", "61–90", "91+")
    aged = (found.ageing.current, *found.ageing.overdue)
    carried = (found.provision.balances.current, *found.provision.balances.overdue)
    for name, open_, kept, rate, gone in zip(
        names, aged, carried, RATES, found.provision.provided, strict=True
    ):
        share, fraction = percent(10_000 * open_ // found.balance), f"{rate.numerator}/{rate.denominator}"
        assert rows[name] == [
            amount(open_, "EUR"),
            share,
            "",
            amount(kept, "EUR"),
            fraction,
            amount(gone, "EUR"),
        ]
    whole = [amount(each, "EUR") for each in (found.balance, found.balance - found.written_off)]
    assert rows["total"] == [whole[0], "", "", whole[1], "", amount(found.provision.total, "EUR")]


def test_each_part_of_a_book_says_its_currency() -> None:
    parts = [one for one in printed(lender()).sections if one.level == 3]
    heads = [(one.title, one.of) for one in parts]
    assert {of for _, of in heads} == {"CNY", "EUR"} and len(heads) == len(set(heads))
    assert ("Roll rates", "CNY") in heads and ("Roll rates", "EUR") in heads


def test_without_rates_nothing_is_said_of_losses() -> None:
    text = printed(invoices()).text
    assert "Ageing" in text
    for word in ("expected losses", "Provided", "Carried"):
        assert word not in text and word in printed(lender()).text


def test_the_ten_largest_obligors_are_named_and_the_rest_is_one() -> None:
    found = euro()
    rows = alone(found).section("Concentration").tables[0][1:]
    assert len(found.obligors) == 12 and len(rows) == 11
    assert [row[0] for row in rows[:2]] == [NAMES[one.name] for one in found.obligors[:2]]
    rest = found.obligors[10:]
    assert rows[10][:4] == [
        "2 others together",
        amount(sum(one.balance for one in rest), "EUR"),
        amount(sum(one.overdue for one in rest), "EUR"),
        str(max(one.days_late for one in rest)),
    ]
    shares = [int(row[4].removesuffix(" %").replace(".", "")) for row in rows]
    assert 10_000 - len(rows) < sum(shares) <= 10_000


def test_an_obligor_without_a_name_is_a_number() -> None:
    owed = [debt(1, "member:40", 5_000, AS_OF - 60), debt(2, "tradeline:1-31", 4_000, AS_OF - 60),
            debt(3, "vat:DE999000011", 3_000, AS_OF - 60)]  # fmt: skip
    rows = alone(book(Lent(owed), "EUR", AS_OF, Measures())).section("Concentration").tables[0][1:]
    assert [row[0] for row in rows] == [
        "member 40",
        "party outside the ledger, on tradeline 1-31",
        "vat:DE999000011",
    ]


def test_a_name_in_a_table_is_what_the_table_says_even_if_it_looks_like_the_ledgers() -> None:
    source = invoices(names={BUYER: "member:7"})
    assert "member:7" in [row[0] for row in printed(source).section("Concentration").tables[0]]


def test_classes_add_up_to_the_book_and_who_is_in_default_stands_with_the_day() -> None:
    found = euro()
    section = alone(found).section("Default clocks")
    rows = section.rows(0)
    for prefix, count in (("IFRS 9 stage ", 3), ("PRC ", 5)):
        own = [row for name, row in rows.items() if name.startswith(prefix)]
        assert len(own) == count and sum(int(row[0]) for row in own) == len(found.obligors)
    late = [one for one in found.obligors if one.default_since is not None]
    assert rows["in default by any"][0] == str(len(late)) == "6"
    told = {row[0]: row[1:] for row in section.tables[1][1:]}
    for one in late:
        shown = told[NAMES[one.name]]
        stage = one.ifrs9.since if one.ifrs9.level == 3 else None
        assert shown[1:4] == [day(one.default_since), day(one.eu_since), day(stage)]
        assert shown[5:] == [
            day(one.prc.since),
            day(one.written_off_since),
            amount(one.non_performing, "EUR"),
        ]
    assert len(told) == len(late)


def test_a_default_by_the_rule_for_factoring_is_marked() -> None:
    bought = debt(1, BUYER, 500_000, AS_OF - 400, interest=Interest.TAKEN)
    own = debt(1, BUYER, 500_000, AS_OF - 400)
    pages = [alone(book(Lent([each]), "EUR", AS_OF, Measures())) for each in (bought, own)]
    marked = [page.section("Default clocks").tables[1][1][3].endswith("*") for page in pages]
    assert marked == [True, False]
    assert ["factoring" in page.section("Default clocks").text for page in pages] == marked


def test_more_defaults_than_are_shown_stand_together_as_one() -> None:
    owed = [debt(number, f"member:{number}", 1_000 * number, AS_OF - 400) for number in range(1, 43)]
    rows = alone(book(Lent(owed), "EUR", AS_OF, Measures())).section("Default clocks").tables[1][1:]
    assert len(rows) == 31 and rows[0][0] == "member 42"
    rest = amount(sum(1_000 * number for number in range(1, 13)), "EUR")
    assert (rows[30][0], rows[30][1], rows[30][-1]) == ("12 others together", rest, rest)


def test_nobody_in_default_is_a_sentence() -> None:
    found = book(Lent([debt(1, BUYER, 5_000, AS_OF - 10)]), "EUR", AS_OF, Measures())
    section = alone(found).section("Default clocks")
    assert "Nobody is in default" in section.text and len(section.tables) == 1
    assert "Nobody is in default" not in alone(euro()).section("Default clocks").text


def test_facilities_stand_with_what_is_drawn_of_them() -> None:
    used = euro().utilisation
    assert used is not None
    section = alone(euro()).section("Utilisation of facilities")
    expected = [percent(each) for each in (used.current, used.peak, used.weighted)]
    assert [row[1] for row in section.tables[0][1:]] == expected
    assert f"Limit {amount(used.limit, 'EUR')} EUR, drawn {amount(used.drawn, 'EUR')} EUR" in section.text
    assert "Utilisation of facilities" not in [one.title for one in alone(yuan()).sections]


def test_every_roll_rate_is_drawn_and_told() -> None:
    page, found = alone(euro()), euro()
    rows = page.section("Roll rates").tables[0][1:]
    assert len(rows) == len(found.rolls) == 5
    for shown, row in zip(rows, found.rolls.values(), strict=True):
        expected = [str(row.obligations), amount(row.amount, "EUR"), *map(percent, row.by_amount)]
        assert shown[1:] == expected
    drawing = page.text[page.text.index("a month later, percent") :]
    for row in found.rolls.values():
        assert len(row.by_amount) == len(TO)
        assert all(f"\n{hundredths(share)}\n" in drawing for share in row.by_amount)


def test_the_answer_across_lenders_is_said_of_each_member_and_a_dash_where_no_bank_is_owed() -> None:
    source = lender()
    section = printed(source).section("Across lenders")
    told = {row[0]: row for row in section.tables[0][1:] if row[0]}
    assert len(told) == len(source.across) == 13
    for name, found in source.across.items():
        row = told[NAMES.get(name, "member 40")]
        plain = {Answer.YES: "exceeded", Answer.NO: "within", Answer.NOT_KNOWN: "not known"}[found.answer]
        assert row[1] == ("–" if found.complete and not found.debts else plain)
        assert row[3] == ("in full" if found.complete else "not all")
    assert "exceeded: 4 · not known: 3 · within: 3 · no bank is owed: 3" in section.text
    (late,) = {tuple(row[4:]) for row in told.values() if row[1] == "exceeded"}
    assert late == ("EUR", "500,000.00", "210,000.00", "42.00 %")
    concentration = printed(source).section("Concentration", 1)
    of_each = concentration.tables[0]
    assert "20 % rule: whether more than a fifth" in concentration.text
    assert "20 % rule" not in printed(loans()).text, "a table has no such column"
    assert of_each[0][-1] == "20 % rule"
    assert {row[0]: row[-1] for row in of_each[1:3]} == {row[0]: told[row[0]][1] for row in of_each[1:3]}


def test_a_book_of_outside_parties_has_no_list_across_lenders_and_a_file_no_word_of_it() -> None:
    assert "ledger keeps no list of debts" in printed(lender(across={})).section("Across lenders").text
    titles = [one.title for one in printed(invoices()).sections]
    assert "Across lenders" not in titles and "Concentration" in titles
    assert printed(invoices()).section("Concentration").tables[0][0][-1] != "20 % rule"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("sealed", "Obligations sealed to this lender, in no figure: 3."),
        ("partly", "so that a payment may be missing: 2."),
        ("claims", "that this lender has not accepted, in no figure: 1."),
    ],
)
def test_what_is_not_read_is_counted_on_top(name: str, words: str) -> None:
    title = "Nordkap Handelsbank AG"
    assert words in printed(lender()).section(title).text
    assert words[:-2] not in printed(lender(**{name: 0})).section(title).text


def test_where_nothing_is_sealed_that_is_said() -> None:
    words = "Nothing that the chain shows as owed to this lender is sealed to it."
    assert words in printed(lender(sealed=0, partly=0)).text
    for made in (lender(sealed=0), lender(partly=0), lender()):
        assert words not in printed(made).text


def test_it_says_whose_names_it_uses() -> None:
    own, file = (printed(made).section("Concentration").text for made in (lender(), invoices()))
    assert "Names are the reader's own" in own and "Names are those of the table" in file
    assert "of the table" not in own and "reader's own" not in file


def test_it_says_by_which_block_and_that_no_node_was_reached() -> None:
    none = printed(lender(block=None, behind=True)).section("Nordkap Handelsbank AG").text
    assert "no block was read" in none and "No node was reached" in none
    usual = printed(lender()).section("Nordkap Handelsbank AG").text
    assert "880" in usual and "No node was reached" not in usual
    loose = Block(7, bytes(32), Finality.NONE)
    for made in (lender(block=loose), replace(supervision(), block=loose)):
        assert f"0x{'00' * 32}" in printed(made).text and "NOT FINAL" in printed(made).text


def test_a_lender_whom_nobody_owes_anything_has_a_page_that_says_so() -> None:
    page = printed(lender(books={}, across={}))
    assert "Nothing is recorded that is owed by this day." in page.text
    assert [one.title for one in page.sections[1:]] == ["Nordkap Handelsbank AG"]
    assert "Nothing is recorded" not in printed(lender()).text


def test_a_book_of_which_all_is_paid_keeps_what_became_of_it() -> None:
    paid = debt(1, BUYER, 5_000, AS_OF - 90, payments=(Part(AS_OF - 5, 5_000),))
    page = alone(book(Lent([paid]), "EUR", AS_OF, Measures()))
    titles = [one.title for one in page.sections]
    assert "Nothing is open." in page.section("Book in EUR").text
    assert "Roll rates" in titles and "Concentration" not in titles


def test_a_table_of_loans_says_what_it_cannot_have_and_what_is_odd_in_it() -> None:
    page, source = printed(loans()), loans()
    assert "no ageing, no roll rate, no default clock and no provision" in page.text
    titles = {one.title for one in page.sections}
    assert not titles & {"Ageing", "Roll rates", "Default clocks", "Concentration", "Across lenders"}
    rows = page.section("Where the table contradicts itself").tables[0][1:]
    told = {row[0]: (row[1], row[2]) for row in rows}
    assert len(rows) == 6 == len({one.rule for one in source.remarks})
    assert told["paid out before it was agreed"] == ("1", "line 402")
    assert told["paid out, though nothing was agreed"] == ("1", "line 407")
    facts, own = page.section("Loans in USD").text, source.books["USD"]
    for words in (
        str(own.drawn),
        f"{percent(own.lost_share)} of those paid out",
        amount(own.lost_amount, "USD"),
    ):
        assert words in facts


def test_a_table_without_a_contradiction_says_so_and_a_rule_often_broken_names_a_few_places() -> None:
    clean = loans(drafts=[loan(1, AS_OF - 90, AS_OF - 80)])
    assert "Nowhere:" in printed(clean).section("Where the table contradicts itself").text
    odd = loans(drafts=[loan(number, AS_OF - 90, AS_OF - 95) for number in range(1, 30)])
    (row,) = printed(odd).section("Where the table contradicts itself").tables[0][1:]
    assert (row[1], row[2].count("line")) == ("29", 12) and row[2].endswith("and 17 more")


def test_what_the_reader_noted_is_told_and_whose_file_it_is() -> None:
    for source in (loans(), invoices()):
        page = printed(source)
        assert page.section("Notes of the reader").tables[0][1][2].endswith("rows left out")
        assert source.file.digest.hex() in page.section(source.file.name).text
    quiet = replace(loans(), file=replace(loans().file, notes=()))
    assert "Notes of the reader" not in [one.title for one in printed(quiet).sections]
    assert "name no invoice of the table, in no figure: 4." in printed(invoices()).text


@pytest.mark.parametrize(
    "source", [lender(), invoices(), loans(), supervision()], ids=lambda made: type(made).__name__
)
def test_in_chinese_every_form_says_the_same_numbers(source: Source) -> None:
    english, chinese = printed(source), printed(source, Language.ZH)
    assert chinese.attributes("html") == [{"lang": "zh-Hans"}]
    assert len(english.sections) == len(chinese.sections)
    for one, other in zip(english.sections, chinese.sections, strict=True):
        assert [[len(row) for row in table] for table in one.tables] == [
            [len(row) for row in table] for table in other.tables
        ]
        numbers = [_numbers(page) for page in (one.tables, other.tables)]
        assert numbers[0] == numbers[1]
    assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese.sections[-1].title)


def _numbers(tables: list[list[list[str]]]) -> list[str]:
    cells = (cell for table in tables for row in table[1:] for cell in row[1:])
    return [cell for cell in cells if cell[:1].isdigit()]


def test_the_same_source_gives_the_same_page_and_another_day_another() -> None:
    for made in (lender, invoices, loans, supervision):
        assert html(portfolio_page(made())) == html(portfolio_page(made()))
    later = replace(loans(), basis=replace(loans().basis, as_of=AS_OF + 1))
    assert html(portfolio_page(later)) != html(portfolio_page(loans()))


def test_an_unknown_obligor_across_lenders_is_not_known() -> None:
    source = lender(across={Counterparty("member:999"): next(iter(lender().across.values()))})
    of_each = printed(source).section("Concentration").tables[0][1:]
    assert {row[-1] for row in of_each} == {"not known"}
