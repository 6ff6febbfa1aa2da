"""What words say of numbers: whole, cut, with one character wrong, as a creditor reference."""

import pytest

from ledger.core.matching_words import (
    creditor_reference_of,
    creditor_references,
    endings_of,
    is_near,
    neighbours,
    pieces_of,
    spelled,
)


@pytest.mark.parametrize("other", ["123456", "12345", "1234567", "123546", "023456", "12346", "1123456"])
def test_one_edit_is_near(other: str) -> None:
    assert is_near("123456", other)
    assert is_near(other, "123456")


@pytest.mark.parametrize("other", ["1234", "12345678", "124356x", "213465", "654321", "", "12x45y"])
def test_two_edits_are_not(other: str) -> None:
    assert not is_near("123456", other)
    assert not is_near(other, "123456")


def test_the_neighbours_are_all_that_is_near_and_nothing_else() -> None:
    made = set(neighbours("121", "12"))
    texts = {f"{number:b}".replace("0", "2") for number in range(2**5)}
    assert {text for text in texts if is_near("121", text)} - {"121"} <= made
    assert all(is_near("121", text) for text in made)


def test_spelling_keeps_letters_and_digits_alone() -> None:
    assert spelled(" 000-INV 4/2.") == "inv42"
    assert spelled("ＩＮＶ４２") == "inv42"
    assert spelled("Ünal & Söhne") == "ünalsöhne"


def test_pieces_are_up_to_three_words_that_hold_a_digit() -> None:
    pieces = pieces_of(("Rg 770 049 12", "0049"))
    assert pieces == ["rg770", "rg770049", "770", "770049", "77004912", "4912"]
    assert pieces_of(("thank you",)) == []
    assert len(pieces_of(("1234 " * 5 + " ".join(str(number) for number in range(1000, 2000)),))) <= 24


def test_an_ending_is_what_a_cut_leaves() -> None:
    assert "inv20241" in endings_of(("Payment of INV-2024-1",))
    assert endings_of(("Payment of your invoice",)) == []


def test_a_creditor_reference_is_made_and_read() -> None:
    assert creditor_reference_of("539007547034") == "RF18539007547034"
    assert creditor_references("RF18 5390 0754 7034") == ("RF18539007547034", "539007547034")
    assert creditor_references("INV-1") == ()
    assert creditor_reference_of("-") == creditor_reference_of("1" * 22) == ""
