"""A sealed dossier of the first release verifies for ever, every step of it; these files are never made anew."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.verify.policy import Policy
from ledger.verify.report import Outcome, Report
from ledger.verify.trust import TrustRoot, parse_trust
from ledger.verify.verifier import verify

FOLDER = Path(__file__).parents[2] / "fixtures" / "sealed"
STRANGERS = tuple(bytes([number]) * 20 for number in range(1, 5))
engines = pytest.mark.parametrize("name", ["qbft", "clique"])


def judged(name: str, trust: TrustRoot | None = None, later: int = 0) -> Report:
    data = (FOLDER / f"{name}.dossier.json").read_bytes()
    now = json.loads((FOLDER / "run.json").read_bytes())[name]["at"]
    return verify(data, trust or trust_of(name), Policy(), now + later)


def trust_of(name: str) -> TrustRoot:
    return parse_trust((FOLDER / f"{name}.trust.json").read_bytes())


@pytest.mark.parametrize(("name", "finality"), [("qbft", "immediate"), ("clique", "probabilistic")])
def test_every_step_is_established_and_says_how_final(name: str, finality: str) -> None:
    report = judged(name)
    assert {step.outcome for step in report.steps} == {Outcome.ESTABLISHED}
    assert report.shown["finality"] == finality


@engines
def test_a_bank_whose_trust_root_names_others_refuses_it(name: str) -> None:
    trust = trust_of(name)
    points = tuple(replace(point, validators=STRANGERS, votes=(), recents=()) for point in trust.points)
    report = judged(name, replace(trust, validators=STRANGERS, points=points))
    assert [step.number for step in report.steps if step.outcome is Outcome.REFUSED] == ["3"]


@engines
def test_a_trust_root_that_stayed_behind_does_not_refuse_it(name: str) -> None:
    """Four of the five validators were there from the genesis."""
    trust = trust_of(name)
    assert len(trust.validators) == 4 and len(trust.points[-1].validators) == 5
    assert judged(name, replace(trust, points=())).verdict is not Outcome.REFUSED


@engines
def test_years_later_it_has_expired(name: str) -> None:
    assert judged(name, later=365 * 86_400).verdict is Outcome.REFUSED
