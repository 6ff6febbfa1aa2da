"""RSA-FDH-VRF-SHA256 (RFC 9381, section 4; suite 0x01): tags that one makes and anybody checks.

Uniqueness is RFC 9381's *trusted* one (section 7.1.1): an alpha has one tag if raising to the 65537th power
loses nothing, as it does for two primes that are not 1 modulo 65537. Whoever generates a key otherwise holds
several tags for one alpha. That a key is registered says nothing of how it was generated: it is trusted as
far as its owner is, or as its proof of form, `ledger.proof.tag_key_proof`, is checked.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Self

import gmpy2  # type: ignore[import-untyped]
from cryptography.hazmat.primitives.asymmetric import rsa

from ledger.core.errors import BadContent, Misuse, ProofError
from ledger.proof.integers import u16, u32

EXPONENT = 65537
"""The one public exponent accepted: F4, prime, as `cryptography` generates.

The proof of form relies on its being prime.
"""

SMALLEST_BITS, LARGEST_BITS = 2048, 4096
"""2048 is the format's floor; the ceiling bounds what a hostile key costs a verifier."""

_SUITE = b"\x01"
_MGF_DOMAIN = b"\x01"
_HASH_DOMAIN = b"\x02"


class WrongProof(ProofError):
    """A VRF proof that does not hold for this key and alpha."""


@dataclass(frozen=True, slots=True)
class TagPublicKey:
    """The modulus of a tag key; BadContent if it is even, or not of 2048 to 4096 bits."""

    modulus: int

    def __post_init__(self) -> None:
        if not SMALLEST_BITS <= self.modulus.bit_length() <= LARGEST_BITS or self.modulus % 2 == 0:
            raise BadContent("tag key", "an odd modulus of 2048 to 4096 bits", self.modulus.bit_length())

    def __bytes__(self) -> bytes:
        """`u16 length of modulus ‖ modulus ‖ exponent`, both minimal."""
        return u16(self.size) + self.modulus.to_bytes(self.size, "big") + EXPONENT.to_bytes(3, "big")

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The key whose bytes are `data`; BadContent for any others, and for another exponent than 65537."""
        size = int.from_bytes(data[:2], "big")
        key = cls(int.from_bytes(data[2 : 2 + size], "big"))
        if bytes(key) != data:
            raise BadContent(
                "tag key", "length, modulus and the exponent 65537, all minimal", data[2 + size :]
            )
        return key

    @property
    def size(self) -> int:
        """Bytes of the modulus, and of every proof: k of RFC 8017."""
        return (self.modulus.bit_length() + 7) // 8

    def verify(self, alpha: bytes, proof: bytes) -> bytes:
        """The 32-byte tag of `alpha` that `proof` shows (RFC 9381, 4.3) or WrongProof."""
        signature = int.from_bytes(proof, "big")
        if len(proof) != self.size or signature >= self.modulus:
            raise WrongProof("the VRF proof is out of range")
        encoded = self.encoded(alpha)
        # An honest modulus shares no factor with a hash; one that does could give an alpha several roots.
        if gmpy2.gcd(encoded, self.modulus) != 1:
            raise WrongProof("the modulus of the tag key has a small factor")
        if gmpy2.powmod(signature, EXPONENT, self.modulus) != encoded:
            raise WrongProof("the VRF proof is of another key or another input")
        return proof_to_hash(proof)

    def encoded(self, alpha: bytes) -> int:
        """The full-domain hash of `alpha` for this key: m of RFC 9381, 4.1."""
        salt = u32(self.size) + self.modulus.to_bytes(self.size, "big")
        return int.from_bytes(_mgf1(_SUITE + _MGF_DOMAIN + salt + alpha, self.size - 1), "big")


@dataclass(frozen=True, slots=True, repr=False)
class TagKey:
    """A tag key: two distinct primes, kept in the vault."""

    p: int
    q: int

    def __post_init__(self) -> None:
        primes = all(
            prime > 1 and gmpy2.is_prime(prime) and prime % EXPONENT != 1 for prime in (self.p, self.q)
        )
        if self.p == self.q or not primes:
            raise BadContent("tag key", "two distinct primes fit for the exponent 65537", "others")
        TagPublicKey(self.p * self.q)

    @classmethod
    def generate(cls, bits: int = 3072) -> Self:
        """A fresh key; `cryptography` draws the randomness itself, for it takes none from a caller."""
        numbers = rsa.generate_private_key(public_exponent=EXPONENT, key_size=bits).private_numbers()
        return cls(numbers.p, numbers.q)

    @property
    def public(self) -> TagPublicKey:
        """What is registered on chain, by its key id."""
        return TagPublicKey(self.p * self.q)

    def prove(self, alpha: bytes) -> bytes:
        """The proof, as long as the modulus, whose hash is the tag of `alpha` (RFC 9381, 4.1).

        Always the same.
        """
        return self.root(self.public.encoded(alpha)).to_bytes(self.public.size, "big")

    def root(self, number: int) -> int:
        """RSASP1 (RFC 8017, 5.2.1) by the Chinese remainder theorem: the 65537th root of `number`.

        `powmod_sec` runs in a time that does not depend on the exponent, which stands in for blinding, whose
        randomness would have to come from somewhere. The result is checked: a fault in one half would give
        away a prime.
        """
        p, q = self.p, self.q
        half_p = int(gmpy2.powmod_sec(number % p, pow(EXPONENT, -1, p - 1), p))
        half_q = int(gmpy2.powmod_sec(number % q, pow(EXPONENT, -1, q - 1), q))
        root = half_q + q * ((half_p - half_q) * pow(q, -1, p) % p)
        if gmpy2.powmod(root, EXPONENT, p * q) != number:
            raise Misuse("the root does not check: a number not below the modulus, or a fault of the machine")
        return root


def proof_to_hash(proof: bytes) -> bytes:
    """The 32-byte tag of a proof that is known to hold (RFC 9381, 4.2).

    Of others use `TagPublicKey.verify`.
    """
    return sha256(_SUITE + _HASH_DOMAIN + proof).digest()


def _mgf1(seed: bytes, length: int) -> bytes:
    """RFC 8017, B.2.1, on SHA-256."""
    blocks = range(-(-length // 32))
    return b"".join(sha256(seed + u32(counter)).digest() for counter in blocks)[:length]
