"""Headers followed one by one: what each engine would not accept is refused, and what it would is not."""

from dataclasses import replace

import pytest

from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.errors import SealError
from ledger.proof.consensus.following import Point, follow, start
from ledger.proof.consensus.schedule import Phase, Schedule
from ledger.proof.header import NAMES, Header, decode_header
from tests.simulators.sealing.bft import Bft, Ibft1, Ibft2, Qbft
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.consortium import Plan
from tests.simulators.sealing.council import Vote
from tests.simulators.sealing.fields import encode, quantity
from tests.simulators.sealing.keys import addresses
from tests.unit.proof.consensus.sealing import BFT, EVERY, Chain, by_name

FOUR, (NEWCOMER,) = addresses(4), addresses(1, after=4)


def refused(chain: Chain, header: Header, field: str) -> None:
    with pytest.raises(SealError) as refusal:
        chain.tried(header)
    assert refusal.value.field == field, str(refusal.value)


def flipped(header: Header, name: str) -> Header:
    """`header` with one bit of one field the other way; a field of a later fork is added with all before it."""
    value = getattr(header, name)
    if value is None:
        added = NAMES[: NAMES.index(name) + 1]
        filled = {each: 0 if "gas" in each or "fee" in each else bytes(32) for each in added}
        return replace(header, **{each: filled[each] for each in added if getattr(header, each) is None})
    if isinstance(value, int):
        return replace(header, **{name: value ^ 1})
    return replace(header, **{name: value[:-1] + bytes([value[-1] ^ 1])})


@pytest.mark.parametrize("seals", EVERY, ids=by_name)
@pytest.mark.parametrize("name", NAMES)
def test_a_header_with_any_field_flipped_is_refused(seals: Bft | Clique, name: str) -> None:
    chain = Chain(seals)
    header = chain.offered()
    assert chain.tried(header).number == 1
    with pytest.raises(SealError):
        chain.tried(flipped(header, name))


@pytest.mark.parametrize("seals", EVERY, ids=by_name)
def test_extra_data_with_any_byte_flipped_is_refused(seals: Bft | Clique) -> None:
    chain = Chain(seals)
    header = chain.offered()
    assert chain.tried(header).number == 1
    for at in range(len(header.extra_data)):
        changed = bytearray(header.extra_data)
        changed[at] ^= 1
        with pytest.raises(SealError):
            chain.tried(replace(header, extra_data=bytes(changed)))


@pytest.mark.parametrize("seals", EVERY, ids=by_name)
def test_a_header_is_the_next_one_and_later(seals: Bft | Clique) -> None:
    chain = Chain(seals)
    point = chain.grow()
    chain.grow()
    before, header = chain.points[1], chain.header(2)
    assert follow(chain.schedule, before, header) == chain.points[2]
    for known, field in (
        (replace(point, number=0), "number"),
        (replace(point, hash=bytes(32)), "parentHash"),
        (replace(point, timestamp=header.timestamp + 1), "timestamp"),
    ):
        with pytest.raises(SealError) as refusal:
            follow(chain.schedule, known, header)
        assert refusal.value.field == field
    for period, early in ((2, False), (3, True)):
        schedule = Schedule((Phase(0, chain.engine, period=period),))
        if early:
            with pytest.raises(SealError, match="at least 3 s after the block before"):
                follow(schedule, before, header)
        else:
            assert follow(schedule, before, header) == chain.points[2]


MIX_HASH = {"mixHash": b"\1" * 32}
OFFENCES: list[tuple[Bft | Clique, dict[str, bytes], str]] = [
    *[(seals, MIX_HASH, "mixHash") for seals in EVERY],
    *[(seals, {"difficulty": quantity(3)}, "difficulty") for seals in EVERY],
    *[(seals, {"gasLimit": quantity(4999)}, "gasLimit") for seals in EVERY],
    *[(seals, {"gasLimit": quantity(1 << 63)}, "gasLimit") for seals in EVERY],
    *[(seals, {"gasUsed": quantity(30_000_001)}, "gasUsed") for seals in EVERY],
    *[(seals, {"sha3Uncles": bytes(32)}, "ommersHash") for seals in (Ibft2(), Ibft1(), Clique())],
    (Ibft2(), {"nonce": b"\xff" * 8}, "nonce"),
    (Ibft1(), {"nonce": b"\1" * 8}, "nonce"),
    (Clique(), {"nonce": b"\1" * 8}, "nonce"),
    (Qbft(), {"miner": NEWCOMER}, "coinbase"),
    (Ibft2(), {"miner": NEWCOMER}, "coinbase"),
]


@pytest.mark.parametrize(("seals", "before", "field"), OFFENCES)
def test_what_the_engine_fixes_is_refused_though_all_sealed_it(
    seals: Bft | Clique, before: dict[str, bytes], field: str
) -> None:
    chain = Chain(seals)
    refused(chain, resealed(chain, before), field)
    assert chain.tried(resealed(chain, {"stateRoot": b"\1" * 32})).number == 1


def resealed(chain: Chain, changes: dict[str, bytes]) -> Header:
    """A header that its proposer bent before it was sealed (under IBFT1: before it was proposed)."""
    if isinstance(chain.seals, Bft):
        fields = chain.consortium.next(chain.links[-1]).fields
        return decode_header(encode(chain.seals.resealed(fields, FOUR, **changes)))
    return chain.offered(Plan(fields=changes))


