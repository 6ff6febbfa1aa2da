"""A member's own keys: made in the vault, registered under its number, used by generation.

A key is in the vault before it is registered, so a kill in between leaves a key that the next run registers.
"""

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.app.desk import Desk
from ledger.app.ports import Directory, RegisteredKey, Registrations
from ledger.app.refusals import KeyUnfit
from ledger.app.vault import Private, Vault
from ledger.core.codes import KeyPurpose
from ledger.core.errors import Misuse
from ledger.core.ids import Member
from ledger.proof.hpke import PRIVATE_SIZE, EncryptionKey, EncryptionPublicKey
from ledger.proof.integers import u16
from ledger.proof.keccak import keccak256
from ledger.proof.vrf import TagKey

PURPOSES = {
    Private.TRANSACTION: KeyPurpose.TRANSACTION,
    Private.DELEGATE: KeyPurpose.DELEGATE,
    Private.ATTESTATION: KeyPurpose.ATTESTATION,
    Private.ENCRYPTION: KeyPurpose.ENCRYPTION,
    Private.TAG: KeyPurpose.TAG,
}
"""What each private key is registered for; a holder key and a witness key are not."""

_CURVES: dict[Private, ec.EllipticCurve] = {
    Private.TRANSACTION: ec.SECP256K1(),
    Private.DELEGATE: ec.SECP256K1(),
    Private.ATTESTATION: ec.SECP256R1(),
    Private.HOLDER: ec.SECP256R1(),
}


def make_key(desk: Desk, member: Member, kind: Private) -> int:
    """Puts a fresh key into the vault; its generation, which counts from 1 as in the registry."""
    with desk.vault.transaction():
        held = desk.vault.keys.generations(member, kind)
        generation = held[-1] + 1 if held else 1
        desk.vault.keys.put(member, kind, generation, _fresh(desk, kind))
    return generation


def register_key(desk: Desk, registrations: Registrations, member: Member, kind: Private) -> int:
    """Registers the vault's latest key of this kind, if the registry has it not; its generation.

    KeyUnfit if there is none, or if the two have counted differently; Misuse for a holder or a witness key.
    """
    if kind not in PURPOSES:
        raise Misuse(f"a {kind.value} key is in no registry")
    generation, secret = _latest(desk.vault, member, kind)
    public = public_bytes(kind, secret)
    known = [key.public for key in desk.directory.keys(member, PURPOSES[kind])]
    if public in known:
        return known.index(public) + 1
    if generation != len(known) + 1:
        raise KeyUnfit(
            f"the registry has {len(known)} {kind.value} keys of member {member}, the vault {generation}"
        )
    registrations.register(PURPOSES[kind], public)
    return generation


def public_bytes(kind: Private, secret: bytes) -> bytes:
    """The public key as it is registered (records.md, section 8); those that are not, in the form of their curve."""
    if kind is Private.ENCRYPTION:
        return bytes(EncryptionKey(secret).public)
    if kind is Private.TAG:
        return bytes(read_tag_key(secret).public)
    if kind is Private.WITNESS:
        return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
    numbers = (
        ec.derive_private_key(int.from_bytes(secret, "big"), _CURVES[kind]).public_key().public_numbers()
    )
    point = numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")
    return keccak256(point)[12:] if kind in (Private.TRANSACTION, Private.DELEGATE) else point


def active_key(directory: Directory, member: Member, purpose: KeyPurpose) -> RegisteredKey:
    """The latest key of a member that stands; KeyUnfit if there is none."""
    standing = [key for key in directory.keys(member, purpose) if key.until is None and not key.compromised]
    if not standing:
        raise KeyUnfit(f"member {member} has no {purpose.name.lower()} key that stands")
    return standing[-1]


def encryption_public(directory: Directory, member: Member) -> tuple[int, EncryptionPublicKey]:
    """(generation, key) to which shares for this member are sealed now."""
    key = active_key(directory, member, KeyPurpose.ENCRYPTION)
    return key.generation, EncryptionPublicKey(key.public)


def tag_keys(desk: Desk, member: Member) -> tuple[TagKey, ...]:
    """The member's tag keys, oldest first; the last one makes tags, KeyUnfit if the registry has another one."""
    generations = desk.vault.keys.generations(member, Private.TAG)
    secrets = [desk.vault.keys.get(member, Private.TAG, generation) for generation in generations]
    keys = tuple(read_tag_key(secret) for secret in secrets if secret is not None)
    registered = active_key(desk.directory, member, KeyPurpose.TAG)
    if not keys or bytes(keys[-1].public) != registered.public:
        raise KeyUnfit(f"the vault's tag key of member {member} is not the registered one")
    return keys


def read_tag_key(secret: bytes) -> TagKey:
    """The tag key of its bytes in the vault: u16 length of p ‖ p ‖ q."""
    end = 2 + int.from_bytes(secret[:2], "big")
    return TagKey(int.from_bytes(secret[2:end], "big"), int.from_bytes(secret[end:], "big"))


def tag_key_bytes(key: TagKey) -> bytes:
    """A tag key as the vault keeps it."""
    p, q = (prime.to_bytes((prime.bit_length() + 7) // 8, "big") for prime in (key.p, key.q))
    return u16(len(p)) + p + q


def _fresh(desk: Desk, kind: Private) -> bytes:
    if kind is Private.TAG:
        return tag_key_bytes(TagKey.generate())
    if kind is Private.ENCRYPTION:
        return desk.entropy(PRIVATE_SIZE)
    if kind is Private.WITNESS:
        return desk.entropy(32)
    # The order of both groups is so near 2^256 that a second draw is never seen, but without it a key may be none.
    order = _CURVES[kind].group_order
    while not 0 < (number := int.from_bytes(desk.entropy(32), "big")) < order:
        continue
    return number.to_bytes(32, "big")


def _latest(vault: Vault, member: Member, kind: Private) -> tuple[int, bytes]:
    generations = vault.keys.generations(member, kind)
    secret = vault.keys.get(member, kind, generations[-1]) if generations else None
    if secret is None:
        raise KeyUnfit(f"the vault has no {kind.value} key of member {member}")
    return generations[-1], secret
