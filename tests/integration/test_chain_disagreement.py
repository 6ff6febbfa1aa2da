"""Nodes that tell different chains: an alarm with the headers as evidence, and nothing above is final."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ledger.app.index import follow
from ledger.chain import nodes as several
from ledger.chain.alarms import AlarmFolder, NotAnAlarm
from ledger.chain.comparing import Comparison
from ledger.chain.disagreement import Disagreement, Told
from ledger.chain.engines.anvil import CHAIN_ID, anvil
from ledger.chain.engines.process import Engine as Development
from ledger.chain.finality import Undisputed, rule_of
from ledger.chain.nodes import Condition, Nodes
from ledger.chain.reader import Reader
from ledger.chain.rpc import BadAnswer
from ledger.proof.consensus.engine import Engine, Finality
from ledger.proof.consensus.schedule import Phase, Schedule
from ledger.proof.consensus.seals import certify
from ledger.proof.header import decode_header
from ledger.store.index import SqliteIndex
from ledger.store.writer import FinalityBroken
from tests.integration.network import Network, deployed_on
from tests.simulators.lying_node import lying_node
from tests.simulators.sealing.bft import Bft, Qbft
from tests.simulators.sealing.chain import SealedChain
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.consortium import Consortium, Plan
from tests.simulators.sealing.keys import addresses
from tests.simulators.sealing.node import sealing_node
from tests.simulators.unsteady_node import unsteady_node

VALIDATORS = addresses(4)


@pytest.fixture(autouse=True)
def without_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(several, "SURVEY_SECONDS", 0.0)


@dataclass(frozen=True)
class Fork:
    """Two development chains that share their blocks up to `shared`, the last of them; the contracts are in these."""

    network: Network
    one: Development
    other: Development
    shared: int


@pytest.fixture
def fork(tmp_path: Path) -> Iterator[Fork]:
    states = [tmp_path / "one.json", tmp_path / "other.json"]
    with anvil(states[0]) as engine:
        deployment = deployed_on(engine, CHAIN_ID).deployment
        engine.mine(5)
        shared = engine.rpc.height()
    shutil.copy(states[0], states[1])
    with anvil(states[0]) as one, anvil(states[1]) as other:
        other.rpc.write("evm_increaseTime", 1000)
        yield Fork(Network(one, deployment, None), one, other, shared)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Home:
    """What wiring makes of a home's settings, over the nodes at these addresses."""

    nodes: Nodes
    alarms: AlarmFolder
    comparison: Comparison
    chain: Reader
    index: SqliteIndex

    def follow(self) -> int:
        """Brings the index up; its last final block."""
        follow(self.chain, self.index)
        return self.index.finalised()


@dataclass
class Office:
    """Homes are opened in it, one after the other on the same files."""

    fork: Fork
    folder: Path
    stack: ExitStack

    def home(self, engine: Engine, *urls: str) -> Home:
        deployment = self.fork.network.deployment
        schedule = Schedule((Phase(0, engine),))
        nodes = self.stack.enter_context(Nodes(urls, CHAIN_ID))
        alarms = AlarmFolder(self.folder / "alarms")
        engines = rule_of(schedule, nodes)
        rule = Undisputed(engines, alarms)
        comparison = Comparison(nodes, schedule, engines, lambda alone: rule_of(schedule, alone), alarms)
        chain = Reader(
            nodes,
            deployment.contracts.addresses,
            rule,
            engine,
            hash_of=comparison.hash_of,
            before_stream=comparison.look,
        )
        path = self.folder / "index"
        index = self.stack.enter_context(closing(SqliteIndex(path, deployment.contracts, deployment.block)))
        return Home(nodes, alarms, comparison, chain, index)

    def sealed(self, *sealers: tuple[Development, Consortium]) -> list[str]:
        """The addresses of nodes that tell these chains as their consortium seals them."""
        chains = [SealedChain(engine.url, consortium) for engine, consortium in sealers]
        node = self.stack.enter_context(sealing_node(*chains))
        return [node.url, *(f"{node.url}/{number}" for number in range(1, len(chains)))]


