"""Archives of sealed blocks that mislead: a lone signer's tail, a history that the retired made up."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.app.leading import advance
from ledger.archive.chain import ArchiveChain
from ledger.archive.check import check
from ledger.archive.errors import ArchiveError
from ledger.archive.manifest import Contract, Origin
from ledger.archive.manifest_file import read_manifest
from ledger.archive.writer import ArchiveWriter
from ledger.core.errors import ProofError
from ledger.proof.consensus.engine import Engine, Finality
from ledger.proof.consensus.following import follow, start
from ledger.proof.consensus.point import Point
from ledger.proof.consensus.schedule import Phase, Schedule
from ledger.proof.events import Contracts
from ledger.proof.whole_block import WholeBlock
from ledger.store.index import SqlIndex
from ledger.store.opening import index_at
from tests.attacks.watch import ENGINES, PERIOD, header, name
from tests.simulators.sealing.bft import Bft
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.consortium import EPOCH, Consortium, Link, Plan
from tests.simulators.sealing.council import Vote
from tests.simulators.sealing.keys import addresses

FOUNDERS = addresses(4)
CONTRACTS = Contracts(31337, *(bytes([number]) * 20 for number in (1, 2, 3)))
engines = pytest.mark.parametrize("engine", ENGINES, ids=name)


def schedule_of(engine: Engine) -> Schedule:
    return Schedule((Phase(0, engine, EPOCH, period=PERIOD),))


def archive(folder: Path, engine: Engine, links: Sequence[Link]) -> Path:
    """An archive of these blocks, whole by its own hashes."""
    contracts = (Contract(address, bytes(32)) for address in CONTRACTS.addresses)
    origin = Origin(CONTRACTS.chain_id, links[0].hash, ((0, engine),), *contracts)
    with ArchiveWriter(folder, origin) as writer:
        for link in links:
            writer.add(WholeBlock(header(link.fields), (), ()))
        writer.end()
    manifest = read_manifest(folder)
    assert manifest is not None and check(folder, manifest).blocks == len(links)
    return folder


def points(engine: Engine, links: Sequence[Link]) -> list[Point]:
    """What is known after each block."""
    found = [start(schedule_of(engine), header(links[0].fields))]
    for link in links[1:]:
        found.append(follow(schedule_of(engine), found[-1], header(link.fields)))
    return found


def imported(folder: Path, index: SqlIndex, engine: Engine, pinned: Sequence[Point] = ()) -> int:
    """How many blocks the index took."""
    with closing(ArchiveChain.open(folder, CONTRACTS.addresses, schedule_of(engine), pinned)) as chain:
        taken = advance(chain, index)
    assert taken is not None
    return taken


def index_in(folder: Path) -> SqlIndex:
    return index_at(folder / "index.sqlite", CONTRACTS, 1)


@engines
def test_an_archive_makes_final_what_its_own_blocks_do(engine: Bft | Clique, tmp_path: Path) -> None:
    kind, house = Engine(engine.name), Consortium(engine, FOUNDERS)
    genesis = house.genesis()
    links = [genesis, *house.grow(genesis, 8)]
    folder = archive(tmp_path / "archive", kind, links)
    with closing(index_in(tmp_path)) as index:
        assert imported(folder, index, kind) == 8
        # Under Clique three of four signers settle a block: the last two have fewer.
        final = 6 if kind is Engine.CLIQUE else 8
        standing = index.standing(final)
        assert index.finalised() == final and standing is not None
        assert (standing.hash, standing.finality) == (links[final].hash, kind.finality)
        # Again: nothing to take, and nothing more is final.
        assert imported(folder, index, kind) == 0 and index.finalised() == final


def test_what_one_signer_made_alone_is_not_final_and_gives_way(tmp_path: Path) -> None:
    house = Consortium(Clique(), FOUNDERS)
    genesis = house.genesis()
    links = [genesis, *house.grow(genesis, 12)]
    alone = next(each for each in FOUNDERS if each not in links[5].proposers[:2])
    forged = house.next(links[5], Plan(proposer=alone), stateRoot=bytes([6]) * 32)
    assert forged.hash != links[6].hash
    theirs = archive(tmp_path / "theirs", Engine.CLIQUE, [*links[:6], forged])
    ours = archive(tmp_path / "ours", Engine.CLIQUE, links)
    with closing(index_in(tmp_path)) as index:
        assert imported(theirs, index, Engine.CLIQUE) == 6
        standing = index.standing()
        assert standing is not None and standing.hash == forged.hash
        assert standing.finality is Finality.NONE and index.finalised() == 4
        # The chain on which the others went on takes it back.
        assert imported(ours, index, Engine.CLIQUE) == 7
        assert index.finalised() == 10


@engines
def test_a_history_of_the_retired_ends_at_the_pinned_point(engine: Bft | Clique, tmp_path: Path) -> None:
    kind, house = Engine(engine.name), Consortium(engine, FOUNDERS)
    genesis = house.genesis()
    links = [genesis, *house.grow(genesis, 12)]
    pinned = (points(kind, links)[5],)
    forged = [genesis]
    for _ in range(12):
        forged.append(house.next(forged[-1], stateRoot=bytes([9]) * 32))
    folder = archive(tmp_path / "forged", kind, forged)
    with closing(index_in(tmp_path)) as index:
        with pytest.raises(ArchiveError) as refused:
            imported(folder, index, kind, pinned)
        error = refused.value
        assert (error.block, error.field) == (5, "pinned hash")
        assert (error.expected, error.found) == (links[5].hash, forged[5].hash)
        assert index.finalised() == 0
        # Without the point nothing is wrong with it: every block is sealed as it should be.
        assert imported(folder, index, kind) > 0 and index.finalised() > 5
    with closing(index_at(tmp_path / "other.sqlite", CONTRACTS, 1)) as index:
        assert imported(archive(tmp_path / "true", kind, links), index, kind, pinned) == 12
        assert index.finalised() > 5


@engines
def test_other_validators_than_the_pinned_ones_are_refused(engine: Bft | Clique, tmp_path: Path) -> None:
    kind, house = Engine(engine.name), Consortium(engine, FOUNDERS)
    genesis = house.genesis()
    links = [genesis, *house.grow(genesis, 6)]
    folder = archive(tmp_path / "archive", kind, links)
    other = replace(points(kind, links)[4], validators=addresses(3))
    with (
        closing(index_in(tmp_path)) as index,
        pytest.raises(ArchiveError, match="block 4: pinned validators"),
    ):
        imported(folder, index, kind, (other,))


def test_what_too_few_are_left_to_settle_is_final_from_where_it_is_agreed(tmp_path: Path) -> None:
    """Two of five are lost: three go on and vote them out, but four were to vouch for that."""
    five = addresses(5)
    left = five[:3]
    votes = [Vote(gone, add=False) for gone in five[3:] for _ in left]
    plans = {at: Plan(left[at % 3], vote=votes[at - 1] if at <= len(votes) else None) for at in range(1, 13)}
    house = Consortium(Clique(), five, plans=plans)
    genesis = house.genesis()
    links = [genesis, *house.grow(genesis, 12)]
    known = points(Engine.CLIQUE, links)
    assert known[8].validators == left
    folder = archive(tmp_path / "archive", Engine.CLIQUE, links)
    with closing(index_in(tmp_path)) as index:
        assert imported(folder, index, Engine.CLIQUE) == 12
        assert index.finalised() == 0
        assert imported(folder, index, Engine.CLIQUE, (known[8],)) == 0
        assert index.finalised() == 11


def test_without_a_trust_root_nothing_is_final(tmp_path: Path) -> None:
    house = Consortium(Clique(), FOUNDERS)
    genesis = house.genesis()
    folder = archive(tmp_path / "archive", Engine.CLIQUE, [genesis, *house.grow(genesis, 6)])
    with (
        closing(ArchiveChain.open(folder, CONTRACTS.addresses)) as chain,
        closing(index_in(tmp_path)) as index,
    ):
        assert advance(chain, index) == 6 and index.finalised() == 0


def test_a_stranger_s_block_is_refused(tmp_path: Path) -> None:
    house = Consortium(Clique(), FOUNDERS)
    genesis = house.genesis()
    links = [genesis, *house.grow(genesis, 4)]
    stranger = house.next(links[-1], Plan(addresses(1, after=40)[0]))
    folder = archive(tmp_path / "archive", Engine.CLIQUE, [*links, stranger])
    with closing(index_in(tmp_path)) as index, pytest.raises(ProofError, match="block 5: seals"):
        imported(folder, index, Engine.CLIQUE)
