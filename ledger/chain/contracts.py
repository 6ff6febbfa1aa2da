"""Calls of the three contracts, encoded. What each does, and when it refuses: contracts/interfaces.

Addresses are 20 bytes, digests and ids 32. Each function gives the call data, for the contract that it is listed
under.
"""

from collections.abc import Sequence

from ledger.app.ports import SealedEntry
from ledger.chain.artifacts import Name, artifact
from ledger.core.codes import KeyPurpose, Role
from ledger.core.ids import Commitment, Member

NOBODY = bytes(20)
"""The zero address, where a call leaves someone out."""

# --- the ledger ---


def record(lane: int, sequence: int, entries: Sequence[SealedEntry]) -> bytes:
    """A batch, the `sequence`th of the signer's `lane`."""
    words = [(entry.meta, entry.obligation, entry.commitment) for entry in entries]
    payloads = b"".join(entry.payload for entry in entries)
    return _call(Name.LEDGER, "record", lane, sequence, words, payloads)


def freeze(successor: bytes) -> bytes:
    """Closes the ledger for ever, once the registrars have decided it."""
    return _call(Name.LEDGER, "freeze", successor)


# --- the registry of members ---


def admit(identity_tag: bytes, identity_commitment: bytes, roles: Role, first_key: bytes) -> bytes:
    """Admits a legal entity; `first_key` is the address of its first transaction key."""
    return _call(Name.REGISTRY, "admit", identity_tag, identity_commitment, int(roles), first_key)


def suspend(member: Member) -> bytes:
    """Stops a member from writing."""
    return _call(Name.REGISTRY, "suspend", member)


def reinstate(member: Member) -> bytes:
    """Lets a suspended member write again."""
    return _call(Name.REGISTRY, "reinstate", member)


def set_roles(member: Member, roles: Role) -> bytes:
    """Replaces a member's roles."""
    return _call(Name.REGISTRY, "setRoles", member, int(roles))


def relate(one: Member, other: Member) -> bytes:
    """Marks two members as belonging together, for ever."""
    return _call(Name.REGISTRY, "relate", one, other)


def add_key(purpose: KeyPurpose, public_key: bytes, scope: int = 0) -> bytes:
    """Adds a key to the signer's organisation; `public_key` in the form of its purpose, `scope` of a delegate key."""
    return _call(Name.REGISTRY, "addKey", purpose, public_key, scope)


def end_key(key_id: bytes) -> bytes:
    """Ends a key of the signer's organisation."""
    return _call(Name.REGISTRY, "endKey", key_id)


def mark_compromised(key_id: bytes, since: int) -> bytes:
    """Marks a key of the signer's organisation as compromised since a block."""
    return _call(Name.REGISTRY, "markCompromised", key_id, since)


def propose_rekey(member: Member, new_key: bytes) -> bytes:
    """Proposes, and approves, a new transaction key in place of all that a member acts with."""
    return _call(Name.REGISTRY, "proposeRekey", member, new_key)


def veto_rekey(member: Member, new_key: bytes) -> bytes:
    """Ends a proposed re-keying of the signer's organisation."""
    return _call(Name.REGISTRY, "vetoRekey", member, new_key)


def execute_rekey(member: Member, new_key: bytes) -> bytes:
    """Carries out a re-keying that is due."""
    return _call(Name.REGISTRY, "executeRekey", member, new_key)


def propose_quorum(added: bytes, removed: bytes, threshold: int, delay: int) -> bytes:
    """Proposes, and approves, other registrars (NOBODY for none) or another rule; `delay` in seconds."""
    return _call(Name.REGISTRY, "proposeQuorum", added, removed, threshold, delay)


def execute_quorum(added: bytes, removed: bytes, threshold: int, delay: int) -> bytes:
    """Carries out a change of registrars that is due."""
    return _call(Name.REGISTRY, "executeQuorum", added, removed, threshold, delay)


def propose_decision(target: bytes, decision: bytes) -> bytes:
    """Proposes, and approves, that the contract `target` may do what `decision` stands for."""
    return _call(Name.REGISTRY, "proposeDecision", target, decision)


def approve(action: bytes) -> bytes:
    """Approves what another registrar proposed."""
    return _call(Name.REGISTRY, "approve", action)


# --- the registry of attestations ---


def anchor(digest: bytes) -> bytes:
    """Anchors an attestation's digest."""
    return _call(Name.ATTESTATIONS, "anchor", digest)


def anchor_batch(root: bytes, count: int) -> bytes:
    """Anchors the Merkle root of `count` digests."""
    return _call(Name.ATTESTATIONS, "anchorBatch", root, count)


def revoke(digest: bytes) -> bytes:
    """Revokes a digest of the signer's organisation."""
    return _call(Name.ATTESTATIONS, "revoke", digest)


def supersede(older: bytes, newer: bytes) -> bytes:
    """Replaces a digest of the signer's organisation by a newer one."""
    return _call(Name.ATTESTATIONS, "supersede", older, newer)


def register_rulebook(digest: bytes) -> bytes:
    """Registers a rulebook's hash; by a registrar."""
    return _call(Name.ATTESTATIONS, "registerRulebook", digest)


def consent(commitment: Commitment) -> bytes:
    """Publishes the commitment of a consent."""
    return _call(Name.ATTESTATIONS, "consent", commitment)


def withdraw_consent(commitment: Commitment) -> bytes:
    """Withdraws a consent."""
    return _call(Name.ATTESTATIONS, "withdrawConsent", commitment)


# --- deployment ---


def deploy_registry(registrars: Sequence[bytes], threshold: int, delay: int) -> bytes:
    """Creates the registry, with the registrars' addresses and their rule; `delay` in seconds."""
    return _create(Name.REGISTRY, list(registrars), threshold, delay)


def deploy_ledger(registry: bytes, predecessor: bytes = NOBODY) -> bytes:
    """Creates a ledger over a registry; `predecessor` is the ledger that it goes on from."""
    return _create(Name.LEDGER, registry, predecessor)


def deploy_attestations(registry: bytes) -> bytes:
    """Creates the registry of attestations over a registry of members."""
    return _create(Name.ATTESTATIONS, registry)


def _call(name: Name, function: str, *arguments: object) -> bytes:
    return artifact(name).call(function, arguments)


def _create(name: Name, *arguments: object) -> bytes:
    return artifact(name).creation(arguments)
