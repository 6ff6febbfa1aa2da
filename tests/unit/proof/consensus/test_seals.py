"""Who sealed a block, and when that is enough: hashes and digests as the simulator has them, and forged seals."""

from collections.abc import Callable

import pytest

from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.errors import SealError
from ledger.proof.consensus.hashes import block_hash, commit_digest, proposer_digest
from ledger.proof.consensus.seals import certify, proposer, signers
from ledger.proof.header import Header, decode_header
from ledger.proof.header import block_hash as plain_hash
from tests.simulators.sealing.bft import Bft
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.consortium import Consortium, Plan
from tests.simulators.sealing.fields import Fields, encode
from tests.simulators.sealing.keys import addresses, sign
from tests.unit.proof.consensus.sealing import BFT, EVERY, Chain, by_name

FOUR, (STRANGER,) = addresses(4), addresses(1, after=4)


def sealed(seals: Bft | Clique, plan: Plan | None = None) -> tuple[Engine, Header, Fields]:
    consortium = Consortium(seals)
    link = consortium.next(consortium.genesis(), plan)
    return Engine(seals.name), decode_header(link.rlp), link.fields


@pytest.mark.parametrize("seals", EVERY, ids=by_name)
def test_a_block_has_the_hash_and_the_signers_that_its_sealers_gave_it(seals: Bft | Clique) -> None:
    engine, header, fields = sealed(seals, Plan(round=0 if seals.name in ("clique", "ibft1") else 3))
    assert block_hash(engine, header) == seals.hash(fields)
    if isinstance(seals, Clique):
        assert signers(engine, header) == (seals.sealer(fields),) == (proposer(engine, header),)
    else:
        assert commit_digest(engine, header) == seals.digest(fields)
        assert signers(engine, header) == seals.committers(fields) == FOUR
        assert proposer(engine, header) in FOUR


@pytest.mark.parametrize("seals", EVERY, ids=by_name)
def test_a_genesis_has_the_plain_hash_and_no_signers(seals: Bft | Clique) -> None:
    genesis = Chain(seals).header(0)
    engine = Engine(seals.name)
    assert block_hash(engine, genesis) == plain_hash(genesis)
    assert signers(engine, genesis) == ()


def test_a_development_chain_has_the_plain_hash_and_no_signers() -> None:
    _, header, _ = sealed(Clique())
    assert block_hash(Engine.DEVELOPMENT, header) == plain_hash(header)
    assert signers(Engine.DEVELOPMENT, header) == ()
    assert proposer(Engine.DEVELOPMENT, header) == header.coinbase


@pytest.mark.parametrize("seals", BFT, ids=by_name)
def test_seals_and_round_are_no_part_of_the_hash(seals: Bft) -> None:
    engine, header, _ = sealed(seals)
    others = decode_header(Consortium(seals).next(Consortium(seals).genesis(), Plan(committers=FOUR[1:])).rlp)
    assert others != header
    assert block_hash(engine, others) == block_hash(engine, header)
    assert signers(engine, others) == FOUR[1:]


@pytest.mark.parametrize("seals", BFT, ids=by_name)
@pytest.mark.parametrize(
    ("committers", "enough"), [(FOUR, True), (FOUR[1:], True), (FOUR[2:], False), ((), False)]
)
def test_three_of_four_are_a_quorum(seals: Bft, committers: tuple[bytes, ...], enough: bool) -> None:
    engine, header, _ = sealed(seals, Plan(committers=committers))
    if enough:
        assert certify(engine, header, FOUR) == committers
    else:
        with pytest.raises(
            SealError, match="a quorum of 4 validators seals, each once; expected '3 to 4', found 0x"
        ):
            certify(engine, header, FOUR)


Forgery = Callable[[Bft, Fields], tuple[bytes, ...]]


def forged(seals: Bft, forgery: Forgery) -> tuple[Engine, Header]:
    engine, _, fields = sealed(seals)
    return engine, decode_header(encode(seals.with_extra(fields, seals=forgery(seals, fields))))


def own(seals: Bft, fields: Fields) -> tuple[bytes, ...]:
    return seals.extra(fields).seals


FORGERIES: dict[str, tuple[Forgery, str]] = {
    "a doubled seal": (
        lambda seals, fields: own(seals, fields)[:3] + own(seals, fields)[2:3],
        "a validator seals once",
    ),
    "a seal doubled in another form": (
        lambda seals, fields: own(seals, fields)[:3] + (mirrored(own(seals, fields)[2]),),
        "a validator seals once",
    ),
    "a stranger beside a quorum": (
        lambda seals, fields: own(seals, fields)[:3] + (sign(seals.digest(fields), STRANGER),),
        "only validators seal",
    ),
    "a seal on another block": (
        lambda seals, fields: own(seals, fields)[:3] + (sign(bytes(32), FOUR[3]),),
        "only validators seal",
    ),
    "a seal cut short": (
        lambda seals, fields: own(seals, fields)[:3] + (own(seals, fields)[3][:64],),
        "65 bytes",
    ),
    "no curve point": (lambda seals, fields: own(seals, fields)[:3] + (bytes(65),), "r and s"),
    "v as of a transaction": (
        lambda seals, fields: own(seals, fields)[:3] + (raised(own(seals, fields)[3]),),
        "v of a seal",
    ),
    "more seals than validators": (
        lambda seals, fields: own(seals, fields) + own(seals, fields)[:1],
        "found 0x5",
    ),
}


def mirrored(seal: bytes) -> bytes:
    """The same signature with the other s."""
    order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
    s = order - int.from_bytes(seal[32:64], "big")
    return seal[:32] + s.to_bytes(32, "big") + bytes([1 - seal[64]])


def raised(seal: bytes) -> bytes:
    return seal[:64] + bytes([seal[64] + 27])


@pytest.mark.parametrize("seals", BFT, ids=by_name)
@pytest.mark.parametrize(("forgery", "rule"), FORGERIES.values(), ids=FORGERIES)
def test_one_false_seal_spoils_a_quorum(seals: Bft, forgery: Forgery, rule: str) -> None:
    engine, header = forged(seals, forgery)
    with pytest.raises(SealError, match=rule):
        certify(engine, header, FOUR)
    assert certify(*forged(seals, own), FOUR) == FOUR
    assert (
        certify(*forged(seals, lambda seals, fields: tuple(map(mirrored, own(seals, fields)))), FOUR) == FOUR
    )


@pytest.mark.parametrize("seals", BFT, ids=by_name)
def test_a_quorum_is_of_the_set_that_was_to_seal(seals: Bft) -> None:
    engine, header, _ = sealed(seals, Plan(committers=FOUR[:3]))
    for wrong in (addresses(7), addresses(4, after=10), ()):
        with pytest.raises(SealError):
            certify(engine, header, wrong)
    assert certify(engine, header, FOUR) == FOUR[:3]


def test_only_engines_with_a_quorum_are_certified() -> None:
    _, header, _ = sealed(Clique())
    for engine in (Engine.CLIQUE, Engine.DEVELOPMENT):
        with pytest.raises(SealError, match="its blocks are sealed by a quorum"):
            certify(engine, header, FOUR)
        with pytest.raises(SealError, match=r"its blocks are committed to|one that seals its blocks"):
            commit_digest(engine, header)
    for engine in (Engine.QBFT, Engine.IBFT2, Engine.DEVELOPMENT):
        with pytest.raises(SealError, match="its proposer seals"):
            proposer_digest(engine, header)
