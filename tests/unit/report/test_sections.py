"""What stands beside the figures: disputes, changes, what could not be opened, how to verify."""

from dataclasses import replace
from typing import Any

import pytest

from ledger.core.codes import Kind, Outcome
from ledger.core.day import Day, parse_day
from ledger.core.ids import EXTERNAL, ObligationId, TradelineId
from ledger.proof.consensus.engine import Finality
from ledger.proof.keccak import keccak256
from ledger.report.html import html
from ledger.report.report import report
from ledger.report.slip import figures_digest, heads_digest, slip
from ledger.report.source import Source
from ledger.rulebook.rulebook import KNOWN
from ledger.rulebook.rules import LaterRules
from tests.unit.report.firm import AS_OF, BANK, BUYER, OTHER, OWN, Line, line, purchases, source, usual
from tests.unit.report.printed import Printed

LATER = next(book for book in KNOWN.values() if book.id == "tradeline-2")


def printed(made: Source) -> Printed:
    return Printed(html(report(made)))


def test_every_sort_of_change_is_listed_with_what_it_changed() -> None:
    section = printed(usual()).section("Corrections and other changes")
    told = {(row[2], row[4]): row[5] for row in section.tables[0][1:]}
    assert told == {
        ("X-0", "terms corrected"): "500.00 EUR → 450.00 EUR",
        ("X-1", "more time"): "due 2026-02-10",
        ("X-3", "credit note"): "500.00 EUR",
        ("X-4", "written off"): "500.00 EUR",
        ("X-5", "payment returned"): "on 2026-01-31",
    }
    days = [row[0] for row in section.tables[0][1:]]
    assert days == sorted(days, reverse=True)
    counts = "credit note: 1 · more time: 1 · payment returned: 1 · terms corrected: 1 · written off: 1"
    assert sorted(section.text.split("The latest")[0].strip().split(" · ")) == counts.split(" · ")


def test_time_given_too_late_is_said_not_to_count() -> None:
    sold = line(1)
    id = sold.invoice("R-1", 1000, AS_OF - 90, AS_OF - 60)
    sold.say(Kind.EXTENSION, OWN, AS_OF - 50, id, due=AS_OF + 30)
    rows = printed(source(sold)).section("Corrections and other changes").tables[0]
    assert rows[1][4] == "more time, said too late: not counted"


@pytest.mark.parametrize(
    ("opened", "state"), [(5, "stands"), (29, "stands"), (30, "no longer counted: open for 30 days")]
)
def test_a_dispute_stands_as_long_as_the_rulebook_says(opened: int, state: str) -> None:
    sold = line(1)
    id = sold.invoice("R-1", 50_000, AS_OF - 90, AS_OF - 60)
    sold.say(Kind.DISPUTE, BUYER, AS_OF - opened, id, amount=20_000)
    made = source(sold)
    rows = printed(made).section("Disputes").tables[0][1:]
    assert [(row[0], row[3], row[4]) for row in rows] == [("R-1", "200.00 EUR", state)]
    counted = made.figures().figures
    (own,) = counted.values()
    assert (own.evidence.disputed_obligations == 1) is (state == "stands")


def test_where_all_is_disputed_it_does_not_say_that_nothing_is_owed() -> None:
    lines = line(1), line(2, OTHER)
    for sold in lines:
        id = sold.invoice("R-1", 50_000, AS_OF - 90, AS_OF - 60)
        sold.say(Kind.DISPUTE, sold.debtor, AS_OF - 5, id)
    page = printed(source(*lines))
    for head, said in (
        ("Payments by month", "Of obligations without a dispute nothing was invoiced or paid in this time."),
        ("Ageing of the open balance", "Of obligations without a dispute nothing is open."),
        ("Counterparties", "There is no obligation without a dispute, so no counterparty."),
    ):
        part = page.section(head)
        assert part.text.strip() == said and not part.tables
    assert page.section("Is paid, EUR").tables[0][0][1:] == ["without disputed", "including disputed"]
    assert [row[4] for row in page.section("Disputes").tables[0][1:]] == ["stands", "stands"]
    assert printed(usual()).section("Counterparties").tables


def test_each_part_says_of_which_side_and_currency_it_is() -> None:
    parts = [one for one in printed(usual()).sections if one.level == 3]
    heads = [(one.title, one.of) for one in parts]
    assert {of for _, of in heads} == {"Is paid, EUR", "Pays, EUR"}
    assert len(heads) == len(set(heads)) == 2 * len({title for title, _ in heads})


def test_the_window_is_said_with_its_first_day() -> None:
    made = usual()
    assert made.first_day() == parse_day("2024-07-01")
    assert "issued in 24 months, since 2024-07-01." in printed(made).section("Anker Metallbau GmbH").text


