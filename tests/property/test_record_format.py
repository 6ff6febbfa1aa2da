"""The record format under any content and any bytes: one encoding, one size a class, no error but its own."""

import contextlib
import re
from typing import Any

import cbor2
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from ledger.core.codes import Capacity, EntryClass, Status
from ledger.core.content import Facts, Identity
from ledger.core.errors import BadContent, TradelineError
from ledger.core.ids import Member, ObligationId, TradelineId
from ledger.proof import cbor, content
from ledger.proof.batch import batch, root_of
from ledger.proof.cbor import BadCbor
from ledger.proof.commitment import Full, opens
from ledger.proof.hpke import EncryptionKey, Share, open_share, seal_share
from ledger.proof.meta import BadMeta, Meta
from ledger.proof.numbers import LONGEST, normalise
from ledger.proof.payload import PUBLISHING, SIZES, BadPadding, unpad
from ledger.proof.scope import Envelope, Place, Scope
from ledger.proof.seal import Failure, seal, unseal
from ledger.proof.vrf import TagPublicKey, WrongProof
from ledger.proof.words import BadWord, Word

UINTS = st.integers(0, (1 << 63) - 1)
DAYS = st.integers(0, 65_535)
CURRENCIES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=3)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
SCHEME_IDS = st.builds("{}:{}".format, st.sampled_from(["lei", "uscc", "vat"]), TEXTS)


def optional(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


def bytes_of(size: int) -> st.SearchStrategy[bytes]:
    return st.binary(min_size=size, max_size=size)


FACTS = st.builds(
    Facts,
    kind=UINTS,
    currency=optional(CURRENCIES),
    amount=optional(UINTS),
    day=optional(DAYS),
    due=optional(DAYS),
    refers=optional(bytes_of(32)),
    payment=optional(bytes_of(16)),
    near=optional(bytes_of(16)),
    outcome=optional(UINTS),
    number=optional(UINTS),
)
IDENTITIES = st.builds(
    Identity,
    number=optional(TEXTS),
    digest=optional(bytes_of(32)),
    creditor=optional(TEXTS),
    debtor=optional(TEXTS),
    reference=optional(TEXTS),
    creditor_id=optional(SCHEME_IDS),
    debtor_id=optional(SCHEME_IDS),
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.integers(0, (1 << 64) - 1) | st.binary(max_size=40) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.integers(0, 300), inner, max_size=3),
    max_leaves=8,
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.binary() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.integers(0, 12) | st.text(max_size=2), inner, max_size=4)
    ),
    max_leaves=6,
)
HOSTILE = st.binary(max_size=300) | ANYTHING.map(cbor2.dumps)

CLASSES = st.sampled_from([each for each in EntryClass if each is not EntryClass.SHARE])
SCOPES = st.builds(
    Scope,
    st.builds(Place, st.integers(0, (1 << 256) - 1), bytes_of(20)),
    st.builds(TradelineId.from_int, st.integers(1, (1 << 32) - 1).map(lambda number: number << 32 | number)),
    st.integers(0, 65_535),
    bytes_of(32).map(ObligationId),
)
ENVELOPES = st.builds(Envelope, SCOPES, CLASSES, st.sampled_from(Capacity))
SMALL_FACTS = st.builds(Facts, kind=st.integers(0, 99), currency=optional(CURRENCIES), amount=optional(UINTS))
SMALL_IDENTITIES = st.builds(Identity, number=optional(st.text("AB-1é", min_size=1, max_size=12)))


@given(VALUES)
def test_cbor_is_cbor2s_canonical_form_and_comes_back(value: Any) -> None:
    try:
        data = cbor.encode(value)
        assert data == cbor2.dumps(value, canonical=True)
        assert cbor.decode(data) == value
    except BadCbor as error:
        assert "nested deeper" in error.rule


@given(HOSTILE)
@example(b"\x81" * 5000)
def test_cbor_reads_only_what_it_writes(data: bytes) -> None:
    try:
        value = cbor.decode(data)
    except BadCbor:
        return
    assert cbor.encode(value) == data


@given(FACTS, IDENTITIES)
def test_content_comes_back(facts: Facts, identity: Identity) -> None:
    assert content.decode_facts(content.encode_facts(facts)) == facts
    assert content.decode_identity(content.encode_identity(identity)) == identity


