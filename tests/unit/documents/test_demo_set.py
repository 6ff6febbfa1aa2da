"""The demo set is one coherent world: the same each time, labelled as made, and read without a fault."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from ledger.core.drafts import CreditNoteDraft, Direction, InvoiceDraft, PaymentDraft
from ledger.core.matching import Claim, Match, match_payments
from ledger.core.money import Money
from ledger.documents import Reading, read_file
from ledger.proof.numbers import normalise

SCRIPTS = Path(__file__).parents[3] / "scripts"


@pytest.fixture(autouse=True)
def scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(SCRIPTS), *sys.path])


@cache
def made(seed: int) -> dict[str, bytes]:
    from demo_set import demo_files

    return dict(demo_files(seed))


@cache
def read() -> dict[str, Reading]:
    return {name: read_file(name, data) for name, data in made(1).items() if name.endswith(".xml")}


def plan() -> dict[str, list[dict[str, object]]]:
    content: dict[str, list[dict[str, object]]] = json.loads(made(1)["plan.json"])
    return content


def invoices() -> list[InvoiceDraft]:
    return [draft for name, reading in read().items() if "/invoices/" in name
            for draft in reading.drafts if isinstance(draft, InvoiceDraft)]  # fmt: skip


def credit_notes() -> list[CreditNoteDraft]:
    return [
        draft for reading in read().values() for draft in reading.drafts if isinstance(draft, CreditNoteDraft)
    ]


def payments(firm: str) -> list[PaymentDraft]:
    return [draft for name, reading in read().items() if name.startswith(f"{firm}/statements/")
            for draft in reading.drafts if isinstance(draft, PaymentDraft)]  # fmt: skip


def claims_of(name: str) -> list[Claim]:
    """The invoices of the firm called `name`, less its credit notes."""
    credited = {
        number: note.amount.minor
        for note in credit_notes()
        if note.creditor.name == name
        for number in note.invoices
    }
    return [
        Claim(
            invoice.number.encode(), invoice.number, invoice.issued, invoice.due,
            Money(invoice.amount.minor - credited.get(invoice.number, 0), "EUR"),
            Direction.RECEIVED, invoice.debtor, invoice.references,
        )
        for invoice in invoices() if invoice.creditor.name == name
    ]  # fmt: skip


def matches(firm: str) -> list[Match]:
    own = payments(firm)
    return list(match_payments(own, claims_of(own[0].owner), normalise))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    from demo_set import demo_files

    assert dict(demo_files(1)) == made(1)
    assert dict(demo_files(2)) != made(1)


def test_the_script_writes_the_set_below_a_folder(tmp_path: Path) -> None:
    command = [sys.executable, str(SCRIPTS / "demo_set.py"), str(tmp_path / "set"), "--seed", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("544 files below")
    written = {str(file.relative_to(tmp_path / "set")): file for file in (tmp_path / "set").rglob("*.*")}
    assert {name: file.read_bytes() for name, file in written.items()} == made(1)


def test_every_file_says_that_it_is_made() -> None:
    assert all(b"Made by scripts/demo_set.py" in data for data in made(1).values())


def test_every_file_is_read_without_a_fault() -> None:
    assert {name: reading.faults for name, reading in read().items() if reading.faults} == {}
    assert (len(invoices()), len(credit_notes())) == (300, 2)
    assert sum("/statements/" in name for name in read()) == 10 * 24


def test_the_plan_names_every_file_once() -> None:
    named = [file for step in plan()["steps"] for file in step.get("files", [])]  # type: ignore[attr-defined]
    assert sorted(named) == sorted(read())


def test_the_plan_runs_forward_and_only_members_act() -> None:
    days = [str(step["day"]) for step in plan()["steps"]]
    members = {member["key"] for member in plan()["members"]}
    assert days == sorted(days)
    assert len(members) == 13
    assert {step["who"] for step in plan()["steps"]} <= members


def test_an_appointed_bank_gives_grade_a_and_an_own_upload_grade_c() -> None:
    appointed = {step["who"]: step["agent"] for step in plan()["steps"] if step["do"] == "appoint"}
    for step in plan()["steps"]:
        if step["do"] == "import" and step["grade"]:
            agent = appointed.get(step["firm"])
            assert (step["who"], step["grade"]) == ((agent, "A") if agent else (step["firm"], "C"))


@pytest.mark.parametrize(
    "firm", ["anker", "birke", "corvin", "delfino", "eksteen", "fjord", "granja", "hibou", "jura"]
)
def test_every_payment_finds_its_invoice_with_certainty(firm: str) -> None:
    found = matches(firm)
    received = [
        payment
        for payment in payments(firm)
        if (payment.direction is Direction.RECEIVED) is not payment.reversal
    ]
    assert all(match.certain for match in found)
    assert {id(match.payment) for match in found} == {id(payment) for payment in received}


def test_the_price_of_a_financed_invoice_does_not_settle_it_by_itself() -> None:
    """The financier's advance names the invoice in its text, but is of another amount, from another party."""
    doubtful = [match for match in matches("iskra") if not match.certain]
    assert [match.payment.counterparty.name for match in doubtful] == ["Nordkap Handelsbank AG"]


def test_the_invoice_offered_again_is_the_one_that_was_assigned() -> None:
    steps = {str(step["do"]): step for step in plan()["steps"]}
    again = read()["double-pledge/again.xml"].drafts[0]
    assert isinstance(again, InvoiceDraft)
    assert again.number != steps["assign"]["number"]
    assert normalise(again.number) == normalise(str(steps["assign"]["number"]))
    first = next(invoice for invoice in invoices() if invoice.number == steps["assign"]["number"])
    assert (again.issued, again.amount, again.creditor) == (first.issued, first.amount, first.creditor)


def test_the_world_has_every_case_that_it_promises() -> None:
    assert {step["do"] for step in plan()["steps"]} == {
        "appoint", "import", "turnover", "accept", "acknowledge", "dispute", "resolve", "assign", "take",
        "pledge-again",
    }  # fmt: skip
    reversals = [payment for payment in payments("fjord") if payment.reversal]
    assert len(reversals) == 1
    parts = [match for match in matches("eksteen") if match.amount.minor < match.claim.open.minor]
    assert len(parts) == 2
    assert len({match.claim.number for match in parts}) == 1
    late = [match for match in matches("anker") if match.payment.value_day > match.claim.due + 27]
    assert {match.claim.counterparty.name for match in late} == {"Corvin Textil Kft"}
