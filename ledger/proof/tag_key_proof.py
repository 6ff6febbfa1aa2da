"""A proof that a tag key gives one tag to one invoice: that its 65537th powers lose nothing.

RFC 9381, 7.1.1 leaves keys that others generated to "additional cryptographic checks". This one is the
certification of a permutation by Goldberg, Reyzin, Sagga and Baldimtsi, "Efficient Noninteractive
Certification of RSA Moduli and Beyond" (ASIACRYPT 2019): the owner shows the roots of numbers that a hash
draws from the modulus. 65537 is prime. If it divides the order of the multiplicative group, at most one unit
in 65537 has a root; that eight drawn ones have is a chance of 2^-128. If it does not, every unit has exactly
one, and `TagPublicKey.verify` accepts units alone: the seller has no second tag.
"""

from hashlib import shake_256

import gmpy2  # type: ignore[import-untyped]

from ledger.core.errors import ProofError
from ledger.proof import domains
from ledger.proof.integers import u8
from ledger.proof.vrf import EXPONENT, TagKey, TagPublicKey

ROOTS = 8
"""65537^8 > 2^128."""


class WrongTagKeyProof(ProofError):
    """A tag key whose form is not shown: its tags may not be unique."""


def prove_tag_key(key: TagKey) -> bytes:
    """Eight roots, each as long as the modulus; always the same for one key."""
    public = key.public
    return b"".join(key.root(number).to_bytes(public.size, "big") for number in _drawn(public))


def check_tag_key(public: TagPublicKey, proof: bytes) -> None:
    """WrongTagKeyProof unless `proof` shows that each input has at most one tag under this key."""
    size = public.size
    if len(proof) != ROOTS * size:
        raise WrongTagKeyProof(f"a proof of this key is {ROOTS * size} bytes, not {len(proof)}")
    for index, number in enumerate(_drawn(public)):
        root = int.from_bytes(proof[index * size : (index + 1) * size], "big")
        unit = gmpy2.gcd(number, public.modulus) == 1
        if not unit or root >= public.modulus or gmpy2.powmod(root, EXPONENT, public.modulus) != number:
            raise WrongTagKeyProof(f"root {index} of the tag key's proof does not hold")


def _drawn(public: TagPublicKey) -> list[int]:
    """Numbers below the modulus; 16 spare bytes make their bias 2^-128."""
    seeds = (domains.TAG_KEY + bytes(public) + u8(index) for index in range(ROOTS))
    return [
        int.from_bytes(shake_256(seed).digest(public.size + 16), "big") % public.modulus for seed in seeds
    ]
