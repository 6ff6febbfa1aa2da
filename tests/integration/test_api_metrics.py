"""What Prometheus scrapes of a bank's node at work, and what dashboard and alerts ask of it."""

import json
import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import promql_parser
import pytest
import yaml
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_text

from api.application import application
from api.health.lookout import Lookout, Status
from api.metrics.door import exposed
from api.metrics.registry import registry_of
from ledger.app.index import follow
from ledger.app.ports import OutboxState
from ledger.chain.disagreement import Disagreement, Told
from ledger.proof.checkpoint import Checkpoint, origin_of
from ledger.proof.cosignature import cosign, verifier_key
from ledger.proof.statement import Statement
from tests.integration.consortium.running import until
from tests.unit.api.bank import BANK, SELLER, Server, bank, invoice, served, turns_of

pytestmark = pytest.mark.xdist_group("api-metrics")

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
DOCS = DEPLOY.parent / "docs"
RULES = yaml.safe_load((DEPLOY / "prometheus" / "tradeline.rules.yml").read_text("utf-8"))
DASHBOARD = json.loads((DEPLOY / "grafana" / "tradeline.json").read_text("utf-8"))
ALERTS = [rule for group in RULES["groups"] for rule in group["rules"]]


@dataclass(frozen=True)
class Metered:
    """The bank behind a server that counts."""

    bank: Server
    registry: CollectorRegistry
    client: httpx.Client

    def value(self, name: str, **labels: str) -> float | None:
        return self.registry.get_sample_value(f"tradeline_{name}", labels)

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.bank.token(SELLER)}"}
        return self.client.request(method, path, headers=headers, **more)


@pytest.fixture(scope="module")
def metered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Metered]:
    with bank(tmp_path_factory.mktemp("bank")) as server:
        turns = turns_of(server.node)
        registry, counts = registry_of(turns, Lookout(turns))
        with served(application(turns, meter=counts)) as client:
            yield Metered(server, registry, client)


def test_the_index_and_the_chain_are_told_apart(metered: Metered) -> None:
    metered.bank.node.follow()
    assert (metered.value("health", status="ok"), metered.value("ready")) == (1, 1)
    before = metered.value("index_block")
    metered.bank.engine.mine(12)
    assert metered.value("index_lag_blocks") == 12
    assert metered.value("chain_head_block") == (before or 0) + 12
    assert (metered.value("health", status="behind"), metered.value("health", status="ok")) == (1, 0)
    assert metered.value("ready") == 0
    assert metered.client.get("/health/ready").status_code == 503
    assert metered.client.get("/health").status_code == 200
    metered.bank.node.follow()
    assert (metered.value("index_lag_blocks"), metered.value("index_lag_seconds")) == (0, 0)
    assert metered.value("final_block") == metered.value("chain_head_block")
    assert metered.value("finality", how="none") == 1
    assert metered.value("nodes", condition="living") == 1
    assert metered.client.get("/health/ready").status_code == 200
    assert metered.client.get("/health/live").json() == {"status": "alive"}


def test_reorgs_are_counted_with_their_depth(metered: Metered) -> None:
    node, rpc = metered.bank.node, metered.bank.engine.rpc
    # Nothing is called final in between: a development chain has no rule that would forbid it.
    snapshot = rpc.write("evm_snapshot")
    metered.bank.engine.mine(3)
    node.index.take(item for item in node.chain.stream(*_after(node), None) if type(item).__name__ == "Block")
    assert metered.value("reorgs_total") == 0
    rpc.write("evm_revert", snapshot)
    rpc.write("evm_increaseTime", 1000)
    metered.bank.engine.mine(4)
    follow(node.chain, node.index)
    found = [metered.value(name) for name in ("reorgs_total", "reorged_blocks_total", "reorg_deepest_blocks")]
    assert found == [1, 3, 3]


def _after(node: Any) -> tuple[int, bytes]:
    position = node.index.position()
    return position.number, position.hash


def test_what_is_on_its_way_is_counted_by_state_and_has_an_age(metered: Metered) -> None:
    assert metered.ask("POST", "/v1/submissions?name=M-1.xml", content=invoice("M-1")).status_code == 200
    rows = metered.bank.node.vault.outbox.rows()
    assert rows
    for state in OutboxState:
        assert metered.value("outbox_rows", state=state.value) == sum(row.state is state for row in rows)
    assert metered.value("outbox_oldest_seconds") is not None


def test_requests_are_counted_by_the_template_of_their_route(metered: Metered) -> None:
    route = "/v1/members/{member}/history"
    labels = {"method": "GET", "route": route}
    before = metered.value("http_requests_total", **labels, status="200") or 0
    assert metered.ask("GET", f"/v1/members/{SELLER}/history").status_code == 200
    assert metered.ask("GET", "/v1/members/4294967295/history").status_code == 404
    assert metered.ask("GET", "/v1/members/2/nothing/at/all").status_code == 404
    assert metered.ask("BREW", "/health").status_code == 405
    assert metered.value("http_requests_total", **labels, status="200") == before + 1
    assert metered.value("http_requests_total", **labels, status="404") == 1
    assert metered.value("http_requests_total", method="GET", route="unmatched", status="404") == 1
    assert metered.value("http_request_seconds_count", route=route) == before + 2
    methods = {sample.labels["method"] for sample in samples(metered) if "method" in sample.labels}
    assert methods <= {"GET", "POST", "other"}


