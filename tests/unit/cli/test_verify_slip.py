"""`tradeline verify --slip`: a printed report beside the dossier that it should be of, offline."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ledger.attest import attestation as claims
from ledger.attest import sdjwt
from ledger.attest.dossier import parse_dossier
from ledger.cli.main import app
from ledger.report.slip import slip_of

SEALED = Path(__file__).parents[2] / "fixtures" / "sealed"
DOSSIER = SEALED / "qbft.dossier.json"


@pytest.fixture(scope="module")
def slip() -> str:
    """What the QR code of this dossier's report says."""
    token = sdjwt.read(parse_dossier(DOSSIER.read_bytes()).attestation).issued
    return slip_of(claims.parse(token.payload), token.digest)


def verify(slip: str, *words: str) -> tuple[int, str]:
    at = json.loads((SEALED / "run.json").read_bytes())["qbft"]["at"]
    fixed = ["verify", str(DOSSIER), "--trust", str(SEALED / "qbft.trust.json"), "--at", str(at)]
    done = CliRunner().invoke(app, [*fixed, "--slip", slip, *words])
    return done.exit_code, done.output


def test_the_report_of_the_dossier_is_named_so(slip: str) -> None:
    code, told = verify(slip)
    assert code == 0 and "report: of this dossier" in told
    assert verify(f" {slip}\n")[0] == 0


def test_a_slip_may_be_typed_in_either_case_and_copied_with_its_line_breaks(slip: str) -> None:
    assert verify(f"{slip[:100]}\n{slip[100:300]}\r\n {slip[300:]}")[0] == 0
    assert slip != slip.lower() and verify(slip.lower())[0] == 0
    assert verify(slip.lower().replace(":day:", ":day:1"))[0] == 1


@pytest.mark.parametrize(
    "name", ["CHAIN", "REGISTRY", "MEMBER", "BLOCK", "HASH", "HEADS", "DAY", "RULEBOOK", "FIGURES"]
)
def test_whatever_differs_is_named_and_refused(slip: str, name: str) -> None:
    other = "7" if f":{name}:8" in slip else "8"
    head, _, tail = slip.partition(f":{name}:")
    code, told = verify(f"{head}:{name}:{other}{tail[1:]}", "--json")
    report: Any = json.loads(told)
    assert (code, report["slip_differs_in"], report["verdict"]) == (1, [name.lower()], "established")


def test_a_report_that_names_no_attestation_may_go_with_any(slip: str) -> None:
    without = f"{slip.rpartition(':')[0]}:-"
    assert verify(without)[0] == 0
    changed = f"{slip.rpartition(':')[0]}:{'0' * 64}"
    assert verify(changed)[0] == 1


@pytest.mark.parametrize(
    "text", ["", "HELLO", "TRADELINE:REPORT:1", "TRADELINE:REPORT:2:CHAIN:1", ":" * 5000]
)
def test_what_is_no_slip_is_misuse(text: str) -> None:
    code, told = verify(text)
    assert code == 2 and "as a report's QR code has it" in told


@pytest.mark.parametrize(
    "change", [lambda it: it + ":MORE:1", lambda it: it.replace(":DAY:", ":TAG:"), lambda it: it[:-70]]
)
def test_a_slip_of_other_parts_is_none(slip: str, change: Any) -> None:
    assert verify(change(slip))[0] == 2
