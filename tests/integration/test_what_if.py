"""What-if by the command: what it foretells is what comes once the payments are really recorded."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.app.intents import State
from ledger.app.submit import submit
from ledger.core.codes import Capacity, Kind
from ledger.core.content import Facts
from ledger.core.day import parse_day
from ledger.core.ids import Member, ObligationId, TradelineId
from ledger.settings import load
from ledger.wiring import node
from tests.e2e.consortium import PASSPHRASE, Consortium, three_firms

pytestmark = pytest.mark.xdist_group("what-if")

ROOT = Path(__file__).resolve().parents[2]
TABLE = """invoiceNumber,customerID,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate
W-1,em:buyer@info.de,7/1/2025,7/31/2025,1000.00,No,7/31/2025
W-2,em:buyer@info.de,7/1/2025,8/15/2025,2000.00,No,
W-3,em:buyer@info.de,8/1/2025,9/1/2025,3000.00,No,
W-4,em:buyer@info.de,8/1/2025,10/20/2025,400.00,No,
W-5,em:buyer@info.de,8/1/2025,9/10/2025,4000.00,No,
"""
OTHER = """invoiceNumber,customerID,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate
B-1,em:buyer@info.de,7/1/2025,8/20/2025,500.00,No,8/20/2025
"""
BY = "2025-12-01"
"""All of the sample is long past; a payment of then is recorded today, in what-if as in fact."""


@pytest.fixture(scope="module")
def firms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Consortium]:
    with three_firms(tmp_path_factory.mktemp("what-if")) as found:
        for home, name, table in (("seller", "[Seller name]", TABLE), ("bank", "Bank", OTHER)):
            line = imported(found, home, name, table)
            found.ask("buyer", "accept", line)
        for number in ("W-1", "W-2", "W-3", "W-4", "W-5", "B-1"):
            found.ask("buyer", "acknowledge", number)
        yield found


def imported(firms: Consortium, home: str, name: str, rows: str) -> str:
    """A book of one creditor; its tradeline."""
    text = (ROOT / "ledger/documents/profiles/receivables.toml").read_text("utf-8")
    profile, table = firms.folder / f"{home}.toml", firms.folder / f"{home}.csv"
    profile.write_text(text.replace("Owner of the ledger", name), "utf-8")
    table.write_text(rows, "utf-8")
    report = firms.ask(home, "import", table, "--profile", profile)
    (line,) = {str(record["tradeline"]) for record in report["files"][0]["records"]}
    return line


def supposed(firms: Consortium, *words: object, by: str = BY) -> Any:
    return firms.ask("buyer", "what-if", firms.numbers["buyer"], *words, "--by", by)


def told(firms: Consortium, day: str = BY) -> Any:
    return firms.ask("buyer", "history", firms.numbers["buyer"], "--as-of", day)["figures"]


def obligation(firms: Consortium, number: str) -> Any:
    lines = firms.ask("buyer", "history", firms.numbers["buyer"])["tradelines"]
    return next(it for line in lines for it in line["obligations"] if it["number"] == number)


def test_nothing_is_recorded_and_without_is_what_history_tells(firms: Consortium) -> None:
    before = told(firms)
    found = supposed(firms, "--pay", "W-2@2025-09-01", "--pay", "w 3=1000.00")
    assert found["without"] == before == told(firms)
    assert [(one["number"], one["amount"], one["day"], one["days_late"]) for one in found["payments"]] == [
        ("W-2", "2000.00", "2025-09-01", 17),
        ("W-3", "1000.00", BY, 91),
    ]


def test_each_rulebook_has_its_own_figures(firms: Consortium) -> None:
    for book in ("tradeline-1", "tradeline-2-cn"):
        found = supposed(firms, "--all-overdue", "--on", "2025-10-30", "--rulebook", book)
        assert {found[each]["rulebook"]["id"] for each in ("without", "supposing")} == {book}


def test_a_payment_on_the_day_itself_changes_balances_and_not_promptness(firms: Consortium) -> None:
    found = supposed(firms, "--pay", "W-2", "--confirmed", "payee")
    places = {tuple(one["place"][2:]) for one in found["changes"]}
    assert ("headline", "AB", "ageing", "91+") in places
    assert ("headline", "AB", "promptness") not in places
    ahead = {tuple(one["place"][2:]) for one in found["ahead"]["changes"]}
    assert ("headline", "AB", "promptness") in ahead


def test_the_payers_own_word_leaves_confirmed_figures_and_clocks(firms: Consortium) -> None:
    alone = supposed(firms, "--all-overdue", "--on", "2025-10-30")
    assert {one["place"][3] for one in alone["changes"] if one["place"][2] == "headline"} == {"all"}
    assert not [one for one in alone["changes"] if one["place"][2] == "defaults"]
    assert any("--confirmed" in sentence for sentence in alone["words"])
    both = supposed(firms, "--all-overdue", "--on", "2025-10-30", "--confirmed", "payee")
    levels = {
        one["place"][3]: (one["before"], one["after"])
        for one in both["changes"]
        if one["place"][-1] == "level"
    }
    assert levels["prc"] == (3, 1)
    assert {one["grade"] for one in both["payments"]} == {"B"}
    assert any("PRC class" in sentence for sentence in both["words"])


@pytest.mark.parametrize(
    ("words", "detail"),
    [
        ([], "ask one thing"),
        (["--pay", "W-2", "--all-overdue"], "ask one thing"),
        (["--pay", "W-1"], "nothing is open"),
        (["--pay", "W-2=2000.01"], "are open"),
        (["--pay", "W-2=0"], "are open"),
        (["--pay", "W-9"], "knows no obligation"),
        (["--pay", "W-2@2025-12-02"], "after the day"),
        (["--pay", "W-2", "--on", "2025-12-02"], "after the day"),
        (["--pay", "W-2", "--confirmed", "agent"], "no settlement agent"),
        (["--pay", "W-2=1500", "--pay", "W-2=501"], "are open"),
        (["--reach", "80", "--on", "2025-10-01", "--currency", "CNY"], "currency"),
        (["--all-overdue", "--rulebook", "none"], "tradeline-1"),
    ],
)
def test_what_has_no_meaning_is_refused(firms: Consortium, words: list[str], detail: str) -> None:
    refused = firms.ask("buyer", "what-if", firms.numbers["buyer"], *words, "--by", BY, code=2)
    assert detail in refused["detail"]


def test_the_seller_owes_nothing_of_it(firms: Consortium) -> None:
    words = ["what-if", firms.numbers["seller"], "--pay", "W-2", "--by", BY]
    assert "owes no obligation" in firms.ask("seller", *words, code=2)["detail"]


def test_the_fewest_payments_that_reach_an_index_do_reach_it(firms: Consortium) -> None:
    now = told(firms)["sides"]["pays"]["USD"]["headline"]["all"]["promptness"]
    found = supposed(firms, "--reach", "60", "--on", "2025-09-12")
    reach = found["reach"]
    assert reach["reached"] and now < 6_000 <= reach["index"]
    assert found["supposing"]["sides"]["pays"]["USD"]["headline"]["all"]["promptness"] == reach["index"]
    for left in found["payments"]:
        fewer = [f"{one['number']}@2025-09-12" for one in found["payments"] if one is not left]
        less = supposed(firms, *(word for name in fewer for word in ("--pay", name)))
        assert less["supposing"]["sides"]["pays"]["USD"]["headline"]["all"]["promptness"] < 6_000
    never = supposed(firms, "--reach", "100", "--on", "2025-09-12")
    assert (never["reach"]["reached"], never["payments"]) == (False, [])
    everything = supposed(firms, "--all-overdue", "--on", "2025-09-12")
    best = everything["supposing"]["sides"]["pays"]["USD"]["headline"]["all"]["promptness"]
    assert never["reach"]["index"] == best
    there = supposed(firms, "--reach", "0.01", "--on", "2025-09-12")
    assert (there["reach"]["payments"], there["reach"]["index"]) == ([], now)


def test_it_is_said_in_words_of_two_languages(firms: Consortium) -> None:
    base = ["what-if", firms.numbers["buyer"], "--all-overdue", "--by", BY, "--home", firms.folder / "buyer"]
    english, chinese = (firms.run(*base, "--language", language) for language in ("en", "zh"))
    assert english.exit_code == chinese.exit_code == 0
    for said in ("Your promptness index of that day stays", "open, 91 days late and more", "By 2025-12-31"):
        assert said in english.stdout
    for said in ("当日准时付款指数仍为", "逾期 91 天以上余额", "到 2025-12-31"):
        assert said in chinese.stdout
    early = firms.run(*base, "--on", "2025-09-15", "--confirmed", "payee")
    assert "Your promptness index goes from" in early.stdout
    reach = ["what-if", firms.numbers["buyer"], "--reach", "60", "--on", "2025-09-12", "--by", BY]
    told_ = firms.run(*reach, "--home", firms.folder / "buyer")
    assert "the fewest invoices to pay on 2025-09-12" in " ".join(told_.stdout.split())


def say(
    firms: Consortium, home: str, capacity: Capacity, obligation_: Any, kind: Kind, **facts: object
) -> bytes:
    """A statement on chain; its commitment."""
    line, id_ = (
        TradelineId.parse(obligation_["tradeline"]),
        ObligationId(bytes.fromhex(obligation_["obligation"][2:])),
    )
    with node(load(firms.folder / home), PASSPHRASE) as party:
        party.follow()
        stated = State(line, capacity, Facts(kind, **facts), obligation=id_)  # type: ignore[arg-type]
        (accepted,) = submit(party.desk, Member(int(firms.numbers[home])), [stated])
        party.flush()
        return accepted.commitment


def test_what_was_foretold_comes_true(firms: Consortium) -> None:
    """Said by the payer alone, then confirmed by the payee: each time the figures that what-if showed before."""
    paid = {"W-2": ("2025-09-01", 200_000), "W-3": ("2025-10-05", 125_050)}
    wishes = ["--pay", "W-2@2025-09-01", "--pay", "W-3=1250.50@2025-10-05"]
    days = (BY, "2025-10-10", "2026-03-01")
    alone = {day: supposed(firms, *wishes, by=day)["supposing"] for day in days}
    confirmed = {day: supposed(firms, *wishes, "--confirmed", "payee", by=day)["supposing"] for day in days}
    words = {}
    for number, (day, minor) in paid.items():
        facts = {
            "currency": "USD",
            "amount": minor,
            "day": parse_day(day),
            "payment": number.encode().ljust(16),
        }
        words[number] = say(
            firms, "buyer", Capacity.DEBTOR, obligation(firms, number), Kind.SETTLEMENT, **facts
        )
    assert {day: told(firms, day) for day in days} == alone
    for number, word in words.items():
        say(firms, "seller", Capacity.CREDITOR, obligation(firms, number), Kind.ACKNOWLEDGEMENT, refers=word)
    assert {day: told(firms, day) for day in days} == confirmed
