"""How payments on statements with noise find their invoices, and that the docs say what the script prints."""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from bank_noise.ledger import Invoice
from bank_noise.payments import SHARES, Noise, quota
from bank_statements import statement_files

from bench.reconciliation import LAST, case_of, code_hash, measure, row_of, tally_of, wilson

ROOT = Path(__file__).resolve().parents[2]
CSV = ROOT.parent / "shared" / "data" / "receivables" / "accounts_receivable.csv"
PAGE = ROOT / "docs" / "reconciliation.md"


def invented(count: int = 400, form: str = "INV-{:06}") -> Iterator[Invoice]:
    """A ledger whose numbers follow each other: harder than numbers at random."""
    random = Random(7)
    for number in range(1, count + 1):
        issued = date(2024, 1, 8) + timedelta(days=number)
        settled = issued + timedelta(days=random.randint(3, 60))
        customer = f"{random.randrange(20)}-CUSTOMER"
        yield Invoice(
            form.format(number),
            customer,
            issued,
            issued + timedelta(30),
            settled,
            random.randint(5_00, 900_00),
        )


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return dict(statement_files(list(invented()), seed=1))


def statements(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if name.startswith("statements/")}


def test_the_same_seed_writes_the_same_bytes_and_another_seed_others(files: dict[str, bytes]) -> None:
    assert dict(statement_files(list(invented()), seed=1)) == files
    assert dict(statement_files(list(invented()), seed=2)) != files


def test_a_matcher_never_sees_the_truth(files: dict[str, bytes]) -> None:
    """Noises are named in one file alone; statements hold only what camt.053 has a place for."""
    words = {noise.value.encode() for noise in Noise}
    assert any(word in files["truth/truth.csv"] for word in words)
    others = {name: data for name, data in files.items() if name != "truth/truth.csv"}
    assert not [name for name, data in others.items() for word in words if word in data]
    for data in statements(files).values():
        assert ET.fromstring(data).tag == "{urn:iso:std:iso:20022:tech:xsd:camt.053.001.08}Document"


def test_the_shares_of_noise_are_those_that_were_asked_for(files: dict[str, bytes]) -> None:
    case = case_of(files)
    settling = [
        noises
        for reference, noises in case.noises.items()
        if any(v > 0 for v in case.truth[reference].values())
    ]
    counts = Counter(noise for noises in settling for noise in noises)
    again = counts[Noise.RETURNED.value]
    for noise in SHARES:
        if noise is Noise.UNNAMED_SUM or noise is Noise.SEVERAL:
            continue
        found = counts[noise.value] + (counts[Noise.UNNAMED_SUM.value] if noise is Noise.UNNAMED else 0)
        assert abs(found - quota(noise, len(settling) - again)) <= 2, noise
    assert abs(counts[Noise.SEVERAL.value] - quota(Noise.SEVERAL, len(settling))) <= 4


def test_the_truth_adds_up_to_what_each_payment_can_settle(files: dict[str, bytes]) -> None:
    case = case_of(files)
    asked = {claim.number: claim.open.minor for claim in case.claims}
    settled: Counter[str] = Counter()
    for payment in case.payments:
        truth = case.truth.get(payment.bank_reference or "", {})
        settled.update(truth)
        if payment.amount.currency == "USD":
            assert sum(map(abs, truth.values())) <= payment.amount.minor
    assert all(settled[number] <= cents for number, cents in asked.items())
    assert sum(settled.values()) > 0.95 * sum(asked.values())


def test_of_an_invented_ledger_nothing_is_booked_wrongly_and_most_is_booked(files: dict[str, bytes]) -> None:
    tally = tally_of(case_of(files))
    assert tally.booked - tally.right == 0
    assert tally.whole >= 0.85 * tally.payments


def test_a_truth_that_is_another_is_seen(files: dict[str, bytes]) -> None:
    """The measure is one that can fail."""
    lies = files["truth/truth.csv"].replace(b"INV-0001", b"INV-0002")
    tally = tally_of(case_of({**files, "truth/truth.csv": lies}))
    assert tally.booked - tally.right > 10


def test_an_interval_holds_its_share() -> None:
    """The third is in Wilson's own example; the others are the ends."""
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(10, 10)[1] == 1.0
    low, high = wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


def test_the_docs_are_of_this_code() -> None:
    text = PAGE.read_text("utf-8")
    assert re.findall(r"Code ([0-9a-f]{16})", text) == [code_hash()], "run bench/reconciliation.py again"


@pytest.mark.skipif(not CSV.exists(), reason="the receivables are not beside the checkout")
def test_the_docs_have_the_figures_that_the_script_prints() -> None:
    tally = measure(CSV, LAST)
    assert row_of(LAST, tally) in PAGE.read_text("utf-8").splitlines()
    assert tally.right >= 0.999 * tally.booked
    assert tally.whole >= 0.9 * tally.payments
