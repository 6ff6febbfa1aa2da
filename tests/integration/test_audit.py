"""An audit of a node that tells the truth: it recomputes all that stands in state, and says what it cannot know."""

from collections.abc import Iterator

import pytest

from ledger.app.audit.hearing import Aids
from ledger.chain import contracts as calls
from ledger.chain.engines.anvil import CHAIN_ID, anvil
from ledger.core.codes import EntryClass, KeyPurpose
from ledger.proof import slots
from ledger.proof.domains import domain
from ledger.proof.integers import abi
from ledger.proof.keccak import keccak256
from ledger.proof.key_ids import address_key_id, attestation_key_id
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


def test_everything_that_members_do_leads_to_the_words_in_state(network: Network) -> None:
    life = Life(network, [network.admit() for _ in range(5)])
    for steps in (80, 160):
        life.live(80)
        report = lived_chain(network).audit()
        assert report.difference is None, f"after {steps} steps: {report.difference}"
    counts = report.counts
    assert min(counts.tradelines, counts.obligations, counts.anchors) >= 3
    assert counts.words > 100


def test_everything_that_registrars_decide_leads_to_the_words_in_state(on_anvil: Network) -> None:
    first, second, party = on_anvil.registrar, on_anvil.sender(), on_anvil.admit()
    contracts, successor = on_anvil.contracts, on_anvil.sender().address()
    registry, new_key = contracts.registry, on_anvil.sender().address()

    def decide(proposal: bytes) -> None:
        """Proposed by one registrar, approved by the other."""
        transaction, _ = first.perform(registry, proposal)
        action = on_anvil.reader().logs_of(transaction)[0].topics[1]
        second.perform(registry, calls.approve(action))

    quorum = (second.address(), calls.NOBODY, 2, 0)
    first.perform(registry, calls.propose_quorum(*quorum))
    first.perform(registry, calls.execute_quorum(*quorum))
    decide(calls.propose_rekey(party.number, new_key))
    party.sender.perform(registry, calls.veto_rekey(party.number, new_key))
    first.perform(contracts.attestations, calls.register_rulebook(bytes(31) + b"\1"))
    decide(calls.propose_decision(contracts.ledger, keccak256(abi(domain("freeze"), successor))))
    first.perform(contracts.ledger, calls.freeze(successor))
    smaller = (calls.NOBODY, second.address(), 1, 60)
    decide(calls.propose_quorum(*smaller))
    second.perform(registry, calls.execute_quorum(*smaller))
    report = lived_chain(on_anvil).audit()
    assert report.difference is None
    reader = on_anvil.reader()
    assert reader.word(registry, slots.reserved(address_key_id(new_key))) == party.number
    assert reader.word(contracts.ledger, slots.successor()) and not reader.word(
        registry, slots.registrar(second.address())
    )


def test_the_life_of_a_key_leads_to_its_word_in_state(on_anvil: Network) -> None:
    party, registry = on_anvil.admit(), on_anvil.contracts.registry
    point = on_anvil.random.randbytes(64)
    delegate = on_anvil.sender().address()
    party.sender.perform(registry, calls.add_key(KeyPurpose.ATTESTATION, point))
    party.sender.perform(
        registry, calls.add_key(KeyPurpose.DELEGATE, delegate, scope=1 << EntryClass.STATEMENT)
    )
    key_id = attestation_key_id(point)
    since = on_anvil.reader().height()
    for call in (calls.mark_compromised(key_id, since), calls.end_key(key_id)):
        party.sender.perform(registry, call)
        assert lived_chain(on_anvil).audit().difference is None


def test_a_reservation_that_a_node_took_back_is_named(on_anvil: Network) -> None:
    party, registry, new_key = on_anvil.admit(), on_anvil.contracts.registry, on_anvil.sender().address()
    _, block = on_anvil.registrar.perform(registry, calls.propose_rekey(party.number, new_key))
    assert lived_chain(on_anvil).audit().difference is None
    slot = slots.reserved(address_key_id(new_key))
    rpc = on_anvil.engine.rpc
    rpc.write("anvil_setStorageAt", "0x" + registry.hex(), f"0x{slot:064x}", "0x" + "00" * 32)
    rpc.write("evm_mine")
    difference = lived_chain(on_anvil).audit().difference
    assert difference is not None and difference.block == block
    assert f"reservation of key 0x{new_key.hex()}" in difference.field


def test_an_earlier_block_is_audited_as_it_was(chain: AuditedChain) -> None:
    whole, earlier = chain.audit(), chain.audit(until=chain.crowded)
    assert earlier.difference is None
    assert earlier.as_of is not None and earlier.as_of.block == chain.crowded
    assert earlier.counts.entries == whole.counts.entries - 4


def test_blocks_that_come_meanwhile_are_audited_too(on_anvil: Network) -> None:
    audited = lived_chain(on_anvil)
    seen: list[int] = []

    def meanwhile(block: int, goal: int) -> None:
        seen.append(block)
        if len(seen) == 3:
            on_anvil.admit()

    before = on_anvil.reader().height()
    report = audited.audit(aids=Aids(progress=meanwhile))
    assert report.difference is None
    assert seen == list(range(before + 2))


def test_a_report_is_json_of_plain_values(chain: AuditedChain) -> None:
    form = chain.audit().render()
    assert form["outcome"] == "established" and form["difference"] is None
    assert form["genesis"] == "0x" + chain.ground.genesis.hex()


def lived_chain(network: Network) -> AuditedChain:
    """The network as it is now."""
    return AuditedChain(network, crowded=0, last=network.reader().height())
