"""Step 3 on a consortium: a dossier's blocks are sealed by a quorum of the set that the bank's trust root leads to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from ledger.attest.dossier import Dossier
from ledger.proof.consensus import following
from ledger.proof.header import decode_header
from ledger.verify.report import Outcome, Report
from ledger.verify.trust import TrustRoot, parse_trust, serialise_trust
from tests.attacks.bent_seals import MALFORMED, twin
from tests.attacks.exhibit import established, refused
from tests.attacks.sealed_stage import SealedStage, sealed_stage, step_3, with_headers, with_state
from tests.attacks.story import Cast, cast, sale
from tests.attacks.watch import BFT, header, name
from tests.simulators.sealing.bft import Bft, Qbft
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.consortium import Consortium, Link, Plan
from tests.simulators.sealing.council import Council, Vote
from tests.simulators.sealing.fields import Fields, decode, encode, number_of, quantity
from tests.simulators.sealing.keys import addresses, sign

pytestmark = pytest.mark.xdist_group("sealed-dossiers")
ALL = {"1", "2", "3", "4", "4b", "5", "6", "7", "8", "9", "10", "11"}
FOUNDERS, STRANGERS = addresses(4), addresses(4, after=40)
OLDER, NEWER = addresses(2), addresses(2, after=20)
QBFT = Qbft()
Bend = Callable[[Fields], Fields]


@dataclass
class Shown:
    """A seller's dossier over a chain that a consortium seals, and the bank that is shown it."""

    made: SealedStage
    cast: Cast
    dossier: Dossier

    def judged(self, dossier: Dossier | None = None, trust: TrustRoot | None = None) -> Report:
        """What the bank makes of it, presented by the seller as it then is."""
        return self.made.judged(self.made.bind(self.cast.mill, dossier or self.dossier), trust)

    def refuses(self, dossier: Dossier, trust: TrustRoot | None = None) -> str:
        """Step 3 does, and no other step; why. As it was, everything was established."""
        assert established(self.judged()) == ALL
        report = self.judged(dossier, trust)
        assert refused(report) == {"3"} and report.verdict is Outcome.REFUSED
        return step_3(report).reason

    def link(self, which: int) -> Link:
        """The sealed block of a state."""
        return self.made.chain.at(number_of(decode(self.dossier.states[which].header)))


def show(folder: Path, house: Consortium) -> Iterator[Shown]:
    with sealed_stage(folder, house) as made:
        players = cast(made)
        sale(players)
        statement = made.state(players.mill)
        issued = made.attest(players.nordkap, players.mill, statement)
        yield Shown(made, players, made.assemble(players.nordkap, players.mill, statement, issued))


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """Four validators of QBFT, some of whose blocks came about in later rounds."""
    plans = {number: Plan(round=number % 3) for number in range(1, 100)}
    yield from show(tmp_path_factory.mktemp("qbft"), Consortium(QBFT, FOUNDERS, plans=plans))


# --- seals, which the attested hash does not cover ---


def test_a_dossier_is_established_down_to_its_seals(shown: Shown) -> None:
    report = shown.judged()
    assert established(report) == ALL and report.verdict is Outcome.ESTABLISHED
    assert report.shown["finality"] == "immediate"


@pytest.mark.parametrize("which", [0, 1], ids=["as_of", "later"])
def test_any_quorum_of_the_validators_will_do_and_so_will_another_round(shown: Shown, which: int) -> None:
    """Honest nodes may hold other seals, and of another round, for one block."""
    for bend in (
        lambda fields: QBFT.committed(fields, FOUNDERS[:3]),
        lambda fields: QBFT.committed(fields, FOUNDERS[:0:-1]),
        lambda fields: QBFT.committed(QBFT.with_extra(fields, round=9), FOUNDERS),
    ):
        assert established(shown.judged(with_headers(shown.dossier, bend, [which]))) == ALL


def _with(*seals: Callable[[tuple[bytes, ...]], bytes]) -> Bend:
    """The header with these, made of the seals that it has."""

    def bend(fields: Fields) -> Fields:
        given = QBFT.extra(fields).seals
        return QBFT.with_extra(fields, seals=tuple(seal(given) for seal in seals))

    return bend


