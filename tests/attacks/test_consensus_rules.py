"""Headers that a quorum of the right set sealed against the rules of its own engine: no honest node has them."""

from collections.abc import Callable

import pytest
import rlp

from ledger.core.errors import ProofError
from tests.attacks.watch import BFT, Watch, name, watch
from tests.simulators.sealing.bft import Bft, Ibft1, Ibft2, Qbft
from tests.simulators.sealing.consortium import Consortium
from tests.simulators.sealing.fields import EMPTY_TRIE, Fields, encode, number_of, quantity
from tests.simulators.sealing.keys import addresses

Bend = Callable[[Watch], dict[str, bytes]]
"""The fields that the proposer of the last block has otherwise."""
STRANGER = addresses(1, after=40)[0]

bft = pytest.mark.parametrize("engine", BFT, ids=name)
later = pytest.mark.parametrize("engine", [Qbft(), Ibft2()], ids=name)


def scene(engine: Bft) -> Watch:
    return watch(Consortium(engine))


def sealed_anew(watched: Watch, **fields: bytes) -> Fields:
    """The last block as it would be with these fields, sealed by everybody."""
    engine = watched.house.engine
    assert isinstance(engine, Bft)
    return engine.resealed(watched.last.fields, watched.last.council.members, **fields)


def _number(change: int) -> Bend:
    return lambda watched: {"number": quantity(watched.last.number + change)}


def _time(after_parent: int) -> Bend:
    def bend(watched: Watch) -> dict[str, bytes]:
        return {"timestamp": quantity(number_of(watched.links[-2].fields, "timestamp") + after_parent)}

    return bend


AGAINST_THE_RULES: dict[str, Bend] = {
    "on its grandparent": lambda watched: {"parentHash": watched.links[-3].hash},
    "on no block at all": lambda watched: {"parentHash": bytes(32)},
    "a number left out": _number(1),
    "its parent's number": _number(-1),
    "of its parent's time": _time(0),
    "before its parent": _time(-1),
    "another mix hash": lambda _: {"mixHash": bytes(32)},
    "difficulty 2": lambda _: {"difficulty": quantity(2)},
    "no difficulty": lambda _: {"difficulty": b""},
    "more gas used than there is": lambda _: {"gasUsed": quantity(30_000_001)},
}


@bft
def test_a_block_sealed_anew_by_everybody_is_taken(engine: Bft) -> None:
    """What the attacks here add to it is all that is wrong with them."""
    watched = scene(engine)
    for fields in ({}, {"stateRoot": EMPTY_TRIE}, {"gasUsed": quantity(30_000_000)}, _time(1)(watched)):
        anew = sealed_anew(watched, **fields)
        assert watched.takes(anew).hash == engine.hash(anew)


@bft
@pytest.mark.parametrize("fault", AGAINST_THE_RULES)
def test_a_quorum_seals_what_its_engine_forbids(engine: Bft, fault: str) -> None:
    watched = scene(engine)
    watched.refuses(sealed_anew(watched, **AGAINST_THE_RULES[fault](watched)))


@bft
def test_ommers_and_a_nonce_where_the_engine_looks_at_them(engine: Bft) -> None:
    """Besu's rules for QBFT name neither: what its validators let pass is theirs to let pass."""
    watched = scene(engine)
    for fields in ({"nonce": b"\0" * 7 + b"\1"}, {"sha3Uncles": EMPTY_TRIE}):
        bent = sealed_anew(watched, **fields)
        if isinstance(engine, Qbft):
            assert watched.takes(bent).hash == engine.hash(bent)
        else:
            watched.refuses(bent)


@later
def test_a_proposer_from_outside(engine: Bft) -> None:
    watched = scene(engine)
    watched.refuses(sealed_anew(watched, miner=STRANGER))
    watched.refuses(sealed_anew(watched, miner=bytes(20)))


def test_a_proposer_s_seal_from_outside() -> None:
    """IBFT1 has the proposer in a seal of its own."""
    engine, watched = Ibft1(), scene(Ibft1())
    members = watched.last.council.members
    by_another = engine.committed(engine.with_proposal(watched.last.fields, members[2]), members)
    assert watched.takes(by_another).hash == engine.hash(by_another)
    by_stranger = engine.committed(engine.with_proposal(watched.last.fields, STRANGER), members)
    watched.refuses(by_stranger)
    for proposal in (b"", bytes(65), engine.extra(watched.last.fields).proposal[:64]):
        watched.refuses(engine.committed(engine.with_extra(watched.last.fields, proposal=proposal), members))


