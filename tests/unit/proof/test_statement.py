"""What a witness states, and when two statements of it prove that it equivocates."""

from dataclasses import replace

import pytest

from ledger.proof.checkpoint import HIGHEST, Checkpoint, origin_of, parse_checkpoint
from ledger.proof.cosignature import cosign, verifier_key
from ledger.proof.note import Note, NoteError
from ledger.proof.statement import Statement, contradict, note_of, verify_statements

ORIGIN = origin_of(31337, b"\x11" * 32, b"\x22" * 20)
HEAD = Checkpoint(ORIGIN, 4711, b"\x33" * 32, 12, b"\x44" * 32)
SECRETS = {"w/1": b"\1" * 32, "w/2": b"\2" * 32}
KEYS = [verifier_key(name, secret) for name, secret in SECRETS.items()]


def said(checkpoint: Checkpoint, *names: str, time: int = 1_700_000_000) -> bytes:
    text = bytes(checkpoint)
    return bytes(Note(text, tuple(cosign(name, SECRETS[name], text, time) for name in names)))


def one(checkpoint: Checkpoint, name: str = "w/1", time: int = 1_700_000_000) -> Statement:
    (found,) = verify_statements(said(checkpoint, name, time=time), KEYS)
    return found


def test_a_checkpoint_is_four_lines_and_is_read_back() -> None:
    assert bytes(HEAD).decode() == (
        f"tradeline/31337/{'11' * 32}/{'22' * 20}\n"
        "4712\n"
        "MzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzM=\n"
        "heads 12 REREREREREREREREREREREREREREREREREREREREREQ=\n"
    )
    for checkpoint in (HEAD, replace(HEAD, block=0, members=0), replace(HEAD, block=HIGHEST)):
        assert parse_checkpoint(bytes(checkpoint)) == checkpoint


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"4712", b"04712"),
        (b"4712", b"0"),
        (b"4712", b"+4712"),
        (b"4712", b"%d" % (HIGHEST + 2)),
        (b"4712", "٤٧١٢".encode()),
        (b"tradeline/", b"tradeline//"),
        (b"/31337/", b"/031337/"),
        (b"/" + b"11" * 32, b"/" + b"1A" * 32),
        (b"MzMz", b"MzM"),
        (b"heads 12 ", b"heads 12  "),
        (b"heads 12 ", b"heads "),
        (b"heads 12 ", b"heads 4294967296 "),
        (b"heads", b"root"),
        (b"\nheads", b"\n\nheads"),
    ],
)
def test_a_line_that_is_not_of_its_form_is_refused(old: bytes, new: bytes) -> None:
    text = bytes(HEAD)
    assert old in text
    with pytest.raises(NoteError):
        parse_checkpoint(text.replace(old, new, 1))


def test_a_checkpoint_ends_where_it_ends() -> None:
    text = bytes(HEAD)
    for spoiled in (text + b"more\n", text + b"\n", text[:-1], b"\n".join(text.split(b"\n")[:3]) + b"\n"):
        with pytest.raises(NoteError):
            parse_checkpoint(spoiled)


def test_statements_of_several_witnesses_stand_in_one_note() -> None:
    found = verify_statements(said(HEAD, "w/2", "w/1"), KEYS, ORIGIN)
    assert [(each.checkpoint, each.key.name, each.time) for each in found] == [
        (HEAD, "w/2", 1_700_000_000),
        (HEAD, "w/1", 1_700_000_000),
    ]
    assert note_of(found) == said(HEAD, "w/2", "w/1")
    assert verify_statements(bytes(found[1]), KEYS) == found[1:]


def test_another_log_and_an_unknown_witness_are_refused() -> None:
    with pytest.raises(NoteError, match="origin"):
        verify_statements(said(HEAD, "w/1"), KEYS, origin_of(1, b"\x11" * 32, b"\x22" * 20))
    with pytest.raises(NoteError, match="known witness"):
        verify_statements(said(HEAD, "w/1"), KEYS[1:])


def test_two_checkpoints_of_one_height_under_one_key_contradict_each_other() -> None:
    first = one(HEAD)
    for other in (replace(HEAD, hash=bytes(32)), replace(HEAD, heads=bytes(32)), replace(HEAD, members=13)):
        assert contradict(first, one(other))
    renamed = replace(one(replace(HEAD, hash=bytes(32))), key=replace(KEYS[0], name="w/other"))
    assert contradict(first, renamed), "the key has signed both, whatever it is called"


def test_what_is_said_again_or_by_others_or_of_other_heights_contradicts_nothing() -> None:
    first = one(HEAD)
    assert not contradict(first, one(HEAD, time=1_800_000_000))
    assert not contradict(first, one(replace(HEAD, hash=bytes(32)), "w/2"))
    assert not contradict(first, one(replace(HEAD, block=4712, hash=bytes(32))))
    elsewhere = replace(HEAD, origin=origin_of(1, b"\x11" * 32, b"\x22" * 20), hash=bytes(32))
    assert not contradict(first, one(elsewhere))


def test_a_note_is_of_one_checkpoint() -> None:
    with pytest.raises(NoteError):
        note_of([one(HEAD), one(replace(HEAD, members=13), "w/2")])
    with pytest.raises(NoteError):
        note_of([])
