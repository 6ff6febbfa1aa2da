"""What is encoded here and decoded in `ledger.proof` is what the compiled contracts declare."""

import pytest
from eth_abi.abi import decode

from ledger.app.ports import SealedEntry
from ledger.chain import contracts as calls
from ledger.chain.artifacts import Name, artifact, parameter_types
from ledger.core.codes import KeyPurpose, Role
from ledger.core.ids import Commitment, Member
from ledger.proof.attestation_events import ATTESTATION_FORMS
from ledger.proof.event_form import EventForm
from ledger.proof.events import FROZEN, RECORDED
from ledger.proof.keccak import keccak256
from ledger.proof.registry_events import REGISTRY_FORMS

ONE, TWO = b"\x11" * 20, b"\x22" * 20
WORD, OTHER = b"\x33" * 32, b"\x44" * 32
KNOWN = {
    Name.REGISTRY: set(REGISTRY_FORMS.values()),
    Name.LEDGER: {RECORDED, FROZEN},
    Name.ATTESTATIONS: set(ATTESTATION_FORMS.values()),
}


@pytest.mark.parametrize("name", Name)
def test_every_event_that_a_contract_declares_is_known_in_its_exact_form_and_no_other(name: Name) -> None:
    declared = {
        EventForm.declared(
            event["name"],
            ", ".join(
                f"{part['type']}{' indexed' if part['indexed'] else ''} {part['name']}"
                for part in event["inputs"]
            ),
        )
        for event in artifact(name).events
    }
    assert declared == KNOWN[name]


@pytest.mark.parametrize(
    ("data", "signature", "arguments"),
    [
        (
            calls.admit(WORD, OTHER, Role.SME | Role.ISSUER, ONE),
            "admit(bytes32,bytes32,uint16,address)",
            (WORD, OTHER, 9, ONE),
        ),
        (calls.suspend(Member(3)), "suspend(uint32)", (3,)),
        (calls.reinstate(Member(3)), "reinstate(uint32)", (3,)),
        (calls.set_roles(Member(3), Role.LENDER), "setRoles(uint32,uint16)", (3, 2)),
        (calls.relate(Member(3), Member(1)), "relate(uint32,uint32)", (3, 1)),
        (calls.add_key(KeyPurpose.DELEGATE, ONE, 64), "addKey(uint8,bytes,uint16)", (2, ONE, 64)),
        (calls.end_key(WORD), "endKey(bytes32)", (WORD,)),
        (calls.mark_compromised(WORD, 9), "markCompromised(bytes32,uint40)", (WORD, 9)),
        (calls.propose_rekey(Member(3), ONE), "proposeRekey(uint32,address)", (3, ONE)),
        (calls.veto_rekey(Member(3), ONE), "vetoRekey(uint32,address)", (3, ONE)),
        (calls.execute_rekey(Member(3), ONE), "executeRekey(uint32,address)", (3, ONE)),
        (
            calls.propose_quorum(ONE, TWO, 2, 60),
            "proposeQuorum(address,address,uint32,uint40)",
            (ONE, TWO, 2, 60),
        ),
        (
            calls.execute_quorum(ONE, TWO, 2, 60),
            "executeQuorum(address,address,uint32,uint40)",
            (ONE, TWO, 2, 60),
        ),
        (calls.propose_decision(ONE, WORD), "proposeDecision(address,bytes32)", (ONE, WORD)),
        (calls.approve(WORD), "approve(bytes32)", (WORD,)),
        (calls.freeze(ONE), "freeze(address)", (ONE,)),
        (calls.anchor(WORD), "anchor(bytes32)", (WORD,)),
        (calls.anchor_batch(WORD, 5), "anchorBatch(bytes32,uint32)", (WORD, 5)),
        (calls.revoke(WORD), "revoke(bytes32)", (WORD,)),
        (calls.supersede(WORD, OTHER), "supersede(bytes32,bytes32)", (WORD, OTHER)),
        (calls.register_rulebook(WORD), "registerRulebook(bytes32)", (WORD,)),
        (calls.consent(Commitment(WORD)), "consent(bytes32)", (WORD,)),
        (calls.withdraw_consent(Commitment(WORD)), "withdrawConsent(bytes32)", (WORD,)),
    ],
)
def test_a_call_is_its_selector_and_its_arguments(
    data: bytes, signature: str, arguments: tuple[object, ...]
) -> None:
    types = signature[signature.index("(") + 1 : -1].split(",")
    assert data[:4] == keccak256(signature.encode())[:4]
    found = decode(types, data[4:])
    assert (
        tuple(
            bytes.fromhex(value[2:]) if kind == "address" else value
            for kind, value in zip(types, found, strict=True)
        )
        == arguments
    )


def test_a_batch_is_its_words_in_order_and_its_payloads_behind_each_other() -> None:
    entries = [SealedEntry(bytes([number]) * 32, WORD, OTHER, bytes([number]) * 192) for number in (1, 2)]
    data = calls.record(4, 9, entries)
    form = artifact(Name.LEDGER).functions["record"]
    lane, sequence, words, payloads = decode(parameter_types(form), data[4:])
    assert (lane, sequence) == (4, 9)
    assert list(words) == [(entry.meta, entry.obligation, entry.commitment) for entry in entries]
    assert payloads == entries[0].payload + entries[1].payload


def test_a_creation_is_the_bytecode_and_the_constructor_s_arguments() -> None:
    created = calls.deploy_registry([ONE, TWO], 2, 60)
    bytecode = artifact(Name.REGISTRY).bytecode
    assert created.startswith(bytecode)
    assert decode(["address[]", "uint32", "uint40"], created[len(bytecode) :]) == (
        ("0x" + ONE.hex(), "0x" + TWO.hex()),
        2,
        60,
    )
