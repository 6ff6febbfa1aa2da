"""Signed notes: a text, and lines that sign it (c2sp.org/signed-note, v1.0.0). Nothing is believed here.

text, whose last line ends
(an empty line)
— <key name> base64(key id ‖ signature)
"""

import base64
import binascii
import re
from dataclasses import dataclass
from hashlib import sha256

from ledger.proof.field_error import FieldError

LIMIT = 1 << 16
SIGNATURES = 64
"""Bounds of a note: bytes, and lines that sign it. The specification asks for room for 16 of them."""
ED25519, COSIGNATURE = 0x01, 0x04
"""Types of keys: both are of Ed25519 (RFC 8032); the second signs checkpoints with a time."""
KEY_SIZE = 32
_ID_SIZE = 4
_NAME_LIMIT = 255
_DASH = "— "
_CONTROL = re.compile("[\0-\t\v-\x1f]")


class NoteError(FieldError):
    """A part of a signed note, or of a verifier key, that is not as the specification has it."""

    subject = "note"


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """Who signs, with a key of which type: 32 bytes of Ed25519."""

    name: str
    kind: int
    public: bytes

    def __post_init__(self) -> None:
        check_name(self.name)
        if self.kind not in (ED25519, COSIGNATURE):
            raise NoteError("key", f"of type {ED25519} or {COSIGNATURE}", self.kind)
        if len(self.public) != KEY_SIZE:
            raise NoteError("key", f"{KEY_SIZE} bytes", self.public)

    @property
    def id(self) -> bytes:
        """4 bytes by which, with the name, a line names its key; they prove nothing."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:_ID_SIZE]

    def __str__(self) -> str:
        """The vkey: `<key name>+hex(id)+base64(type ‖ public key)`."""
        return f"{self.name}+{self.id.hex()}+{base64_text(bytes([self.kind]) + self.public)}"


def parse_vkey(text: str) -> VerifierKey:
    """The key of a vkey; NoteError, also for an id that is not the key's."""
    # Base64 has plus signs as well, names have none.
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise NoteError("key", "a vkey: name+id+base64", text)
    material = base64_bytes("key", parts[2])
    key = VerifierKey(parts[0], material[0] if material else 0, material[1:])
    if parts[1] != key.id.hex():
        raise NoteError("key id", key.id.hex(), parts[1])
    return key


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One signature of a note's text, as its line has it; `signature` in the form of its key's type."""

    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {base64_text(self.key_id + self.signature)}"


@dataclass(frozen=True, slots=True)
class Note:
    """A text with its final newline, and at least one line that signs it."""

    text: bytes
    lines: tuple[SignatureLine, ...]

    def __bytes__(self) -> bytes:
        signed = "".join(f"{line}\n" for line in self.lines)
        return self.text + b"\n" + signed.encode()


def parse_note(data: bytes) -> Note:
    """The note in these bytes, exactly; NoteError."""
    if len(data) > LIMIT:
        raise NoteError("note", f"at most {LIMIT} bytes", len(data))
    try:
        whole = data.decode("utf-8", "strict")
    except UnicodeDecodeError as error:
        raise NoteError("note", "UTF-8", data) from error
    if control := _CONTROL.search(whole):
        raise NoteError("note", "no control characters but newlines", control[0])
    # The last empty line divides: a text may have such lines of its own.
    text, divided, signed = whole.rpartition("\n\n")
    if not divided or not signed.endswith("\n"):
        raise NoteError("note", "a text, an empty line, and lines of signatures that end", whole[-40:])
    lines = signed[:-1].split("\n")
    if len(lines) > SIGNATURES:
        raise NoteError("signatures", f"at most {SIGNATURES}", len(lines))
    return Note((text + "\n").encode(), tuple(map(_parse_line, lines)))


def check_name(name: str) -> None:
    """NoteError unless `name` may name a key: some characters, none of them a space of any script, or a plus."""
    spaced = any(sign.isspace() for sign in name)
    if not 0 < len(name) <= _NAME_LIMIT or spaced or _CONTROL.search(name) or "+" in name:
        raise NoteError("name", f"1 to {_NAME_LIMIT} characters, no space, no plus", name)


def base64_text(data: bytes) -> str:
    """Standard Base 64 (RFC 4648, section 4)."""
    return base64.b64encode(data).decode("ascii")


def base64_bytes(field: str, text: str) -> bytes:
    """The bytes of a text in Base 64, which has one spelling (RFC 4648, section 3.5); NoteError."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError(field, "base64", text) from error
    if base64_text(data) != text:
        raise NoteError(field, "base64 with its padding, and nothing after it", text)
    return data


def _parse_line(line: str) -> SignatureLine:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space:
        raise NoteError("signature line", "— name base64", line)
    check_name(name)
    data = base64_bytes("signature", encoded)
    if len(data) <= _ID_SIZE:
        raise NoteError("signature", "a key id and a signature", data)
    return SignatureLine(name, data[:_ID_SIZE], data[_ID_SIZE:])
