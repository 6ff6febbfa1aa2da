"""What was known on a day, what is known since, and the records between: on a chain whose days go by."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ledger.app.intents import Intent, State
from ledger.app.submit import submit
from ledger.core.codes import Capacity, Kind
from ledger.core.content import Facts
from ledger.core.day import Day, date_of, parse_day
from ledger.core.ids import Commitment, Member, ObligationId, TradelineId
from ledger.settings import load
from ledger.wiring import node
from tests.e2e.consortium import PASSPHRASE, Consortium, three_firms

pytestmark = pytest.mark.xdist_group("revisions")

ROOT = Path(__file__).resolve().parents[2]
HEADER = "invoiceNumber,customerID,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate\n"
FIRST = """R-1,em:buyer@info.de,7/1/2025,7/31/2025,1000.00,No,7/31/2025
R-2,em:buyer@info.de,7/1/2025,8/15/2025,2000.00,No,
R-3,em:buyer@info.de,8/1/2025,9/1/2025,3000.00,No,
R-4,em:buyer@info.de,8/1/2025,10/20/2025,400.00,No,
R-5,em:buyer@info.de,8/1/2025,10/21/2025,500.00,No,10/20/2025
"""
SECOND = """R-6,em:buyer@info.de,8/5/2025,10/1/2025,600.00,No,
R-7,em:buyer@info.de,12/5/2025,12/31/2025,700.00,No,
"""
AS_OF = "2025-12-01"
DAY = 86_400


@dataclass
class Ledger:
    """The firms, the day on which the first book was recorded, and what figures were then."""

    firms: Consortium
    known: Day
    figures: dict[str, Any]

    def revisions(self, known_on: int, *words: object, home: str = "seller") -> Any:
        day = date_of(Day(known_on)).isoformat()
        member = self.firms.numbers["seller"]
        return self.firms.ask(home, "revisions", member, "--known-on", day, "--as-of", AS_OF, *words)


def imported(firms: Consortium, name: str, rows: str) -> None:
    table = firms.folder / f"{name}.csv"
    table.write_text(HEADER + rows, "utf-8")
    firms.ask("seller", "import", table, "--profile", firms.folder / "book.toml")


def figures(firms: Consortium, *words: object) -> Any:
    return firms.ask("seller", "history", firms.numbers["seller"], "--as-of", AS_OF, *words)["figures"]


def found(firms: Consortium, number: str) -> Any:
    lines = firms.ask("seller", "history", firms.numbers["seller"])["tradelines"]
    return next(it for line in lines for it in line["obligations"] if it["number"] == number)


def say(firms: Consortium, home: str, capacity: Capacity, number: str, kind: Kind, **facts: object) -> None:
    one = found(firms, number)
    line, id_ = TradelineId.parse(one["tradeline"]), ObligationId(bytes.fromhex(one["obligation"][2:]))
    if facts.pop("corrects", None):
        facts["refers"] = Commitment(bytes.fromhex(one["commitment"][2:]))
    with node(load(firms.folder / home), PASSPHRASE) as party:
        party.follow()
        stated: list[Intent] = [State(line, capacity, Facts(kind, **facts), obligation=id_)]  # type: ignore[arg-type]
        submit(party.desk, Member(int(firms.numbers[home])), stated)
        party.flush()


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with three_firms(tmp_path_factory.mktemp("revisions")) as firms:
        profile = firms.folder / "book.toml"
        text = (ROOT / "ledger/documents/profiles/receivables.toml").read_text("utf-8")
        profile.write_text(text.replace("Owner of the ledger", "[Seller name]"), "utf-8")
        tomorrow = (int(time.time()) // DAY + 1) * DAY
        firms.engine.rpc.write("evm_setNextBlockTimestamp", tomorrow + DAY // 2)
        imported(firms, "first", FIRST)
        firms.ask("buyer", "accept", found(firms, "R-1")["tradeline"])
        for number in ("R-1", "R-2", "R-3"):
            firms.ask("buyer", "acknowledge", number)
        then = figures(firms)
        firms.engine.rpc.write("evm_setNextBlockTimestamp", tomorrow + 3 * DAY)
        creditor = Capacity.CREDITOR
        say(
            firms,
            "seller",
            creditor,
            "R-1",
            Kind.CORRECTION,
            corrects=True,
            day=parse_day(AS_OF),
            amount=90_000,
        )
        paid = {"currency": "USD", "payment": bytes(16)}
        say(
            firms,
            "seller",
            creditor,
            "R-2",
            Kind.SETTLEMENT,
            amount=50_000,
            day=parse_day("2025-08-20"),
            **paid,
        )
        # On what is known otherwise, but after the day: not what did it.
        later = {**paid, "payment": bytes(15) + b"\x01"}
        say(
            firms,
            "seller",
            creditor,
            "R-2",
            Kind.SETTLEMENT,
            amount=10_000,
            day=parse_day("2025-12-03"),
            **later,
        )
        say(
            firms,
            "seller",
            creditor,
            "R-4",
            Kind.SETTLEMENT,
            amount=40_000,
            day=parse_day("2025-12-02"),
            **paid,
        )
        firms.ask("buyer", "dispute", "R-3", "--on", "2025-11-20")
        imported(firms, "second", SECOND)
        yield Ledger(firms, Day(tomorrow // DAY), then)


def test_as_known_then_is_what_was_computed_then(ledger: Ledger) -> None:
    for day in (ledger.known, ledger.known + 1, ledger.known + 2):
        assert ledger.revisions(day)["then"] == ledger.figures
    assert figures(ledger.firms, "--known-on", date_of(ledger.known).isoformat()) == ledger.figures


def test_as_known_now_is_what_history_tells_and_now_beside_now_is_no_difference(ledger: Ledger) -> None:
    assert ledger.revisions(ledger.known)["now"] == figures(ledger.firms)
    same = ledger.revisions(ledger.known + 3)
    assert same["then"] == same["now"] == figures(ledger.firms)
    assert (same["changes"], same["obligations"], same["tradelines"]) == ([], [], [])
    assert same["known_then"] == same["known_now"]


def test_each_obligation_known_otherwise_has_the_records_that_did_it(ledger: Ledger) -> None:
    report = ledger.revisions(ledger.known)
    told = {one["number"]: one for one in report["obligations"]}
    # What was paid on R-4 after the day, and billed by R-7 after it, changes nothing of the day.
    assert set(told) == {"R-1", "R-2", "R-3", "R-6"}
    kinds = {number: [record["kind"] for record in one["records"]] for number, one in told.items()}
    assert kinds == {"R-1": ["correction"], "R-2": ["settlement"], "R-3": ["dispute"], "R-6": ["invoice"]}
    assert (told["R-1"]["then"]["amount"], told["R-1"]["now"]["amount"]) == ("1000.00", "900.00")
    # Corrected, it is not acknowledged any more.
    assert (told["R-1"]["then"]["grade"], told["R-1"]["now"]["grade"]) == ("B", "C")
    assert (told["R-2"]["then"]["paid"], told["R-2"]["now"]["paid"]) == ("0.00", "500.00")
    assert (told["R-3"]["then"]["disputed"], told["R-3"]["now"]["disputed"]) == (False, True)
    assert (told["R-6"]["then"], told["R-6"]["now"]["amount"]) == (None, "600.00")
    blocks = {record["block"] for one in told.values() for record in one["records"]}
    assert min(blocks) > report["known_then"]["block"]


def test_every_value_that_differs_is_told_and_no_other(ledger: Ledger) -> None:
    def at(tree: Any, place: list[str]) -> Any:
        for name in place:
            tree = tree.get(name) if tree is not None else None
        return tree

    report = ledger.revisions(ledger.known)
    then, now = report["then"]["sides"], report["now"]["sides"]
    places = [one["place"] for one in report["changes"]]
    assert ["is_paid", "USD", "headline", "all", "promptness"] in places
    for one in report["changes"]:
        assert (one["then"], one["now"]) == (at(then, one["place"]), at(now, one["place"]))
        assert one["then"] != one["now"]
    assert ["is_paid", "USD", "headline", "all", "publishable"] not in places


def test_before_there_was_a_ledger_nothing_was_known(ledger: Ledger) -> None:
    report = ledger.revisions(parse_day("2020-01-01"))
    assert (report["known_then"], report["then"]["sides"]) == (None, {"is_paid": {}, "pays": {}})
    assert {one["number"] for one in report["obligations"]} == {f"R-{n}" for n in range(1, 7)}
    assert {record["kind"] for record in report["tradelines"]} == {"trade_credit", "accept"}


def test_people_see_both_columns_and_the_records(ledger: Ledger) -> None:
    firms, day = ledger.firms, date_of(ledger.known).isoformat()
    words = ["revisions", firms.numbers["seller"], "--known-on", day, "--as-of", AS_OF]
    result = firms.run(*words, "--home", firms.folder / "seller")
    assert result.exit_code == 0, result.output
    for said in ("as known then", "R-2", "settlement", "dispute", "--json has them"):
        assert said in result.stdout
    assert "sealed" not in result.stdout


@pytest.mark.parametrize(
    ("known_on", "said"), [("2020-01-01", "nothing was known then"), ("2100-01-01", "then and now are one")]
)
def test_people_are_told_where_there_is_nothing_to_compare(ledger: Ledger, known_on: str, said: str) -> None:
    firms = ledger.firms
    words = ["revisions", firms.numbers["seller"], "--known-on", known_on, "--home", firms.folder / "seller"]
    assert said in firms.run(*words).stdout
    usual = [*words[:3], date_of(ledger.known).isoformat(), *words[4:]]
    assert said not in firms.run(*usual).stdout


def test_the_day_of_the_figures_is_the_day_of_knowledge_unless_it_is_named(ledger: Ledger) -> None:
    firms, day = ledger.firms, date_of(ledger.known).isoformat()
    asked = ["revisions", firms.numbers["seller"], "--known-on", day]
    assert firms.ask("seller", *asked)["as_of"] == day
    assert "tradeline-1" in firms.ask("seller", *asked, "--rulebook", "none", code=2)["detail"]
    assert firms.ask("seller", "revisions", "9", "--known-on", day, code=1)["error"] == "Refused"


def test_a_reader_without_keys_sees_no_difference_in_what_it_cannot_open(ledger: Ledger) -> None:
    report = ledger.revisions(ledger.known, home="bank")
    assert (report["changes"], report["obligations"]) == ([], [])
    assert report["sealed"] > 0 == ledger.revisions(ledger.known)["sealed"]
