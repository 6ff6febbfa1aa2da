"""Tags: the RFC's examples, and every way in which a proof or a key may be wrong."""

from dataclasses import replace

import gmpy2  # type: ignore[import-untyped]
import pytest

from ledger.core.errors import BadContent, Misuse
from ledger.proof.tag_key_proof import ROOTS, WrongTagKeyProof, check_tag_key, prove_tag_key
from ledger.proof.vrf import EXPONENT, TagKey, TagPublicKey, WrongProof, proof_to_hash
from tests import vectors
from tests.vectors import unhex

EXAMPLES = vectors.load("rfc9381")
KEY = TagKey(int(EXAMPLES[0]["p"], 16), int(EXAMPLES[0]["q"], 16))
ALPHA = b"an invoice"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"RFC 9381, example {example['example']}")
def test_the_examples_of_the_rfc(example: dict[str, str]) -> None:
    key = TagKey(int(example["p"], 16), int(example["q"], 16))
    assert key.prove(unhex(example["alpha"])) == unhex(example["pi"])
    assert key.public.verify(unhex(example["alpha"]), unhex(example["pi"])) == unhex(example["beta"])


def test_the_root_by_remainders_is_the_power_of_the_private_exponent() -> None:
    private = pow(EXPONENT, -1, (KEY.p - 1) * (KEY.q - 1))
    encoded = KEY.public.encoded(ALPHA)
    assert KEY.root(encoded) == pow(encoded, private, KEY.public.modulus)


def test_a_proof_holds_for_its_key_and_input_alone() -> None:
    proof = KEY.prove(ALPHA)
    assert KEY.public.verify(ALPHA, proof) == proof_to_hash(proof)
    other = TagKey(int(EXAMPLES[1]["p"], 16), int(EXAMPLES[1]["q"], 16))
    flipped = proof[:-1] + bytes((proof[-1] ^ 1,))
    raised = (int.from_bytes(proof, "big") + KEY.public.modulus).to_bytes(len(proof) + 1, "big")
    wrong = [
        (KEY, b"another invoice", proof),
        (other, ALPHA, proof),
        (KEY, ALPHA, flipped),
        (KEY, ALPHA, raised),
    ]
    wrong += [
        (KEY, ALPHA, b"\0" + proof),
        (KEY, ALPHA, proof[:-1]),
        (KEY, ALPHA, b""),
        (KEY, ALPHA, b"\xff" * 256),
    ]
    for key, alpha, bad in wrong:
        with pytest.raises(WrongProof):
            key.public.verify(alpha, bad)


def test_a_proof_is_below_the_modulus() -> None:
    signature, modulus = unhex(EXAMPLES[0]["pi"]), KEY.public.modulus
    raised = (int.from_bytes(signature, "big") + modulus).to_bytes(len(signature), "big")
    assert pow(int.from_bytes(raised, "big"), EXPONENT, modulus) == KEY.public.encoded(b"")
    KEY.public.verify(b"", signature)
    with pytest.raises(WrongProof):
        KEY.public.verify(b"", raised)


def test_a_modulus_divisible_by_nine_gives_no_input_three_tags() -> None:
    p, q = KEY.p, KEY.q
    public = TagPublicKey(9 * p * q)
    inputs = (number.to_bytes(4, "big") for number in range(1000))
    alpha = next(alpha for alpha in inputs if public.encoded(alpha) % 9 == 0)
    private = pow(EXPONENT, -1, 6 * (p - 1) * (q - 1))
    first = pow(public.encoded(alpha), private, public.modulus)
    roots = {(first + third * 3 * p * q) % public.modulus for third in range(3)}
    assert {pow(root, EXPONENT, public.modulus) for root in roots} == {public.encoded(alpha)} and len(
        roots
    ) == 3
    for root in roots:
        with pytest.raises(WrongProof):
            public.verify(alpha, root.to_bytes(public.size, "big"))


def test_a_public_key_has_one_form() -> None:
    data = bytes(KEY.public)
    assert TagPublicKey.from_bytes(data) == KEY.public
    assert data[:2] == b"\x01\x00" and data[-3:] == b"\x01\x00\x01" and len(data) == 2 + 256 + 3
    modulus = data[2:258]
    bad = [
        b"",
        data[:-1],
        data + b"\0",
        b"\x01\x01\0" + modulus + data[-3:],
        data[:-3] + b"\x03",
        data[:-4] + b"\x01\0\x01",
    ]
    for other in bad:
        with pytest.raises(BadContent):
            TagPublicKey.from_bytes(other)


@pytest.mark.parametrize("modulus", [0, (1 << 2047) - 1, 1 << 2047, (1 << 4097) + 1])
def test_a_modulus_of_the_wrong_size_or_even_is_refused(modulus: int) -> None:
    with pytest.raises(BadContent):
        TagPublicKey(modulus)


