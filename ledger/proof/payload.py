"""The bytes of a payload: one size a class, so that lengths say nothing (docs/records.md, section 6)."""

from dataclasses import dataclass

from ledger.core.codes import EntryClass
from ledger.core.content import Facts, Identity
from ledger.core.errors import BadContent, Misuse, ProofError
from ledger.proof.commitment import SALT_SIZE, Salts
from ledger.proof.content import field_sizes
from ledger.proof.integers import u16

TAG_SIZE = 16
"""Bytes that AES-GCM adds."""

KEY_COMMITMENT_SIZE = 32

SIZES = dict.fromkeys(EntryClass, 192) | {
    EntryClass.OPEN: 512,
    EntryClass.OBLIGATION: 256,
    EntryClass.SHARE: 1200,
}
"""Payload bytes of each class."""

PUBLISHING = frozenset({EntryClass.OPEN, EntryClass.OBLIGATION, EntryClass.SHARE})
"""Classes whose payload begins with a key commitment."""


class BadPadding(ProofError):
    """A plaintext whose lengths or padding are not as they are written."""


@dataclass(frozen=True, slots=True)
class Plaintext:
    """What a seal holds: the salts and the two encodings."""

    salts: Salts
    facts: bytes
    identity: bytes


def plaintext_size(entry_class: EntryClass) -> int:
    """Bytes of the plaintext in an entry of this class, padding included.

    Misuse for a share, which holds a key.
    """
    if entry_class is EntryClass.SHARE:
        raise Misuse("a share has no content")
    return SIZES[entry_class] - TAG_SIZE - (KEY_COMMITMENT_SIZE if entry_class in PUBLISHING else 0)


def room(entry_class: EntryClass) -> int:
    """Bytes that the encodings of facts and identity may take together in an entry of this class."""
    return plaintext_size(entry_class) - 2 * SALT_SIZE - 4


def check_room(entry_class: EntryClass, facts: Facts, identity: Identity, needed: int) -> None:
    """BadContent, naming the longest field, if content of `needed` bytes does not fit an entry of this class."""
    allowed = room(entry_class)
    if needed > allowed:
        sizes = field_sizes(facts, identity)
        longest = max(sizes, key=lambda field: sizes[field])
        rule = f"shorter by {needed - allowed} bytes: {entry_class.name.lower()} entries hold {allowed}"
        raise BadContent(longest, rule, sizes[longest])


def pad(entry_class: EntryClass, plaintext: Plaintext) -> bytes:
    """The plaintext of a seal, as long as its class asks.

    Misuse if it does not fit, which `check_room` sees before.
    """
    facts, identity, salts = plaintext.facts, plaintext.identity, plaintext.salts
    content = salts.facts + salts.identity + u16(len(facts)) + facts + u16(len(identity)) + identity
    if len(content) > plaintext_size(entry_class):
        raise Misuse("content that its class has no room for")
    return content.ljust(plaintext_size(entry_class), b"\0")


def unpad(padded: bytes) -> Plaintext:
    """The parts of a padded plaintext; BadPadding if a length runs over the end or the rest is not zeros."""
    salts = Salts(padded[:SALT_SIZE], padded[SALT_SIZE : 2 * SALT_SIZE])
    facts, rest = _counted(padded[2 * SALT_SIZE :])
    identity, zeros = _counted(rest)
    if zeros.strip(b"\0"):
        raise BadPadding("padding that is not zeros")
    return Plaintext(salts, facts, identity)


def split(entry_class: EntryClass, payload: bytes) -> tuple[bytes | None, bytes]:
    """The key commitment that a payload publishes, None in classes that publish none, and the sealed rest."""
    if entry_class not in PUBLISHING:
        return None, payload
    return payload[:KEY_COMMITMENT_SIZE], payload[KEY_COMMITMENT_SIZE:]


def _counted(data: bytes) -> tuple[bytes, bytes]:
    end = 2 + int.from_bytes(data[:2], "big")
    if len(data) < max(end, 2):
        raise BadPadding("a length that runs over the end")
    return data[2:end], data[end:]