@given(HOSTILE)
def test_content_is_read_only_as_it_is_written(data: bytes) -> None:
    with contextlib.suppress(BadCbor, BadContent):
        assert content.encode_facts(content.decode_facts(data)) == data
    with contextlib.suppress(BadCbor, BadContent):
        assert content.encode_identity(content.decode_identity(data)) == data


@given(ENVELOPES, FACTS, IDENTITIES, bytes_of(32), bytes_of(32))
def test_a_payload_has_the_size_of_its_class_or_the_content_is_refused_by_field(
    envelope: Envelope, facts: Facts, identity: Identity, secret: bytes, key: bytes
) -> None:
    published = bytes(32) if envelope.entry_class in PUBLISHING else b""
    try:
        sealed = seal(envelope, facts, identity, secret=secret, key=key, key_commitment=published)
    except BadContent as error:
        part, _, field = error.field.partition(".")
        assert getattr(facts if part == "facts" else identity, field) is not None
        return
    assert len(sealed.payload) == SIZES[envelope.entry_class]
    assert unseal(envelope, key, sealed.commitment, sealed.payload) == sealed.content
    assert opens(sealed.content, sealed.commitment) and opens(sealed.content.facts_only(), sealed.commitment)


@given(ENVELOPES, SMALL_FACTS, SMALL_IDENTITIES, st.data())
def test_no_flip_of_any_bit_opens(
    envelope: Envelope, facts: Facts, identity: Identity, data: st.DataObject
) -> None:
    published = bytes(32) if envelope.entry_class in PUBLISHING else b""
    key = bytes(range(32))
    sealed = seal(envelope, facts, identity, secret=bytes(32), key=key, key_commitment=published)

    def flipped(value: bytes, label: str, first: int = 0) -> bytes:
        bit = data.draw(st.integers(8 * first, 8 * len(value) - 1), label=label)
        return (int.from_bytes(value, "big") ^ 1 << 8 * len(value) - 1 - bit).to_bytes(len(value), "big")

    commitment, payload = sealed.commitment, sealed.payload
    assert isinstance(unseal(envelope, key, commitment, payload), Full)
    # A key commitment that begins a payload is compared by whoever knows the key, not by the seal.
    assert (
        unseal(envelope, key, commitment, flipped(payload, "payload", len(published))) is Failure.NOT_OPENED
    )
    assert unseal(envelope, key, flipped(commitment, "commitment"), payload) is Failure.NOT_OPENED
    assert unseal(envelope, flipped(key, "key"), commitment, payload) is Failure.NOT_OPENED


@given(ENVELOPES, ENVELOPES, SMALL_FACTS)
def test_a_seal_opens_in_no_other_envelope(one: Envelope, other: Envelope, facts: Facts) -> None:
    published = bytes(32) if one.entry_class in PUBLISHING else b""
    sealed = seal(one, facts, Identity(), secret=bytes(32), key=bytes(32), key_commitment=published)
    found = unseal(other, bytes(32), sealed.commitment, sealed.payload)
    assert (found == sealed.content) is (one == other)


@given(ENVELOPES, st.data())
def test_any_bytes_for_a_payload_are_a_coded_failure(envelope: Envelope, data: st.DataObject) -> None:
    payload = data.draw(bytes_of(SIZES[envelope.entry_class]) | st.binary(max_size=600))
    assert isinstance(unseal(envelope, bytes(32), data.draw(st.binary(max_size=40)), payload), Failure)


@given(st.binary(max_size=200))
def test_any_bytes_for_a_plaintext_are_parts_or_bad_padding(padded: bytes) -> None:
    try:
        plaintext = unpad(padded)
    except BadPadding:
        return
    assert len(plaintext.salts.facts) == len(plaintext.salts.identity) == 16
    assert plaintext.facts + plaintext.identity in padded or plaintext.identity in padded


RECIPIENT = EncryptionKey(bytes(range(96)))


