"""A firm's account and its bank's word on it, by the command alone."""

from typing import Any

import pytest

from ledger.chain import contracts as calls
from ledger.chain.sender import KeySender
from ledger.settings import load
from tests.e2e.consortium import Consortium

pytestmark = pytest.mark.xdist_group("cli-road")

SEPTEMBER = ("--month", "2025-09")


@pytest.fixture(scope="module")
def account(road: Consortium) -> str:
    """The seller's with the bank, in euros."""
    made = road.ask("seller", "account", "open", road.numbers["bank"], "--currency", "EUR")
    assert {entry["state"] for entry in made["entries"]} == {"final"}
    assert len(made["entries"]) == 3, "opened, appointed, and the key given"
    line, bank = str(made["entries"][0]["tradeline"]), road.numbers["bank"]
    is_open, how = made["told"]
    assert is_open == f"account {line} with member {bank} in EUR is open"
    assert f"tradeline account state {road.numbers['seller']} --month 20" in how
    return line


def state(road: Consortium, *words: str, home: str = "bank", code: int = 0) -> Any:
    return road.ask(home, "account", "state", road.numbers["seller"], *words, code=code)


def listed(road: Consortium, home: str) -> Any:
    return road.ask(home, "account", "list")["accounts"]


def test_what_a_bank_says_is_read_by_the_firm_and_by_nobody_else(road: Consortium, account: str) -> None:
    told = state(road, *SEPTEMBER, "--received", "12345.67", "--paid-out", "0")
    assert [entry["state"] for entry in told["entries"]] == ["final", "final"]
    assert told["told"] == ["2025-09: received 12345.67 EUR", "2025-09: paid out 0.00 EUR"]
    assert told["warnings"] == []
    for home in ("seller", "bank"):
        (found,) = listed(road, home)
        assert (found["tradeline"], found["agents"]) == (account, [int(road.numbers["bank"])])
        (month,) = found["months"]
        assert (month["month"], month["received"], month["paid_out"]) == ("2025-09", "12345.67", "0.00")
        assert (month["words"], month["counts"], month["waiting"]) == (2, True, False)
    assert listed(road, "buyer") == []
    nothing = road.run("account", "list", "--home", road.folder / "buyer").stdout
    assert "has no account here, and is the bank of none" in nothing


def test_said_again_it_is_told_and_another_sum_is_a_new_word(road: Consortium, account: str) -> None:
    words = ("--month", "2025-08", "--paid-out")
    state(road, *words, "10.00")
    again = state(road, *words, "10")
    assert (again["entries"], len(again["warnings"]), again["told"]) == ([], 1, [])
    assert "2025-08: paid out 10.00 EUR was said already: nothing is recorded" in again["warnings"]
    other = state(road, *words, "9.50")
    assert "before that 10.00 EUR: the later word counts" in other["warnings"][0]
    assert len(other["entries"]) == 1
    months = {month["month"]: month for month in listed(road, "seller")[0]["months"]}
    assert (months["2025-08"]["paid_out"], months["2025-08"]["received"]) == ("9.50", None)


def test_a_sum_far_beyond_the_last_one_is_warned_of_and_recorded(road: Consortium, account: str) -> None:
    words = ("--month", "2025-07", "--received")
    assert state(road, *words, "50.00")["told"] == ["2025-07: received 50.00 EUR"]
    assert not any("100 times" in one for one in state(road, *words, "5000.00")["warnings"])
    slip = state(road, *words, "500000.01")
    assert (
        "2025-07: received 500000.01 EUR is more than 100 times the last sum, 5000.00 EUR"
        in slip["warnings"][1]
    )
    assert len(slip["entries"]) == 1
    assert not any("100 times" in one for one in state(road, *words, "60.00")["warnings"])


def test_no_account_is_open_since_a_day_to_come(road: Consortium, account: str) -> None:
    words = ("account", "open", road.numbers["bank"], "--currency", "CHF", "--on")
    assert "2099-01-01 is yet to come" in road.ask("seller", *words, "2099-01-01", code=2)["detail"]
    assert len(listed(road, "seller")) == 1


def test_every_fault_is_told_at_once(road: Consortium, account: str) -> None:
    refused = state(road, "--month", "2099-02", "--received", "-1", "--paid-out", "1.234", code=1)
    assert [fault["rule"] for fault in refused["faults"]] == ["month.ended", "amount.negative", "amount.form"]
    assert "2099-02 ends on 2099-02-28" in refused["faults"][0]["expected"]
    assert refused["faults"][0]["file"] == "the command line"


def test_nobody_else_says_it(road: Consortium, account: str) -> None:
    for home in ("buyer", "seller"):
        assert state(road, *SEPTEMBER, "--received", "1", home=home, code=1)["error"] == "NotEntitled"
    elsewhere = state(road, *SEPTEMBER, "--received", "1", "--currency", "USD", code=1)
    assert elsewhere["error"] == "NotEntitled"


def test_who_is_no_bank_or_is_one_already_is_refused(road: Consortium, account: str) -> None:
    for bank, error in (("buyer", "RoleMissing"), ("bank", "WrongState")):
        refused = road.ask("seller", "account", "open", road.numbers[bank], "--currency", "EUR", code=1)
        assert refused["error"] == error
    assert len(listed(road, "seller")) == 1


def test_a_bank_that_is_related_is_told_as_such(road: Consortium) -> None:
    road.make_home("kin")
    kin = road.admit("kin", "kin", "Bank of the family", "vat:DE999999999", "agent")
    key = bytes.fromhex((road.folder / "registrar.key").read_text("utf-8"))
    registrar = KeySender(road.engine.rpc, key, road.engine.rpc.read_quantity("eth_chainId"))
    registry = load(road.folder / "buyer").contracts.registry
    registrar.perform(registry, calls.relate(int(road.numbers["buyer"]), int(kin)))
    opened = road.ask("buyer", "account", "open", kin, "--currency", "EUR")
    (warning,) = opened["warnings"]
    assert f"member {kin} is registered as related" in warning
    road.ask("kin", "account", "state", road.numbers["buyer"], *SEPTEMBER, "--received", "1")
    (month,) = listed(road, "buyer")[0]["months"]
    assert (month["received"], month["counts"]) == ("1.00", False)
    assert "by a related bank: does not count" in road.run(
        "account", "list", "--home", road.folder / "kin"
    ).stdout.replace("\n", " ")


def test_people_read_it_as_a_table(road: Consortium, account: str) -> None:
    words = ("--month", "2025-06", "--paid-out", "1.50", "--home", road.folder / "bank")
    said = road.run("account", "state", road.numbers["seller"], *words).stdout.splitlines()
    assert said[0] == "2025-06: paid out 1.50 EUR" and said[1].startswith("final: tradeline")
    shown = road.run("account", "list", "--home", road.folder / "seller").stdout
    assert f"account {account}, EUR, of member {road.numbers['seller']} ([Seller name])" in shown
    assert "12345.67" in shown
    history = road.run("history", road.numbers["seller"], "--home", road.folder / "seller").stdout
    assert f"account {account}: of [Seller name], with member {road.numbers['bank']}, Bank" in history
    wrong = road.run("account", "open", "1", "--currency", "euro", "--home", road.folder / "seller")
    assert wrong.exit_code == 2
