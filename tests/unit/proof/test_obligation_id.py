"""Obligation ids: golden, and spelled out byte for byte."""

from datetime import date
from typing import Any

import cbor2
import pytest
from eth_abi.abi import encode as abi_encode

from ledger.core.day import Day, day_of
from ledger.core.errors import BadContent, Misuse
from ledger.core.ids import Member, TradelineId
from ledger.proof.keccak import keccak256
from ledger.proof.obligation_id import (
    external_obligation_id,
    instalment_alpha,
    invoice_alpha,
    near_tag,
    obligation_id,
    payment_id,
)
from ledger.proof.vrf import TagPublicKey
from tests import vectors
from tests.vectors import unhex

RECORDS = vectors.load("records")
ISSUED = day_of(date(2026, 2, 17))


@pytest.mark.parametrize("case", RECORDS["obligations"], ids=lambda case: case["id"][:10])
def test_tags_and_ids_are_golden(case: dict[str, Any]) -> None:
    key = TagPublicKey.from_bytes(unhex(RECORDS["tag_key"]))
    tag = key.verify(unhex(case["alpha"]), unhex(case["proof"]))
    assert tag == unhex(case["tag"])
    if "tradeline" in case:
        assert external_obligation_id(TradelineId.from_int(int(case["tradeline"])), tag) == unhex(case["id"])
    else:
        assert obligation_id(Member(case["creditor"]), tag) == unhex(case["id"])


def test_an_alpha_is_the_array_of_its_fields() -> None:
    assert cbor2.loads(invoice_alpha(Member(9), "INV-0042", Day(20_500))) == ["invoice", 9, "inv.42", 20_500]
    assert cbor2.loads(instalment_alpha(Member(9), "L 1", 36)) == ["instalment", 9, "l.1", 36]
    with pytest.raises(BadContent):
        invoice_alpha(Member(9), "-", Day(1))
    with pytest.raises(BadContent):
        instalment_alpha(Member(9), "", 1)


def test_an_id_is_a_hash_of_its_domain_owner_and_tag() -> None:
    tag = bytes(range(32))
    domain = keccak256(b"tradeline/1/obligation")
    assert obligation_id(Member(7), tag) == keccak256(domain + bytes(31) + b"\x07" + tag)
    domain = keccak256(b"tradeline/1/obligation-external")
    owner = bytes(24) + bytes.fromhex("0000000700000003")
    assert external_obligation_id(TradelineId(Member(7), 3), tag) == keccak256(domain + owner + tag)
    assert obligation_id(Member(8), tag) != obligation_id(Member(7), tag)
    with pytest.raises(Misuse):
        obligation_id(Member(7), tag[:-1])


@pytest.mark.parametrize("case", RECORDS["near"])
def test_near_tags_are_golden(case: dict[str, Any]) -> None:
    near = case.pop("near")
    assert near_tag(**case) == unhex(near)


def test_near_is_alike_in_parties_currency_amount_and_month() -> None:
    domain, month = keccak256(b"tradeline/1/near"), (2026 * 12 + 1).to_bytes(4, "big")
    alike = abi_encode(["uint256", "uint256"], [1, 2]) + b"EUR" + (100).to_bytes(8, "big") + month
    same = near_tag(Member(1), Member(2), "EUR", 100, ISSUED)
    assert same == keccak256(domain + alike)[:16]
    assert same == near_tag(Member(1), Member(2), "EUR", 100, day_of(date(2026, 2, 1)))
    others = [
        (1, 2, "EUR", 100, day_of(date(2026, 3, 1))),
        (1, 2, "EUR", 101, ISSUED),
        (1, 2, "USD", 100, ISSUED),
    ]
    for other in [*others, (2, 1, "EUR", 100, ISSUED)]:
        assert near_tag(*other) != same  # type: ignore[arg-type]
    with pytest.raises(BadContent):
        near_tag(Member(1), Member(2), "€", 100, ISSUED)


@pytest.mark.parametrize("case", RECORDS["payments"], ids=lambda case: case["reference"])
def test_payment_ids_are_golden(case: dict[str, str]) -> None:
    assert payment_id(case["reference"]) == unhex(case["id"])
    spelled = keccak256(keccak256(b"tradeline/1/payment") + case["reference"].encode())[:16]
    assert payment_id(case["reference"]) == spelled


def test_a_reference_without_utf8_is_refused() -> None:
    with pytest.raises(BadContent):
        payment_id("\ud800")
