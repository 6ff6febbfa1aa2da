"""A claim's statement holds what documents say, and nothing that they could do."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ledger.app.chronicle import chronicle
from ledger.app.claim_form import money
from ledger.app.claiming import Aside, Terms, claim_of
from ledger.app.intents import Accept, Open, RecordInvoice
from ledger.cli import claim_words
from ledger.cli.claim_blocks import Table, blocks
from ledger.cli.claim_markdown import markdown
from ledger.cli.claim_pack import Pack, Shown
from ledger.cli.claim_page import page
from ledger.cli.claim_report import print_claim, report
from ledger.cli.output import console
from ledger.core.codes import Capacity, Kind
from ledger.core.day import Day, iso, parse_day
from ledger.core.drafts import Party
from ledger.core.history import Counterparty
from ledger.core.money import Money
from ledger.rulebook.late_payment import UNAGREED_RATE, Buyer, Ground, daily_rate
from tests.simulators.chain import SimulatedChain
from tests.unit.app import parties
from tests.unit.app.parties import Someone

ISSUED, DUE = parse_day("2023-08-01"), parse_day("2023-09-01")
HOSTILE = "<script>x</script>|`*_[a](b)\u202eid\x07"
NAME = '<img src=x onerror="y">&amp;'
STATED = {
    Kind.ACKNOWLEDGEMENT,
    Kind.SETTLEMENT,
    Kind.REVERSAL,
    Kind.CREDIT_NOTE,
    Kind.DISPUTE,
    Kind.RESOLUTION,
}
TERMS = Terms(Buyer.PUBLIC, UNAGREED_RATE, {})
AMOUNTS = {"CNY": 1_000_01, "JPY": 500, "KWD": 12_345}


@pytest.fixture(scope="module")
def firms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Someone, Someone]]:
    folder, chain = tmp_path_factory.mktemp("claim"), SimulatedChain()
    made = [parties.member(number, Path(folder), chain) for number in (1, 2)]
    seller, buyer = (next(each) for each in made)
    for place, (currency, minor) in enumerate(AMOUNTS.items()):
        open_ = Open(Kind.TRADE_CREDIT, currency, ISSUED, Capacity.CREDITOR, buyer.number)
        line = seller.send(open_)[0].tradeline
        buyer.send(Accept(line, ISSUED))
        draft = replace(
            parties.invoice(f"{HOSTILE}{place}"),
            issued=ISSUED,
            due=DUE,
            amount=Money(minor, currency),
            creditor=Party(NAME),
        )
        seller.send(RecordInvoice(line, draft))
    yield seller, buyer
    for each in made:
        next(each, None)


def pack_of(seller: Someone, as_of: int = DUE + 40, shown: Shown | None = None, terms: Terms = TERMS) -> Pack:
    found = chronicle(seller.desk, seller.number, seller.number, ())
    made = claim_of(found, Counterparty("member:2"), Day(as_of), terms)
    return Pack(made, (NAME, HOSTILE), None, None, shown)


class Tags(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_page_has_no_tag_of_a_documents_own(firms: tuple[Someone, Someone]) -> None:
    found = Tags(page(pack_of(firms[0])))
    plain = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "ol", "li", "div"}
    assert found.tags <= plain | {"table", "thead", "tbody", "tr", "th", "td", "span", "code"}
    assert found.attributes <= {"lang", "charset", "http-equiv", "content", "name", "class"}
    assert "<script>x</script>|`*_[a](b)�id�0" in found.text
    assert NAME in found.text


def test_a_table_in_markdown_has_the_columns_of_its_heading(firms: tuple[Someone, Someone]) -> None:
    pack = pack_of(firms[0])
    text = markdown(pack)
    widths = [len(block.headings) for block in blocks(pack) if isinstance(block, Table)]
    tables = re.findall(r"(?:^\|.*\|\n?)+", text, re.MULTILINE)
    assert len(tables) == len(widths)
    for table, width in zip(tables, widths, strict=True):
        for line in table.splitlines():
            assert len(re.findall(r"(?<!\\)\|", line)) == width + 1, line
    assert "<" not in text.replace("\\<", "")
    assert "\\&amp;" in text and re.search(r"(?<!\\)[&~$]", text) is None


def test_each_currency_is_claimed_apart_in_its_own_decimals(firms: tuple[Someone, Someone]) -> None:
    totals = report(pack_of(firms[0]))["totals"]
    # 100001, 500 and 12345 for 40 days at 5 in 10,000, floored.
    assert isinstance(totals, dict)
    shown = {currency: (one["open"], one["interest"]) for currency, one in totals.items()}  # type: ignore[index,call-overload]
    assert shown == {"CNY": ("1000.01", "20.00"), "JPY": ("500", "10"), "KWD": ("12.345", "0.246")}


def test_where_nothing_was_late_the_statement_says_so(firms: tuple[Someone, Someone]) -> None:
    pack = pack_of(firms[0], as_of=DUE)
    assert report(pack)["claimed"] == []
    for text in (page(pack), markdown(pack)):
        assert "Nothing was late by this day." in text
        assert "how the interest is counted" not in text.lower()


def test_there_are_words_for_everything_that_a_claim_can_tell() -> None:
    assert set(claim_words.ASIDES) == set(Aside)
    assert set(claim_words.GROUNDS) == set(Ground)
    assert set(claim_words.BUYERS) == set(claim_words.BASIS) == set(Buyer)
    assert set(claim_words.CAPACITIES) == set(Capacity)
    told = {Kind.INVOICE, Kind.INSTALMENT, Kind.CORRECTION, Kind.EXTENSION, *STATED}
    assert set(claim_words.KINDS) == told


def test_a_dossier_shows_the_entries_of_this_recorder_alone(firms: tuple[Someone, Someone]) -> None:
    seller, buyer = firms
    row = pack_of(seller).claim.rows[0]
    commitment = row.records[0].commitment
    own = Shown("a.json", bytes(32), {(commitment, seller.number): "$.tradelines[0].entries[2]"})
    copied = Shown("a.json", bytes(32), {(commitment, buyer.number): "$.tradelines[0].entries[2]"})
    assert "$.tradelines\\[0\\].entries\\[2\\]" in markdown(pack_of(seller, shown=own))
    assert "entries" not in markdown(pack_of(seller, shown=copied))


def test_a_dossier_that_shows_no_record_of_the_claim_is_told(
    firms: tuple[Someone, Someone], capsys: pytest.CaptureFixture[str]
) -> None:
    record = pack_of(firms[0]).claim.claimed()[0].records[0]
    some = Shown("d.json", bytes(32), {(record.commitment, record.said.recorder): "$"})
    for shown, warned in ((Shown("d.json", bytes(32), {}), True), (some, False)):
        print_claim(pack_of(firms[0], shown=shown))
        told = capsys.readouterr().out
        assert "d.json shows" in told and ("proves nothing of it" in told) == warned


@pytest.mark.parametrize(
    ("agreed", "prime", "zh", "en"),
    [
        (
            Fraction(1, 36_500),
            Fraction(31, 365_000),
            "约定年利率 1 %，低于",
            "less than the one-year loan prime rate",
        ),
        (Fraction(4, 36_500), Fraction(31, 365_000), "按约定利率计", "4 % a year was agreed"),
        (None, Fraction(31, 365_000), "按每日万分之五计", "0.05 % a day counts"),
    ],
)
def test_which_rate_counts_is_said_wherever_the_interest_is(
    firms: tuple[Someone, Someone],
    capsys: pytest.CaptureFixture[str],
    agreed: Fraction | None,
    prime: Fraction,
    zh: str,
    en: str,
) -> None:
    terms = replace(TERMS, rate=daily_rate(agreed, prime), agreed_rate=agreed, lpr=prime)
    pack = pack_of(firms[0], terms=terms)
    for text in (markdown(pack), Tags(page(pack)).text):
        assert zh in text and en in text
    print_claim(pack)
    assert en in " ".join(capsys.readouterr().out.split())


def test_a_narrow_terminal_loses_no_number(
    firms: tuple[Someone, Someone], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "_width", 40)
    pack = pack_of(firms[0])
    print_claim(pack)
    words = capsys.readouterr().out.split()
    for row in pack.claim.claimed():
        assert row.late is not None
        for minor in (row.owed.amount, row.late.open, row.late.accrual.interest):
            assert money(minor, row) in words
        assert iso(row.late.deadline.day) in words


def test_a_delivery_before_the_day_of_issue_is_told(
    firms: tuple[Someone, Someone], capsys: pytest.CaptureFixture[str]
) -> None:
    one = pack_of(firms[0]).claim.rows[0].seen.obligation
    for day, told in ((ISSUED - 1, True), (ISSUED, False)):
        pack = pack_of(firms[0], terms=replace(TERMS, delivered={one: day}))
        text = Tags(page(pack)).text
        assert ("按债权人声明的交付日 2023-07-31 起算" in text) == told
        assert ("counted from 2023-07-31, the delivery as the creditor states it" in text) == told
        print_claim(pack)
        assert ("counted from a day before that of issue" in capsys.readouterr().out) == told
