"""The bank's own files, and the verdict."""

import json

import pytest

from ledger.core.errors import ProofError
from ledger.verify.policy import Policy, parse_policy
from ledger.verify.report import Outcome, Report, Step
from ledger.verify.trust import parse_trust, serialise_trust
from tests.attacks.exhibit import exhibit


def test_a_policy_says_what_it_leaves_out_by_default() -> None:
    assert parse_policy(b"{}") == Policy()
    whole = {
        "audience": "bank",
        "entity": "VAT:1",
        "issuers": [3],
        "max_age_days": 1,
        "max_state_age_days": 2,
        "minimum_evidenced": 10_000,
    }
    assert parse_policy(json.dumps(whole).encode()) == Policy("bank", "VAT:1", (3,), 1, 2, 10_000)


@pytest.mark.parametrize(
    "text",
    [
        '{"issuers":3}',
        '{"issuers":["3"]}',
        '{"issuers":[true]}',
        '{"max_age_days":-1}',
        '{"max_age_days":1.5}',
        '{"max_age_days":null}',
        '{"minimum_evidenced":10001}',
        '{"audience":7}',
        '{"audience":"\\ud800"}',
        '{"maximum_age_days":1}',
        '{"entity":"a","entity":"b"}',
        "[]",
    ],
)
def test_a_policy_with_anything_wrong_is_refused(text: str) -> None:
    with pytest.raises(ProofError):
        parse_policy(text.encode())


def test_a_trust_root_of_another_version_engine_or_layout_is_refused() -> None:
    trust = exhibit("small").trust
    text = serialise_trust(trust).decode()
    assert parse_trust(text.encode()) == trust
    for found, other in (
        ('"trust":1', '"trust":2'),
        ("development", "qbft"),
        (trust.ledger.layout.hex(), trust.registry.layout.hex()),
        ('"chain_id":31337', '"chain_id":0'),
    ):
        assert text.count(found) == 1
        with pytest.raises(ProofError):
            parse_trust(text.replace(found, other).encode())


@pytest.mark.parametrize(
    ("outcomes", "verdict"),
    [
        ("eee", Outcome.ESTABLISHED),
        ("ene", Outcome.NOT_ESTABLISHED),
        ("enr", Outcome.REFUSED),
        ("err", Outcome.REFUSED),
        ("", Outcome.NOT_ESTABLISHED),
    ],
)
def test_a_verdict_is_as_good_as_its_worst_step(outcomes: str, verdict: Outcome) -> None:
    named = {"e": Outcome.ESTABLISHED, "n": Outcome.NOT_ESTABLISHED, "r": Outcome.REFUSED}
    steps = tuple(Step(str(number), "", named[letter], "") for number, letter in enumerate(outcomes))
    assert Report(steps, {}).verdict is verdict
