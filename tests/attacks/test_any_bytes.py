"""Whatever the bytes: a report, or one kind of error; never established, never another exception."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.attest import sdjwt
from ledger.attest.canonical import Json, canonical
from ledger.core.errors import ProofError
from ledger.verify.policy import Policy, parse_policy
from ledger.verify.report import Outcome
from ledger.verify.trust import TrustRoot, parse_trust, serialise_trust
from ledger.verify.verifier import STUMBLED, verify
from tests.attacks.exhibit import Exhibit, Path_, at, exhibit, inner, leaves, put, refused

HUGE = [0, 1, -1, 2**16, 2**32, 2**40, 2**53 - 1, 2**53, 2**63, 2**64, 2**256, 10**4000]
TEXTS = [
    "",
    "0x",
    "0x" + "f" * 5_000,
    "0x" + "00" * 32,
    "0x" + "ff" * 32,
    "9" * 5_000,
    "\ud800",
    "\x00",
    "urn:tradeline:" + "9" * 5_000 + ":0x" + "00" * 20 + ":1",
    "~" * 50,
    "." * 50,
]

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=40)
    | st.sampled_from(HUGE)
    | st.sampled_from(TEXTS)
)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
)


@pytest.fixture(scope="module")
def small() -> Exhibit:
    return exhibit("small")


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    _never_established(exhibit("small"), data)
    for parse in (parse_trust, parse_policy):
        with pytest.raises(ProofError):
            parse(data)


@given(anything)
def test_any_json(value: object) -> None:
    data = json.dumps(value).encode()
    _never_established(exhibit("small"), data)
    with pytest.raises(ProofError):
        parse_trust(data)
    if value != {}:
        with pytest.raises(ProofError):
            parse_policy(data)


@given(st.data())
def test_any_json_in_any_place_presented_by_the_member(data: st.DataObject) -> None:
    large = exhibit("large")
    places = [path for path, _ in (*leaves(large.document), *inner(large.document)) if path]
    path = data.draw(st.sampled_from(places))
    document = put(large.document, path, data.draw(anything))
    form = _canonical(document)
    if form is None:
        _never_established(large, json.dumps(document).encode())
        return
    attestation = document["attestation"]
    _never_established(large, large.bound(document) if isinstance(attestation, str) else form)


@given(st.data())
def test_any_json_in_any_claim_signed_by_a_stranger_with_its_own_key(data: st.DataObject) -> None:
    """Everything behind the signature sees it, as if a key of an issuer were in bad hands."""
    large = exhibit("large")
    token = sdjwt.read(large.document["attestation"]).issued
    claims = json.loads(json.dumps(token.payload))
    places = [path for path, _ in (*leaves(claims), *inner(claims)) if path]
    changed = put(claims, data.draw(st.sampled_from(places)), data.draw(anything))
    if _canonical(changed) is not None:
        _never_established(large, large.bound(large.signed_by_a_stranger(changed)))


@pytest.mark.parametrize("number", HUGE)
@pytest.mark.parametrize(
    "path",
    [
        ("iat",),
        ("nbf",),
        ("exp",),
        ("as_of", "block"),
        ("as_of", "day"),
        ("coverage", "ledgers", 0, "tradelines"),
        ("coverage", "ledgers", 0, "entries"),
    ],
)
def test_hostile_numbers_in_claims(small: Exhibit, path: Path_, number: int) -> None:
    claims = json.loads(json.dumps(sdjwt.read(small.document["attestation"]).issued.payload))
    if at(claims, path) != number and number < 2**53:
        _never_established(small, small.bound(small.signed_by_a_stranger(put(claims, path, number))))


@pytest.mark.parametrize("number", HUGE)
@pytest.mark.parametrize(
    "path",
    [
        ("lists", "tradelines", 0, 0),
        ("lists", "tradelines", 0, 2),
        ("lists", "tradelines", 0, 3),
        ("tradelines", 0, "creditor"),
        ("tradelines", 0, "entries", 0, "clock", 0),
        ("tradelines", 0, "entries", 0, "clock", 1),
    ],
)
def test_hostile_numbers_in_the_dossier(small: Exhibit, path: Path_, number: int) -> None:
    document = put(small.document, path, number)
    if document == small.document:
        return
    _never_established(small, small.bound(document) if abs(number) < 2**53 else json.dumps(document).encode())


@pytest.mark.parametrize("now", [*HUGE, -(10**30)])
def test_hostile_clocks(small: Exhibit, now: int) -> None:
    report = verify(small.data, small.trust, Policy(), now)
    assert refused(report)
    assert not [step for step in report.steps if step.reason.startswith(STUMBLED)]


def test_a_trust_root_is_read_as_it_is_written(small: Exhibit) -> None:
    """The control of what follows."""
    assert parse_trust(serialise_trust(small.trust)) == small.trust
    assert parse_trust(json.dumps(json.loads(serialise_trust(small.trust)), indent=2).encode()) == small.trust


@given(st.data())
def test_any_json_in_any_place_of_a_trust_root(data: st.DataObject) -> None:
    document = json.loads(serialise_trust(exhibit("small").trust))
    places = [path for path, _ in (*leaves(document), *inner(document)) if path]
    _parses_or_is_refused(put(document, data.draw(st.sampled_from(places)), data.draw(anything)))


def test_a_trust_root_with_a_name_more_or_less_is_refused(small: Exhibit) -> None:
    document: dict[str, Any] = json.loads(serialise_trust(small.trust))
    for path, value in inner(document):
        if isinstance(value, dict):
            for changed in (
                {**value, "more": 1},
                *({k: v for k, v in value.items() if k != n} for n in value),
            ):
                altered = put(document, path, changed)
                if altered.keys() != document.keys() - {"audience"}:
                    with pytest.raises(ProofError):
                        parse_trust(json.dumps(altered).encode())


@given(
    st.dictionaries(
        st.sampled_from(["audience", "entity", "issuers", "max_age_days", "minimum_evidenced", "x"]), anything
    )
)
def test_any_json_in_a_policy(document: dict[str, Any]) -> None:
    try:
        policy = parse_policy(json.dumps(document).encode())
    except ProofError:
        return
    assert "x" not in document
    small = exhibit("small")
    report = verify(small.data, small.trust, policy, small.now)
    assert not [step for step in report.steps if step.reason.startswith(STUMBLED)]


def _parses_or_is_refused(document: object) -> None:
    try:
        root = parse_trust(json.dumps(document).encode())
    except ProofError:
        return
    assert isinstance(root, TrustRoot)
    small = exhibit("small")
    report = verify(small.data, root, Policy(), small.now)
    assert not [step for step in report.steps if step.reason.startswith(STUMBLED)]


def _never_established(shown: Exhibit, data: bytes) -> None:
    report = shown.verify(data)
    assert report.verdict is not Outcome.ESTABLISHED
    assert not [step for step in report.steps if step.reason.startswith(STUMBLED)]
    assert len(report.steps) == 12
    json.dumps(report.render()).encode()
    for step in report.steps:
        step.reason.encode()  # it can be printed


def _canonical(document: Json) -> bytes | None:
    try:
        return canonical(document)
    except (ProofError, TypeError):
        return None
