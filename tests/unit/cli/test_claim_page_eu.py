"""A statement by Directive 2011/7/EU says all that a claim of it can tell, in German and English."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from string import Formatter

import pytest

from ledger.app.chronicle import chronicle
from ledger.app.claim_terms import Aside, EuTerms
from ledger.app.claiming import claim_of
from ledger.app.intents import Accept, Open, RecordInvoice, State
from ledger.app.ports import Standing
from ledger.cli import claim_words, claim_words_eu
from ledger.cli.claim_blocks import Heading, Paragraph, Table, blocks
from ledger.cli.claim_markdown import markdown
from ledger.cli.claim_pack import Pack
from ledger.cli.claim_page import page
from ledger.cli.claim_report import print_claim, report
from ledger.cli.claim_words import Words
from ledger.cli.output import console
from ledger.core.codes import Capacity, Kind
from ledger.core.content import Facts
from ledger.core.day import Day, parse_day
from ledger.core.drafts import Party
from ledger.core.history import Counterparty
from ledger.core.money import Money
from ledger.proof.consensus.engine import Finality
from ledger.rulebook.late_payment_eu import Buyer, DaysInYear, Statutory
from ledger.rulebook.late_spells import Ground
from ledger.rulebook.reference_rates import ReferenceRates
from tests.simulators.chain import SimulatedChain
from tests.unit.app import parties
from tests.unit.app.parties import Someone

GOLDEN = Path(__file__).parent / "claim_eu.md"
"""A whole statement. What is 32 bytes in hex differs from run to run, and stands as 0x…"""
ISSUED, AS_OF = parse_day("2023-05-02"), parse_day("2023-11-30")
SOURCE = "Bundesbank <b>&amp;"
RATES = ReferenceRates(
    SOURCE, {parse_day("2023-01-01"): Fraction(162, 100), parse_day("2023-07-01"): Fraction(312, 100)}
)
TERMS = EuTerms(Buyer.FIRM, Statutory(RATES, Fraction(9)))
INVOICES = (  # number, currency, minor units, days to pay
    ("R-1", "EUR", 1_000_000, 30),
    ("R-2", "EUR", 333_333, 90),
    ("R-3", "EUR", 50_000, 30),
    ("R-4", "SEK", 800_000, 30),
)


@pytest.fixture(scope="module")
def seller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Someone]:
    folder, chain = tmp_path_factory.mktemp("claim"), SimulatedChain()
    made = [parties.member(number, Path(folder), chain) for number in (1, 2)]
    seller, buyer = (next(each) for each in made)
    for currency in ("EUR", "SEK"):
        open_ = Open(Kind.TRADE_CREDIT, currency, ISSUED, Capacity.CREDITOR, buyer.number)
        line = seller.send(open_)[0].tradeline
        buyer.send(Accept(line, ISSUED))
        for number, unit, minor, days in INVOICES:
            if unit == currency:
                draft = replace(
                    parties.invoice(number),
                    issued=ISSUED,
                    due=Day(ISSUED + days),
                    amount=Money(minor, currency),
                    creditor=Party("Anker Metallbau GmbH"),
                )
                one = seller.send(RecordInvoice(line, draft))[0].obligation
                if number == "R-1":
                    paid = {"currency": "EUR", "amount": 400_000, "day": parse_day("2023-10-10")}
                    facts = Facts(Kind.SETTLEMENT, payment=bytes(16), **paid)  # type: ignore[arg-type]
                    seller.send(State(line, Capacity.CREDITOR, facts, obligation=one))
                if number == "R-3":
                    facts = Facts(Kind.DISPUTE, day=parse_day("2023-11-10"))
                    buyer.send(State(line, Capacity.DEBTOR, facts, obligation=one))
    yield seller
    for each in made:
        next(each, None)


def pack_of(seller: Someone, terms: EuTerms = TERMS, as_of: int = AS_OF) -> Pack:
    found = chronicle(seller.desk, seller.number, seller.number, ())
    made = claim_of(found, Counterparty("member:2"), Day(as_of), terms)
    return Pack(made, ("Anker Metallbau GmbH", "Birke Möbelwerk GmbH"), None, None, None)


def test_the_whole_statement_is_as_it_was(seller: Someone) -> None:
    text = re.sub("0x[0-9a-f]{64}", "0x…", markdown(pack_of(seller)))
    assert text == GOLDEN.read_text("utf-8")


def test_the_page_is_german_and_says_the_same(seller: Someone) -> None:
    written = page(pack_of(seller))
    assert '<html lang="de">' in written and "<b>" not in written
    assert "Forderungsaufstellung wegen Zahlungsverzugs / Statement of claim for late payment" in written
    for words in ("12.12%", "40.00", "Bundesbank &lt;b&gt;&amp;amp;", "No fixed sum is claimed in SEK"):
        assert words in written
    assert not re.search("[\u3400-\u9fff]", written)


def test_each_phrase_that_is_used_has_both_languages(seller: Someone) -> None:
    for terms in (
        TERMS,
        replace(TERMS, buyer=Buyer.PUBLIC, fixed_sums={"SEK": 450_00}, holidays=frozenset({ISSUED})),
        EuTerms(Buyer.FIRM, Fraction(1, 3650)),
    ):
        for block in blocks(pack_of(seller, terms)):
            match block:
                case Heading(text):
                    german, _, english = text.partition(" / ")
                    assert german and english
                case Paragraph(said):
                    assert said.de and said.en and said.de != said.en
                case Table(headings, rows):
                    assert all(heading.de and heading.en for heading in headings)
                    assert {len(row) for row in rows} == {len(headings)}


def test_there_are_words_for_everything_that_a_claim_can_tell() -> None:
    assert set(claim_words_eu.ASIDES) == set(Aside) - {Aside.NO_TERM}
    assert set(claim_words_eu.GROUNDS) == set(Ground)
    assert set(claim_words_eu.BUYERS) == set(claim_words_eu.BASIS) == set(Buyer)
    assert set(claim_words_eu.YEARS) == set(DaysInYear)
    for table in (claim_words.KINDS, claim_words.CAPACITIES):
        assert all(words.de for words in table.values())


def test_a_phrase_has_the_same_gaps_in_each_language() -> None:
    def gaps(text: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(text)} - {None}

    phrases = [
        each
        for words in (claim_words, claim_words_eu)
        for each in vars(words).values()
        if isinstance(each, Words)
    ]
    assert len(phrases) > 50
    for phrase in phrases:
        assert len({frozenset(gaps(text)) for text in phrase if text}) == 1, phrase


def test_program_and_terminal_tell_interest_and_fixed_sums(
    seller: Someone, capsys: pytest.CaptureFixture[str]
) -> None:
    told = report(pack_of(seller))
    totals = told["totals"]
    assert isinstance(totals, dict)
    assert totals["EUR"] == {
        "open": "9333.33",
        "interest": "692.92",
        "fixed_sums": "80.00",
        "disputed_open": "500.00",
        "disputed_interest": "29.62",
        "disputed_fixed_sums": "40.00",
        "bound_interest": "33.21",
        "bound_fixed_sums": "0.00",
    }
    print_claim(pack_of(seller))
    text = " ".join(capsys.readouterr().out.split())
    assert "EUR: 9333.33 unpaid, 692.92 of interest and 80.00 of fixed sums" in text
    assert "disputed, apart: 500.00, 29.62 and 40.00" in text
    assert "33.21 rests on terms that were cut (*)" in text
    assert "no fixed sum is claimed: none was named in SEK" in text
    assert f"reference rate and 9 points, 365 days to the year; rates of: {SOURCE}." in text


def test_an_agreed_rate_is_told_with_its_article(seller: Someone, capsys: pytest.CaptureFixture[str]) -> None:
    pack = pack_of(seller, EuTerms(Buyer.FIRM, Fraction(5, 36_500)))
    assert "5 % a year (article 2(5))" in markdown(pack).replace("\\", "")
    assert "12.12" not in markdown(pack)
    assert (report(pack)["statutory"], report(pack)["agreed_rate"]) == (None, [1, 7300])
    print_claim(pack)
    assert "5 % a year was agreed" in " ".join(capsys.readouterr().out.split())


def test_what_the_claimant_names_is_shown_and_does_nothing(
    seller: Someone, capsys: pytest.CaptureFixture[str]
) -> None:
    source = "{margin} [red]x[/] <script> | ` {0.__class__}"
    rates = replace(RATES, source=source)
    pack = pack_of(seller, replace(TERMS, interest=Statutory(rates, Fraction(9))))
    assert "{margin} [red]x[/] &lt;script&gt; | ` {0.__class__}" in page(pack)
    assert source in markdown(pack).replace("\\", "")
    print_claim(pack)
    assert source in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("width", [10, 40, 60])
def test_a_narrow_terminal_loses_no_column(
    seller: Someone, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setattr(console, "_width", width)
    print_claim(pack_of(seller))
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    heads = ["number", "due", "amount", "open", "late", "interest", "fixed", "disputed", "grade"]
    assert heads in lines
    assert ["R-1", "2023-06-01", "10000.00", "6000.00", "182", "524.68", "40.00", "C"] in lines


def test_where_nothing_was_late_no_rate_is_needed(seller: Someone) -> None:
    nothing = replace(TERMS, interest=Statutory(ReferenceRates("x", {parse_day("1999-01-01"): Fraction(3)})))
    pack = pack_of(seller, nothing, as_of=ISSUED + 30)
    assert report(pack)["claimed"] == []
    assert "Bis zu diesem Tag war nichts verspätet" in markdown(pack)


def test_a_day_before_that_of_issue_is_told_with_its_rule(
    seller: Someone, capsys: pytest.CaptureFixture[str]
) -> None:
    one = pack_of(seller).claim.rows[0].seen.obligation
    for day, told in ((ISSUED - 1, True), (ISSUED, False)):
        pack = pack_of(seller, replace(TERMS, delivered={one: day}))
        for text in (page(pack), markdown(pack).replace("\\", "")):
            assert ("gerechnet ab dem 2023-05-01" in text) == told
            assert ("counted from 2023-05-01 as the creditor states it" in text) == told
        print_claim(pack)
        assert ("counted from a day before that of issue: R-1" in capsys.readouterr().out) == told


def test_the_block_no_holiday_and_the_signature_are_told_in_both_languages(seller: Someone) -> None:
    pack = pack_of(seller, replace(TERMS, holidays=frozenset()))
    known = Standing(921, bytes([171]) * 32, Finality.NONE)
    written = page(replace(pack, known=known))
    for words in (
        "<td>921 (0xabababab…, nicht endgültig / not final)</td>",
        "die der Gläubiger nennt: keine.",
        "that the creditor names: none.",
        "Gläubiger (Unterschrift): _",
        "Creditor (signature): _",
    ):
        assert words in written
    named = page(pack_of(seller, replace(TERMS, holidays=frozenset({ISSUED}))))
    assert "nennt: 2023-05-02." in named and "names: 2023-05-02." in named


def test_a_table_that_goes_on_beside_the_screen_has_a_shadow_there(seller: Someone) -> None:
    written = page(pack_of(seller))
    assert re.search(r"@media screen \{\s+\.scroll \{ background: [^}]*local,[^}]* scroll;", written)
    assert written.count("<table>") == written.count('<div class="scroll"><table>') > 3


def test_a_dispute_after_full_payment_is_told(seller: Someone) -> None:
    pack = pack_of(seller)
    assert "erst nach vollständiger Zahlung beanstandet" not in markdown(pack)
    first, *others = pack.claim.rows
    late = replace(pack.claim, rows=(replace(first, afterwards=True), *others))
    assert "R-1: erst nach vollständiger Zahlung beanstandet" in page(replace(pack, claim=late))
