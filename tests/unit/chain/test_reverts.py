"""What a contract refuses, in words; whatever form an engine wraps it in."""

import pytest
from eth_abi.abi import encode

from ledger.chain.reverts import ContractRefused, explained, refusal
from ledger.chain.rpc import RpcError
from ledger.proof.keccak import keccak256

WRONG_SEQUENCE = keccak256(b"CreditLedgerSequenceWrong(uint32,uint32,uint64,uint256)")[:4] + encode(
    ["uint32", "uint32", "uint64", "uint256"], [3, 0, 3, 4]
)
IN_WORDS = "CreditLedgerSequenceWrong(member 3, lane 0, sequence 3, expected 4)"


def test_a_custom_error_names_who_what_and_what_was_expected() -> None:
    refused = explained(WRONG_SEQUENCE)
    assert str(refused) == IN_WORDS
    assert refused.error == "CreditLedgerSequenceWrong"
    assert refused.arguments == {"member": 3, "lane": 0, "sequence": 3, "expected": 4}


def test_an_address_and_a_hash_are_shown_in_hexadecimal() -> None:
    taken = keccak256(b"MemberRegistryKeyTaken(bytes32,uint32)")[:4] + b"\xab" * 32 + encode(["uint32"], [5])
    assert str(explained(taken)) == f"MemberRegistryKeyTaken(key id 0x{'ab' * 32}, owner 5)"


def test_solidity_s_own_errors_are_known() -> None:
    assert str(explained(keccak256(b"Error(string)")[:4] + encode(["string"], ["no"]))) == "Error(reason no)"
    assert str(explained(keccak256(b"Panic(uint256)")[:4] + encode(["uint256"], [0x11]))) == "Panic(code 17)"


@pytest.mark.parametrize("unknown", [b"\x01\x02\x03\x04", WRONG_SEQUENCE[:-1], b"\x01"])
def test_what_no_abi_explains_is_shown_as_it_is(unknown: bytes) -> None:
    assert str(explained(unknown)) == f"Reverted(data 0x{unknown.hex()})"


def test_a_revert_without_data_is_said_to_be_one() -> None:
    assert str(explained(b"")) == "Reverted()"


@pytest.mark.parametrize(
    "error",
    [
        RpcError("eth_call", 3, "execution reverted", "0x" + WRONG_SEQUENCE.hex()),  # geth, anvil
        RpcError("eth_call", -32000, "Execution reverted", "0x" + WRONG_SEQUENCE.hex()),  # Besu
        RpcError("eth_call", -32000, "VM Exception", {"result": "0x" + WRONG_SEQUENCE.hex()}),  # ganache
    ],
)
def test_every_engine_s_way_to_say_it_is_understood(error: RpcError) -> None:
    assert str(refusal(error)) == IN_WORDS


def test_a_revert_that_an_engine_does_not_explain_is_still_a_refusal() -> None:
    assert isinstance(refusal(RpcError("eth_call", -32000, "execution reverted", None)), ContractRefused)


def test_another_error_of_the_node_is_no_refusal_by_a_contract() -> None:
    assert refusal(RpcError("eth_call", -32602, "invalid argument 0", None)) is None