def test_a_private_key_is_two_primes_fit_for_the_exponent() -> None:
    for p, q in ((KEY.p, KEY.p), (KEY.p, KEY.q + 2), (KEY.p, prime_of_many_roots()), (3, 5)):
        with pytest.raises(BadContent):
            TagKey(p, q)


def test_a_fault_of_the_machine_gives_away_no_prime(monkeypatch: pytest.MonkeyPatch) -> None:
    correct = gmpy2.powmod_sec
    monkeypatch.setattr(
        gmpy2, "powmod_sec", lambda base, exponent, prime: correct(base, exponent, prime) ^ (prime == KEY.p)
    )
    with pytest.raises(Misuse):
        KEY.prove(ALPHA)


def test_a_generated_key_makes_tags_and_proves_its_form() -> None:
    key = TagKey.generate(2048)
    assert key.public.verify(ALPHA, key.prove(ALPHA)) == proof_to_hash(key.prove(ALPHA))
    check_tag_key(key.public, prove_tag_key(key))


def prime_of_many_roots() -> int:
    """A prime of 1024 bits that is 1 modulo 65537: a 65537th root modulo it is one of 65537."""
    candidate = (KEY.q // EXPONENT) * EXPONENT + 1
    while not gmpy2.is_prime(candidate):
        candidate += EXPONENT
    return candidate


class SellerWithManyTags(TagKey):
    """A seller who chose its key so that an input may have 65537 tags."""

    def __post_init__(self) -> None:
        """Nothing of its own is checked."""

    def root(self, number: int) -> int:
        """A root modulo both primes where there is one, else something."""
        q = self.q
        of_p = pow(number, pow(EXPONENT, -1, self.p - 1), self.p)
        order = (q - 1) // EXPONENT
        of_q = pow(number, pow(EXPONENT, -1, order), q)
        return of_q + q * ((of_p - of_q) * pow(q, -1, self.p) % self.p)


def test_a_key_with_many_tags_for_one_invoice_verifies_them_all_but_cannot_prove_its_form() -> None:
    q = prime_of_many_roots()
    seller = SellerWithManyTags(KEY.p, q)
    public = TagPublicKey(seller.p * q)
    # The attack is real: an input that has a root has as many as there are roots of one.
    unity = next(root for base in range(2, 99) if (root := pow(base, (q - 1) // EXPONENT, q)) != 1)
    lifted = 1 + seller.p * (pow(seller.p, -1, q) * (unity - 1) % q)
    # One input in 65537 has a root; half a minute of counting found this one.
    alpha = (83_175).to_bytes(4, "big")
    first = seller.root(public.encoded(alpha))
    second = first * lifted % public.modulus
    tags = {public.verify(alpha, root.to_bytes(public.size, "big")) for root in (first, second)}
    assert len(tags) == 2
    with pytest.raises(WrongTagKeyProof):
        check_tag_key(public, prove_tag_key(seller))


class SellerWithASmallFactor(TagKey):
    """A seller whose modulus is three times a good one, so that `p` is no prime."""

    def __post_init__(self) -> None:
        """Nothing of its own is checked."""

    def root(self, number: int) -> int:
        """The root, which a product of distinct primes has for every number."""
        order = 2 * (self.p // 3 - 1) * (self.q - 1)
        return pow(number, pow(EXPONENT, -1, order), self.p * self.q)


def test_a_modulus_with_a_small_factor_cannot_prove_its_form() -> None:
    with pytest.raises(WrongTagKeyProof):
        check_tag_key(
            TagPublicKey(3 * KEY.p * KEY.q), prove_tag_key(SellerWithASmallFactor(3 * KEY.p, KEY.q))
        )


def test_the_roots_of_a_proof_of_form_are_below_the_modulus() -> None:
    proof, size, modulus = prove_tag_key(KEY), KEY.public.size, KEY.public.modulus
    roots = [int.from_bytes(proof[at : at + size], "big") for at in range(0, len(proof), size)]
    at = next(at for at, root in enumerate(roots) if root + modulus < 1 << 8 * size)
    raised = (roots[at] + modulus).to_bytes(size, "big")
    check_tag_key(KEY.public, proof)
    with pytest.raises(WrongTagKeyProof):
        check_tag_key(KEY.public, proof[: at * size] + raised + proof[(at + 1) * size :])


def test_a_proof_of_form_is_of_one_key() -> None:
    proof, size = prove_tag_key(KEY), KEY.public.size
    check_tag_key(KEY.public, proof)
    swapped = proof[size : 2 * size] + proof[:size] + proof[2 * size :]
    for bad in (
        b"",
        proof[:-1],
        proof + b"\0",
        swapped,
        proof[:-1] + bytes((proof[-1] ^ 1,)),
        b"\xff" * ROOTS * size,
    ):
        with pytest.raises(WrongTagKeyProof):
            check_tag_key(KEY.public, bad)
    with pytest.raises(WrongTagKeyProof):
        check_tag_key(replace(KEY.public, modulus=KEY.public.modulus + 2), proof)
