"""Clique: one seal a block, of a signer whose turn it may be, under the rules of EIP-225."""

import pytest

from ledger.core.errors import ProofError
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.hashes import block_hash
from ledger.proof.consensus.seals import signers
from tests.attacks.bent_seals import MALFORMED
from tests.attacks.watch import Watch, header, watch
from tests.simulators.sealing.bft import VANITY
from tests.simulators.sealing.clique import SEAL_BYTES, Clique
from tests.simulators.sealing.consortium import Consortium, Plan
from tests.simulators.sealing.fields import EMPTY_TRIE, Fields, encode, number_of, quantity
from tests.simulators.sealing.keys import addresses

CLIQUE = Clique()
STRANGER = addresses(1, after=40)[0]
EPOCH = 6


def scene(blocks: int = 5) -> Watch:
    """Four signers in turn, and an epoch at block 6."""
    return watch(Consortium(CLIQUE, epoch=EPOCH), blocks)


def sealed_anew(watched: Watch, signer: bytes | None = None, **fields: bytes) -> Fields:
    """The last block as it would be with these fields, sealed by the same signer or another."""
    return CLIQUE.sealed({**watched.last.fields, **fields}, signer or watched.last.proposers[0])


def test_hash_and_signer_are_those_of_the_consortium() -> None:
    watched = scene()
    for link in watched.links[1:]:
        assert block_hash(Engine.CLIQUE, header(link.fields)) == link.hash
        assert signers(Engine.CLIQUE, header(link.fields)) == (CLIQUE.sealer(link.fields),)
    assert watched.follow().hash == watched.last.hash


def test_a_signer_from_outside() -> None:
    watched = scene()
    watched.refuses(sealed_anew(watched, STRANGER))


def test_a_seal_of_another_block() -> None:
    watched = scene()
    stray = watched.links[-2].fields["extraData"][-SEAL_BYTES:]
    watched.refuses({**watched.last.fields, "extraData": VANITY + stray})


@pytest.mark.parametrize("fault", MALFORMED)
def test_a_malformed_seal(fault: str) -> None:
    watched = scene()
    data = watched.last.fields["extraData"]
    bent = data[:-SEAL_BYTES] + MALFORMED[fault](data[-SEAL_BYTES:])
    watched.refuses({**watched.last.fields, "extraData": bent})


def test_no_extra_data_or_less_than_a_vanity_and_a_seal() -> None:
    watched = scene()
    for length in (0, 1, 31, 32, 33, 64, 65, 96):
        watched.refuses({**watched.last.fields, "extraData": watched.last.fields["extraData"][:length]})


@pytest.mark.parametrize("members", range(1, 9))
def test_a_signer_seals_one_block_in_so_many(members: int) -> None:
    """N // 2 + 1 blocks."""
    limit, council = members // 2 + 1, addresses(members)
    for distance in range(1, members + 1):
        house = Consortium(CLIQUE, council)
        watched = watch(house, 10)
        first = watched.last.proposers[0]
        links = list(watched.links)
        for _ in range(distance - 1):
            waiting = {first, *links[-1].proposers[: members // 2]}
            other = next(each for each in council if each not in waiting)
            links.append(house.next(links[-1], Plan(proposer=other)))
        again = house.next(links[-1], Plan(proposer=first))
        if distance >= limit:
            assert watched.follow([*links, again]).hash == again.hash
        else:
            with pytest.raises(ProofError):
                watched.follow([*links, again])


def test_difficulty_tells_whose_turn_it_was() -> None:
    in_turn = scene()
    assert number_of(in_turn.last.fields, "difficulty") == 2
    for difficulty in (b"", quantity(1), quantity(3), quantity(2**200)):
        in_turn.refuses(sealed_anew(in_turn, difficulty=difficulty))
    parent = in_turn.links[-2]
    lately = parent.proposers[:2]
    (other,) = set(parent.council.members) - {*lately, in_turn.last.proposers[0]}
    out_of_turn = Watch(
        in_turn.house, [*in_turn.links[:-1], in_turn.house.next(parent, Plan(proposer=other))]
    )
    assert number_of(out_of_turn.last.fields, "difficulty") == 1
    for difficulty in (b"", quantity(2), quantity(3)):
        out_of_turn.refuses(sealed_anew(out_of_turn, difficulty=difficulty))


AGAINST_THE_RULES: dict[str, dict[str, bytes]] = {
    "a mix hash": {"mixHash": b"\x01" * 32},
    "with ommers": {"sha3Uncles": EMPTY_TRIE},
    "a nonce that is no vote": {"nonce": b"\0" * 7 + b"\x01"},
    "on no block at all": {"parentHash": bytes(32)},
    "a number left out": {"number": quantity(6)},
    "its parent's number": {"number": quantity(4)},
    "more gas used than there is": {"gasUsed": quantity(30_000_001)},
    "signers listed between epochs": {
        "extraData": VANITY + b"".join(addresses(4)) + bytes(SEAL_BYTES),
    },
}


@pytest.mark.parametrize("fault", AGAINST_THE_RULES)
def test_a_signer_seals_what_clique_forbids(fault: str) -> None:
    watched = scene()
    watched.refuses(sealed_anew(watched, **AGAINST_THE_RULES[fault]))


def test_a_block_before_its_parent() -> None:
    watched = scene()
    earlier = number_of(watched.links[-2].fields, "timestamp") - 1
    watched.refuses(sealed_anew(watched, timestamp=quantity(earlier)))


def test_an_epoch_block_lists_the_signers_and_casts_no_vote() -> None:
    watched = scene(EPOCH)
    members = watched.last.council.members
    lists = {
        "none": (),
        "one is missing": members[:-1],
        "one more": tuple(sorted((*members, STRANGER))),
        "one replaced": tuple(sorted((*members[:-1], STRANGER))),
        "out of order": members[::-1],
        "one twice": (*members[:-1], members[0]),
    }
    for listed in lists.values():
        data = VANITY + b"".join(listed) + bytes(SEAL_BYTES)
        watched.refuses(sealed_anew(watched, extraData=data))
    a_byte_less = VANITY + b"".join(members)[:-1] + bytes(SEAL_BYTES)
    watched.refuses(sealed_anew(watched, extraData=a_byte_less))
    watched.refuses(sealed_anew(watched, miner=STRANGER))
    watched.refuses(sealed_anew(watched, nonce=b"\xff" * 8))


def test_every_field_changed_after_the_seal() -> None:
    watched = scene()
    fields = watched.last.fields
    for field, value in fields.items():
        for place in range(len(value)) if field == "extraData" else range(min(len(value), 1)):
            flipped = value[:place] + bytes([value[place] ^ 1]) + value[place + 1 :]
            watched.refuses({**fields, field: flipped})


def test_two_signers_on_one_parent_both_have_a_block() -> None:
    """No finality here: either branch is followed, and neither goes on from the other."""
    watched = scene()
    house, parent = watched.house, watched.links[-2]
    (other,) = set(parent.council.members) - {*parent.proposers[:2], watched.last.proposers[0]}
    rival = house.next(parent, Plan(proposer=other))
    assert watched.takes(rival.fields).hash == rival.hash != watched.last.hash
    on_rival = house.next(rival)
    assert watched.follow([*watched.links[:-1], rival, on_rival]).hash == on_rival.hash
    with pytest.raises(ProofError):
        watched.follow([*watched.links, on_rival])
    assert encode(rival.fields) != watched.last.rlp
