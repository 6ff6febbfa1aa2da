"""What is looked up at each scrape: chain, index, finality, nodes, outbox, trust root. No member, name or amount."""

import platform
import sqlite3
from collections.abc import Iterable, Iterator
from importlib.metadata import version

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from api.health.lookout import Lookout, Sight, Status
from api.turns import Turns
from api.verifications.trust import trust_of
from ledger.chain.nodes import Condition
from ledger.core.errors import TradelineError
from ledger.proof.consensus.engine import Finality


class Readings(Collector):
    """Reads the node anew each time. What cannot be read is left out, and `tradeline_health` says why."""

    def __init__(self, turns: Turns, lookout: Lookout) -> None:
        self._turns = turns
        self._lookout = lookout

    def describe(self) -> Iterable[Metric]:
        """Nothing: to be registered takes no look at the node."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Every family that can be told now."""
        settings, sight = self._turns.node.settings, self._lookout.look()
        yield _info("build", "The program.", version=version("tradeline"), python=platform.python_version())
        chain_id = str(settings.contracts.chain_id)
        yield _info("chain", "The chain.", engine=settings.engine.value, chain_id=chain_id)
        yield from _health(sight)
        yield from _progress(sight)
        yield from _nodes(sight)
        yield from self._reorgs()
        yield from self._outbox()
        yield from self._witnesses()
        yield from self._trust()

    def _reorgs(self) -> Iterator[Metric]:
        seen = self._turns.node.index.reorgs
        yield CounterMetricFamily(
            "tradeline_reorgs", "Times that this process saw blocks taken back.", value=seen.count
        )
        yield CounterMetricFamily(
            "tradeline_reorged_blocks", "Blocks that this process saw taken back.", value=seen.blocks
        )
        yield _gauge("reorg_deepest_blocks", "Most blocks that this process saw go at once.", seen.deepest)

    def _outbox(self) -> Iterator[Metric]:
        outbox = self._turns.node.vault.outbox
        try:
            counts, oldest = outbox.counts(), outbox.oldest()
        except (TradelineError, sqlite3.Error, OSError):
            return
        rows = {state.value: count for state, count in counts.items()}
        yield _by("outbox_rows", "Batches accepted, by where they stand.", "state", rows)
        age = max(0, self._turns.now() - oldest) if oldest is not None else 0
        yield _gauge(
            "outbox_oldest_seconds",
            "Since the oldest batch that is on its way was accepted; 0 if none is.",
            age,
        )

    def _witnesses(self) -> Iterator[Metric]:
        try:
            found = self._turns.node.vault.statements.contradicted()
        except (TradelineError, sqlite3.Error, OSError):
            return
        yield _gauge("witness_equivocations", "Proofs that a witness contradicts itself.", found)

    def _trust(self) -> Iterator[Metric]:
        try:
            expires = trust_of(self._turns.node.settings).expires
        except TradelineError:
            return
        yield _gauge(
            "trust_root_expiry_timestamp_seconds", "When the home's trust root expires, Unix time.", expires
        )


def _health(sight: Sight) -> Iterator[Metric]:
    states = {status.value: int(status is sight.status) for status in Status}
    yield _by("health", "1 for how the node stands, 0 for how it does not.", "status", states)
    yield _gauge("ready", "Whether requests are answered.", sight.ready)
    if sight.alarms is not None:
        disputed = sum(alarm.disputed for alarm in sight.alarms)
        yield _by(
            "alarms",
            "Disagreements of nodes of which there is evidence: open, or settled by the seals.",
            "state",
            {"open": disputed, "settled": len(sight.alarms) - disputed},
        )


def _progress(sight: Sight) -> Iterator[Metric]:
    if sight.head is not None:
        yield _gauge("chain_head_block", "The chain's last block.", sight.head.number)
        yield _gauge("chain_head_timestamp_seconds", "Its own time, Unix time.", sight.head.time)
    if sight.index is not None:
        yield _gauge("index_block", "The index's last block.", sight.index.number)
    if sight.lag is not None:
        yield _gauge("index_lag_blocks", "Blocks of the chain that the index lacks.", sight.lag)
    if sight.lag_seconds is not None:
        yield _gauge(
            "index_lag_seconds", "From the time of the index's last block to the head's.", sight.lag_seconds
        )
    if sight.final is not None:
        yield _gauge("final_block", "The last final block that nobody disputes.", sight.final.number)
        how = {each.value: int(each is sight.final.finality) for each in Finality}
        yield _by("finality", "1 for how final that block is, 0 for the rest.", "how", how)


def _nodes(sight: Sight) -> Iterator[Metric]:
    conditions = {each.value: 0 for each in Condition}
    for node in sight.nodes:
        conditions[node.condition.value] += 1
    yield _by(
        "nodes", "Nodes of the chain that this home knows, by their condition.", "condition", conditions
    )
    heights = {node.name: node.height for node in sight.nodes if node.height is not None}
    yield _by("node_block", "The last block of each node that answers.", "node", heights)


def _gauge(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(f"tradeline_{name}", said, value=value)


def _by(name: str, said: str, label: str, values: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(f"tradeline_{name}", said, labels=(label,))
    for each, value in values.items():
        family.add_metric((each,), value)
    return family


def _info(name: str, said: str, **facts: str) -> Metric:
    return InfoMetricFamily(f"tradeline_{name}", said, value=facts)