@pytest.fixture
def office(fork: Fork, tmp_path: Path) -> Iterator[Office]:
    with ExitStack() as stack:
        yield Office(fork, tmp_path, stack)


def lazy(engine: Bft | Clique, absent: int) -> Consortium:
    """All blocks are sealed by everybody but one."""
    present = tuple(each for at, each in enumerate(VALIDATORS) if at != absent)
    return Consortium(engine, VALIDATORS, plans={number: Plan(committers=present) for number in range(200)})


def test_nodes_that_tell_one_chain_with_different_seals_agree(office: Office) -> None:
    office.fork.one.mine(10)
    home = office.home(
        Engine.QBFT,
        *office.sealed(
            (office.fork.one, lazy(Qbft(), 0)),
            (office.fork.one, lazy(Qbft(), 1)),
        ),
    )
    assert home.follow() == home.chain.height() == office.fork.shared + 10
    assert home.alarms.standing() == ()
    standing = home.index.standing()
    assert standing is not None and standing.finality is Finality.IMMEDIATE


@pytest.mark.parametrize("engine", [Qbft(), Clique()], ids=["qbft", "clique"])
def test_a_block_that_is_told_under_another_s_hash_is_not_taken(office: Office, engine: Bft | Clique) -> None:
    office.fork.one.mine(4)
    (url,) = office.sealed((office.fork.one, Consortium(engine, VALIDATORS)))

    def renamed(params: list[Any], block: Any) -> Any:
        return block | {"hash": "0x" + "ab" * 32} if block and int(block["number"], 16) > 3 else block

    with lying_node(url) as node:
        home = office.home(Engine(engine.name), node.url)
        node.lies["eth_getBlockByNumber"] = renamed
        with pytest.raises(BadAnswer, match="of its own hash"):
            home.follow()
        node.lies.clear()
        assert home.follow() > 3


def test_two_chains_that_a_quorum_sealed_are_an_alarm_with_both_headers(office: Office) -> None:
    fork, consortium = office.fork, Consortium(Qbft(), VALIDATORS)
    urls = office.sealed((fork.one, consortium), (fork.other, Consortium(Qbft(), VALIDATORS)))
    home = office.home(Engine.QBFT, *urls)
    assert home.follow() == fork.shared
    fork.one.mine(4)
    fork.other.mine(3)
    assert home.follow() == fork.shared
    (alarm,) = home.alarms.standing()
    assert (alarm.number, alarm.disputed) == (fork.shared + 1, True)
    assert [told.node for told in alarm.told] == list(home.nodes.names())
    headers = [decode_header(told.header) for told in alarm.told]
    assert headers[0] != headers[1] and headers[0].parent_hash == headers[1].parent_hash
    for header in headers:
        assert len(certify(Engine.QBFT, header, VALIDATORS)) == 4
    assert [path.stat().st_mode & 0o777 for path in office.folder.glob("alarms")] == [0o700]


def test_above_a_dispute_blocks_are_read_and_none_is_final_until_someone_has_looked(office: Office) -> None:
    fork = office.fork
    urls = office.sealed(
        (fork.one, Consortium(Qbft(), VALIDATORS)), (fork.other, Consortium(Qbft(), VALIDATORS))
    )
    fork.one.mine(4)
    fork.other.mine(3)
    assert office.home(Engine.QBFT, *urls).follow() == fork.shared
    again = office.home(Engine.QBFT, urls[0])
    assert again.follow() == fork.shared, "the alarm outlives the process, and the node that raised it"
    standing = again.index.standing()
    assert standing is not None
    assert (standing.number, standing.finality) == (fork.shared + 4, Finality.NONE)
    for path in (office.folder / "alarms").iterdir():
        path.unlink()
    assert again.follow() == fork.shared + 4
    assert again.index.standing(fork.shared + 1).finality is Finality.IMMEDIATE  # type: ignore[union-attr]


