"""A byte is changed, wherever it stands: it is noticed."""

from collections.abc import Iterator

import pytest

from tests.attacks.exhibit import Exhibit, established, exhibit, missed

PARTS = 16
LOWER_HEX, LETTERS = b"0123456789abcdef", b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_"
BREAKING = b'"\\}\x00\xff,0 '


@pytest.fixture(scope="module")
def small() -> Exhibit:
    return exhibit("small")


def test_the_dossier_itself_is_established_but_for_the_seals(small: Exhibit) -> None:
    assert established(small.untampered) == {"1", "2", "4", "4b", "5", "6", "7", "8", "9", "10", "11"}
    assert len(small.data) < 40_000


@pytest.mark.parametrize("part", range(PARTS))
def test_every_byte_can_be_replaced_only_at_a_price(small: Exhibit, part: int) -> None:
    slips = [
        (position, byte, why)
        for position in range(part, len(small.data), PARTS)
        for byte in _replacements(small.data, position)
        if (why := missed(small.untampered, small.verify(_with(small.data, position, byte))))
    ]
    assert slips == []


@pytest.mark.parametrize("part", range(PARTS))
def test_no_byte_can_be_left_out_or_said_twice(small: Exhibit, part: int) -> None:
    data = small.data
    for position in range(part, len(data), PARTS * 7):
        for changed in (data[:position] + data[position + 1 :], data[: position + 1] + data[position:]):
            if changed != data:
                assert missed(small.untampered, small.verify(changed)) is None, position


def _replacements(data: bytes, position: int) -> Iterator[int]:
    """One that fits where it stands, a letter's other case, one that breaks the form."""
    found = data[position]
    fitting = LOWER_HEX if found in LOWER_HEX else LETTERS
    yield fitting[(fitting.find(found) + 1 + position % (len(fitting) - 1)) % len(fitting)]
    if chr(found).isalpha():
        yield found ^ 0x20
    yield next(byte for byte in BREAKING[position % len(BREAKING) :] + b"\x01" if byte != found)


def _with(data: bytes, position: int, byte: int) -> bytes:
    assert data[position] != byte
    return data[:position] + bytes([byte]) + data[position + 1 :]
