"""state.json: where words stand in state, what they say, and the ids of keys (docs/records.md, section 8)."""

from typing import Any

from ledger.core.codes import Capacity, KeyPurpose, MemberList, Role, Status
from ledger.core.ids import Commitment, Member, ObligationId, TradelineId
from ledger.proof import key_ids, slots, words
from ledger.proof.hpke import EncryptionKey
from ledger.proof.vrf import TagPublicKey
from ledger.proof.words import Word
from scripts.golden.values import seed, shown

TRADELINE, MEMBER, OTHER = TradelineId(Member(7), 3), Member(7), Member(4_294_967_295)
DIGEST, ADDRESS = seed("digest"), seed("address", 20)

WORDS: tuple[Word, ...] = (
    words.TradelineWord(
        MEMBER, OTHER, Status.ACCEPTED, 65_535, Capacity.DEBTOR, Member(1), Member(2), Member(3), OTHER
    ),
    words.TradelineWord(
        Member(0), MEMBER, Status.EXTERNAL, 0, Capacity.DEBTOR, Member(0), Member(0), Member(0), Member(0)
    ),
    words.ObligationWord(TRADELINE, MEMBER, OTHER, Member(5), 65_535, words.OwedTo.MEMBER),
    words.ObligationWord(TRADELINE, Member(0), Member(0), Member(0), 0, words.OwedTo.EXTERNAL),
    words.SuccessorWord(ADDRESS, 12_345),
    words.MemberWord(words.MemberStatus.SUSPENDED, Role.LENDER | Role.AUDITOR, 1, (1 << 40) - 1, 3),
    words.KeyWord(MEMBER, KeyPurpose.DELEGATE, 1 << 6 | 1 << 9, 65_535, 1, (1 << 40) - 1, 2),
    words.QuorumWord(2, 3, 86_400, 5),
    words.ActionWord(2, 1_790_000_000, True, False),
    words.AnchorWord(1, (1 << 64) - 1, 3, True),
    words.ConsentWord(OTHER, (1 << 64) - 1, 2),
)


def build() -> dict[str, Any]:
    """The whole file."""
    return {
        "namespaces": {
            "tradeline.storage.MemberRegistry": shown(slots.MEMBER_REGISTRY.to_bytes(32, "big")),
            "tradeline.storage.CreditLedger": shown(slots.CREDIT_LEDGER.to_bytes(32, "big")),
            "tradeline.storage.AttestationRegistry": shown(slots.ATTESTATION_REGISTRY.to_bytes(32, "big")),
        },
        "slots": [
            {"word": name, "key": shown(key), "slot": shown(slot.to_bytes(32, "big"))}
            for name, key, slot in _slots()
        ],
        "words": [_word(word) for word in WORDS],
        "key_ids": _key_ids(),
    }


def _slots() -> list[tuple[str, dict[str, Any], int]]:
    obligation, commitment = ObligationId(DIGEST), Commitment(DIGEST)
    return [
        ("tradeline", {"tradeline": TRADELINE}, slots.tradeline(TRADELINE)),
        ("head", {"tradeline": TRADELINE}, slots.head(TRADELINE)),
        ("obligation", {"obligation": DIGEST}, slots.obligation(obligation)),
        ("member_head", {"member": MEMBER, "list": 3}, slots.member_head(MEMBER, MemberList.HOLDINGS)),
        ("lane", {"member": MEMBER, "lane": OTHER}, slots.lane(MEMBER, OTHER)),
        ("pending", {"opener": MEMBER, "counterparty": OTHER}, slots.pending(MEMBER, OTHER)),
        ("successor", {}, slots.successor()),
        ("member", {"member": OTHER}, slots.member(OTHER)),
        ("identity_tag", {"member": MEMBER}, slots.identity_tag(MEMBER)),
        ("identity_commitment", {"member": MEMBER}, slots.identity_commitment(MEMBER)),
        ("member_by_tag", {"tag": DIGEST}, slots.member_by_tag(DIGEST)),
        ("key", {"key_id": DIGEST}, slots.key(DIGEST)),
        ("related", {"smaller": MEMBER, "larger": OTHER}, slots.related(OTHER, MEMBER)),
        ("generations", {"member": MEMBER, "purpose": 5}, slots.generations(MEMBER, KeyPurpose.TAG)),
        ("registrar", {"address": ADDRESS}, slots.registrar(ADDRESS)),
        ("quorum", {}, slots.quorum()),
        ("member_count", {}, slots.member_count()),
        ("action", {"action": DIGEST}, slots.action(DIGEST)),
        ("approval", {"action": DIGEST, "registrar": ADDRESS}, slots.approval(DIGEST, ADDRESS)),
        ("reserved", {"key_id": DIGEST}, slots.reserved(DIGEST)),
        ("anchor", {"issuer": MEMBER, "digest": DIGEST}, slots.anchor(MEMBER, DIGEST)),
        ("rulebook", {"rulebook": DIGEST}, slots.rulebook(DIGEST)),
        ("consent", {"commitment": DIGEST}, slots.consent(commitment)),
    ]


def _word(word: Word) -> dict[str, Any]:
    fields = {name: shown(getattr(word, name)) for name in word.LAYOUT}
    return {"layout": type(word).__name__, "fields": fields, "word": shown(int(word).to_bytes(32, "big"))}


def _key_ids() -> list[dict[str, Any]]:
    encryption = EncryptionKey(seed("encryption key", 96)).public
    tag = TagPublicKey(int.from_bytes(b"\xc0" + seed("modulus", 254) + b"\x01", "big"))
    point = seed("point", 64)
    cases = [
        (KeyPurpose.TRANSACTION, ADDRESS, key_ids.address_key_id(ADDRESS)),
        (KeyPurpose.DELEGATE, ADDRESS, key_ids.address_key_id(ADDRESS)),
        (KeyPurpose.ATTESTATION, point, key_ids.attestation_key_id(point)),
        (KeyPurpose.ENCRYPTION, bytes(encryption), key_ids.encryption_key_id(encryption)),
        (KeyPurpose.TAG, bytes(tag), key_ids.tag_key_id(tag)),
    ]
    return [shown({"purpose": purpose, "public": public, "id": found}) for purpose, public, found in cases]