STRANGERS = addresses(4, after=20)


def by_strangers(number: int) -> Plan:
    """Sealed, by others than the validators."""
    return Plan(proposer=STRANGERS[number % 4], committers=STRANGERS)


def by_too_few(number: int) -> Plan:
    """Sealed by half of the validators."""
    return Plan(committers=VALIDATORS[:2])


def as_rubbish(number: int) -> Plan:
    """No engine's extra data."""
    return Plan(after=lambda fields: {**fields, "extraData": b"rubbish"})


@pytest.mark.parametrize("liar", [0, 1])
@pytest.mark.parametrize(
    ("engine", "lie"),
    [(Qbft(), by_strangers), (Qbft(), by_too_few), (Clique(), by_strangers), (Clique(), as_rubbish)],
    ids=["qbft-strangers", "qbft-too-few", "clique-strangers", "clique-rubbish"],
)
def test_a_node_that_tells_what_nobody_sealed_is_named_and_not_asked_again(
    office: Office, engine: Bft | Clique, lie: Callable[[int], Plan], liar: int
) -> None:
    fork = office.fork
    plan = {number: lie(number) for number in range(fork.shared + 1, 200)}
    honest, lying = Consortium(engine, VALIDATORS), Consortium(engine, VALIDATORS, plans=plan)
    sealers = [(fork.one, honest), (fork.other, lying)]
    urls = office.sealed(*(sealers[::-1] if liar == 0 else sealers))
    fork.one.mine(8)
    fork.other.mine(8)
    home = office.home(Engine(engine.name), *urls)
    final = fork.shared + (8 if isinstance(engine, Qbft) else 6)
    assert home.follow() == final
    (alarm,) = home.alarms.standing()
    assert (alarm.number, alarm.disputed) == (fork.shared + 1, False)
    assert [told.sealed for told in alarm.told] == [liar == 1, liar == 0]
    condition = home.nodes.statuses()[liar]
    assert condition.condition is Condition.AWAY
    assert f"block {fork.shared + 1} that nobody sealed" in condition.why
    assert home.index.standing(fork.shared + 1).hash == alarm.told[1 - liar].hash  # type: ignore[union-attr]


def test_a_branch_of_clique_that_is_not_final_is_no_alarm_and_one_that_is_one(office: Office) -> None:
    fork = office.fork
    urls = office.sealed(
        (fork.one, Consortium(Clique(), VALIDATORS)), (fork.other, Consortium(Clique(), VALIDATORS))
    )
    home = office.home(Engine.CLIQUE, *urls)
    fork.one.mine(10)
    for blocks, final, alarms in ((0, 8, 0), (2, 8, 0), (3, 8, 1)):
        fork.other.mine(blocks - max(0, fork.other.rpc.height() - fork.shared))
        assert home.follow() == fork.shared + final
        assert len(home.alarms.standing()) == alarms
    fork.one.mine(5)
    fork.other.mine(25)
    assert home.follow() == fork.shared + 8
    assert home.index.standing().finality is Finality.NONE  # type: ignore[union-attr]


@pytest.mark.parametrize(("back", "broken"), [(1, False), (2, False), (3, True), (6, True)])
def test_clique_may_take_back_what_is_not_final_and_nothing_else(
    office: Office, back: int, broken: bool
) -> None:
    chain = office.fork.one
    home = office.home(Engine.CLIQUE, *office.sealed((chain, Consortium(Clique(), VALIDATORS))))
    chain.mine(8 - back)
    snapshot = chain.rpc.write("evm_snapshot")
    chain.mine(back)
    assert home.follow() == office.fork.shared + 6
    left = home.index.standing()
    chain.rpc.write("evm_revert", snapshot)
    chain.rpc.write("evm_increaseTime", 1000)
    chain.mine(back + 1)
    if broken:
        with pytest.raises(FinalityBroken):
            home.follow()
        kept = home.index.standing()
        assert kept is not None
        assert (kept.number, kept.finality) == (office.fork.shared + 6, Finality.PROBABILISTIC)
    else:
        assert home.follow() == office.fork.shared + 7
        assert left is not None and home.index.standing(left.number) != left


