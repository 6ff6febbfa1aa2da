"""Every event that the contracts can emit, provoked on a chain, is a row with its values."""

from contextlib import closing

from ledger.app.index import follow
from ledger.chain import contracts as calls
from ledger.core.codes import Capacity, EntryClass, KeyPurpose, Role
from ledger.core.ids import Commitment, TradelineId
from ledger.proof.domains import KEY_ID
from ledger.proof.integers import abi
from ledger.proof.keccak import keccak256
from ledger.store.opening import index_at
from ledger.store.tables import TABLES
from tests.databases import Shelf, rows_at
from tests.integration.network import Network

DIGEST, NEWER, ROOT, RULEBOOK = (bytes([number]) * 32 for number in (1, 2, 3, 4))
CONSENT = Commitment(b"\x05" * 32)
PUBLIC = b"\x06" * 64


def provoke(network: Network) -> None:
    one, other = network.admit(), network.admit()
    registry, ledger, attestations = network.contracts.addresses
    successor, new_key, second = (network.sender().address() for _ in range(3))
    key_id = keccak256(KEY_ID + bytes([KeyPurpose.ATTESTATION]) + PUBLIC)
    for call in (
        calls.suspend(other.number),
        calls.set_roles(other.number, Role.LENDER),
        calls.relate(one.number, other.number),
        calls.propose_rekey(other.number, new_key),
        calls.execute_rekey(other.number, new_key),
        calls.propose_rekey(one.number, second),
    ):
        network.registrar.perform(registry, call)
    one.sender.perform(registry, calls.veto_rekey(one.number, second))
    _, added_at = one.sender.perform(registry, calls.add_key(KeyPurpose.ATTESTATION, PUBLIC))
    one.sender.perform(registry, calls.mark_compromised(key_id, added_at))
    one.sender.perform(registry, calls.end_key(key_id))
    for call in (
        calls.anchor(DIGEST),
        calls.anchor(NEWER),
        calls.supersede(DIGEST, NEWER),
        calls.revoke(NEWER),
        calls.anchor_batch(ROOT, 4),
        calls.consent(CONSENT),
        calls.withdraw_consent(CONSENT),
    ):
        one.sender.perform(attestations, call)
    network.registrar.perform(attestations, calls.register_rulebook(RULEBOOK))
    network.record(one, [network.entry(EntryClass.OPEN, Capacity.DEBTOR, TradelineId(one.number, 1))])
    freeze = keccak256(abi(keccak256(b"tradeline/1/freeze"), successor))
    network.registrar.perform(registry, calls.propose_decision(ledger, freeze))
    network.registrar.perform(ledger, calls.freeze(successor))
    for added, removed in ((second, calls.NOBODY), (calls.NOBODY, second)):
        rule = (added, removed, 1, 0)
        network.registrar.perform(registry, calls.propose_quorum(*rule))
        network.registrar.perform(registry, calls.execute_quorum(*rule))


def test_every_event_of_the_contracts_is_a_row(network: Network, shelf: Shelf) -> None:
    provoke(network)
    with closing(index_at(shelf("index"), network.contracts, network.deployment.block)) as index:
        follow(network.reader(), index)
        assert index.anchors.successor(1, DIGEST) == NEWER
        assert index.anchors.rulebook_since(RULEBOOK) is not None
        assert index.anchors.rulebook_since(DIGEST) is None
        assert index.directory.consent(CONSENT) is False
        assert index.directory.consent(Commitment(DIGEST)) is None
    rows = rows_at(shelf("index"))
    assert [table for table in TABLES.values() if not rows[table]] == []


def test_a_rekeyed_member_s_keys_have_ended_in_the_directory_as_they_have_for_the_registry(
    network: Network, shelf: Shelf
) -> None:
    party, registry = network.admit(), network.contracts.registry
    party.sender.perform(registry, calls.add_key(KeyPurpose.ATTESTATION, PUBLIC))
    fresh = network.sender().address()
    for call in (calls.propose_rekey, calls.execute_rekey):
        _, block = network.registrar.perform(registry, call(party.number, fresh))
    with closing(index_at(shelf("index"), network.contracts, network.deployment.block)) as index:
        follow(network.reader(), index)
        former, present = index.directory.keys(party.number, KeyPurpose.TRANSACTION)
        (attestation,) = index.directory.keys(party.number, KeyPurpose.ATTESTATION)
        state = index.directory.member(party.number)
    assert (former.public, former.until) == (party.sender.address(), block)
    assert (present.public, present.since, present.until) == (fresh, block + 1, None)
    assert (attestation.public, attestation.until, attestation.compromised) == (PUBLIC, None, False)
    assert state is not None and state.active