def test_verdicts_are_counted(metered: Metered) -> None:
    assert metered.value("verifications_total", verdict="refused") == 0
    assert metered.ask("POST", "/v1/verifications", content=b"{}").json()["verdict"] == "refused"
    assert metered.value("verifications_total", verdict="refused") == 1
    assert metered.value("verifications_total", verdict="established") == 0


def test_evidence_against_nodes_is_an_alarm_until_it_is_taken_away(metered: Metered) -> None:
    told = (Told("one.example:1", b"\x01" * 32, b"\x01"), Told("two.example:1", b"\x02" * 32, b"\x02"))
    metered.bank.node.indexer.alarms.keep(Disagreement(1 << 40, told))
    (kept,) = metered.bank.node.settings.alarms.glob("*.json")
    assert (metered.value("alarms", state="open"), metered.value("health", status="disagreement")) == (1, 1)
    found = metered.client.get("/health")
    assert (found.status_code, found.json()["status"]) == (200, Status.DISAGREEMENT)
    assert "one.example" not in found.text
    kept.write_text("no alarm", "utf-8")
    assert (metered.value("alarms", state="open"), metered.value("health", status="disagreement")) == (
        None,
        1,
    )
    kept.unlink()
    assert (metered.value("alarms", state="open"), metered.value("health", status="disagreement")) == (0, 0)


def test_a_witness_that_contradicts_itself_is_counted(metered: Metered) -> None:
    assert metered.value("witness_equivocations") == 0
    for members in (2, 3):
        head = Checkpoint(origin_of(1, bytes(32), bytes(20)), 10, b"\x33" * 32, members, b"\x44" * 32)
        line = cosign("w", b"\x01" * 32, bytes(head), 5)
        statement = Statement(head, verifier_key("w", b"\x01" * 32), 5, line)
        assert metered.bank.node.vault.statements.put(statement)
    assert metered.value("witness_equivocations") == 1


def samples(metered: Metered) -> list[Any]:
    return [sample for family in metered.registry.collect() for sample in family.samples]


def test_the_door_speaks_both_forms_on_one_path_of_loopback(metered: Metered) -> None:
    with exposed(metered.registry, 0) as address:
        assert address.startswith("http://127.0.0.1:") and address.endswith("/metrics")
        text = httpx.get(address)
        names = {family.name for family in parse_text(text.text)}
        assert {"tradeline_health", "tradeline_index_lag_blocks", "process_resident_memory_bytes"} <= names
        kind = "application/openmetrics-text; version=1.0.0"
        found = httpx.get(address, headers={"Accept": kind})
        assert found.headers["content-type"].startswith("application/openmetrics-text")
        assert "tradeline_outbox_rows" in {family.name for family in parse_openmetrics(found.text)}
        assert httpx.get(address.removesuffix("/metrics")).status_code == 404
        assert httpx.post(address).status_code == 405
        assert httpx.get(address + "/../vault.sqlite").status_code == 404
    with pytest.raises(httpx.ConnectError):
        httpx.get(address)
    assert metered.client.get("/metrics").status_code == 404, "not through the API"


def test_labels_say_of_nobody_anything(metered: Metered) -> None:
    templates = set(application().openapi()["paths"])
    closed = {"method", "route", "status", "state", "condition", "verdict", "how", "le", "node"}
    facts = {"version", "python", "engine", "chain_id"}
    for sample in samples(metered):
        assert set(sample.labels) <= closed | facts, sample
        if "route" in sample.labels:
            assert sample.labels["route"] in templates | {"unmatched"}
        if "node" in sample.labels:
            assert sample.labels["node"] in metered.bank.node.rpc.names()
    assert str(int(BANK)) not in {sample.labels.get("node") for sample in samples(metered)}


# --- what is deployed beside it ---


def exported(metered: Metered) -> set[str]:
    """Names of samples; what the process says of itself is left to whoever wants it."""
    return {sample.name for sample in samples(metered) if sample.name.startswith("tradeline_")}


def named(expression: str) -> set[str]:
    """The series that a query asks for."""
    found: set[str] = set()

    def note(each: Any) -> None:
        if isinstance(each, promql_parser.VectorSelector):
            found.add(str(each.name))

    promql_parser.walk(promql_parser.parse(expression), note)
    return found


def queries() -> list[str]:
    asked = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
    asked += [rule["expr"] for rule in ALERTS]
    # https://grafana.com/docs/grafana/latest/dashboards/variables: `$instance` is replaced before the query is sent.
    return [expression.replace("$instance", ".*") for expression in asked]