def test_what_happens_after_the_day_is_not_in_it() -> None:
    sold = line(1)
    id = sold.invoice("R-1", 50_000, AS_OF - 90, AS_OF - 60)
    sold.say(Kind.DISPUTE, BUYER, AS_OF + 2, id)
    before = printed(source(sold))
    assert "No dispute was recorded" in before.section("Disputes").text
    assert printed(source(sold, as_of=Day(AS_OF + 2))).section("Disputes").tables[0][1][4] == "stands"


def test_what_the_reader_cannot_open_is_counted_on_page_one() -> None:
    sold = line(1)
    sold.invoice("R-1", 50_000, AS_OF - 90, AS_OF - 60)
    assert "could not be opened" not in printed(source(sold)).text
    for number in (1, 2, 3):
        sold.say(Kind.INVOICE, OWN, AS_OF - 50, ObligationId(bytes([number]) * 32), sealed=True)
    page = printed(source(sold))
    assert "3 entries could not be opened by the reader" in page.section("Anker Metallbau GmbH").text
    assert page.section("Completeness: what was read").rows(0)["4-1"][4:] == ["3", "0"]


def test_a_document_without_a_number_that_the_reader_knows_is_sealed() -> None:
    made = usual()
    unnamed = replace(made, names=replace(made.names, documents={}, firms={}))
    page = printed(unnamed)
    assert page.sections[1].title == "member 4"
    assert {row[0] for row in page.section("Ageing of the open balance").tables[1][1:]} == {"sealed"}
    assert [row[0] for row in page.section("Counterparties").tables[0][1:]] == ["member 5", "member 6"]


@pytest.mark.parametrize(
    ("finality", "words"),
    [
        (Finality.NONE, "NOT FINAL"),
        (Finality.PROBABILISTIC, "final with probability"),
        (Finality.IMMEDIATE, "final: a quorum"),
    ],
)
def test_it_says_by_which_block_and_how_final(finality: Finality, words: str) -> None:
    made = usual()
    assert made.place is not None
    text = (
        printed(replace(made, place=replace(made.place, finality=finality)))
        .section("Anker Metallbau GmbH")
        .text
    )
    assert words in text and "880" in text and f"0x{'00' * 32}" in text


def test_without_a_block_it_says_that_none_was_read() -> None:
    made = replace(usual(), place=None, behind=True)
    text = printed(made).section("Anker Metallbau GmbH").text
    assert "no block was read" in text and "No node was reached" in text
    assert ":BLOCK:-:HASH:-:" in slip(made, made.figures())


def test_the_slip_changes_with_whatever_a_bank_would_compare() -> None:
    made, base = usual(), slip(usual(), usual().figures())
    assert made.place is not None
    place = made.place
    changed = [
        replace(made, attestation=bytes(32)),
        replace(made, place=replace(place, block=881)),
        replace(made, place=replace(place, hash=b"\1" * 32)),
        replace(made, place=replace(place, heads=(bytes(32), b"\1" * 32, bytes(32)))),
        replace(made, as_of=Day(AS_OF - 1)),
        replace(made, rulebook=replace(made.rulebook, id="another")),
    ]
    slips = [slip(each, each.figures()) for each in changed]
    assert len({base, *slips}) == 1 + len(changed)
    assert re_spelled(base) == base and len(base) < 600


