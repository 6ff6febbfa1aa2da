"""Seals and payloads: golden, of one size a class, and coded failures for everything that does not open."""

from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.core.codes import Capacity, EntryClass
from ledger.core.content import Facts, Identity
from ledger.core.errors import BadContent, Misuse
from ledger.core.ids import Member, ObligationId, TradelineId
from ledger.proof.commitment import Full, Salts
from ledger.proof.keccak import keccak256
from ledger.proof.payload import SIZES, Plaintext, pad, plaintext_size, room, split, unpad
from ledger.proof.scope import Envelope, Place, Scope
from ledger.proof.seal import Failure, seal, unseal
from tests import vectors
from tests.vectors import unhex

SEALS, RECORDS = vectors.load("seals"), vectors.load("records")
KEY, SECRET, PUBLISHED = b"k" * 32, b"s" * 32, b"c" * 32
WITH_CONTENT = [entry_class for entry_class in EntryClass if entry_class is not EntryClass.SHARE]
SCOPE = Scope(Place(1, bytes(20)), TradelineId(Member(1), 1), 0, ObligationId(b"\1" * 32))


def envelope(entry_class: EntryClass) -> Envelope:
    return Envelope(SCOPE, entry_class, Capacity.CREDITOR)


def published(entry_class: EntryClass) -> bytes:
    return PUBLISHED if entry_class in (EntryClass.OPEN, EntryClass.OBLIGATION) else b""


@pytest.mark.parametrize(
    "case", SEALS["entries"], ids=lambda case: EntryClass(case["envelope"]["class"]).name
)
def test_a_seal_is_golden_and_opens(case: dict[str, Any]) -> None:
    bound = vectors.envelope(case["envelope"])
    facts, identity = vectors.facts(case["facts"]), vectors.identity(case["identity"])
    key, commitment, payload = unhex(case["key"]), unhex(case["commitment"]), unhex(case["payload"])
    key_commitment, sealed = split(bound.entry_class, payload)
    again = seal(
        bound, facts, identity, secret=unhex(case["secret"]), key=key, key_commitment=key_commitment or b""
    )
    assert (again.commitment, again.payload) == (commitment, payload)
    assert unseal(bound, key, commitment, payload) == again.content
    assert again.content == Full(facts, identity, Salts(unhex(case["salt1"]), unhex(case["salt2"])))
    # The same by hand, from the page alone.
    aad = keccak256(b"tradeline/1/payload") + bytes(bound.scope)
    aad += bytes((case["envelope"]["class"], case["envelope"]["capacity"]))
    assert aad == unhex(case["aad"])
    padded = AESGCM(key).decrypt(keccak256(commitment + aad)[:12], sealed, aad)
    assert padded[:32] == unhex(case["salt1"]) + unhex(case["salt2"])


@pytest.mark.parametrize("case", SEALS["failures"], ids=lambda case: case["name"])
def test_what_does_not_open_has_its_golden_code(case: dict[str, Any]) -> None:
    found = unseal(
        vectors.envelope(case["envelope"]),
        unhex(case["key"]),
        unhex(case["commitment"]),
        unhex(case["payload"]),
    )
    assert found is Failure(case["failure"])


@pytest.mark.parametrize("case", RECORDS["padded"], ids=lambda case: EntryClass(case["class"]).name)
def test_padding_is_golden(case: dict[str, Any]) -> None:
    entry_class, padded = EntryClass(case["class"]), unhex(case["padded"])
    plaintext = unpad(padded)
    assert pad(entry_class, plaintext) == padded
    facts = unhex(next(each["encoding"] for each in RECORDS["facts"] if each["name"] == "invoice"))
    identity = unhex(next(each["encoding"] for each in RECORDS["identities"] if each["name"] == "numbered"))
    assert (plaintext.facts, plaintext.identity) == (facts, identity)
    content = len(facts).to_bytes(2, "big") + facts + len(identity).to_bytes(2, "big") + identity
    assert padded[32:].rstrip(b"\0") == content.rstrip(b"\0")


