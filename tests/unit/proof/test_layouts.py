"""The layout ids are those of the page that says what each word in state means."""

import re
from pathlib import Path

import pytest

from ledger.proof import layouts
from ledger.proof.keccak import keccak256

PAGE = Path(__file__).parents[3] / "docs" / "records.md"


def layout_id(page: str, contract: str) -> bytes:
    table = page.split(f"| {contract} | key | word |\n")[1].split("\n\n")[0]
    rows = [line for line in table.splitlines() if re.match(r"\| \d", line)]
    return keccak256("\n".join(rows).encode())


@pytest.mark.parametrize(
    ("contract", "expected"),
    [
        ("MemberRegistry", layouts.MEMBER_REGISTRY),
        ("CreditLedger", layouts.CREDIT_LEDGER),
        ("AttestationRegistry", layouts.ATTESTATION_REGISTRY),
    ],
)
def test_a_layout_id_is_the_hash_of_its_table(contract: str, expected: bytes) -> None:
    page = PAGE.read_text("utf-8")
    assert layout_id(page, contract) == expected
    assert (
        layout_id(
            page.replace("head |", "heart |").replace("tag |", "tug |").replace("member", "m"), contract
        )
        != expected
    )
