"""Deterministic CBOR: what is written, and that nothing else is read."""

import cbor2
import pytest

from ledger.core.errors import Misuse
from ledger.proof import cbor
from ledger.proof.cbor import BadCbor

EXAMPLES = [
    0,
    23,
    24,
    255,
    256,
    65_535,
    65_536,
    2**32 - 1,
    2**32,
    2**64 - 1,
    b"",
    b"\0" * 300,
    "",
    "ü水𐅑",
    [],
]


@pytest.mark.parametrize("value", [*EXAMPLES, {}, {0: 1, 24: b"x", 23: "y", 256: [1, [2]]}, ["invoice", 1]])
def test_what_is_written_is_what_cbor2_writes_canonically(value: cbor.Value) -> None:
    assert cbor.encode(value) == cbor2.dumps(value, canonical=True)
    assert cbor.decode(cbor.encode(value)) == value


@pytest.mark.parametrize(
    ("data", "value"),
    # RFC 8949, appendix A: those of our types.
    [
        ("00", 0),
        ("1818", 24),
        ("1903e8", 1000),
        ("1bffffffffffffffff", 18446744073709551615),
        ("4401020304", b"\1\2\3\4"),
        ("62225c", '"\\'),
        ("64f0908591", "𐅑"),
        ("8301820203820405", [1, [2, 3], [4, 5]]),
        ("a201020304", {1: 2, 3: 4}),
    ],
)
def test_the_examples_of_rfc_8949_are_read_and_written(data: str, value: cbor.Value) -> None:
    assert cbor.decode(bytes.fromhex(data)) == value
    assert cbor.encode(value).hex() == data


@pytest.mark.parametrize(
    "data",
    [
        "",
        "18",
        "1800",
        "1817",
        "190017",
        "1900ff",
        "1a0000ffff",
        "1b00000000ffffffff",
        "1c",
        "1f",
        "20",
        "3903e7",
    ]
    + ["5f42010243030405ff", "7f61616161ff", "9f01ff", "bf0102ff", "c11a514b67b0", "f4", "f6", "f7", "f818"]
    + [
        "f93c00",
        "fb7ff0000000000000",
        "ff",
        "61ff",
        "62c080",
        "4161ff",
        "0000",
        "8201",
        "a101",
        "a2010201",
        "a101020304",
    ]
    + ["a203040102", "a201020103", "a1616101", "a12001", "a1410101"],
)
def test_nothing_else_is_read(data: str) -> None:
    with pytest.raises(BadCbor):
        cbor.decode(bytes.fromhex(data))


def test_an_error_says_where() -> None:
    with pytest.raises(BadCbor) as caught:
        cbor.decode(bytes.fromhex("82001801"))
    assert (caught.value.offset, caught.value.rule) == (2, "a number that has a shorter form")


def test_nesting_is_bounded_and_lengths_are_not_believed() -> None:
    nested = b"\x81" * (cbor.DEPTH - 1) + b"\x80"
    assert cbor.decode(nested) == [[[[]]]]
    for hostile in (
        b"\x81" + nested,
        b"\x81" * 100_000,
        b"\x9b" + b"\xff" * 8,
        b"\xbb" + b"\x7f" * 8,
        b"\x5b" + b"\xff" * 8,
    ):
        with pytest.raises(BadCbor):
            cbor.decode(hostile)


@pytest.mark.parametrize("value", [-1, 2**64, True, "\ud800", {-1: 0}])
def test_what_has_no_encoding_is_a_mistake_in_the_call(value: cbor.Value) -> None:
    with pytest.raises(Misuse):
        cbor.encode(value)