def test_a_node_that_is_behind_or_away_disagrees_with_nobody(office: Office) -> None:
    fork = office.fork
    fork.one.mine(20)
    with unsteady_node(fork.one.url) as slow:
        slow.stuck = fork.shared
        home = office.home(Engine.DEVELOPMENT, fork.one.url, slow.url)
        assert home.follow() == fork.shared + 20
        slow.away = True
        fork.one.mine(1)
        assert home.follow() == fork.shared + 21
    assert home.alarms.standing() == ()


@pytest.mark.parametrize("liar", [0, 1])
def test_a_node_whose_headers_nobody_can_read_is_no_alarm_and_in_nobody_s_way(
    office: Office, liar: int
) -> None:
    fork = office.fork
    fork.one.mine(5)
    with lying_node(fork.one.url) as node:
        node.lies["eth_getBlockByNumber"] = lambda params, block: block and block | {"gasUsed": "0x0lots"}
        urls = [fork.one.url, node.url]
        home = office.home(Engine.DEVELOPMENT, *(urls[::-1] if liar == 0 else urls))
        assert home.follow() == fork.shared + 5
        assert node.told["eth_getBlockByNumber"] > 0
    assert home.alarms.standing() == ()


def test_without_seals_nobody_knows_which_of_two_chains_is_right(office: Office) -> None:
    fork = office.fork
    home = office.home(Engine.DEVELOPMENT, fork.one.url, fork.other.url)
    fork.one.mine(2)
    fork.other.mine(2)
    assert home.follow() == fork.shared
    (alarm,) = home.alarms.standing()
    assert (alarm.number, alarm.disputed) == (fork.shared + 1, True)


def test_evidence_is_kept_once_and_read_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "alarms").mkdir(mode=0o755)
    alarms = AlarmFolder(tmp_path / "alarms")
    assert alarms.standing() == ()
    told = (Told("a:1", b"\x01" * 32, b"\xc0", True), Told("b:2", b"\x02" * 32, b"", False))
    later = Disagreement(9, told[:1])
    for found in (later, Disagreement(4, told), Disagreement(4, told[::-1])):
        alarms.keep(found)
    assert AlarmFolder(tmp_path / "alarms").standing() == (Disagreement(4, told), later)
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "alarms").iterdir()} == {0o600}
    for number in range(200):
        alarms.keep(Disagreement(number + 20, told))
        assert len(alarms.standing()) <= 100, "a node that makes up one block after the other fills no disk"
    alarms.keep(Disagreement(5, told[:1]))
    assert Disagreement(5, told[:1]) in alarms.standing(), (
        "what is disputed is kept beside any number of lies"
    )
    (tmp_path / "alarms" / "other.json").write_text("{}")
    with pytest.raises(NotAnAlarm, match=r"other\.json: not an alarm"):
        alarms.standing()


def test_a_block_that_the_next_one_does_not_follow_is_told_by_a_liar(office: Office) -> None:
    """It alters the last final header, and leaves those after it as they are."""
    office.fork.one.mine(12)
    (honest,) = office.sealed((office.fork.one, Consortium(Clique(), VALIDATORS)))
    final = office.home(Engine.CLIQUE, honest).chain.final()
    assert final < office.fork.one.rpc.height()

    def lie(params: list[Any], block: Any) -> Any:
        return block | {"gasUsed": "0x5"} if block and int(block["number"], 16) == final else block

    with lying_node(honest) as liar:
        assert office.home(Engine.CLIQUE, honest, liar.url).follow() == final
        assert not AlarmFolder(office.folder / "alarms").standing()
        liar.lies["eth_getBlockByNumber"] = lie
        home = office.home(Engine.CLIQUE, honest, liar.url)
        home.comparison.look()
        (alarm,) = home.alarms.standing()
        assert (alarm.number, [told.sealed for told in alarm.told]) == (final, [True, False])
