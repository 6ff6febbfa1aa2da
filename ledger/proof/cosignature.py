"""Cosignatures: a witness's word, with a time, that it saw a checkpoint (c2sp.org/tlog-cosignature, Ed25519)."""

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ledger.proof.integers import sized, u64
from ledger.proof.note import COSIGNATURE, KEY_SIZE, Note, NoteError, SignatureLine, VerifierKey

LATEST = (1 << 63) - 1
"""The last second that the specification has room for."""
_TIME_SIZE = 8
_SIZE = _TIME_SIZE + 64


@dataclass(frozen=True, slots=True)
class Cosignature:
    """That the owner of `key` signed a note's text at `time`, seconds since 1970-01-01 UTC by its own clock."""

    key: VerifierKey
    time: int
    line: SignatureLine


def verifier_key(name: str, secret: bytes) -> VerifierKey:
    """The public half of a witness's key: 32 bytes, the seed of RFC 8032."""
    return VerifierKey(name, COSIGNATURE, _private(secret).public_key().public_bytes_raw())


def cosign(name: str, secret: bytes, text: bytes, time: int) -> SignatureLine:
    """The line that cosigns a checkpoint's text. The same secret, text and time give the same bytes (RFC 8032)."""
    if not 0 <= time <= LATEST:
        raise NoteError("time", "from 0 to 2^63 - 1", time)
    signature = _private(secret).sign(_message(text, time))
    return SignatureLine(name, verifier_key(name, secret).id, u64(time) + signature)


def cosignatures(note: Note, keys: Iterable[VerifierKey]) -> tuple[Cosignature, ...]:
    """Who of `keys` cosigned the note, each once, in the order of its lines.

    Lines of other keys say nothing and are passed over. NoteError if a line of one of these keys does not hold, or
    if one key has two lines.
    """
    known = {(key.name, key.id): key for key in keys if key.kind == COSIGNATURE}
    found: dict[VerifierKey, Cosignature] = {}
    for line in note.lines:
        key = known.get((line.name, line.key_id))
        if key is None:
            continue
        if key in found:
            raise NoteError("signatures", "one of a key", line.name)
        found[key] = Cosignature(key, _checked(note.text, line, key), line)
    return tuple(found.values())


def _checked(text: bytes, line: SignatureLine, key: VerifierKey) -> int:
    """The time of a line that holds."""
    if len(line.signature) != _SIZE:
        raise NoteError("signature", f"a time and a signature, {_SIZE} bytes", line.signature)
    time = int.from_bytes(line.signature[:_TIME_SIZE], "big")
    if time > LATEST:
        raise NoteError("time", "from 0 to 2^63 - 1", time)
    try:
        public = Ed25519PublicKey.from_public_bytes(key.public)
        public.verify(line.signature[_TIME_SIZE:], _message(text, time))
    except (InvalidSignature, ValueError) as error:
        raise NoteError("signature", f"one that holds under the key of {key.name}", line.signature) from error
    return time


def _message(text: bytes, time: int) -> bytes:
    """tlog-cosignature, section "Ed25519 signed message"."""
    return b"cosignature/v1\ntime %d\n" % time + text


def _private(secret: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(sized("witness key", secret, KEY_SIZE))
