"""A signed note is read as the specification has it, and in one spelling."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ledger.proof.note import (
    COSIGNATURE,
    ED25519,
    LIMIT,
    SIGNATURES,
    Note,
    NoteError,
    SignatureLine,
    VerifierKey,
    base64_text,
    parse_note,
    parse_vkey,
)
from tests.vectors import load

PUBLISHED = load("notes")["specification"]
LINE = SignatureLine("example.com/w", b"\0\1\2\3", b"signature")
NOTE = bytes(Note(b"a text\n\nof lines\n", (LINE, LINE)))


def test_the_note_of_the_specification_is_signed_by_the_key_of_the_specification() -> None:
    key, note = parse_vkey(PUBLISHED["vkey"]), parse_note(PUBLISHED["note"].encode())
    (line,) = note.lines
    assert (line.name, line.key_id) == (key.name, key.id)
    assert (key.kind, str(key)) == (ED25519, PUBLISHED["vkey"])
    Ed25519PublicKey.from_public_bytes(key.public).verify(line.signature, note.text)


def test_the_last_empty_line_divides_text_and_signatures() -> None:
    note = parse_note(NOTE)
    assert (note.text, note.lines) == (b"a text\n\nof lines\n", (LINE, LINE))
    assert bytes(note) == NOTE


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"a text\n",
        b"a text\n\n",
        NOTE[:-1],
        NOTE[:-5],
        NOTE + b"\n",
        NOTE.replace(b"\n", b"\r\n"),
        NOTE.replace(b"a text", b"a\ttext"),
        NOTE.replace(b"a text", b"a\xfftext"),
        NOTE.replace("—".encode(), b"-"),
        NOTE.replace("— ".encode(), "—".encode()),
        NOTE.replace(b"example.com/w ", b""),
        NOTE.replace(b"example.com/w", b"example.com/+"),
        NOTE.replace(b"example.com/w ", "example.com/\u00a0w ".encode()),
        NOTE.replace(b"example.com/w ", b"example.com/w  "),
        NOTE.replace(b"AAEC", b"AAE\n"),
        NOTE.replace(b"AAEC", b"AA-C"),
        NOTE.replace(b"AAECA3NpZ25hdHVyZQ==", b"AAECAw=="),
        NOTE.replace(b"ZQ==", b"ZQ"),
        NOTE.replace(b"ZQ==", b"ZR=="),
        b"a" * LIMIT + NOTE,
        b"a text\n\n" + f"{LINE}\n".encode() * (SIGNATURES + 1),
    ],
)
def test_what_is_not_of_the_form_is_refused(data: bytes) -> None:
    assert data != NOTE
    with pytest.raises(NoteError):
        parse_note(data)


def test_as_many_signatures_as_the_bound_allows_are_read() -> None:
    data = b"a text\n\n" + f"{LINE}\n".encode() * SIGNATURES
    assert len(parse_note(data).lines) == SIGNATURES >= 16


@pytest.mark.parametrize("name", ["", " ", "a b", "a+b", "a\n", "a\u2003b", "\u3000a", "a\0", "a" * 256])
def test_a_name_that_no_line_can_carry_names_no_key(name: str) -> None:
    VerifierKey("a/b", COSIGNATURE, bytes(32))
    with pytest.raises(NoteError, match="name"):
        VerifierKey(name, COSIGNATURE, bytes(32))


def test_a_vkey_says_its_id_and_has_one_spelling() -> None:
    text = str(VerifierKey("example.com/w", COSIGNATURE, bytes(range(32))))
    assert str(parse_vkey(text)) == text
    name, key_id, material = text.split("+", 2)
    other = VerifierKey("example.com/w", ED25519, bytes(range(32))).id.hex()
    spoiled = [
        f"{name}+{other}+{material}",
        f"{name}+{key_id.upper()}+{material}",
        f"{name}x+{key_id}+{material}",
        f"{name}+{key_id}",
        f"{name}+{key_id}+",
        f"{name}+{key_id}+{base64_text(bytes([COSIGNATURE]) + bytes(31))}",
        f"{name}+{key_id}+{base64_text(bytes([6]) + bytes(32))}",
        f"{text}\n",
        f" {text}",
    ]
    for each in spoiled:
        with pytest.raises(NoteError):
            parse_vkey(each)
