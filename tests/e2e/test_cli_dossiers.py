"""Dossiers by the command alone: attested, verified, superseded, revoked, presented to another bank, witnessed."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.consortium import Consortium

# The firms of the road, started once for both.
pytestmark = pytest.mark.xdist_group("cli-road")


def _attest(road: Consortium, out: Path, *words: object, code: int = 0) -> dict[str, Any]:
    fixed = ["--issuer", road.numbers["bank"], "--issuer-home", road.folder / "bank", "--audience", "Bank"]
    return road.ask("seller", "attest", road.numbers["seller"], *fixed, "--out", out, *words, code=code)


def _verdict(road: Consortium, dossier: Path, audience: str = "Bank") -> tuple[int, dict[str, str]]:
    words = ["verify", dossier, "--trust", road.folder / "trust.json", "--audience", audience, "--json"]
    result = road.run(*words)
    return result.exit_code, {step["step"]: step["outcome"] for step in json.loads(result.stdout)["steps"]}


def test_a_dossier_is_attested_verified_superseded_and_revoked(road: Consortium, line: str) -> None:
    first, second, third = (road.folder / f"{name}.dossier.json" for name in ("first", "second", "third"))
    made = _attest(road, first, "--identity")
    code, steps = _verdict(road, first)
    # A development chain has no validators: their seals are all that is open.
    assert (code, {number for number, outcome in steps.items() if outcome != "established"}) == (3, {"3"})
    assert _attest(road, first, code=2)["error"] == "Misuse"
    assert "no figure" in _attest(road, second, "--withhold", "nothing.of.this", code=2)["detail"]
    newer = _attest(road, second, "--supersedes", made["digest"])
    assert _verdict(road, second)[0] == 3
    revoked = road.ask("bank", "revoke", newer["digest"], "--issuer", road.numbers["bank"])
    assert revoked["revoked_at"] > newer["anchored_at"]
    again = road.ask("bank", "revoke", newer["digest"], "--issuer", road.numbers["bank"], code=1)
    assert again["error"] == "ContractRefused"
    assert not third.exists()


@pytest.mark.parametrize("rulebook", ["tradeline-1", "tradeline-2-cn"])
def test_an_attestation_is_verified_by_the_rulebook_that_it_names(
    road: Consortium, line: str, rulebook: str
) -> None:
    file = road.folder / f"{rulebook}.dossier.json"
    _attest(road, file, "--rulebook", rulebook)
    code, steps = _verdict(road, file)
    assert (code, steps["10"]) == (3, "established")
    told = road.run("verify", file, "--trust", road.folder / "trust.json", "--audience", "Bank").stdout
    assert f", by {rulebook}\n" in told
    assert ("is paid EUR, status by month" in told) is (rulebook != "tradeline-1")
    assert "no rulebook" in _attest(road, road.folder / "none", "--rulebook", "tradeline-9", code=2)["detail"]


def test_a_kept_attestation_is_presented_to_another_bank(road: Consortium, line: str) -> None:
    seller, first, second = (
        road.numbers["seller"],
        road.folder / "kept.dossier.json",
        road.folder / "other.json",
    )
    made = _attest(road, first)
    kept = {row["digest"]: row for row in road.ask("seller", "present", seller)}
    assert kept[made["digest"]]["anchored_at"] == made["anchored_at"]
    words = ["present", seller, made["digest"], "--audience", "Other", "--out", second]
    assert "no figure" in road.ask("seller", *words, "--withhold", "nothing.of.this", code=2)["detail"]
    assert road.ask("seller", *words)["digest"] == made["digest"]
    code, steps = _verdict(road, second, "Other")
    assert (code, {number for number, outcome in steps.items() if outcome != "established"}) == (3, {"3"})
    assert _verdict(road, second)[1]["6"] == "refused"  # bound to the other bank
    assert road.ask("seller", *words, code=2)["error"] == "Misuse"  # the file is there
    assert road.ask("seller", "present", seller, made["digest"], code=2)["error"] == "Misuse"
    second.unlink()
    unknown = ["present", seller, "0x" + "00" * 32, "--audience", "Other", "--out", second]
    assert road.ask("seller", *unknown, code=1)["error"] == "NotKept"


def test_a_bank_asks_what_witnesses_have_seen(road: Consortium, line: str) -> None:
    seller, dossier, policy = (
        road.numbers["seller"],
        road.folder / "w.dossier.json",
        road.folder / "policy.json",
    )
    made = _attest(road, road.folder / "unwitnessed.json")
    vkeys = {name: road.ask(name, "witness", "keys")["vkeys"][-1] for name in ("buyer", "bank")}
    for vkey in vkeys.values():
        road.ask("seller", "witness", "know", vkey)
    present = ["present", seller, made["digest"], "--audience", "Bank", "--out", dossier, "--witnessed", 2]
    assert road.ask("seller", *present, code=1)["error"] == "NotWitnessed"
    for name in vkeys:
        note = road.run("witness", "sign", "--home", road.folder / name)
        (road.folder / f"{name}.note").write_bytes(note.stdout_bytes)
        road.ask("seller", "witness", "collect", road.folder / f"{name}.note")
    road.ask("seller", *present)
    policy.write_text(json.dumps({"witnesses": {"threshold": 2, "keys": list(vkeys.values())}}), "utf-8")
    words = ["--trust", road.folder / "trust.json", "--audience", "Bank", "--policy", policy, "--json"]

    def told(file: Path) -> tuple[str, str]:
        steps = json.loads(road.run("verify", file, *words).stdout)["steps"]
        return next((step["outcome"], step["reason"]) for step in steps if step["step"] == "11")

    assert told(dossier)[0] == "established" and "cosigned by 2" in told(dossier)[1]
    outcome, reason = told(road.folder / "unwitnessed.json")
    assert (outcome, reason.split(";")[0]) == (
        "not established",
        "0 of this bank's witnesses cosigned a block of it",
    )
