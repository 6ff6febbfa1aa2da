"""RLP: the examples of the norm, and every form that is not the one form."""

import pytest

from ledger.proof import rlp
from ledger.proof.rlp import Item, RlpError

NORM: list[tuple[Item, str]] = [  # ethereum.org, "Recursive-length prefix serialization", examples
    (b"dog", "83646f67"),
    ((b"cat", b"dog"), "c88363617483646f67"),
    (b"", "80"),
    ((), "c0"),
    (b"\x00", "00"),
    (b"\x0f", "0f"),
    (b"\x04\x00", "820400"),
    (((), ((),), ((), ((),))), "c7c0c1c0c3c0c1c0"),
    (
        b"Lorem ipsum dolor sit amet, consectetur adipisicing elit",
        "b838" + b"Lorem ipsum dolor sit amet, consectetur adipisicing elit".hex(),
    ),
]


@pytest.mark.parametrize(("item", "encoded"), NORM)
def test_the_examples_of_the_norm_are_read_and_written(item: Item, encoded: str) -> None:
    assert rlp.encode(item).hex() == encoded
    assert rlp.decode(bytes.fromhex(encoded)) == item


@pytest.mark.parametrize(
    ("hostile", "rule"),
    [
        ("", "an item, not the end of the input"),
        ("8100", "a byte below 0x80 stands for itself"),
        ("817f", "a byte below 0x80 stands for itself"),
        ("b8370" + "0" * 109, "the length in its shortest form"),
        ("b90038" + "00" * 56, "the length in its shortest form"),
        ("f800", "the length in its shortest form"),
        ("b8", "the length ends within the input"),
        ("bf" + "ff" * 7, "the length ends within the input"),
        ("bf" + "ff" * 8, "the payload ends within the input"),
        ("81", "the payload ends within the input"),
        ("c18100", "the payload ends within the input"),
        ("83646f", "the payload ends within the input"),
        ("c28301", "the payload ends within the input"),
        ("c3820102" + "c0", "nothing follows the item"),
        ("8080", "nothing follows the item"),
        ("c1b838" + "00" * 56, "the length ends within the input"),
        ("c3b83800" + "00" * 56, "the payload ends within the input"),
    ],
)
def test_any_other_form_is_refused(hostile: str, rule: str) -> None:
    with pytest.raises(RlpError) as refusal:
        rlp.decode(bytes.fromhex(hostile))
    assert refusal.value.rule == rule


def test_nesting_ends_at_the_bound_and_not_in_the_interpreter() -> None:
    deepest = b"\xc0"
    while len(deepest) < rlp.MAX_DEPTH:
        deepest = rlp._prefix(0xC0, len(deepest)) + deepest
    assert rlp.encode(rlp.decode(deepest)) == deepest
    with pytest.raises(RlpError, match="levels"):
        rlp.decode(rlp._prefix(0xC0, len(deepest)) + deepest)
    with pytest.raises(RlpError, match="levels"):
        rlp.decode(_nested(100_000))


def _nested(levels: int) -> bytes:
    prefixes, size = [], 0
    for _ in range(levels):
        prefixes.append(rlp._prefix(0xC0, size))
        size += len(prefixes[-1])
    return b"".join(reversed(prefixes))


def test_size_is_bounded() -> None:
    assert rlp.decode(rlp.encode(bytes(90)), max_bytes=92) == bytes(90)
    with pytest.raises(RlpError, match="at most 91 bytes"):
        rlp.decode(rlp.encode(bytes(90)), max_bytes=91)


def test_items_are_read_one_after_another() -> None:
    stream = rlp.encode(b"one") + rlp.encode((b"two",))
    first, middle = rlp.read(stream)
    second, end = rlp.read(stream, middle)
    assert (first, second, end) == (b"one", (b"two",), len(stream))
    for outside in (end, -1):
        with pytest.raises(RlpError, match="end of the input"):
            rlp.read(stream, outside)


@pytest.mark.parametrize(
    ("value", "digits"), [(0, ""), (1, "01"), (255, "ff"), (256, "0100"), (2**64, "01" + "00" * 8)]
)
def test_a_scalar_has_no_leading_zeros(value: int, digits: str) -> None:
    assert rlp.scalar(value).hex() == digits
    assert rlp.as_int(bytes.fromhex(digits)) == value


def test_an_item_of_another_shape_is_refused() -> None:
    for refused in (
        lambda: rlp.as_int(b"\0"),
        lambda: rlp.as_int(b"\0\1"),
        lambda: rlp.as_int(b"\x02", 1),
        lambda: rlp.as_int(bytes([1] * 33)),
        lambda: rlp.as_int(()),
        lambda: rlp.as_bytes(()),
        lambda: rlp.as_bytes(b"abc", 4),
        lambda: rlp.as_list(b""),
        lambda: rlp.as_list((b"a",), 2),
    ):
        with pytest.raises(RlpError):
            refused()
    assert rlp.as_int(b"\x01", 1) == 1
    assert rlp.as_bytes(b"abcd", 4) == b"abcd"
    assert rlp.as_list((b"a", b"b"), 2) == (b"a", b"b")
