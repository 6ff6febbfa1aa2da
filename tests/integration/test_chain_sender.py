"""Sending: what would revert is refused in words before it is signed, and nothing is harmed by sending it twice."""

import pytest

from ledger.app.ports import Sending
from ledger.chain import contracts as calls
from ledger.chain.finality import Depth
from ledger.chain.recorder import LedgerRecorder
from ledger.chain.registrations import IssuerAnchors, MemberRegistrations, register_rulebooks
from ledger.chain.relay import NodeRefused, NotMined, RpcRelay
from ledger.chain.reverts import ContractRefused
from ledger.chain.sender import KeySender
from ledger.core.codes import Capacity, EntryClass, KeyPurpose
from ledger.core.errors import Misuse
from ledger.core.ids import Commitment, TradelineId
from ledger.proof import slots
from ledger.proof.words import AnchorWord, ConsentWord
from tests.integration.network import Network, Party


def opening(network: Network, party: Party, number: int = 1) -> bytes:
    line = TradelineId(party.number, number)
    return calls.record(0, 0, [network.entry(EntryClass.OPEN, Capacity.CREDITOR, line)])


def test_a_contract_s_refusal_is_told_in_words_and_nothing_is_signed(network: Network) -> None:
    party = network.admit()
    with pytest.raises(
        ContractRefused, match=r"CreditLedgerSequenceWrong\(member 1, lane 5, sequence 3, expected 0\)"
    ):
        entry = network.entry(EntryClass.OPEN, Capacity.CREDITOR, TradelineId(party.number, 1))
        party.sender.sign(network.contracts.ledger, calls.record(5, 3, [entry]), party.sender.next_nonce())
    assert party.sender.next_nonce() == 0


def test_what_was_sent_can_be_sent_again_at_any_time(on_anvil: Network) -> None:
    party = on_anvil.admit()
    transaction, raw = party.sender.sign(on_anvil.contracts.ledger, opening(on_anvil, party), 0)
    assert party.sender.fate(transaction).state is Sending.UNKNOWN
    for _ in range(3):
        party.sender.submit(raw)
    assert RpcRelay(on_anvil.engine.rpc).wait(transaction, 30).state is Sending.FINAL
    party.sender.submit(raw)
    assert party.sender.next_nonce() == 1


def test_bytes_whose_nonce_is_used_up_are_harmless(on_anvil: Network) -> None:
    party, ledger = on_anvil.admit(), on_anvil.contracts.ledger
    first, second = (party.sender.sign(ledger, opening(on_anvil, party, number), 0) for number in (1, 2))
    party.sender.submit(first[1])
    RpcRelay(on_anvil.engine.rpc).wait(first[0], 30)
    party.sender.submit(second[1])
    assert party.sender.fate(second[0]).state is Sending.UNKNOWN
    assert on_anvil.reader().word(ledger, slots.head(TradelineId(party.number, 2))) == 0


def test_what_is_no_transaction_is_refused_by_the_node(network: Network) -> None:
    for raw in (b"", b"\x02\xff", b"\xc0", b"\x01" * 40):
        with pytest.raises(NodeRefused):
            RpcRelay(network.engine.rpc).submit(raw)


def test_a_transaction_waits_is_mined_and_becomes_final(on_anvil: Network) -> None:
    party, rpc = on_anvil.admit(), on_anvil.engine.rpc
    relay = RpcRelay(rpc, Depth(2))
    rpc.write("evm_setAutomine", False)
    transaction, raw = party.sender.sign(on_anvil.contracts.ledger, opening(on_anvil, party), 0)
    states = [relay.fate(transaction).state]
    relay.submit(raw)
    states.append(relay.fate(transaction).state)
    assert party.sender.next_nonce() == 1
    for _ in range(3):
        on_anvil.engine.mine()
        states.append(relay.fate(transaction).state)
    assert states == [Sending.UNKNOWN, Sending.PENDING, Sending.MINED, Sending.MINED, Sending.FINAL]


def test_a_transaction_that_another_one_overtook_reverts_and_says_why(on_anvil: Network) -> None:
    party, rpc = on_anvil.admit(), on_anvil.engine.rpc
    rpc.write("evm_setAutomine", False)
    ledger = on_anvil.contracts.ledger
    signed = [party.sender.sign(ledger, opening(on_anvil, party, 1 + nonce), nonce) for nonce in range(2)]
    for _, raw in signed:
        party.sender.submit(raw)
    on_anvil.engine.mine()
    first, second = (party.sender.fate(transaction) for transaction, _ in signed)
    assert first.state is Sending.FINAL
    assert second.state is Sending.REVERTED
    assert second.reason == "CreditLedgerSequenceWrong(member 1, lane 0, sequence 0, expected 1)"


