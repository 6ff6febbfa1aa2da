"""An audit of a node that tells the truth: it recomputes all that stands in state, and says what it cannot know."""

from collections.abc import Iterator

import pytest

from ledger.chain.engines.anvil import CHAIN_ID, anvil
from tests.integration.audited import AuditedChain, lived_in
from tests.integration.life import Life
from tests.integration.network import Network, deployed_on


@pytest.fixture(scope="module")
def chain() -> Iterator[AuditedChain]:
    with anvil() as engine:
        yield lived_in(deployed_on(engine, CHAIN_ID))


def test_an_honest_node_is_established_to_its_head(chain: AuditedChain) -> None:
    report = chain.audit()
    assert report.difference is None
    assert report.as_of is not None and report.as_of.block == chain.last
    assert {item.what for item in report.established} == {"blocks", "receipts", "events", "code", "state"}
    assert report.counts.blocks == chain.last + 1
    assert min(report.counts.entries, report.counts.members, report.counts.words) > 0


def test_what_an_audit_cannot_know_is_said(chain: AuditedChain) -> None:
    left_open = {item.what: item.why for item in chain.audit().not_established}
    assert "development chain" in left_open["seals"]
    assert "no keys" in left_open["contents"]


def test_an_expired_trust_root_is_said(chain: AuditedChain) -> None:
    assert "trust root" not in {item.what for item in chain.audit(now=1).not_established}
    assert "trust root" in {item.what for item in chain.audit(now=2).not_established}


def test_everything_that_members_do_leads_to_the_words_in_state(on_anvil: Network) -> None:
    life = Life(on_anvil, [on_anvil.admit() for _ in range(5)])
    for block in (250, 500):
        life.live(250)
        report = lived_chain(on_anvil).audit()
        assert report.difference is None, f"after {block} steps: {report.difference}"
    counts = report.counts
    assert min(counts.tradelines, counts.obligations, counts.anchors) > 10
    assert counts.words > 250


def test_an_earlier_block_is_audited_as_it_was(chain: AuditedChain) -> None:
    whole, earlier = chain.audit(), chain.audit(until=chain.crowded)
    assert earlier.difference is None
    assert earlier.as_of is not None and earlier.as_of.block == chain.crowded
    assert earlier.counts.entries == whole.counts.entries - 3


def test_blocks_that_come_meanwhile_are_audited_too(on_anvil: Network) -> None:
    audited = lived_chain(on_anvil)
    seen: list[int] = []

    def meanwhile(block: int) -> None:
        seen.append(block)
        if len(seen) == 3:
            on_anvil.admit()

    before = on_anvil.reader().height()
    report = audited.audit(progress=meanwhile)
    assert report.difference is None
    assert seen == list(range(before + 2))


def test_a_report_is_json_of_plain_values(chain: AuditedChain) -> None:
    form = chain.audit().render()
    assert form["outcome"] == "established" and form["difference"] is None
    assert form["genesis"] == "0x" + chain.ground.genesis.hex()


def lived_chain(network: Network) -> AuditedChain:
    """The network as it is now."""
    return AuditedChain(network, crowded=0, last=network.reader().height())
