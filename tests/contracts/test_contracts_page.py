"""What docs/contracts.md says in numbers is what is measured and what the verifier uses."""

import json
from pathlib import Path

from ledger.proof import layouts

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/contracts.md").read_text("utf-8")


def rows() -> dict[str, list[str]]:
    """The tables' rows by their first cell."""
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line[:1] == "|"
    ]
    return {first: rest for first, *rest in cells}


def test_gas_is_that_of_the_snapshot() -> None:
    measured = json.loads((ROOT / "snapshots/gas.json").read_text("utf-8"))["gas an entry"]
    for kind, gas in measured.items():
        assert rows()[kind][:2] == [f"{gas['one tradeline']:,}", f"{gas['100 tradelines']:,}"]


def test_layouts_and_sizes_are_those_of_the_verifier_and_the_snapshot() -> None:
    sizes = json.loads((ROOT / "snapshots/size.json").read_text("utf-8"))
    used = {
        "MemberRegistry": layouts.MEMBER_REGISTRY,
        "CreditLedger": layouts.CREDIT_LEDGER,
        "AttestationRegistry": layouts.ATTESTATION_REGISTRY,
    }
    for contract, layout in used.items():
        assert rows()[contract] == [f"`0x{layout.hex()}`", f"{sizes[contract]['deployed bytes']:,}"]
