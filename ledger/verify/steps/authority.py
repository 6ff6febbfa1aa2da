"""Steps 4, 4b and 5: who issued it, whom it is about, and that it stands on chain."""

from ledger.core.codes import KeyPurpose, Role
from ledger.core.ids import Member
from ledger.proof import slots
from ledger.proof.batch import root_of
from ledger.proof.key_ids import attestation_key_id
from ledger.proof.legal_identity import identity_commitment
from ledger.proof.words import AnchorWord, KeyWord, MemberStatus, MemberWord
from ledger.verify.case import Case, Missing, Proved, Refusal, ground


def issuer(case: Case) -> str:
    """4: the key was the issuer's and active at the anchor block; the issuer is active in its role."""
    attestation, after = ground(case.attestation, "1"), ground(case.later, "7")
    anchored_at, dossier = ground(case.anchored_at, "5"), ground(case.dossier, "1")
    member = Member(attestation.issuer.member)
    x, y = dossier.issuer_key
    key = KeyWord.from_word(after.words.registry[slots.key(attestation_key_id(x + y))])
    if key is None or key.member != member or key.purpose is not KeyPurpose.ATTESTATION:
        raise Refusal(f"the registry knows no such attestation key of member {member}")
    if not key.since <= anchored_at or (key.until and key.until <= anchored_at):
        raise Refusal(f"the key was not active at block {anchored_at}")
    if key.compromised_since and key.compromised_since <= anchored_at:
        raise Refusal(f"the key is compromised since block {key.compromised_since}")
    word = MemberWord.from_word(after.words.registry[slots.member(member)])
    if word is None or word.status is not MemberStatus.ACTIVE or Role.ISSUER not in word.roles:
        raise Refusal(f"member {member} is no active issuer")
    case.shown["issuer"] = member
    return f"member {member} is an active issuer; its key is active since block {key.since}"


def entity(case: Case) -> str:
    """4b: the commitment opens to the entity named, and to the one that the bank asked for."""
    attestation, as_of = ground(case.attestation, "1"), ground(case.as_of, "7")
    opening = ground(case.dossier, "1").identity
    if opening is None:
        raise Missing("the dossier does not say who the member is")
    member = Member(attestation.subject.member)
    commitment = identity_commitment(opening.salt, opening.scheme, opening.id, opening.name)
    if as_of.words.registry[slots.identity_commitment(member)] != int.from_bytes(commitment, "big"):
        raise Refusal("the identity named is not the one committed on chain")
    if MemberWord.from_word(as_of.words.registry[slots.member(member)]) is None:
        raise Refusal(f"member {member} was never admitted")
    identifier = f"{opening.scheme}:{opening.id}"
    if case.policy.entity not in (None, identifier):
        raise Refusal(f"it is about {identifier}, not {case.policy.entity}")
    case.entity = opening.name
    case.shown["entity"] = {"id": identifier, "name": opening.name}
    return f"{opening.name}, {identifier}"


def anchor(case: Case) -> str:
    """5: the digest is anchored, alone or under a batch's root; neither revoked nor superseded."""
    token, after = ground(case.token, "1"), ground(case.later, "7")
    dossier, attestation = ground(case.dossier, "1"), ground(case.attestation, "1")
    digest, batch = token.issued.digest, dossier.batch
    if batch is not None and root_of(digest, batch.siblings) != batch.root:
        raise Refusal("the digest is not in the batch named")
    issuer_number = Member(attestation.issuer.member)
    own = _anchor(after, issuer_number, digest)
    root = _anchor(after, issuer_number, batch.root) if batch is not None else own
    for word in (own, root):
        if word is not None and word.revoked_at:
            raise Refusal(f"revoked at block {word.revoked_at}")
        if word is not None and word.superseded_at:
            raise Refusal(f"superseded at block {word.superseded_at}")
    if root is None or not root.anchored_at or root.batch is not (batch is not None):
        raise Refusal("the digest is not anchored")
    if root.anchored_at > after.header.number:
        raise Refusal("anchored after the later header")
    case.anchored_at = root.anchored_at
    return f"anchored at block {root.anchored_at}; not revoked as of block {after.header.number}"


def _anchor(proved: Proved, issuer_number: Member, digest: bytes) -> AnchorWord | None:
    return AnchorWord.from_word(proved.words.attestations[slots.anchor(issuer_number, digest)])