def re_spelled(text: str) -> str:
    """Only what the dense alphabet of a QR code has."""
    return "".join(sign for sign in text if sign in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def test_the_digests_of_the_page_are_those_of_the_slip() -> None:
    made = replace(usual(), attestation=keccak256(b"an attestation"))
    figures, text = made.figures(), printed(made).section("How to verify it").text
    assert made.place is not None and made.attestation is not None
    for digest in (
        heads_digest(made.place.heads),
        figures_digest(figures.minimum()),
        made.rulebook.hash(),
        made.attestation,
    ):
        assert f"0x{digest.hex()}" in text
        assert digest.hex().upper() in slip(made, figures)
    assert slip(made, figures) in text
    assert "nobody has signed it" not in text
    assert "nobody has signed it" in printed(usual()).section("How to verify it").text
    assert "tradeline verify FIRM.dossier.json --trust TRUST.json --slip" in text


@pytest.mark.parametrize(
    "book", sorted(KNOWN.values(), key=lambda book: book.id), ids=lambda book: str(book.id)
)
def test_a_dispute_raised_once_it_was_paid_is_said_to_be_in_the_figures(book: Any) -> None:
    sold = line(1)
    id = sold.invoice("R-1", 50_000, AS_OF - 90, AS_OF - 60)
    sold.pay(id, 50_000, AS_OF - 10)
    sold.say(Kind.DISPUTE, BUYER, AS_OF - 5, id)
    made = source(sold, rulebook=book)
    (own,) = made.figures().as_json()["sides"]["is_paid"].values()  # type: ignore[call-overload,index,union-attr]
    state = printed(made).section("Disputes").tables[0][1][4]
    counted = own["headline"]["all"]["obligations"] == 1
    assert state == "stands" + " – raised once it was paid, so in the figures" * counted
    assert counted is isinstance(book.rules, LaterRules)


def test_a_dispute_that_both_sides_ended_says_how_and_when() -> None:
    sold = line(1)
    id = sold.invoice("R-1", 50_000, AS_OF - 90, AS_OF - 60)
    opened = sold.say(Kind.DISPUTE, BUYER, AS_OF - 20, id)
    proposed = sold.say(Kind.RESOLUTION, OWN, AS_OF - 15, id, refers=opened, outcome=Outcome.REJECTED)
    sold.say(Kind.RESOLUTION, BUYER, AS_OF - 10, id, refers=proposed, outcome=Outcome.REJECTED)
    assert printed(source(sold)).section("Disputes").tables[0][1][4] == "rejected on 2026-06-20"
    before = source(sold, as_of=Day(AS_OF - 12))
    assert printed(before).section("Disputes").tables[0][1][4] == "stands"


def test_a_stranger_fills_no_list_of_the_firm() -> None:
    bought, claimed = purchases(1), purchases(2, BUYER)
    for each in (bought, claimed):
        id = each.invoice(f"R-{each.id}", 50_000, AS_OF - 90, AS_OF - 60, acknowledged=False)
        each.say(Kind.CREDIT_NOTE, each.creditor, AS_OF - 50, id, amount=1000)
        each.say(Kind.DISPUTE, OWN, AS_OF - 5, id)
    own, both = source(bought), source(bought, claims=(claimed,))
    for title in ("Disputes", "Corrections and other changes"):
        assert printed(both).section(title).tables == printed(own).section(title).tables != []
    page = printed(both)
    assert page.section("Pays, EUR").headed("what it rests on")["claimed by strangers, in no figure"] == [
        "490.00 (1)"
    ]
    assert [row[0] for row in page.section("Completeness: what was read").tables[0][1:]] == ["6-1", "5-2"]


def test_what_is_dated_after_the_day_is_not_among_the_changes() -> None:
    sold = line(1)
    id = sold.invoice("R-1", 50_000, AS_OF - 90, AS_OF - 60)
    sold.say(Kind.CREDIT_NOTE, OWN, AS_OF + 5, id, amount=1000)
    assert printed(source(sold)).section("Corrections and other changes").tables == []
    later = source(sold, as_of=Day(AS_OF + 5))
    assert len(printed(later).section("Corrections and other changes").tables[0]) == 2


def test_revolving_limits_stand_with_what_is_drawn_of_them() -> None:
    lent = Line(TradelineId(BANK, 1), BANK, OWN)
    lent.say(Kind.REVOLVING, BANK, AS_OF - 400, subject=OWN, amount=1_000_000)
    lent.say(Kind.ACCEPT, OWN, AS_OF - 400)
    lent.say(Kind.DRAWDOWN, BANK, AS_OF - 200, amount=400_000)
    made = source(lent, rulebook=LATER)
    told: Any = made.figures().as_json()
    (own,) = [one for one in told["sides"]["pays"]["EUR"]["utilisation"].values() if one and one["drawn"]][
        -1:
    ]
    rows = printed(made).section("Pays, EUR").headed("revolving limits")
    shown = [rows[name][-1] for name in ("limit", "drawn", "drawn of the limit", "peak", "over time")]
    expected = [own[name] for name in ("limit", "drawn", "current", "peak", "weighted")]
    assert [int(text.removesuffix(" %").replace(",", "").replace(".", "")) for text in shown] == expected
    assert own["drawn"] == 400_000


def test_coverage_stands_with_what_a_bank_says_came_in() -> None:
    sold, account = line(1), Line(TradelineId(OWN, 2), OWN, EXTERNAL)
    sold.say(Kind.APPOINT, OWN, AS_OF - 400, subject=BANK)
    account.say(Kind.ACCOUNT, OWN, AS_OF - 400)
    account.say(Kind.APPOINT, OWN, AS_OF - 400, subject=BANK)
    account.say(Kind.RECEIPTS, BANK, parse_day("2026-05-31"), amount=100_000)
    id = sold.invoice("R-1", 50_000, AS_OF - 90, AS_OF - 60)
    sold.pay(id, 40_000, parse_day("2026-05-20"), by=BANK)
    rows = printed(source(sold, account)).section("Is paid, EUR").headed("what came in, say its banks")
    told = [rows[name] for name in ("confirmed", "explained by obligations here", "coverage")]
    assert told == [["1,000.00"] * 2, ["400.00"] * 2, ["40.00 %"] * 2]


def test_that_no_bank_tells_is_told() -> None:
    sold = line(1)
    sold.invoice("R-1", 50_000, AS_OF - 90, AS_OF - 60)
    told = printed(source(sold)).section("Is paid, EUR").headed("what came in, say its banks")
    assert told["coverage"] == ["not known: none of them has told"]
    old = source(sold, rulebook=LATER)
    assert "coverage" not in str(printed(old).section("Is paid, EUR").tables)