@given(SCOPES, bytes_of(32), st.data())
def test_a_share_opens_whole_and_no_flip_of_it_does(scope: Scope, key: bytes, data: st.DataObject) -> None:
    share = Share(scope, Member(1), Member(2), 3)
    commitment, payload = seal_share(share, key, RECIPIENT.public)
    assert len(payload) == SIZES[EntryClass.SHARE]
    assert open_share(share, RECIPIENT, commitment, payload) == key
    at = data.draw(st.integers(0, len(payload) - 1))
    flipped = payload[:at] + bytes((payload[at] ^ data.draw(st.integers(1, 255)),)) + payload[at + 1 :]
    assert isinstance(open_share(share, RECIPIENT, commitment, flipped), Failure)


@given(st.binary(max_size=1300) | bytes_of(1200))
def test_any_bytes_for_a_share_are_a_coded_failure(payload: bytes) -> None:
    share = Share(Scope(Place(1, bytes(20)), TradelineId(Member(1), 1), 0), Member(1), Member(2), 0)
    assert isinstance(open_share(share, RECIPIENT, payload[:32], payload), Failure)


METAS = st.builds(
    Meta,
    st.just(EntryClass.SHARE),
    st.sampled_from(Capacity),
    st.sampled_from(Status),
    st.integers(1, (1 << 32) - 1).map(Member),
    st.builds(TradelineId.from_int, st.integers(1, (1 << 32) - 1).map(lambda number: number << 32 | 5)),
    st.integers(0, 65_535),
    st.integers(0, (1 << 32) - 1).map(Member),
    st.integers(0, 65_535),
    st.booleans(),
)


@given(METAS)
def test_a_meta_word_comes_back(meta: Meta) -> None:
    assert Meta.from_bytes(bytes(meta)) == meta


@given(METAS.map(bytes), st.integers(0, 31), st.integers(0, 255))
def test_a_meta_word_is_read_only_as_it_is_written(word: bytes, at: int, value: int) -> None:
    changed = word[:at] + bytes((value,)) + word[at + 1 :]
    with contextlib.suppress(BadMeta):
        assert bytes(Meta.from_bytes(changed)) == changed


@given(st.sampled_from(Word.__subclasses__()), st.integers(0, (1 << 256) - 1) | st.integers(0, 1 << 40))
def test_a_word_is_read_only_as_it_is_written(layout: type[Word], word: int) -> None:
    try:
        value = layout.from_word(word)
    except BadWord:
        return
    assert value is None if word == 0 else int(value or 0) == word


@given(st.text(max_size=LONGEST + 1))
def test_a_number_is_normalised_once_and_for_all(typed: str) -> None:
    try:
        number = normalise(typed)
    except BadContent:
        return
    assert normalise(number) == number


@given(st.text("ABCé/- 0123", min_size=1, max_size=20))
def test_case_width_zeros_and_spaces_do_not_change_a_number(typed: str) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in typed)
    try:
        number = normalise(typed)
    except BadContent:
        return
    assert normalise(f"  {typed} ") == number
    assert normalise(typed.lower()) == normalise(wide) == normalise(typed.replace("-", " / ")) == number


@given(
    st.lists(st.sampled_from(["AB", "é", "7", "042", "-", " ", "\u200b", "\ufe0f"]), min_size=1, max_size=9)
)
def test_a_separator_counts_between_digits_and_nowhere_else(pieces: list[str]) -> None:
    """Against a second way to say it: marks that are not between digits are left out before anything else."""
    seen = [piece for piece in pieces if piece not in ("\u200b", "\ufe0f")]
    typed = re.sub(r"(?<=\d)[- ]+(?=\d)", "/", "".join(seen))
    plain = re.sub(r"[- ]", "", typed)
    assume(plain)
    assert normalise("".join(pieces)) == normalise(plain)


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_any_bytes_for_a_tag_key_or_a_proof_meet_the_projects_errors(key: bytes, proof: bytes) -> None:
    with contextlib.suppress(TradelineError):
        assert bytes(TagPublicKey.from_bytes(key)) == key
    with pytest.raises(WrongProof):
        TagPublicKey((1 << 2048) - 1).verify(b"", proof)


@given(st.sets(bytes_of(32), min_size=1, max_size=20), bytes_of(32))
def test_a_batch_shows_its_digests_and_no_other(digests: set[bytes], stranger: bytes) -> None:
    made = batch(digests)
    assert all(root_of(digest, path) == made.root for digest, path in made.paths.items())
    assert set(made.paths) == digests
    assert stranger in digests or all(root_of(stranger, path) != made.root for path in made.paths.values())
