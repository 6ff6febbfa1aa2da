"""A dossier of the first release verifies for ever: these files are never made anew."""

import json

import pytest

from ledger.verify.policy import Policy
from ledger.verify.report import Outcome
from ledger.verify.verifier import verify
from tests.attacks.exhibit import exhibit


@pytest.mark.parametrize("name", ["small", "twin", "large"])
def test_every_step_but_the_seals_is_established(name: str) -> None:
    report = exhibit(name).untampered
    left = {step.number: step.reason for step in report.steps if step.outcome is not Outcome.ESTABLISHED}
    assert left == {"3": "development chain: no validators seal it"}
    assert report.verdict is Outcome.NOT_ESTABLISHED


def test_what_is_shown_is_what_the_issuer_signed() -> None:
    shown = exhibit("large").untampered.shown
    assert shown["entity"] == {"id": "VAT:XX000000003", "name": "Casa Ejemplo Crédito"}
    assert shown["moved_since"] == []
    figures = shown["figures"]
    assert isinstance(figures, dict)
    assert set(figures) == {"is_paid.EUR.headline", "is_paid.EUR.including_disputed"}


def test_the_large_one_has_everything_that_a_dossier_can_have() -> None:
    document = exhibit("large").document
    entries = [entry for item in document["tradelines"] for entry in item["entries"]]
    names = set().union(*entries)
    assert {"facts", "h2", "identity", "key", "tradeline_key", "payload", "payload_hash"} <= names
    assert all(document["lists"].values())
    assert len(document["batch"]["siblings"]) >= 2


def test_a_year_later_it_has_expired() -> None:
    large = exhibit("large")
    report = verify(large.data, large.trust, Policy(), large.now + 365 * 86_400)
    assert report.verdict is Outcome.REFUSED
    assert report.shown == {}


def test_the_report_renders_as_json() -> None:
    rendered = exhibit("large").untampered.render()
    assert json.loads(json.dumps(rendered)) == rendered
    assert rendered["verdict"] == "not established"
