"""Cosignatures are those that other witnesses' programs make and accept."""

import pytest

from ledger.proof.cosignature import LATEST, cosign, cosignatures, verifier_key
from ledger.proof.note import Note, NoteError, SignatureLine, VerifierKey, parse_note, parse_vkey
from tests.vectors import load, unhex

OTHERS = load("notes")["cosignature"]
SECRET, NAME, TIME = unhex(OTHERS["seed"]), OTHERS["name"], OTHERS["time"]
KEY = parse_vkey(OTHERS["vkey"])
NOTE = parse_note(OTHERS["note"].encode())


def test_another_programs_cosignature_holds_and_ours_is_the_same() -> None:
    (found,) = cosignatures(NOTE, [KEY])
    assert (found.key, found.time) == (KEY, TIME)
    assert verifier_key(NAME, SECRET) == KEY
    assert cosign(NAME, SECRET, NOTE.text, TIME) == found.line
    assert bytes(Note(NOTE.text, (found.line,))) == OTHERS["note"].encode()


def test_lines_of_unknown_keys_say_nothing() -> None:
    namesake = verifier_key(NAME, bytes(32))
    stranger = SignatureLine("example.com/w", b"\0\0\0\0", b"whatever")
    both = Note(NOTE.text, (stranger, *NOTE.lines))
    assert [each.key for each in cosignatures(both, [namesake, KEY])] == [KEY]
    assert cosignatures(NOTE, [namesake]) == ()


def forged(line: SignatureLine, signature: bytes) -> Note:
    return Note(NOTE.text, (SignatureLine(line.name, line.key_id, signature),))


def test_a_line_of_a_known_key_that_does_not_hold_spoils_the_note() -> None:
    (line,) = NOTE.lines
    whole, late = line.signature, (TIME + 1).to_bytes(8, "big")
    beyond = (LATEST + 1).to_bytes(8, "big")
    flipped = bytes([whole[20] ^ 1])
    for signature in (whole[:-1], whole + b"\0", late + whole[8:], beyond + whole[8:], whole[:8]):
        with pytest.raises(NoteError):
            cosignatures(forged(line, signature), [KEY])
    with pytest.raises(NoteError):
        cosignatures(forged(line, whole[:20] + flipped + whole[21:]), [KEY])
    with pytest.raises(NoteError):
        cosignatures(Note(NOTE.text.replace(b"4712", b"4713"), NOTE.lines), [KEY])


def test_a_plain_signature_of_the_same_key_is_no_cosignature() -> None:
    plain = VerifierKey(NAME, 1, KEY.public)
    assert plain.id != KEY.id
    assert cosignatures(NOTE, [plain]) == ()


def test_a_key_that_is_no_point_signs_nothing() -> None:
    broken = VerifierKey(NAME, KEY.kind, b"\2" + bytes(31))
    line = SignatureLine(NAME, broken.id, NOTE.lines[0].signature)
    with pytest.raises(NoteError):
        cosignatures(Note(NOTE.text, (line,)), [broken])


def test_a_time_that_the_form_has_no_room_for_is_not_signed() -> None:
    assert cosignatures(Note(NOTE.text, (cosign(NAME, SECRET, NOTE.text, LATEST),)), [KEY])[0].time == LATEST
    for time in (-1, LATEST + 1):
        with pytest.raises(NoteError):
            cosign(NAME, SECRET, NOTE.text, time)
