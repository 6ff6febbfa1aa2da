"""Sealing an entry's content, and opening it: AES-256-GCM under the entry key (docs/records.md, section 6).

Opening is total. An entry whose committed key does not open it is void by its recorder's fault, and the code
says which.
"""

from dataclasses import dataclass
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.core.content import Facts, Identity
from ledger.core.errors import BadContent
from ledger.core.ids import Commitment
from ledger.proof.cbor import BadCbor
from ledger.proof.commitment import Full, Salts, commit, derive_salts, facts_hash, identity_hash
from ledger.proof.content import decode_facts, decode_identity, encode_facts, encode_identity
from ledger.proof.integers import sized
from ledger.proof.keccak import keccak256
from ledger.proof.keys import KEY_SIZE
from ledger.proof.payload import (
    KEY_COMMITMENT_SIZE,
    PUBLISHING,
    SIZES,
    BadPadding,
    Plaintext,
    check_room,
    pad,
    split,
    unpad,
)
from ledger.proof.scope import Envelope


class Failure(StrEnum):
    """Why a payload does not open, in the order in which it is asked."""

    NOT_OPENED = "not opened"
    """The key, the additional data, the commitment or the bytes are not those of the seal."""
    WRONG_COMMITMENT = "wrong commitment"
    """It opens, but not to the commitment in the log."""
    MALFORMED = "malformed"
    """Lengths, padding, CBOR or a field are not as they are written."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry's content as it goes on chain, and what its recorder keeps of it."""

    commitment: Commitment
    payload: bytes
    content: Full


def seal(
    envelope: Envelope,
    facts: Facts,
    identity: Identity,
    *,
    secret: bytes,
    key: bytes,
    key_commitment: bytes = b"",
) -> Sealed:
    """The same bytes whenever the same is sealed.

    `secret` is the recorder's of this tradeline, `key` the entry key of the scope (32 bytes each). An open
    carries the commitment of its tradeline key, an obligation that of its key (32 bytes), other classes none.
    BadContent names the field that breaks a rule or, for content too long for its class, the longest.
    """
    publishes = KEY_COMMITMENT_SIZE if envelope.entry_class in PUBLISHING else 0
    sized("key commitment in this class", key_commitment, publishes)
    encoded = encode_facts(facts), encode_identity(identity)
    check_room(envelope.entry_class, facts, identity, sum(map(len, encoded)))
    aad = envelope.aad
    salts = derive_salts(secret, aad, *encoded)
    plaintext = pad(envelope.entry_class, Plaintext(salts, *encoded))
    commitment = _commitment(salts, *encoded)
    sealed = _cipher(key).encrypt(_nonce(commitment, aad), plaintext, aad)
    return Sealed(commitment, key_commitment + sealed, Full(facts, identity, salts))


def unseal(envelope: Envelope, key: bytes, commitment: bytes, payload: bytes) -> Full | Failure:
    """The content of an entry as logged, or why there is none.

    No bytes of `payload` or `commitment` make it raise.
    """
    cipher = _cipher(key)
    if len(payload) != SIZES[envelope.entry_class]:
        return Failure.NOT_OPENED
    _, sealed = split(envelope.entry_class, payload)
    aad = envelope.aad
    try:
        padded = cipher.decrypt(_nonce(commitment, aad), sealed, aad)
    except InvalidTag:
        return Failure.NOT_OPENED
    return _read(padded, commitment)


def _read(padded: bytes, commitment: bytes) -> Full | Failure:
    try:
        plaintext = unpad(padded)
    except BadPadding:
        return Failure.MALFORMED
    if _commitment(plaintext.salts, plaintext.facts, plaintext.identity) != commitment:
        return Failure.WRONG_COMMITMENT
    try:
        return Full(decode_facts(plaintext.facts), decode_identity(plaintext.identity), plaintext.salts)
    except (BadCbor, BadContent):
        return Failure.MALFORMED


def _commitment(salts: Salts, facts: bytes, identity: bytes) -> Commitment:
    return commit(facts_hash(salts.facts, facts), identity_hash(salts.identity, identity))


def _cipher(key: bytes) -> AESGCM:
    return AESGCM(sized("entry key", key, KEY_SIZE))


def _nonce(commitment: bytes, aad: bytes) -> bytes:
    # One nonce is one plaintext: the commitment binds all of it but the padding, which is fixed.
    return keccak256(commitment + aad)[:12]