@pytest.mark.parametrize("entry_class", WITH_CONTENT)
def test_rooms_and_sizes_are_those_of_the_page(entry_class: EntryClass) -> None:
    assert SIZES[entry_class] == {EntryClass.OPEN: 512, EntryClass.OBLIGATION: 256}.get(entry_class, 192)
    assert room(entry_class) == RECORDS["rooms"][str(int(entry_class))]


@pytest.mark.parametrize("entry_class", WITH_CONTENT)
def test_content_may_fill_its_class_to_the_byte_and_not_beyond(entry_class: EntryClass) -> None:
    # kind takes four bytes with the map's head; the identity's map, key and text heads take four or five.
    longest = room(entry_class) - 4 - (4 if room(entry_class) - 8 < 256 else 5)
    facts = Facts(kind=200)
    options = {"secret": SECRET, "key": KEY, "key_commitment": published(entry_class)}
    full = seal(envelope(entry_class), facts, Identity(creditor="x" * longest), **options)
    assert len(full.payload) == SIZES[entry_class]
    assert unseal(envelope(entry_class), KEY, full.commitment, full.payload) == full.content
    with pytest.raises(BadContent) as caught:
        seal(envelope(entry_class), facts, Identity(creditor="x" * (longest + 1)), **options)
    assert caught.value.field == "identity.creditor"
    assert caught.value.rule.startswith("shorter by 1 bytes")


def test_a_seal_opens_only_as_what_it_was_written() -> None:
    bound = envelope(EntryClass.STATEMENT)
    sealed = seal(bound, Facts(20), Identity(), secret=SECRET, key=KEY)
    assert unseal(bound, KEY, sealed.commitment, sealed.payload) == sealed.content
    others = [
        replace(bound, capacity=Capacity.DEBTOR),
        replace(bound, entry_class=EntryClass.ASSIGN),
        replace(bound, scope=replace(SCOPE, epoch=1)),
        replace(bound, scope=replace(SCOPE, obligation=ObligationId(bytes(32)))),
        replace(bound, scope=replace(SCOPE, tradeline=TradelineId(Member(1), 2))),
        replace(bound, scope=replace(SCOPE, place=Place(2, bytes(20)))),
    ]
    for other in others:
        assert unseal(other, KEY, sealed.commitment, sealed.payload) is Failure.NOT_OPENED
    assert unseal(bound, b"K" * 32, sealed.commitment, sealed.payload) is Failure.NOT_OPENED


def test_the_delegates_bit_is_not_in_the_seal_and_a_retry_is_the_same() -> None:
    bound = envelope(EntryClass.STATEMENT)
    first, second = (seal(bound, Facts(20), Identity(), secret=SECRET, key=KEY) for _ in range(2))
    assert first == second
    assert bound.aad[-1] == Capacity.CREDITOR
    other = seal(bound, Facts(20), Identity(), secret=b"t" * 32, key=KEY)
    assert other.commitment != first.commitment


def test_sealing_asks_for_whole_keys_and_a_commitment_where_the_class_has_one() -> None:
    for entry_class, key, commitment in (
        (EntryClass.STATEMENT, KEY[:-1], b""),
        (EntryClass.STATEMENT, KEY, PUBLISHED),
        (EntryClass.OPEN, KEY, b""),
        (EntryClass.OBLIGATION, KEY, PUBLISHED[:-1]),
        (EntryClass.SHARE, KEY, PUBLISHED),
    ):
        with pytest.raises(Misuse):
            seal(
                envelope(entry_class),
                Facts(20),
                Identity(),
                secret=SECRET,
                key=key,
                key_commitment=commitment,
            )
    with pytest.raises(Misuse):
        pad(
            EntryClass.STATEMENT,
            Plaintext(Salts(bytes(16), bytes(16)), bytes(room(EntryClass.STATEMENT)), b"x"),
        )
    with pytest.raises(Misuse):
        plaintext_size(EntryClass.SHARE)