def test_a_call_is_tried_on_top_of_what_waits(on_anvil: Network) -> None:
    party, rpc, ledger = on_anvil.admit(), on_anvil.engine.rpc, on_anvil.contracts.ledger
    rpc.write("evm_setAutomine", False)
    _, raw = party.sender.sign(ledger, opening(on_anvil, party), 0)
    party.sender.submit(raw)
    with pytest.raises(ContractRefused, match="CreditLedgerSequenceWrong"):
        party.sender.sign(ledger, opening(on_anvil, party, 2), 1)
    line = TradelineId(party.number, 1)
    stated = on_anvil.entry(EntryClass.STATEMENT, Capacity.CREDITOR, line)
    transaction, raw = party.sender.sign(ledger, calls.record(0, 1, [stated]), 1)
    party.sender.submit(raw)
    on_anvil.engine.mine()
    assert party.sender.fate(transaction).state is Sending.FINAL


def test_waiting_ends(on_anvil: Network) -> None:
    party = on_anvil.admit()
    on_anvil.engine.rpc.write("evm_setAutomine", False)
    with pytest.raises(NotMined):
        on_anvil.registrar.perform(on_anvil.contracts.registry, calls.suspend(party.number), seconds=0.1)


def test_a_key_that_is_none_is_a_mistake_of_the_caller(on_anvil: Network) -> None:
    for key in (b"", bytes(32), b"\xff" * 32, b"\x01" * 31):
        with pytest.raises(Misuse):
            KeySender(on_anvil.engine.rpc, key, 1)


def test_a_lane_counts_from_zero_and_each_lane_by_itself(network: Network) -> None:
    party = network.admit()
    recorder = LedgerRecorder(network.reader(), network.contracts)
    for number in (1, 2):
        line = TradelineId(party.number, number)
        network.record(party, [network.entry(EntryClass.OPEN, Capacity.CREDITOR, line)], lane=7)
    assert [recorder.next_sequence(party.number, lane) for lane in (7, 0)] == [2, 0]
    assert recorder.height() == network.reader().height()


def test_a_network_gets_the_rulebooks_that_it_does_not_have_and_no_other_twice(network: Network) -> None:
    older, newer = b"\x11" * 32, b"\x22" * 32
    words = (network.reader(), network.registrar, network.contracts.attestations)
    first = register_rulebooks(*words, [older])
    assert register_rulebooks(*words, [older, newer]).keys() == {newer}
    assert register_rulebooks(*words, [newer, older]) == {}
    assert network.reader().word(network.contracts.attestations, slots.rulebook(older)) == first[older]
    stranger = network.admit().sender
    with pytest.raises(ContractRefused):
        register_rulebooks(network.reader(), stranger, network.contracts.attestations, [b"\x33" * 32])


def test_a_member_registers_keys_and_consents_and_an_issuer_anchors(network: Network) -> None:
    party, contracts, reader = network.admit(), network.contracts, network.reader()
    member = MemberRegistrations(party.sender, contracts)
    issuer = IssuerAnchors(party.sender, contracts)
    consent, older, newer = Commitment(b"\x01" * 32), b"\x02" * 32, b"\x03" * 32
    member.register(KeyPurpose.ATTESTATION, b"\x05" * 64)
    assert reader.word(contracts.registry, slots.generations(party.number, KeyPurpose.ATTESTATION)) == 1
    member.consent(consent)
    member.withdraw_consent(consent)
    given = ConsentWord.from_word(reader.word(contracts.attestations, slots.consent(consent)))
    assert given is not None and given.withdrawn_at == given.given_at + 1
    anchored = [
        issuer.anchor(older),
        issuer.anchor(newer),
        issuer.supersede(older, newer),
        issuer.revoke(newer),
    ]
    words = [
        AnchorWord.from_word(reader.word(contracts.attestations, slots.anchor(party.number, digest)))
        for digest in (older, newer)
    ]
    assert words == [
        AnchorWord(anchored[0], 0, anchored[2], False),
        AnchorWord(anchored[1], anchored[3], 0, False),
    ]
    with pytest.raises(ContractRefused, match="AttestationRegistryConsentTaken"):
        member.consent(consent)
