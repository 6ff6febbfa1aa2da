"""A signed summary is of one report, by one key; anything else is refused, whatever the bytes."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.app.audit.report import AsOf, AuditReport, Counts, Difference, Finding, Heard
from ledger.app.audit.summary import BadSummary, read, sign
from ledger.app.pens import pen_with
from ledger.attest import base64url
from ledger.attest.canonical import Json
from ledger.core.errors import ProofError
from ledger.proof.consensus.engine import Engine, Finality
from ledger.proof.events import Contracts
from ledger.proof.key_ids import attestation_key_id

PEN, OTHER = pen_with(b"\1" * 32), pen_with(b"\2" * 32)
AT = 1_750_000_000
REPORT = AuditReport(
    chain_id=7,
    genesis=b"\7" * 32,
    engine=Engine.QBFT,
    contracts=Contracts(7, b"\x0a" * 20, b"\x0b" * 20, b"\x0c" * 20),
    as_of=AsOf(12, b"\x0c" * 32, AT - 5, Finality.IMMEDIATE, 4),
    established=(Finding("blocks", "13 from the genesis"),),
    not_established=(),
    counts=Counts(blocks=13),
    heard=(Heard("node 1", 0, 12, None, None),),
)


def rendered(report: AuditReport = REPORT) -> dict[str, Json]:
    """As it is read back from a file."""
    found: dict[str, Json] = json.loads(json.dumps(report.render()))
    return found


def signed(report: AuditReport = REPORT) -> str:
    return sign(PEN, report.render(), len(report.differences), AT)


def test_a_summary_is_of_its_report_and_its_key() -> None:
    summary = read(signed(), rendered())
    assert summary.key_id == attestation_key_id(PEN.x + PEN.y)
    assert (summary.signed_at, summary.outcome, summary.differences) == (AT, "established", 0)


def test_the_spelling_of_the_report_does_not_matter() -> None:
    again = json.loads(json.dumps(dict(reversed(rendered().items())), indent=3))
    assert read(signed() + "\n", again) == read(signed(), rendered())


def test_differences_are_counted() -> None:
    wrong = Difference(5, None, "stateRoot", "0x1", "0x2")
    liar = Heard("node 2", 0, 4, None, wrong)
    report = replace(REPORT, heard=(*REPORT.heard, liar), difference=None)
    assert read(signed(report), rendered(report)).differences == 1
    parted = replace(REPORT, difference=wrong)
    found = read(signed(parted), rendered(parted))
    assert (found.outcome, found.differences) == ("refused", 1)


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": "refused"},
        {"chain_id": 8},
        {"as_of": None},
        {"established": []},
        {"counts": {}},
        {"more": 1},
    ],
    ids=str,
)
def test_another_report_is_refused(change: dict[str, Json]) -> None:
    read(signed(), rendered())
    with pytest.raises(BadSummary):
        read(signed(), rendered() | change)


def test_no_report_at_all_is_refused() -> None:
    for report in (None, [], "report", 1):
        with pytest.raises(BadSummary):
            read(signed(), report)


def parts(text: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    header, payload, signature = text.split(".")
    return json.loads(base64url.decode(header)), json.loads(base64url.decode(payload)), signature


def joined(header: dict[str, Any], payload: dict[str, Any], signature: str) -> str:
    coded = (base64url.encode(json.dumps(part).encode()) for part in (header, payload))
    return ".".join((*coded, signature))


def test_what_was_signed_cannot_be_changed() -> None:
    header, payload, signature = parts(signed())
    for name in payload:
        with pytest.raises(BadSummary):
            read(joined(header, payload | {name: 1}, signature), rendered())


def test_another_key_in_the_header_is_refused() -> None:
    header, payload, signature = parts(signed())
    jwk = header["jwk"] | {"x": base64url.encode(OTHER.x), "y": base64url.encode(OTHER.y)}
    with pytest.raises(ProofError):
        read(joined(header | {"jwk": jwk}, payload, signature), rendered())


def test_an_id_that_is_not_the_keys_is_refused_though_it_is_signed() -> None:
    header, payload, _ = parts(signed())
    for change in (
        {"kid": "0x" + attestation_key_id(OTHER.x + OTHER.y).hex()},
        {"typ": "dc+sd-jwt"},
        {"cty": "JWT"},
    ):
        del header["alg"]
        with pytest.raises(ProofError):
            read(PEN.sign(header | change, payload), rendered())
        header, payload, _ = parts(signed())
    del header["alg"]
    assert read(PEN.sign(header, payload), rendered()).signed_at == AT


@given(st.text(max_size=300))
def test_any_text_is_refused(text: str) -> None:
    with pytest.raises(ProofError):
        read(text, rendered())


@given(st.integers(0, 10_000), st.characters(codec="ascii"))
def test_any_sign_changed_is_refused_or_the_same_summary(at: int, sign_: str) -> None:
    text = signed()
    at %= len(text)
    changed = text[:at] + sign_ + text[at + 1 :]
    try:
        found = read(changed, rendered())
    except ProofError:
        return
    assert found == read(text, rendered())
