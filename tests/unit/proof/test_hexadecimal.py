"""The hexadecimal of JSON-RPC: one form each, of the length that its place asks for."""

import pytest

from ledger.proof import hexadecimal
from ledger.proof.hexadecimal import HexError


def test_a_quantity_is_read_within_its_bits() -> None:
    assert hexadecimal.quantity({"gas": "0x0"}, "gas") == 0
    assert hexadecimal.quantity({"gas": "0x" + "f" * 64}, "gas") == 2**256 - 1
    assert hexadecimal.quantity({"gas": "0xff"}, "gas", 8) == 255
    for value, bits in (("0x100", 8), ("0x1" + "0" * 64, 256), ("0x" + "f" * 10_000, 256)):
        with pytest.raises(HexError):
            hexadecimal.quantity({"gas": value}, "gas", bits)


def test_data_is_read_at_its_length() -> None:
    assert hexadecimal.data({"input": "0xAbcD"}, "input", 2) == b"\xab\xcd"
    assert hexadecimal.data({"input": "0x"}, "input") == b""
    for length in (1, 3):
        with pytest.raises(HexError, match=f"input: data of {length} bytes"):
            hexadecimal.data({"input": "0xabcd"}, "input", length)


def test_a_list_of_data_is_read_whole_or_not_at_all() -> None:
    assert hexadecimal.data_list({"proof": ["0x00", "0x0102"]}, "proof") == (b"\0", b"\1\2")
    assert hexadecimal.data_list({"proof": []}, "proof", 32) == ()
    hostile: list[object] = [None, "0x00", {"0": "0x00"}, ["0x00", None], ["0x00", "0x0"], [["0x00"]]]
    for value in hostile:
        with pytest.raises(HexError, match="proof: "):
            hexadecimal.data_list({"proof": value}, "proof")
    with pytest.raises(HexError):
        hexadecimal.data_list({"proof": ["0x00", "0x0102"]}, "proof", 1)


def test_an_error_says_what_was_found_in_few_words() -> None:
    """Whatever was found: the interpreter refuses to print an integer of more than 4300 digits."""
    hostile: list[object] = [None, 10**5000, "x" * 5000, b"x" * 5000, [[[]]], True]
    for found in hostile:
        error = HexError("member", "a rule", found)
        assert (error.field, error.rule, error.found) == ("member", "a rule", found)
        assert str(error).startswith("JSON: member: a rule; found ")
        assert len(str(error)) < 200
