"""From a pinned set to a header far ahead: by a quorum of its own council and more than a third of the pinned set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core.errors import ProofError
from ledger.proof.consensus.following import Point, skip
from tests.attacks.watch import BFT, Watch, header, name, watch
from tests.simulators.sealing.bft import Bft
from tests.simulators.sealing.consortium import Consortium, Link
from tests.simulators.sealing.council import Council, quorum
from tests.simulators.sealing.fields import Fields, bare, quantity
from tests.simulators.sealing.keys import addresses

bft = pytest.mark.parametrize("engine", BFT, ids=name)
TRUSTED = addresses(6)
NEWER = addresses(10, after=20)
FAR = 5_000


def far_ahead(engine: Bft, council: tuple[bytes, ...], sealed_by: tuple[bytes, ...]) -> tuple[Watch, Fields]:
    """Who has a pinned set, and a later header of another council."""
    watched = watch(Consortium(engine, TRUSTED))
    theirs = Link(watched.last.fields, b"\x11" * 32, Council(tuple(sorted(council))))
    block = watched.house.seal(theirs, bare(FAR, 1_800_000_000))
    return watched, engine.committed(block.fields, sealed_by)


def skipped(watched: Watch, fields: Fields) -> Point:
    return skip(watched.schedule, watched.follow(), header(fields))


@bft
def test_the_same_council_is_followed_over_any_distance(engine: Bft) -> None:
    watched, fields = far_ahead(engine, TRUSTED, TRUSTED)
    point = skipped(watched, fields)
    assert (point.number, point.hash) == (FAR, engine.hash(fields))
    assert point.validators == TRUSTED


@bft
@pytest.mark.parametrize("stayed", range(7))
def test_more_than_a_third_of_the_pinned_set_must_have_sealed(engine: Bft, stayed: int) -> None:
    """Of six: three, not two."""
    council = (*TRUSTED[:stayed], *NEWER[: 6 - stayed])
    watched, fields = far_ahead(engine, council, council)
    if stayed > 2:
        assert skipped(watched, fields).validators == tuple(sorted(council))
    else:
        with pytest.raises(ProofError):
            skipped(watched, fields)


@bft
def test_those_who_stayed_must_have_sealed_and_not_only_be_listed(engine: Bft) -> None:
    council = (*TRUSTED[:3], *NEWER[:3])
    watched, fields = far_ahead(engine, council, (*TRUSTED[:3], NEWER[0]))
    assert skipped(watched, fields).number == FAR
    watched, fields = far_ahead(engine, council, (*TRUSTED[:2], *NEWER[:3]))
    with pytest.raises(ProofError):
        skipped(watched, fields)


@bft
def test_a_third_of_the_pinned_set_is_no_quorum_of_the_new_one(engine: Bft) -> None:
    council = (*TRUSTED[:3], *NEWER[:6])
    needed = quorum(9)
    watched, fields = far_ahead(engine, council, (*TRUSTED[:3], *NEWER[: needed - 3]))
    assert skipped(watched, fields).number == FAR
    watched, fields = far_ahead(engine, council, (*TRUSTED[:3], *NEWER[: needed - 4]))
    with pytest.raises(ProofError):
        skipped(watched, fields)


@bft
def test_seals_of_the_pinned_set_outside_the_header_s_own_list(engine: Bft) -> None:
    """A council of strangers, sealed by the pinned set as well."""
    for sealed_by in (TRUSTED, (*TRUSTED[:3], *NEWER[:4])):
        watched, fields = far_ahead(engine, NEWER[:4], sealed_by)
        with pytest.raises(ProofError):
            skipped(watched, fields)


@bft
def test_a_list_that_makes_a_small_quorum_look_large(engine: Bft) -> None:
    """The same names again, or none."""
    watched, honest = far_ahead(engine, TRUSTED, TRUSTED)
    assert skipped(watched, honest).number == FAR
    for listed in ((*TRUSTED[:3], *TRUSTED[:3]), TRUSTED[:3][::-1], (), (TRUSTED[0],)):
        bent = engine.committed(engine.with_extra(honest, validators=listed), TRUSTED[:3])
        if listed == (TRUSTED[0],):
            bent = engine.committed(bent, listed)
        with pytest.raises(ProofError):
            skipped(watched, bent)


@bft
def test_no_way_back(engine: Bft) -> None:
    """A header before the pinned one is not skipped to, whoever sealed it; nor is a rival of the pinned one."""
    watched = watch(Consortium(engine, TRUSTED), 5)
    rival = watched.house.next(watched.links[-2], gasUsed=quantity(1))
    assert rival.number == watched.last.number
    for link in (*watched.links[1:-1], rival):
        with pytest.raises(ProofError):
            skip(watched.schedule, watched.follow(), header(link.fields))


EVERYBODY = (*TRUSTED, *NEWER[:4])


@bft
@given(st.data())
def test_a_skip_is_taken_by_its_rule_and_not_otherwise(engine: Bft, data: st.DataObject) -> None:
    """Whatever council the header lists, whoever sealed it."""
    some = st.lists(st.sampled_from(EVERYBODY), max_size=8, unique=True)
    council = data.draw(some | st.just(list(TRUSTED)) | st.just([*TRUSTED[:3], *NEWER[:3]]))
    sealers = data.draw(st.lists(st.sampled_from(council), unique=True) if council else st.just([]))
    sealers += data.draw(st.just([]) | st.just([]) | some)
    watched, fields = far_ahead(engine, tuple(council) or TRUSTED, tuple(sealers))
    if not council:
        fields = engine.committed(engine.with_extra(fields, validators=()), sealers)
    quorate = set(sealers) <= set(council) and len(set(sealers)) == len(sealers) >= quorum(len(council))
    if council and quorate and 3 * len(set(sealers) & set(TRUSTED)) > len(TRUSTED):
        assert skipped(watched, fields).validators == tuple(sorted(council))
    else:
        with pytest.raises(ProofError):
            skipped(watched, fields)
