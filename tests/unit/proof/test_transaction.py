"""Transactions in the JSON of a block are the bytes that were signed; what is none is refused by its field."""

from typing import Any

import pytest

from ledger.chain.account import Account
from ledger.core.errors import ProofError
from ledger.proof.keccak import keccak256
from ledger.proof.transaction import TransactionError, transaction_from_rpc

# EIP-155, "Example".
EXAMPLE = {
    "nonce": "0x9",
    "gasPrice": "0x4a817c800",
    "gas": "0x5208",
    "to": "0x3535353535353535353535353535353535353535",
    "value": "0xde0b6b3a7640000",
    "input": "0x",
    "v": "0x25",
    "r": "0x28ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276",
    "s": "0x67cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83",
}
RAW = (
    "f86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025a0"
    "28ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276a0"
    "67cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83"
)
KEY = "0x" + "46" * 32
CALL = {"nonce": 3, "gas": 21_000, "value": 5, "data": "0x0102", "chainId": 7}
LISTED = {"accessList": [{"address": "0x" + "11" * 20, "storageKeys": ["0x" + "22" * 32, "0x" + "00" * 32]}]}


def signed(fields: dict[str, Any]) -> tuple[bytes, dict[str, Any]]:
    """The bytes of a transaction as another implementation signs it, and its JSON as a node gives it."""
    found = Account.sign_transaction(fields, KEY)
    told = {name: hex(value) if isinstance(value, int) else value for name, value in fields.items()}
    told["input"] = told.pop("data")
    told["type"] = hex(fields.get("type", 0))
    parity = {"yParity": hex(found.v)} if fields.get("type") else {}
    return bytes(found.raw_transaction), {
        **told,
        **parity,
        "v": hex(found.v),
        "r": hex(found.r),
        "s": hex(found.s),
    }


def test_the_example_of_eip_155() -> None:
    assert transaction_from_rpc(EXAMPLE).hex() == RAW
    assert transaction_from_rpc({**EXAMPLE, "type": "0x0", "hash": "0x", "from": "nobody"}).hex() == RAW


@pytest.mark.parametrize(
    "fields",
    [
        {"gasPrice": 9},
        {"gasPrice": 9, "type": 1, **LISTED},
        {"gasPrice": 9, "type": 1, "accessList": []},
        {"maxFeePerGas": 9, "maxPriorityFeePerGas": 0, "type": 2, "accessList": []},
        {"maxFeePerGas": 9, "maxPriorityFeePerGas": 0, "type": 2, **LISTED},
    ],
    ids=["legacy", "with a list", "with an empty list", "of two prices", "of two prices with a list"],
)
@pytest.mark.parametrize("to", ["0x" + "35" * 20, None], ids=["a call", "a contract made"])
def test_what_another_implementation_signed_is_found_again(fields: dict[str, Any], to: str | None) -> None:
    raw, told = signed({**CALL, **fields, **({"to": to} if to else {})})
    assert transaction_from_rpc({**told, "to": to}) == raw
    if "yParity" in told:
        del told["yParity"]
        assert transaction_from_rpc({**told, "to": to}) == raw
    assert keccak256(raw) != keccak256(transaction_from_rpc({**told, "to": to, "nonce": "0x4"}))


@pytest.mark.parametrize("kind", ["0x3", "0x4", "0x7e"])
def test_a_type_that_is_not_known_is_refused(kind: str) -> None:
    with pytest.raises(TransactionError, match="type"):
        transaction_from_rpc({**EXAMPLE, "type": kind})


@pytest.mark.parametrize("field", list(EXAMPLE))
@pytest.mark.parametrize("value", [None, "0x00g", 5, "", []])
def test_a_field_that_is_none_is_named(field: str, value: object) -> None:
    if (field, value) == ("to", None):
        return
    with pytest.raises(ProofError, match=field):
        transaction_from_rpc({**EXAMPLE, field: value})


@pytest.mark.parametrize("listed", [None, {}, ["0x"], [{"address": "0x"}], [{"address": "0x" + "11" * 20}]])
def test_an_access_list_that_is_none_is_refused(listed: object) -> None:
    _, told = signed({**CALL, "gasPrice": 9, "type": 1, "to": "0x" + "35" * 20, **LISTED})
    with pytest.raises(ProofError):
        transaction_from_rpc({**told, "accessList": listed})
