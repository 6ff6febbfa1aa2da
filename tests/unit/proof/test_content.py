"""Facts and identity: the golden encodings, cbor2's opinion of them, and what is refused with which code."""

from typing import Any

import cbor2
import pytest

from ledger.core.content import Facts, Identity
from ledger.core.errors import BadContent, TradelineError
from ledger.proof.cbor import BadCbor
from ledger.proof.content import (
    decode_facts,
    decode_identity,
    encode_facts,
    encode_identity,
    field_sizes,
)
from tests import vectors
from tests.vectors import unhex

RECORDS = vectors.load("records")
FACT_KEYS = ["kind", "currency", "amount", "day", "due", "refers", "payment", "near", "outcome", "number"]
IDENTITY_KEYS = ["number", "digest", "creditor", "debtor", "reference", "creditor_id", "debtor_id"]


def by_name(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in cases]


@pytest.mark.parametrize("case", by_name(RECORDS["facts"]))
def test_facts_have_their_golden_encoding(case: dict[str, Any]) -> None:
    facts = vectors.facts(case["fields"])
    assert encode_facts(facts) == unhex(case["encoding"])
    assert decode_facts(unhex(case["encoding"])) == facts
    seen = {FACT_KEYS[key]: value for key, value in cbor2.loads(unhex(case["encoding"])).items()}
    assert Facts(**seen) == facts


@pytest.mark.parametrize("case", by_name(RECORDS["identities"]))
def test_identities_have_their_golden_encoding(case: dict[str, Any]) -> None:
    identity = vectors.identity(case["fields"])
    assert encode_identity(identity) == unhex(case["encoding"])
    assert decode_identity(unhex(case["encoding"])) == identity
    seen = {IDENTITY_KEYS[key]: value for key, value in cbor2.loads(unhex(case["encoding"])).items()}
    assert Identity(**seen) == identity


@pytest.mark.parametrize("case", by_name(RECORDS["malformed_facts"]))
def test_malformed_facts_are_refused_with_their_code(case: dict[str, Any]) -> None:
    with pytest.raises((BadCbor, BadContent)) as caught:
        decode_facts(unhex(case["encoding"]))
    check_code(caught.value, case)


@pytest.mark.parametrize("case", by_name(RECORDS["malformed_identities"]))
def test_malformed_identities_are_refused_with_their_code(case: dict[str, Any]) -> None:
    with pytest.raises((BadCbor, BadContent)) as caught:
        decode_identity(unhex(case["encoding"]))
    check_code(caught.value, case)


def check_code(error: TradelineError, case: dict[str, Any]) -> None:
    if isinstance(error, BadCbor):
        assert (error.rule, error.offset) == (case["rule"], case["offset"])
    else:
        assert isinstance(error, BadContent)
        assert (error.rule, error.field) == (case["rule"], case["field"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", -1),
        ("amount", 1 << 63),
        ("day", 65_536),
        ("due", -1),
        ("currency", "eur"),
        ("currency", "ЕUR"),
    ]
    + [("refers", bytes(31)), ("payment", bytes(17)), ("near", "0" * 16), ("number", True), ("outcome", 1.0)],
)
def test_facts_that_cannot_be_recorded_are_refused_by_name(field: str, value: Any) -> None:
    with pytest.raises(BadContent) as caught:
        encode_facts(Facts(**{"kind": 10, field: value}))
    assert caught.value.field == f"facts.{field}"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", ""),
        ("creditor", "\ud800"),
        ("digest", bytes(33)),
        ("debtor_id", ":1"),
        ("creditor_id", "lei:"),
    ],
)
def test_identities_that_cannot_be_recorded_are_refused_by_name(field: str, value: Any) -> None:
    with pytest.raises(BadContent) as caught:
        encode_identity(Identity(**{field: value}))
    assert caught.value.field == f"identity.{field}"


def test_the_sizes_of_fields_add_up_to_the_encodings() -> None:
    facts, identity = Facts(10, "EUR", 70_000, day=300), Identity("INV-0042", bytes(32))
    sizes = field_sizes(facts, identity)
    assert sizes["identity.digest"] == 1 + 1 + 2 + 32
    heads = len(sizes) - 2
    assert sum(sizes.values()) - heads == len(encode_facts(facts)) + len(encode_identity(identity))