def _foreign(fields: Fields) -> Fields:
    foreign = sign(QBFT.digest(fields), STRANGERS[0])
    return QBFT.with_extra(fields, seals=(*QBFT.extra(fields).seals[:2], foreign))


def _first(seals: tuple[bytes, ...]) -> bytes:
    return seals[0]


def _second(seals: tuple[bytes, ...]) -> bytes:
    return seals[1]


ATTACKS: dict[str, Bend] = {
    "no seals": _with(),
    "one short of a quorum": _with(_first, _second),
    "one seal three times": _with(_first, _first, _first),
    "a seal in two spellings": _with(_first, _second, lambda seals: twin(seals[0])),
    "a stranger makes the quorum": _foreign,
    "strangers alone": lambda fields: QBFT.committed(fields, STRANGERS),
    "sealed for another round": lambda fields: QBFT.with_extra(fields, round=QBFT.extra(fields).round + 1),
    "seals without v": _with(*(lambda seals, at=at: seals[at][:64] for at in range(4))),  # type: ignore[misc]
    "a malformed seal beside a quorum": _with(
        _first, _second, lambda seals: seals[2], lambda seals: MALFORMED["v 27"](seals[3])
    ),
}


@pytest.mark.parametrize("which", [0, 1], ids=["as_of", "later"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_seals_that_are_not_a_quorum_s(shown: Shown, attack: str, which: int) -> None:
    shown.refuses(with_headers(shown.dossier, ATTACKS[attack], [which]))


def test_the_seals_of_the_one_block_on_the_other(shown: Shown) -> None:
    first, second = (QBFT.extra(decode(state.header)).seals for state in shown.dossier.states)
    for which, seals in ((0, second), (1, first)):
        moved = with_headers(shown.dossier, lambda fields: QBFT.with_extra(fields, seals=seals), [which])  # noqa: B023
        shown.refuses(moved)


# --- later blocks of the forger's own ---


def _usurped(shown: Shown, council: tuple[bytes, ...], sealed_by: tuple[bytes, ...]) -> Dossier:
    """The later block as a council of the forger's choice seals it: nothing in the attestation names its hash."""
    last = shown.link(1)
    council = tuple(sorted(council))
    claims = replace(shown.link(1), council=Council(council))
    block = shown.made.house.seal(claims, last.fields, Plan(committers=sealed_by))
    state = replace(shown.dossier.states[1], header=encode(block.fields))
    return with_state(shown.dossier, 1, state)


def test_a_council_that_appointed_itself(shown: Shown) -> None:
    shown.refuses(_usurped(shown, STRANGERS, STRANGERS))


def test_a_council_that_lists_the_true_one_and_seals_itself(shown: Shown) -> None:
    shown.refuses(_usurped(shown, FOUNDERS, STRANGERS))


@pytest.mark.parametrize("others", [0, 1, 3])
def test_a_council_of_one_true_validator_and_others_of_its_choice(shown: Shown, others: int) -> None:
    """One of four may be false: its word alone establishes nothing. It may also be that the others left."""
    council = (FOUNDERS[0], *STRANGERS[:others])
    report = shown.judged(_usurped(shown, council, council))
    assert step_3(report).outcome is Outcome.NOT_ESTABLISHED
    assert "trust update" in step_3(report).reason
    assert report.verdict is Outcome.NOT_ESTABLISHED


def test_another_later_block_that_a_quorum_sealed_with_other_state(shown: Shown) -> None:
    """What a quorum seals, it seals: but the words must stand in it."""
    parent = shown.made.chain.at(shown.link(1).number - 1)
    rival = shown.made.house.seal(parent, {**shown.link(1).fields, "stateRoot": b"\x11" * 32})
    state = replace(shown.dossier.states[1], header=encode(rival.fields))
    report = shown.judged(with_state(shown.dossier, 1, state))
    assert step_3(report).outcome is Outcome.ESTABLISHED
    assert refused(report) >= {"7"}


def test_two_blocks_of_one_proposer_at_the_as_of_height(shown: Shown) -> None:
    """The one that the validators sealed is attested; with the other the dossier is of another block."""
    as_of = shown.link(0)
    parent = shown.made.chain.at(as_of.number - 1)
    proposer = as_of.proposers[0]
    for committers in (FOUNDERS, FOUNDERS[:2]):
        plan = Plan(proposer=proposer, committers=committers, fields={"gasUsed": quantity(1)})
        rival = shown.made.house.seal(parent, as_of.fields, plan)
        state = replace(shown.dossier.states[0], header=encode(rival.fields))
        assert "not that of block" in shown.refuses(with_state(shown.dossier, 0, state))


def test_rules_of_the_engine_that_a_quorum_broke(shown: Shown) -> None:
    parent = shown.made.chain.at(shown.link(1).number - 1)
    for field, value in (("mixHash", bytes(32)), ("difficulty", quantity(2)), ("miner", STRANGERS[0])):
        bent = shown.made.house.seal(parent, shown.link(1).fields, Plan(fields={field: value}))
        state = replace(shown.dossier.states[1], header=encode(bent.fields))
        shown.refuses(with_state(shown.dossier, 1, state))


# --- trust roots ---


def test_a_bank_that_trusts_another_consortium(shown: Shown) -> None:
    root = replace(shown.made.trust(), validators=STRANGERS)
    shown.refuses(shown.dossier, root)


def test_a_bank_whose_consortium_is_another_engine_s(shown: Shown) -> None:
    root = shown.made.trust()
    for engine in (following.Engine.IBFT2, following.Engine.IBFT1, following.Engine.CLIQUE):
        phases = tuple(replace(phase, engine=engine) for phase in root.phases)
        shown.refuses(shown.dossier, replace(root, engine=engine, phases=phases))


def test_validators_kept_in_a_contract_are_not_judged(shown: Shown) -> None:
    """Their list is no part of a header: said, and never passed."""
    root = shown.made.trust()
    phases = tuple(replace(phase, contract=True) for phase in root.phases)
    report = shown.judged(trust=replace(root, phases=phases))
    assert step_3(report).outcome is report.verdict is Outcome.NOT_ESTABLISHED
    assert "contract" in step_3(report).reason


def test_a_pinned_block_that_the_dossier_s_is_not(shown: Shown) -> None:
    """The bank has the true block of that height: another one is refused though its seals be in order."""
    later = shown.link(1)
    point = following.Point(later.number, b"\x11" * 32, FOUNDERS)
    shown.refuses(shown.dossier, replace(shown.made.trust(), points=(point,)))
    true = replace(point, hash=later.hash)
    assert established(shown.judged(trust=replace(shown.made.trust(), points=(true,)))) == ALL


# --- a council that changes ---


@pytest.fixture(scope="module")
def renewed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """Two founders let in two others, and leave: whoever knows only them knows none who seals now."""
    votes = [Vote(each, add=True) for each in NEWER] + [Vote(each, add=False) for each in OLDER]
    plans: dict[int, Plan] = {}
    members = list(OLDER)
    for vote in votes:
        for voter in members[: len(members) // 2 + 1]:
            plans[len(plans) + 1] = Plan(proposer=voter, vote=vote)
        members = [each for each in (*members, vote.candidate) if vote.add or each != vote.candidate]
    yield from show(tmp_path_factory.mktemp("renewed"), Consortium(QBFT, OLDER, plans=plans))


def pinned(shown: Shown, numbers: list[int]) -> TrustRoot:
    """The trust root of whoever followed every header, with what it knows after these blocks."""
    root = shown.made.trust()
    point = following.start(root.schedule, header(shown.made.chain.at(0).fields))
    points = []
    for number in range(1, max(numbers) + 1):
        point = following.follow(root.schedule, point, header(shown.made.chain.at(number).fields))
        if number in numbers:
            points.append(point)
    return parse_trust(serialise_trust(replace(root, points=tuple(points))))


def test_a_council_that_changed_is_known_to_who_followed_its_headers(renewed: Shown) -> None:
    last = renewed.made.chain.height()
    as_of = renewed.link(0)
    assert as_of.council.members == NEWER
    assert step_3(renewed.judged()).outcome is not Outcome.ESTABLISHED
    for numbers in ([as_of.number - 1], [5, as_of.number - 1], list(range(1, last))):
        assert established(renewed.judged(trust=pinned(renewed, numbers))) == ALL


def test_those_who_were_voted_out_seal_nothing_for_who_knows_it(renewed: Shown) -> None:
    """Their keys still sign: only an old trust root takes them for the council, so trust roots expire."""
    root, last = pinned(renewed, [renewed.link(0).number]), renewed.link(1)
    retired = replace(last, council=Council(OLDER))
    block = renewed.made.house.seal(retired, last.fields)
    state = replace(renewed.dossier.states[1], header=encode(block.fields))
    forged = with_state(renewed.dossier, 1, state)
    assert established(renewed.judged(trust=root)) == ALL
    assert refused(renewed.judged(forged, root)) == {"3"}


def test_those_who_were_voted_out_cannot_date_a_block_of_their_time_as_of_today(shown: Shown) -> None:
    """A block below a pinned one is older: whatever keys seal it, it does not pass for a fresh one."""
    later = shown.link(1)
    shown.made.wait(1)
    tip = shown.made.chain.at(shown.made.chain.height())
    root = pinned(shown, [1, tip.number])
    assert shown.link(0).number < later.number < tip.number
    parent = shown.made.chain.at(later.number - 1)
    for dated, fresh in ((0, False), (1, True)):
        time = quantity(number_of(tip.fields, "timestamp") + dated)
        block = shown.made.house.seal(parent, {**later.fields, "timestamp": time})
        state = replace(shown.dossier.states[1], header=encode(block.fields))
        report = shown.judged(with_state(shown.dossier, 1, state), root)
        assert refused(report) == ({"3"} if fresh else set())
        assert ("dated after" in step_3(report).reason) is fresh


# --- the other engines ---


@pytest.mark.parametrize("engine", [each for each in BFT if each.name != "qbft"], ids=name)
def test_ibft_seals_as_well(tmp_path: Path, engine: Bft) -> None:
    for shown in show(tmp_path, Consortium(engine, FOUNDERS)):
        assert established(shown.judged()) == ALL
        for which in (0, 1):
            for sealed_by in (FOUNDERS[:2], STRANGERS, (*FOUNDERS[:2], STRANGERS[0])):
                bent = with_headers(
                    shown.dossier, lambda fields, by=sealed_by: engine.committed(fields, by), [which]
                )
                shown.refuses(bent)


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """Four signers of Clique."""
    yield from show(tmp_path_factory.mktemp("clique"), Consortium(Clique(), FOUNDERS))


def test_a_dossier_on_clique_is_established_and_says_how_final_it_is(settled: Shown) -> None:
    report = settled.judged()
    assert established(report) == ALL
    assert report.shown["finality"] == "probabilistic" and "probabilistic" in step_3(report).reason


@pytest.mark.parametrize("which", [0, 1], ids=["as_of", "later"])
def test_descendants_that_do_not_settle_a_block(settled: Shown, which: int) -> None:
    state = settled.dossier.states[which]
    first, *rest = state.descendants[:2]  # those that settle it; more were built on it
    house, block = settled.made.house, settled.link(which)
    strange = [house.next(block, Plan(proposer=STRANGERS[0]))]
    strange.append(house.next(strange[0], Plan(proposer=STRANGERS[1])))
    assert len(rest) == 1 and decode_header(first).parent_hash == block.hash
    for descendants in (
        (),
        (first,),
        (first, first),
        (*rest, first),
        tuple(rest),
        tuple(link.rlp for link in strange),
        (first, settled.dossier.states[1 - which].descendants[0]),
    ):
        bent = with_state(settled.dossier, which, replace(state, descendants=descendants))
        assert established(settled.judged()) == ALL
        report = settled.judged(bent)
        assert step_3(report).outcome is not Outcome.ESTABLISHED, descendants
        assert report.verdict is not Outcome.ESTABLISHED


def test_headers_built_on_a_block_that_its_seals_settle_are_no_part_of_a_dossier(shown: Shown) -> None:
    state = shown.dossier.states[0]
    following_it = shown.made.chain.at(shown.link(0).number + 1)
    shown.refuses(with_state(shown.dossier, 0, replace(state, descendants=(following_it.rlp,))))