def test_the_names_in_a_query_are_seen() -> None:
    assert named("sum by (x) (rate(a_total[5m])) > 0.05 * b or absent(up)") == {"a_total", "b", "up"}
    with pytest.raises(ValueError, match="parenthesis"):
        named("rate(a_total[5m]")


def test_dashboard_and_alerts_ask_for_what_is_exported_and_nothing_is_exported_for_nobody(
    metered: Metered,
) -> None:
    metered.ask("GET", "/v1/ledger")
    asked = {name for expression in queries() for name in named(expression)}
    assert asked - exported(metered) == {"up", "process_resident_memory_bytes"}
    ours = {name for name in exported(metered) if not re.search("_(created|count|sum)$", name)}
    assert ours - asked == set()


def test_the_page_names_every_series_and_no_other(metered: Metered) -> None:
    page = (DOCS / "operations.md").read_text("utf-8")
    said = set(re.findall("`(tradeline_[a-z_]+)`", page))
    assert said == {re.sub("_(created|count|sum|bucket)$", "", name) for name in exported(metered)} - {
        "tradeline_http_requests",
        "tradeline_verifications",
    }


def test_every_alert_is_whole_and_has_its_place_in_the_runbook() -> None:
    page = (DOCS / "operations.md").read_text("utf-8")
    known = {"alert", "expr", "for", "labels", "annotations"}
    names = [rule["alert"] for rule in ALERTS]
    assert len(names) == len(set(names)) > 10
    for rule in ALERTS:
        assert set(rule) <= known and {"alert", "expr", "labels", "annotations"} <= set(rule)
        assert re.fullmatch(r"Tradeline[A-Za-z]+", rule["alert"])
        assert re.fullmatch(r"[0-9]+[smh]", rule.get("for", "0s"))
        assert rule["labels"] in ({"severity": "page"}, {"severity": "ticket"})
        assert rule["annotations"]["runbook"] == f"docs/operations.md#{rule['alert'].lower()}"
        assert f"\n### {rule['alert']}\n" in page
    assert set(re.findall(r"^### (Tradeline\w+)$", page, re.MULTILINE)) == set(names)


def test_a_label_that_an_alert_or_a_panel_selects_by_has_that_value(metered: Metered) -> None:
    values: dict[str, set[str]] = {}
    for sample in samples(metered):
        for label, value in sample.labels.items():
            values.setdefault(label, set()).add(value)
    picked = {
        pair
        for query in queries()
        for pair in re.findall(r'\b(status|state|condition|how|verdict)="([a-z]+)"', query)
    }
    assert len(picked) > 4
    for label, value in picked:
        assert value in values[label], (label, value)


def test_the_panels_of_the_dashboard_have_a_place_each() -> None:
    places = [panel["gridPos"] for panel in DASHBOARD["panels"]]
    for place in places:
        assert place["x"] + place["w"] <= 24
    cells = [
        (x, y)
        for place in places
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(cells) == len(set(cells))
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(places)


def test_prometheus_finds_the_door_where_the_unit_opens_it() -> None:
    scraped = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text("utf-8"))
    (job,) = scraped["scrape_configs"]
    assert job["job_name"] == "tradeline"
    assert scraped["rule_files"] == ["tradeline.rules.yml"]
    unit = (DEPLOY / "systemd" / "tradeline-api.service").read_text("utf-8")
    (port,) = re.findall(r"--metrics ([0-9]+)", unit)
    assert job["static_configs"] == [{"targets": [f"127.0.0.1:{port}"]}]


def test_health_is_told_while_every_thread_waits_for_its_turn(metered: Metered) -> None:
    turns = turns_of(metered.bank.node)
    headers = {"Authorization": f"Bearer {metered.bank.token(SELLER)}"}
    with served(application(turns)) as client, ThreadPoolExecutor(60) as callers:
        with turns.take():
            waiting = [callers.submit(client.get, "/v1/outbox", headers=headers) for _ in range(60)]
            # As many as the framework has for endpoints (https://anyio.readthedocs.io, "default worker thread limit").
            until(lambda: sum(each.name.startswith("AnyIO worker") for each in threading.enumerate()) >= 40)
            time.sleep(0.5)
            assert client.get("/health/live", timeout=20).status_code == 200
            assert client.get("/health/ready", timeout=20).status_code == 200
            assert not any(each.done() for each in waiting)
        assert {each.result().status_code for each in waiting} == {200}


def test_a_node_that_is_away_takes_its_series_with_it_and_the_scrape_goes_on(metered: Metered) -> None:
    os.kill(metered.bank.engine.pid, signal.SIGTERM)
    while metered.value("health", status="down") != 1:
        pass
    found = generate_latest(metered.registry).decode()
    assert "tradeline_chain_head_block " not in found and "tradeline_outbox_rows{" in found
    assert (metered.value("ready"), metered.value("nodes", condition="living")) == (0, 0) or (
        metered.value("nodes", condition="away") == 1
    )
    answer = metered.client.get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (503, "down")
    assert metered.client.get("/health/live").status_code == 200
