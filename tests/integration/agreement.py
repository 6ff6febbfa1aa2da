"""Where an index and the contracts' state must say the same: every head, every word."""

from ledger.chain.reader import Reader
from ledger.core.codes import KeyPurpose, MemberList
from ledger.core.ids import Member
from ledger.proof import slots
from ledger.proof.events import Contracts
from ledger.proof.words import AnchorWord, ConsentWord, KeyWord, MemberWord
from ledger.store.index import SqliteIndex
from tests.integration.life import Life


def differences(
    index: SqliteIndex, reader: Reader, contracts: Contracts, life: Life
) -> tuple[list[str], int]:
    """(what differs, how many things were compared that are in state)."""
    compared = [
        *_heads(index, reader, contracts, life),
        *_members(index, reader, contracts, life),
        *_attestations(index, reader, contracts, life),
    ]
    said = sum(1 for _, _, in_state in compared if in_state not in (None, 0, bytes(32)))
    return [f"{what}: {ours} is {theirs} in state" for what, ours, theirs in compared if ours != theirs], said


Compared = tuple[str, object, object]


def _heads(index: SqliteIndex, reader: Reader, contracts: Contracts, life: Life) -> list[Compared]:
    ledger = contracts.ledger
    lines = {line.id for line in life.lines}
    found: list[Compared] = [
        (f"head of {line}", index.head(line) or bytes(32), _word(reader.word(ledger, slots.head(line))))
        for line in lines
    ]
    for party in life.parties:
        for of in MemberList:
            in_state = _word(reader.word(ledger, slots.member_head(party.number, of)))
            found.append((f"{of.name} of {party.number}", index.member_head(party.number, of), in_state))
    return found


def _members(index: SqliteIndex, reader: Reader, contracts: Contracts, life: Life) -> list[Compared]:
    registry, directory = contracts.registry, index.directory
    found: list[Compared] = [
        ("member count", len(directory.numbers()), reader.word(registry, slots.member_count()))
    ]
    for number in range(1, len(life.parties) + 2):
        member = Member(number)
        word = MemberWord.from_word(reader.word(registry, slots.member(member)))
        found.append((f"member {number}", directory.member_word(member), word))
        tag, commitment = directory.identity(member) or (bytes(32), bytes(32))
        found.append(("tag", tag, _word(reader.word(registry, slots.identity_tag(member)))))
        found.append(
            ("identity", commitment, _word(reader.word(registry, slots.identity_commitment(member))))
        )
        for purpose in KeyPurpose:
            count = reader.word(registry, slots.generations(member, purpose))
            found.append((f"keys of {number}", len(directory.keys(member, purpose)), count))
        related = dict(directory.related(member))
        for other in range(1, len(life.parties) + 2):
            since = reader.word(registry, slots.related(member, Member(other))) if other != number else 0
            found.append((f"{number} and {other}", related.get(Member(other), 0), since))
    for _, key_id in life.keys:
        key = KeyWord.from_word(reader.word(registry, slots.key(key_id)))
        found.append((f"key {key_id.hex()}", directory.key_word(key_id), key))
    return found


def _attestations(index: SqliteIndex, reader: Reader, contracts: Contracts, life: Life) -> list[Compared]:
    attestations = contracts.attestations
    found: list[Compared] = []
    for digest in life.digests:
        for party in life.parties:
            anchor = AnchorWord.from_word(reader.word(attestations, slots.anchor(party.number, digest)))
            found.append((f"anchor {digest.hex()}", index.anchors.anchor_word(party.number, digest), anchor))
    for commitment in life.consents:
        consent = ConsentWord.from_word(reader.word(attestations, slots.consent(commitment)))
        found.append((f"consent {commitment.hex()}", index.directory.consent_word(commitment), consent))
    return found


def _word(number: int) -> bytes:
    return number.to_bytes(32, "big")