def test_qbft_says_nothing_of_ommers_and_nonce() -> None:
    chain = Chain(Qbft())
    assert chain.tried(resealed(chain, {"sha3Uncles": bytes(32), "nonce": b"\1" * 8})).number == 1


@pytest.mark.parametrize("seals", BFT, ids=by_name)
@pytest.mark.parametrize(
    "listed", [FOUR[:3], (*FOUR, NEWCOMER), FOUR[::-1], (*FOUR, FOUR[3]), (NEWCOMER, *FOUR[1:]), ()]
)
def test_the_list_in_a_header_is_the_set_that_follows_from_votes(
    seals: Bft, listed: tuple[bytes, ...]
) -> None:
    chain = Chain(seals)

    def offered(validators: tuple[bytes, ...]) -> Header:
        fields = chain.consortium.next(chain.links[-1]).fields
        bent = seals.with_extra(fields, validators=validators)["extraData"]
        return decode_header(encode(seals.resealed(fields, FOUR, extraData=bent)))

    refused(chain, offered(listed), "extraData.validators")
    assert chain.tried(offered(FOUR)).validators == FOUR


def test_a_proposer_of_ibft1_is_whom_its_seal_names() -> None:
    chain = Chain(Ibft1())
    fields = chain.consortium.next(chain.links[-1], Plan(proposer=NEWCOMER)).fields
    refused(chain, decode_header(encode(fields)), "coinbase")
    unproposed = Ibft1().with_extra(fields, proposal=b"")
    refused(chain, decode_header(encode(Ibft1().committed(unproposed, FOUR))), "extraData.proposerSeal")


def test_clique_is_sealed_in_turn_with_2_and_out_of_turn_with_1() -> None:
    chain = Chain(Clique())
    for signer, right in ((FOUR[1], 2), (FOUR[2], 1)):
        plan = Plan(signer, fields={"difficulty": quantity(right)})
        assert chain.tried(chain.offered(plan)).recents == (signer,)
        refused(chain, chain.offered(replace(plan, fields={"difficulty": quantity(3 - right)})), "difficulty")


def test_epoch_blocks_of_clique_list_the_signers_and_cast_no_vote() -> None:
    chain = Chain(Clique(), epoch=2)
    listing = {"extraData": bytes(32) + b"".join(FOUR) + bytes(65)}
    refused(chain, chain.offered(Plan(fields=listing)), "extraData.signers")
    chain.grow()
    for bent, field in (
        ({"extraData": bytes(97)}, "extraData.signers"),
        ({"extraData": bytes(32) + b"".join(FOUR[:3]) + bytes(65)}, "extraData.signers"),
        ({"extraData": bytes(32) + b"".join(FOUR[::-1]) + bytes(65)}, "extraData.signers"),
        ({"miner": NEWCOMER}, "coinbase"),
        ({"nonce": b"\xff" * 8}, "nonce"),
    ):
        refused(chain, chain.offered(Plan(fields=bent)), field)
    assert chain.tried(chain.offered()).validators == FOUR


def test_clique_has_no_fields_after_the_base_fee() -> None:
    chain = Chain(Clique())
    header = chain.offered()
    refused(chain, replace(header, withdrawals_root=bytes(32)), "withdrawals_root")


def test_the_only_signer_may_drop_itself_and_nobody_seals_after() -> None:
    for seals in (Qbft(), Clique()):
        alone = Chain(seals, founders=FOUR[:1])
        header = alone.offered(Plan(FOUR[0], vote=Vote(FOUR[0], add=False)))
        point = alone.tried(header)
        assert point.validators == ()
        sealed = replace(header, parent_hash=point.hash, number=2, timestamp=header.timestamp + 2)
        with pytest.raises(SealError):
            follow(alone.schedule, point, sealed)


def test_a_genesis_names_its_validators_and_is_block_0() -> None:
    for seals in EVERY:
        chain = Chain(seals)
        genesis = chain.header(0)
        assert start(chain.schedule, genesis) == Point(
            0, chain.links[0].hash, FOUR, timestamp=genesis.timestamp
        )
        with pytest.raises(SealError, match="number"):
            start(chain.schedule, chain.offered())
        empty = seals.genesis(chain.links[0].fields, ())
        with pytest.raises(SealError, match="a genesis lists its validators"):
            start(chain.schedule, decode_header(encode(empty)))
        unsorted = seals.genesis(chain.links[0].fields, FOUR[::-1])
        assert start(chain.schedule, decode_header(encode(unsorted))).validators == FOUR


def test_a_development_chain_is_followed_by_its_hashes_alone() -> None:
    schedule = Schedule((Phase(0, Engine.DEVELOPMENT),))
    chain = Chain(Clique())
    point = start(schedule, chain.header(0))
    header = replace(chain.offered(), extra_data=b"anything", gas_limit=(1 << 64) - 1)
    assert follow(schedule, point, header).validators == ()
    with pytest.raises(SealError):
        follow(schedule, point, replace(header, parent_hash=bytes(32)))


def test_votes_that_are_not_known_are_not_followed() -> None:
    chain = Chain(Qbft())
    header = chain.offered()
    unknown = replace(chain.points[0], votes=None)
    with pytest.raises(SealError, match="votes: known where validators are followed"):
        follow(chain.schedule, unknown, header)
    assert follow(chain.schedule, chain.points[0], header).votes == ()
