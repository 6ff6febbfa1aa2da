"""The extra data of each engine: published encodings, what Besu reads and does not write, and what is none."""

import pytest

from ledger.core.errors import ProofError
from ledger.proof import rlp
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.errors import SealError
from ledger.proof.consensus.extra_data import ExtraData, Vote, decode, encode
from ledger.proof.rlp import Item
from tests.vectors.headers import load, unhex

ONE, TWO = (number.to_bytes(20, "big") for number in (1, 2))
VANITY = bytes(range(1, 33))


def seal(r: int, s: int, v: int = 0) -> bytes:
    return r.to_bytes(32, "big") + s.to_bytes(32, "big") + bytes([v])


KNOWN = ExtraData(VANITY, (ONE, TWO), Vote(ONE, True), 0xFEDCBA, (seal(1, 10), seal(10, 1)))
QBFT: tuple[Item, ...] = (VANITY, (ONE, TWO), (), b"\x01", ())
IBFT2: tuple[Item, ...] = (VANITY, (ONE, TWO), b"", bytes(3) + b"\x01", ())
IBFT1: tuple[Item, ...] = ((ONE, TWO), b"", ())


def with_item(items: tuple[Item, ...], at: int, item: Item) -> bytes:
    return rlp.encode((*items[:at], item, *items[at + 1 :]))


@pytest.mark.parametrize("engine", [Engine.QBFT, Engine.IBFT2])
def test_the_published_encodings_are_read_and_written(engine: Engine) -> None:
    published = unhex(load("published")[f"{engine.value}_extra"]["extra_data"])
    assert decode(engine, published) == KNOWN
    assert encode(engine, KNOWN) == published


def test_a_genesis_of_quorum_has_a_seal_of_zeros() -> None:
    extra = decode(Engine.IBFT1, unhex(load("published")["quorum_genesis_extra"]["extra_data"]))
    assert (len(extra.validators), extra.proposer_seal, extra.seals) == (4, bytes(65), ())


@pytest.mark.parametrize(
    ("engine", "vote", "item"),
    [
        (Engine.QBFT, None, ()),
        (Engine.QBFT, Vote(ONE, True), (ONE, b"\xff")),
        (Engine.QBFT, Vote(ONE, False), (ONE, b"")),
        (Engine.IBFT2, None, b""),
        (Engine.IBFT2, Vote(ONE, True), (ONE, b"\xff")),
        (Engine.IBFT2, Vote(ONE, False), (ONE, b"\0")),
    ],
)
def test_a_vote_has_the_form_of_its_engine(engine: Engine, vote: Vote | None, item: Item) -> None:
    extra = ExtraData(VANITY, (ONE, TWO), vote, 1, ())
    assert encode(engine, extra) == with_item(QBFT if engine is Engine.QBFT else IBFT2, 2, item)
    assert decode(engine, encode(engine, extra)) == extra


def test_what_besu_reads_and_never_writes_is_read_and_written_as_besu_writes_it() -> None:
    drop = ExtraData(VANITY, (ONE, TWO), Vote(ONE, False), 1, ())
    for kind in (b"\0", (), b""):
        assert decode(Engine.QBFT, with_item(QBFT, 2, (ONE, kind))) == drop
    assert decode(Engine.QBFT, rlp.encode((*QBFT, b"CMS"))) == decode(Engine.QBFT, rlp.encode(QBFT))
    for engine, items in ((Engine.QBFT, QBFT), (Engine.IBFT2, IBFT2)):
        for vanity in (b"", bytes(31), bytes(33)):
            assert decode(engine, with_item(items, 0, vanity)).vanity == vanity


@pytest.mark.parametrize(
    ("engine", "data"),
    [
        *[
            (Engine.QBFT, data)
            for data in (
                b"",
                b"\xc0",
                rlp.encode(QBFT[:4]),
                rlp.encode(QBFT)[:-1],
                rlp.encode(QBFT) + b"\0",
                with_item(QBFT, 0, (VANITY,)),
                with_item(QBFT, 1, ONE),
                with_item(QBFT, 1, (ONE[1:],)),
                with_item(QBFT, 2, b""),
                with_item(QBFT, 2, (ONE,)),
                with_item(QBFT, 2, (ONE, b"\x01")),
                with_item(QBFT, 2, (ONE, b"\xff", b"")),
                with_item(QBFT, 2, (ONE[1:], b"\xff")),
                with_item(QBFT, 3, b"\0\1"),
                with_item(QBFT, 3, bytes([0x80, 0, 0, 0])),
                with_item(QBFT, 3, (b"",)),
                with_item(QBFT, 4, b""),
                with_item(QBFT, 4, ((),)),
            )
        ],
        *[
            (Engine.IBFT2, data)
            for data in (
                rlp.encode(IBFT2[:4]),
                rlp.encode((*IBFT2, b"")),
                with_item(IBFT2, 2, ()),
                with_item(IBFT2, 2, (ONE, b"")),
                with_item(IBFT2, 3, b"\x01"),
                with_item(IBFT2, 3, bytes([0x80, 0, 0, 0])),
                with_item(IBFT2, 3, bytes(5)),
            )
        ],
        *[
            (Engine.IBFT1, data)
            for data in (
                b"",
                VANITY,
                VANITY[1:] + rlp.encode(IBFT1),
                VANITY + rlp.encode(IBFT1[:2]),
                VANITY + rlp.encode((*IBFT1, b"")),
                VANITY + with_item(IBFT1, 1, ()),
                VANITY + rlp.encode(IBFT1) + b"\0",
            )
        ],
        (Engine.CLIQUE, bytes(96)),
        (Engine.CLIQUE, bytes(98)),
        (Engine.CLIQUE, bytes(97 + 19)),
        (Engine.DEVELOPMENT, bytes(97)),
        (Engine.CLIQUE, bytes(97 + 20 * 4000)),
    ],
)
def test_other_bytes_are_refused(engine: Engine, data: bytes) -> None:
    with pytest.raises(SealError):
        decode(engine, data)


def test_what_the_refused_are_close_to_is_accepted() -> None:
    for engine, data in (
        (Engine.QBFT, rlp.encode(QBFT)),
        (Engine.IBFT2, rlp.encode(IBFT2)),
        (Engine.IBFT1, VANITY + rlp.encode(IBFT1)),
        (Engine.CLIQUE, VANITY + ONE + TWO + seal(1, 1)),
    ):
        extra = decode(engine, data)
        assert extra.validators == (ONE, TWO)
        assert encode(engine, extra) == data


def test_an_error_names_field_rule_expected_and_found() -> None:
    with pytest.raises(SealError) as refusal:
        decode(Engine.CLIQUE, bytes(98))
    assert (refusal.value.field, refusal.value.found) == ("extraData", bytes(98))
    assert isinstance(refusal.value, ProofError)
    assert str(refusal.value).startswith(
        "extraData: vanity, signers and a seal; expected '32, a multiple of 20"
    )
    assert len(str(refusal.value)) < 300
