"""A member whose key is elsewhere: the call goes out, the signed bytes come back, and only those of this call
are taken.
"""

import pytest
from eth_keys.constants import SECPK1_N
from hypothesis import given
from hypothesis import strategies as st

from ledger.app.custody import UnsignedCall, export_call, hand_in
from ledger.app.intents import RecordInvoice
from ledger.app.ports import OutboxState
from ledger.app.raw_transaction import BadTransaction, read_transaction
from ledger.app.refusals import KeyUnfit, NotAMember, WrongState
from ledger.app.vault import Private
from ledger.chain.account import Account, TransactionDictType
from ledger.core.errors import BadContent
from ledger.proof import rlp
from tests.unit.app.parties import invoice, opening


@pytest.fixture
def waiting(seller, buyer):
    """A row of a member whose key the vault has not, and the key."""
    tradeline = seller.send(opening(2))[0].tradeline
    key = seller.vault.keys.get(seller.number, Private.TRANSACTION)
    seller.vault.erasures.destroy_key(seller.number, Private.TRANSACTION, 1)
    (first, second) = (seller.submit(RecordInvoice(tradeline, invoice(number)))[0].row for number in "AB")
    return key, first, second


def signed(key: bytes, call: UnsignedCall, **changes: object) -> bytes:
    transaction: TransactionDictType = {
        "chainId": call.chain_id,
        "to": call.to,
        "data": call.data,
        "value": 0,
        "nonce": 1,
        "gas": 1_000_000,
        "gasPrice": 0,
        **changes,
    }
    return bytes(Account.sign_transaction(transaction, key).raw_transaction)


def test_a_signed_call_is_taken_and_waits_to_be_sent(seller, waiting):
    key, first, second = waiting
    assert [held.reason for held in seller.pump.turn().held] == ["waits to be signed by its member"]
    call = export_call(seller.vault, seller.chain, first)
    raw = signed(key, call)
    transaction = hand_in(seller.vault, seller.chain, seller.chain, first, raw)
    row = seller.vault.outbox.row(first)
    assert (row.state, row.transaction, row.raw, row.nonce) == (OutboxState.SIGNED, transaction, raw, 1)
    assert hand_in(seller.vault, seller.chain, seller.chain, first, raw) == transaction
    with pytest.raises(WrongState, match="not the next of lane 0"):
        export_call(seller.vault, seller.chain, second)


def test_only_the_call_of_the_row_by_a_key_of_the_member_is_taken(seller, waiting):
    key, first, _ = waiting
    call = export_call(seller.vault, seller.chain, first)
    wrong = {
        "chain id": {"chainId": 1},
        "recipient": {"to": b"\x22" * 20},
        "value": {"value": 1},
        "data": {"data": call.data[:-1] + b"\0"},
    }
    for field, change in wrong.items():
        with pytest.raises(BadContent, match=f"{field}: as exported"):
            hand_in(seller.vault, seller.chain, seller.chain, first, signed(key, call, **change))
    with pytest.raises(KeyUnfit, match="is no key of member 1"):
        hand_in(seller.vault, seller.chain, seller.chain, first, signed(b"\x01" * 32, call))
    seller.chain.suspend(seller.number)
    with pytest.raises(NotAMember, match="suspended"):
        hand_in(seller.vault, seller.chain, seller.chain, first, signed(key, call))
    assert seller.vault.outbox.row(first).state is OutboxState.ACCEPTED
    assert seller.vault.outbox.attempts(first) == ()


@pytest.mark.parametrize(
    "form",
    [
        {"gasPrice": 7},
        {
            "gasPrice": 7,
            "accessList": ({"address": "0x" + "01" * 20, "storageKeys": ("0x" + "00" * 32,)},),
            "type": 1,
        },
        {"maxFeePerGas": 9, "maxPriorityFeePerGas": 2, "type": 2},
    ],
)
def test_every_form_of_transaction_is_read_as_it_was_signed(form):
    account = Account.from_key(b"\x05" * 32)
    transaction = {
        "chainId": 5,
        "to": b"\x22" * 20,
        "data": b"call",
        "value": 3,
        "nonce": 4,
        "gas": 21_000,
        **form,
    }
    raw = account.sign_transaction(transaction)
    found = read_transaction(bytes(raw.raw_transaction))
    assert (found.chain_id, found.nonce, found.to, found.value, found.data) == (
        5,
        4,
        b"\x22" * 20,
        3,
        b"call",
    )
    assert found.sender.hex() == account.address[2:].lower()
    assert found.hash == bytes(raw.hash)


@given(st.binary(max_size=200))
def test_other_bytes_are_no_transaction(raw):
    with pytest.raises(BadTransaction):
        read_transaction(raw)


@pytest.mark.parametrize("backend", ["CoinCurveECCBackend", "NativeECCBackend"])
def test_a_signer_is_known_with_and_without_the_fast_library(monkeypatch, backend):
    monkeypatch.setenv("ECC_BACKEND_CLASS", f"eth_keys.backends.{backend}")
    account = Account.from_key(b"\x05" * 32)
    call = {
        "chainId": 5,
        "to": b"\x22" * 20,
        "data": b"",
        "value": 3,
        "nonce": 4,
        "gas": 60_000,
        "gasPrice": 7,
    }
    fields = rlp.decode(bytes(account.sign_transaction(call).raw_transaction), 1 << 16)
    assert read_transaction(rlp.encode(fields)).sender.hex() == account.address[2:].lower()
    order = rlp.scalar(SECPK1_N)
    for r, s in ((b"", fields[8]), (fields[7], b""), (b"", b""), (order, fields[8]), (fields[7], order)):
        with pytest.raises(BadTransaction):
            read_transaction(rlp.encode([*fields[:7], r, s]))


@given(position=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_a_changed_transaction_is_another_one(position, bit):
    account = Account.from_key(b"\x05" * 32)
    transaction = {
        "chainId": 5,
        "to": b"\x22" * 20,
        "data": b"call",
        "value": 3,
        "nonce": 4,
        "gas": 21_000,
        "gasPrice": 7,
    }
    raw = bytearray(account.sign_transaction(transaction).raw_transaction)
    raw[position % len(raw)] ^= 1 << bit
    try:
        found = read_transaction(bytes(raw))
    except BadTransaction:
        return
    assert found.sender.hex() != account.address[2:].lower()
