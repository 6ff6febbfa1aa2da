"""Notes, checkpoints and hash trees: one value has one spelling, and hostile bytes meet one family of errors."""

from hypothesis import example, given
from hypothesis import strategies as st

from ledger.core.errors import ProofError
from ledger.proof import hash_tree
from ledger.proof.checkpoint import HIGHEST, Checkpoint, origin_of, parse_checkpoint
from ledger.proof.cosignature import LATEST, cosign, cosignatures, verifier_key
from ledger.proof.note import (
    COSIGNATURE,
    Note,
    NoteError,
    SignatureLine,
    VerifierKey,
    check_name,
    parse_note,
    parse_vkey,
)
from ledger.proof.statement import verify_statements

WORDS = st.binary(min_size=32, max_size=32)
NAMES = st.text(min_size=1, max_size=40)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.just("\n"), max_size=80)
CHECKPOINTS = st.builds(
    Checkpoint,
    st.builds(origin_of, st.integers(0, 2**256 - 1), WORDS, st.binary(min_size=20, max_size=20)),
    st.integers(0, HIGHEST),
    WORDS,
    st.integers(0, 2**32 - 1),
    WORDS,
)
# Bytes that begin like a note get further into a parser than random ones do.
NEARLY = st.lists(
    st.sampled_from(["\n", "\n\n", "— ", " ", "+", "a", "é", "AAAAAAAA", "AAAAA===", "=", "heads 1 "])
)
HOSTILE = st.binary(max_size=300) | NEARLY.map(lambda parts: "".join(parts).encode())
KEY = verifier_key("w", bytes(32))


def allowed(name: str) -> bool:
    try:
        check_name(name)
    except NoteError:
        return False
    return True


@given(
    TEXTS,
    st.lists(st.tuples(NAMES.filter(allowed), st.binary(min_size=5, max_size=90)), min_size=1, max_size=5),
)
def test_a_note_survives_its_bytes(text: str, signed: list[tuple[str, bytes]]) -> None:
    note = Note(f"{text}\n".encode(), tuple(SignatureLine(name, each[:4], each[4:]) for name, each in signed))
    assert parse_note(bytes(note)) == note


@given(HOSTILE)
@example(b"\n\n\xe2\x80\x94 a AAAAAAAA\n")
def test_bytes_are_one_note_or_refused(data: bytes) -> None:
    try:
        note = parse_note(data)
    except NoteError:
        return
    assert bytes(note) == data


@given(HOSTILE, st.lists(st.just(KEY), max_size=1))
def test_no_bytes_are_a_statement_of_a_key_that_did_not_sign(data: bytes, keys: list[VerifierKey]) -> None:
    try:
        found = verify_statements(data, keys)
    except ProofError:
        return
    raise AssertionError(found)


@given(CHECKPOINTS)
def test_a_checkpoint_survives_its_text(checkpoint: Checkpoint) -> None:
    assert parse_checkpoint(bytes(checkpoint)) == checkpoint


@given(CHECKPOINTS.map(bytes), st.integers(0), st.binary(max_size=3))
def test_a_spoiled_checkpoint_is_another_one_or_refused(text: bytes, place: int, put: bytes) -> None:
    spoiled = text[: place % len(text)] + put + text[place % len(text) + len(put) :]
    try:
        found = parse_checkpoint(spoiled)
    except NoteError:
        return
    assert bytes(found) == spoiled


@given(NAMES, WORDS)
def test_a_vkey_survives_its_text_or_its_name_is_refused(name: str, public: bytes) -> None:
    if allowed(name):
        key = VerifierKey(name, COSIGNATURE, public)
        assert parse_vkey(str(key)) == key


@given(st.text(max_size=80) | st.lists(st.sampled_from(["w", "+", "=", "AAAA", "00000000"])).map("".join))
def test_text_is_one_vkey_or_refused(text: str) -> None:
    try:
        key = parse_vkey(text)
    except NoteError:
        return
    assert str(key) == text


@given(WORDS, TEXTS, st.integers(0, LATEST), st.integers(0))
def test_a_cosignature_holds_until_a_bit_of_it_is_another(
    secret: bytes, text: str, time: int, place: int
) -> None:
    said, key = f"{text}\n".encode(), verifier_key("w", secret)
    line = cosign("w", secret, said, time)
    (found,) = cosignatures(Note(said, (line,)), [key])
    assert (found.key, found.time) == (key, time)
    bits = bytearray(line.signature)
    bits[place // 8 % len(bits)] ^= 1 << place % 8
    try:
        cosignatures(Note(said, (SignatureLine("w", line.key_id, bytes(bits)),)), [key])
    except NoteError:
        return
    raise AssertionError("an altered time or signature held")


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=40), st.integers(0))
def test_every_leaf_is_under_the_root_by_its_path(leaves: list[bytes], place: int) -> None:
    index = place % len(leaves)
    siblings = hash_tree.path(leaves, index)
    assert hash_tree.root_of(leaves[index], index, len(leaves), siblings) == hash_tree.root(leaves)
