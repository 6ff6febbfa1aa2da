"""What a what-if says in words: who stands for a payment, and where nothing of it is published."""

from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files

import pytest

from ledger.app.chronicle import chronicle
from ledger.app.intents import Accept, Open, RecordInvoice
from ledger.app.what_if import Confirmed, Wish
from ledger.app.what_if_answer import Question, answer
from ledger.cli.what_if_report import WhatIfReport
from ledger.core.codes import Capacity, Kind
from ledger.core.day import Day, parse_day
from ledger.core.ids import EXTERNAL, ObligationId
from ledger.core.money import Money
from ledger.report.words import Language, words_in
from ledger.rulebook.rulebook import STANDARD
from ledger.rulebook.what_if_words import Words
from tests.simulators.chain import SimulatedChain
from tests.unit.app import parties
from tests.unit.app.parties import Someone

ISSUED, DUE, BY = (parse_day(day) for day in ("2023-08-01", "2023-09-01", "2023-12-01"))
WORDS = Words.parse((files("ledger.rulebook") / "what_if_words.json").read_bytes())


@pytest.fixture
def firms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Someone, Someone]]:
    folder, chain = tmp_path_factory.mktemp("what-if"), SimulatedChain()
    made = [parties.member(number, folder, chain) for number in (1, 2)]
    yield next(made[0]), next(made[1])
    for each in made:
        next(each, None)


def owed(seller: Someone, buyer: Someone) -> ObligationId:
    line = seller.send(Open(Kind.TRADE_CREDIT, "EUR", ISSUED, Capacity.CREDITOR, buyer.number))[0].tradeline
    buyer.send(Accept(line, ISSUED))
    draft = replace(parties.invoice("X-1"), issued=ISSUED, due=DUE, amount=Money(1_000, "EUR"))
    return seller.send(RecordInvoice(line, draft))[0].obligation


def owed_outside(buyer: Someone) -> ObligationId:
    line = buyer.send(Open(Kind.TRADE_CREDIT, "EUR", ISSUED, Capacity.DEBTOR, EXTERNAL))[0].tradeline
    draft = replace(parties.invoice("X-2"), issued=ISSUED, due=DUE, amount=Money(1_000, "EUR"))
    return buyer.send(RecordInvoice(line, draft))[0].obligation


def said(
    buyer: Someone, *paid: ObligationId, confirmed: Confirmed = Confirmed.NOBODY, language: str = "en"
) -> list[str]:
    found = chronicle(buyer.desk, buyer.number, buyer.number, ())
    question = Question(BY, BY, confirmed, tuple(Wish(one, BY) for one in paid))
    told = answer(found, question, Day(BY), STANDARD)
    sentences = WhatIfReport(told, None, None, WORDS[language]).render()["words"]
    assert isinstance(sentences, list)
    return [str(sentence) for sentence in sentences]


@pytest.mark.parametrize(("language", "frame"), [("en", "the chain was not read: "), ("zh", "未能读取链：")])
def test_a_chain_that_was_not_read_is_told_in_the_language_of_the_rest(
    firms: tuple[Someone, Someone], capsys: pytest.CaptureFixture[str], language: str, frame: str
) -> None:
    seller, buyer = firms
    owed(seller, buyer)
    found = chronicle(buyer.desk, buyer.number, buyer.number, ())
    told = answer(found, Question(BY, BY, Confirmed.NOBODY, all_overdue=True), Day(BY), STANDARD)
    WhatIfReport(told, None, "[no node] answers", WORDS[language]).print()
    assert capsys.readouterr().out.startswith(f"{frame}[no node] answers")


def sentence(name: str) -> str:
    return WORDS["en"].say(name)


def test_a_members_payee_must_confirm_and_an_outside_one_cannot(firms: tuple[Someone, Someone]) -> None:
    seller, buyer = firms
    inside, outside = owed(seller, buyer), owed_outside(buyer)
    alone = said(buyer, inside)
    assert sentence("own_word") in alone and sentence("outside") not in alone
    elsewhere = said(buyer, outside)
    assert sentence("outside") in elsewhere and sentence("own_word") not in elsewhere
    both = said(buyer, inside, outside)
    assert {sentence("own_word"), sentence("outside")} <= set(both)
    confirmed = said(buyer, inside, confirmed=Confirmed.PAYEE)
    assert sentence("payee") in confirmed and sentence("own_word") not in confirmed
    # Paid alone, the outside debt leaves the clock to the other one; paid both, and confirmed, it stops.
    assert any("PRC class (EUR)" in each for each in confirmed) is False
    assert any("PRC class (EUR)" in each for each in both) is False


def test_a_clock_stops_once_everything_is_paid_by_who_can_bind(firms: tuple[Someone, Someone]) -> None:
    seller, buyer = firms
    inside = owed(seller, buyer)
    assert not any("PRC class" in each for each in said(buyer, inside))
    assert "PRC class (EUR): from substandard to normal." in said(buyer, inside, confirmed=Confirmed.PAYEE)


def test_below_the_minimum_evidence_no_index_is_told_as_one(firms: tuple[Someone, Someone]) -> None:
    seller, buyer = firms
    inside = owed(seller, buyer)
    told = said(buyer, inside)
    assert any(each.startswith("There is no promptness index of yours yet") for each in told)
    assert not any("insufficient" in each for each in told)
    assert all(ord(max(each)) > 0x4E00 for each in said(buyer, inside, language="zh"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_below_the_minimum_evidence_an_index_to_reach_is_not_told_either(
    firms: tuple[Someone, Someone], language: str
) -> None:
    seller, buyer = firms
    owed(seller, buyer)
    found = chronicle(buyer.desk, buyer.number, buyer.number, ())
    unpublished = WORDS[language].say(
        "promptness_unpublished", grades=WORDS[language].grades("all"), currency="EUR"
    )
    for target in (1, 9_999):
        told = answer(found, Question(BY, BY, target=target), Day(BY), STANDARD)
        words = WhatIfReport(told, None, None, WORDS[language]).render()["words"]
        assert isinstance(words, list)
        assert (words[0], words.count(unpublished)) == (unpublished, 1)
        assert not any("reach" in str(each) or "already" in str(each) for each in words)


def test_what_the_reader_cannot_open_is_counted_and_said_first(
    firms: tuple[Someone, Someone], capsys: pytest.CaptureFixture[str]
) -> None:
    seller, buyer = firms
    one = owed(seller, buyer)
    owed_outside(buyer)
    for reader, sealed in ((buyer, 0), (seller, 2)):
        found = chronicle(reader.desk, reader.number, buyer.number, ())
        report = WhatIfReport(
            answer(found, Question(BY, BY, wishes=(Wish(one, BY),)), Day(BY), STANDARD),
            None,
            None,
            WORDS["en"],
        )
        assert report.render()["sealed"] == sealed
        report.print()
        assert capsys.readouterr().out.startswith("Entries that are sealed") == bool(sealed)


@pytest.mark.parametrize("language", Language)
def test_a_figure_has_the_name_that_it_has_in_the_report(language: Language) -> None:
    table, report = WORDS[language.value].table, words_in(language)
    names = {name: name.replace(".", "_") for name in table["figures"] if not name.startswith("ageing.")}
    assert {name: report(f"figure.{key}") for name, key in names.items()} == {
        name: table["figures"][name] for name in names
    }
    assert {"promptness", "dbt", "on_time.by_count"} <= set(names)


def test_a_figure_is_of_a_currency_in_the_signs_of_its_language() -> None:
    said = [WORDS[language.value].say("of", figure="F", currency="EUR") for language in Language]
    assert said == ["F, EUR", "F，EUR"]