@bft
def test_a_list_that_is_not_the_set_that_follows(engine: Bft) -> None:
    """Whether or not the seals are those of the true set."""
    watched = scene(engine)
    members = watched.last.council.members
    lists = {
        "one is missing": members[:-1],
        "one more": tuple(sorted((*members, STRANGER))),
        "one replaced": tuple(sorted((*members[:-1], STRANGER))),
        "one twice": (*members, members[-1]),
        "nobody": (),
        "out of order": members[::-1],
    }
    for listed in lists.values():
        fields = engine.with_extra(watched.last.fields, validators=listed)
        watched.refuses(sealed_anew(watched, extraData=fields["extraData"]))


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_vanity_of_another_length(length: int) -> None:
    """IBFT1 counts its bytes; in the others it is an item like any."""
    watched = scene(Ibft1())
    watched.refuses(Ibft1().with_extra(watched.last.fields, vanity=b"v" * length))
    for engine in (Qbft(), Ibft2()):
        watched = scene(engine)
        bent = engine.with_extra(watched.last.fields, vanity=b"v" * length)
        watched.refuses(bent)
        sealed = sealed_anew(watched, extraData=bent["extraData"])
        assert watched.takes(sealed).hash == engine.hash(sealed)


# --- extraData that is not of its form ---


def _items(change: Callable[[list[object]], list[object]]) -> Callable[[bytes], bytes]:
    """Another list in place of the RLP list in extraData."""
    return lambda data: bytes(rlp.encode(change(list(rlp.decode(data)))))


def _item(index: int, value: object) -> Callable[[bytes], bytes]:
    return _items(lambda items: [*items[:index], value, *items[index + 1 :]])


CANDIDATE = b"\x11" * 20
MISSHAPEN: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda data: b"",
    "the vanity alone": lambda data: data[:35],
    "cut short": lambda data: data[:-1],
    "a byte too long": lambda data: data + b"\0",
    "a second list behind": lambda data: data + b"\xc0",
    "a string": lambda data: bytes(rlp.encode(data)),
    "a length with a leading zero": lambda data: b"\xfa\0" + data[1:],
    "no seals": _items(lambda items: items[:4]),
    "seals are a string": _item(4, b""),
    "the list is a string": _item(1, b""),
    "the round is a list": _item(3, []),
    "the vanity is a list": _item(0, []),
    "a validator of 19 bytes": _item(1, [bytes(19)]),
    "a vote of a candidate alone": _item(2, [CANDIDATE]),
    "a vote of three items": _item(2, [CANDIDATE, b"\xff", b""]),
    "a vote of an unknown kind": _item(2, [CANDIDATE, b"\x01"]),
    "a vote of two bytes": _item(2, [CANDIDATE, b"\xff\xff"]),
    "a vote on 19 bytes": _item(2, [CANDIDATE[:19], b"\xff"]),
    "a vote on a list": _item(2, [[CANDIDATE], b"\xff"]),
    "a round of five bytes": _item(3, b"\x01\0\0\0\0"),
    "a round of nine bytes": _item(3, b"\x01" * 9),
}


@later
@pytest.mark.parametrize("fault", MISSHAPEN)
def test_extra_data_of_another_form(engine: Bft, fault: str) -> None:
    watched = scene(engine)
    misshapen = MISSHAPEN[fault](watched.last.fields["extraData"])
    watched.refuses({**watched.last.fields, "extraData": misshapen})


def test_a_form_of_the_one_engine_in_a_block_of_the_other() -> None:
    for engine, other in ((Qbft(), Ibft2()), (Ibft2(), Qbft())):
        watched = scene(engine)
        foreign = other.pack(engine.extra(watched.last.fields))
        assert foreign != watched.last.fields["extraData"]
        watched.refuses({**watched.last.fields, "extraData": foreign})


@pytest.mark.parametrize("round_", [b"\0", b"\0\x01", b"\0\0\0\0"])
def test_a_round_of_qbft_is_a_minimal_scalar(round_: bytes) -> None:
    watched = scene(Qbft())
    misshapen = _item(3, round_)(watched.last.fields["extraData"])
    watched.refuses({**watched.last.fields, "extraData": misshapen})


@pytest.mark.parametrize("round_", [b"", b"\0", b"\0\0\0"])
def test_a_round_of_ibft2_is_four_bytes(round_: bytes) -> None:
    watched = scene(Ibft2())
    misshapen = _item(3, round_)(watched.last.fields["extraData"])
    watched.refuses({**watched.last.fields, "extraData": misshapen})


@bft
def test_every_field_changed_after_the_seals(engine: Bft) -> None:
    """One bit of each, and of every byte of extraData."""
    watched = scene(engine)
    fields = watched.last.fields
    for field, value in fields.items():
        for place in range(len(value)) if field == "extraData" else range(min(len(value), 1)):
            flipped = value[:place] + bytes([value[place] ^ 1]) + value[place + 1 :]
            watched.refuses({**fields, field: flipped})


@bft
def test_two_blocks_of_one_height_by_one_proposer(engine: Bft) -> None:
    """Only what a quorum sealed is a block; the chain goes on from it, and not from the other."""
    watched = scene(engine)
    house, parent, members = watched.house, watched.links[-2], watched.last.council.members
    other = sealed_anew(watched, stateRoot=EMPTY_TRIE)
    minority = engine.committed(other, members[2:])
    assert engine.hash(minority) != watched.last.hash
    watched.refuses(minority)
    assert encode(other) != watched.last.rlp
    on_other = house.next(house.seal(parent, {**watched.last.fields, "stateRoot": EMPTY_TRIE}))
    with pytest.raises(ProofError):
        watched.follow([*watched.links, on_other])
    assert watched.follow([*watched.links, house.next(watched.last)]).number == 4
