"""Commitments to content, their salts, and what is shown of them (docs/records.md, section 5)."""

import hmac
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeAlias

from ledger.core.content import Facts, Identity
from ledger.core.ids import Commitment
from ledger.proof import domains
from ledger.proof.content import encode_facts, encode_identity
from ledger.proof.integers import sized, u8
from ledger.proof.keccak import keccak256

SALT_SIZE = 16


@dataclass(frozen=True, slots=True)
class Salts:
    """The two salts of one entry, 16 bytes each."""

    facts: bytes
    identity: bytes


@dataclass(frozen=True, slots=True)
class FactsOnly:
    """What a bank needs for figures: the facts open, the identity as its hash H2 (32 bytes)."""

    facts: Facts
    salt: bytes
    identity_hash: bytes

    @property
    def commitment(self) -> Commitment:
        """The commitment that this opens."""
        return commit(facts_hash(self.salt, encode_facts(self.facts)), self.identity_hash)


@dataclass(frozen=True, slots=True)
class Full:
    """The whole content of one entry, with its salts."""

    facts: Facts
    identity: Identity
    salts: Salts

    @property
    def commitment(self) -> Commitment:
        """The commitment that this opens."""
        facts, identity = encode_facts(self.facts), encode_identity(self.identity)
        return commit(facts_hash(self.salts.facts, facts), identity_hash(self.salts.identity, identity))

    def facts_only(self) -> FactsOnly:
        """The same entry without names, numbers and document digests."""
        hidden = identity_hash(self.salts.identity, encode_identity(self.identity))
        return FactsOnly(self.facts, self.salts.facts, hidden)


Disclosure: TypeAlias = FactsOnly | Full


def opens(disclosure: Disclosure, commitment: bytes) -> bool:
    """Whether `disclosure` is of the entry whose commitment stands in the log."""
    return disclosure.commitment == commitment


def facts_hash(salt: bytes, facts: bytes) -> bytes:
    """H1, of the facts' encoding."""
    return keccak256(domains.FACTS + sized("salt", salt, SALT_SIZE) + facts)


def identity_hash(salt: bytes, identity: bytes) -> bytes:
    """H2, of the identity's encoding."""
    return keccak256(domains.IDENTITY + sized("salt", salt, SALT_SIZE) + identity)


def commit(facts: bytes, identity: bytes) -> Commitment:
    """The commitment of H1 and H2."""
    return Commitment(keccak256(domains.COMMITMENT + sized("H1", facts, 32) + sized("H2", identity, 32)))


def derive_salts(secret: bytes, aad: bytes, facts: bytes, identity: bytes) -> Salts:
    """The salts under the recorder's 32-byte secret of this tradeline: a retry's are the same."""
    said = aad + keccak256(facts) + keccak256(identity)
    first, second = (
        hmac.digest(sized("secret", secret, 32), domains.SALT + u8(number) + said, sha256)[:SALT_SIZE]
        for number in (1, 2)
    )
    return Salts(first, second)
