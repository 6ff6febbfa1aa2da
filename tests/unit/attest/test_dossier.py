"""Dossier, attestation and their fields: read as written, with a path to what is wrong."""

from dataclasses import replace

import pytest

from ledger.attest import base64url, sdjwt
from ledger.attest.attestation import HolderKey, MemberUrn, claims, parse
from ledger.attest.canonical import canonical
from ledger.attest.contents import NotShown, contents_of
from ledger.attest.dossier import dossier_hash, parse_dossier, render, serialise
from ledger.attest.fields import FormError
from ledger.attest.lists import NotOfList, fold_list
from ledger.attest.needed import kin
from ledger.attest.shown import FactsShown, SealedShown, VoidShown
from ledger.core.codes import Capacity, EntryClass, MemberList, Status
from ledger.core.entry import Opened, PayloadFault, Sealed, Void
from ledger.core.errors import ProofError
from ledger.core.ids import Member, ObligationId, TradelineId
from ledger.proof.keys import entry_key_commitment
from ledger.proof.meta import Meta
from ledger.proof.scope import Place, Scope
from tests.attacks.exhibit import exhibit, put

LARGE = parse_dossier(exhibit("large").data)
PLACE = Place(exhibit("large").trust.chain_id, exhibit("large").trust.ledger.address)


@pytest.mark.parametrize("name", ["small", "twin", "large"])
def test_a_dossier_is_read_as_it_is_written(name: str) -> None:
    data = exhibit(name).data
    dossier = parse_dossier(data)
    assert serialise(dossier) == data
    assert parse_dossier(canonical(render(dossier))) == dossier


def test_its_hash_leaves_the_binding_out_and_nothing_else() -> None:
    unbound = LARGE.attestation[: LARGE.attestation.rfind("~") + 1]
    assert dossier_hash(replace(LARGE, attestation=unbound)) == dossier_hash(LARGE)
    assert dossier_hash(replace(LARGE, batch=None)) != dossier_hash(LARGE)
    binding = sdjwt.read(LARGE.attestation).binding
    assert binding is not None
    assert binding.payload["dossier_hash"] == dossier_hash(LARGE)


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (("issuer_key", "x"), "0x00", "$.issuer_key.x"),
        (("lists", "claims", 0), [3, "0x00", 1], "$.lists.claims[0]"),
        (("lists", "holdings", 0, 1), "0x" + "00" * 8, "$.lists.holdings[0][1]"),
        (("lists", "tradelines", 0, 1), "0x" + "00" * 9, "$.lists.tradelines[0][1]"),
        (("tradelines", 1, "entries", 0, "clock"), [1], "$.tradelines[1].entries[0].clock"),
        (("tradelines", 1, "entries", 0, "meta"), "0xAA", "$.tradelines[1].entries[0].meta"),
        (("tradelines", 0, "debtor"), 2**32, "$.tradelines[0].debtor"),
        (("states",), [], "$.states"),
        (("dossier",), 2, "$.dossier"),
        (("batch", "siblings", 0), "0x", "$.batch.siblings[0]"),
        (("identity", "name"), "x" * 513, "$.identity.name"),
    ],
)
def test_what_is_wrong_is_named_by_its_path(path: tuple[str | int, ...], value: object, named: str) -> None:
    with pytest.raises(FormError) as caught:
        parse_dossier(canonical(put(exhibit("large").document, path, value)))
    assert caught.value.path == named


def test_claims_are_read_as_they_are_written() -> None:
    payload = sdjwt.read(LARGE.attestation).issued.payload
    attestation = parse(payload)
    assert claims(attestation) | {"_sd_alg": "sha-256", "figures": payload["figures"]} == dict(payload)
    assert attestation.holder == HolderKey(attestation.holder.x, attestation.holder.y)


@pytest.mark.parametrize(
    "text",
    [
        "urn:tradeline:1:0x" + "00" * 20,
        "urn:tradeline:1:" + "00" * 20 + ":1",
        "urn:tradeline:01:0x" + "00" * 20 + ":1",
        "urn:tradeline:1:0x" + "AA" * 20 + ":1",
        "urn:tradeline:1:0x" + "00" * 19 + ":1",
        "urn:tradeline:1:0x" + "00" * 20 + ":-1",
        "urn:tradeline:1:0x" + "00" * 20 + ":１",
        "URN:tradeline:1:0x" + "00" * 20 + ":1",
        "urn:tradeline:" + "9" * 5_000 + ":0x" + "00" * 20 + ":1",
    ],
)
def test_a_member_has_one_spelling(text: str) -> None:
    assert str(MemberUrn.parse("urn:tradeline:1:0x" + "00" * 20 + ":1", "$")) == text[:0] + str(
        MemberUrn(1, bytes(20), 1)
    )
    with pytest.raises(FormError):
        MemberUrn.parse(text, "$")


@pytest.mark.parametrize("text", ["=", "QQ=", "QR", "Q", "Q Q", "+/8", "QQ\n", "é"])
def test_base64url_has_one_spelling(text: str) -> None:
    assert base64url.decode("QQ") == b"A"
    with pytest.raises(ProofError):
        base64url.decode(text)


def test_contents_are_opened_void_or_sealed() -> None:
    loan = next(item for item in LARGE.tradelines if item.id == 4 << 32 | 1)
    contents = contents_of(PLACE, loan)
    assert contents[-2:] == (Void(PayloadFault.NOT_OPENED), Void(PayloadFault.NOT_OPENED))
    assert isinstance(contents[0], Opened)
    assert contents[1] == Sealed()  # a share has none
    hidden = replace(loan.entries[0], showing=SealedShown())
    assert contents_of(PLACE, replace(loan, entries=(hidden, *loan.entries[1:])))[0] == Sealed()


def test_a_void_entry_needs_every_payload_that_published_its_key() -> None:
    loan = next(item for item in LARGE.tradelines if item.id == 4 << 32 | 1)
    for number, entry in enumerate(loan.entries):
        if entry.payload is None or not isinstance(entry.showing, FactsShown):
            continue
        hidden = replace(entry, payload=None, payload_hash=bytes(32))
        entries = (*loan.entries[:number], hidden, *loan.entries[number + 1 :])
        voids = [e for e in loan.entries if isinstance(e.showing, VoidShown)]
        if any(void.obligation == entry.obligation for void in voids):
            with pytest.raises(NotShown):
                contents_of(PLACE, replace(loan, entries=entries))


def test_a_false_key_published_by_one_makes_no_entry_of_another_void() -> None:
    """Of what it wrote itself it does: nobody is harmed but who published it."""
    loan = next(item for item in LARGE.tradelines if item.id == 4 << 32 | 1)
    metas = [Meta.from_bytes(entry.meta) for entry in loan.entries]
    third = [n for n, meta in enumerate(metas) if meta.entry_class is EntryClass.OBLIGATION][2]
    published, key = loan.entries[third], b"\x05" * 32
    scope = Scope(PLACE, metas[third].tradeline, metas[third].epoch, ObligationId(published.obligation))
    assert published.payload is not None
    false = replace(published, payload=entry_key_commitment(scope, key) + published.payload[32:])
    judged = {}
    for number, entry in enumerate(loan.entries):
        if number != third and entry.obligation == published.obligation:
            void = replace(entry, payload_hash=None, payload=bytes(192), showing=VoidShown(key, False))
            entries = list(loan.entries)
            entries[third], entries[number] = false, void
            try:
                judged[metas[number].recorder] = contents_of(PLACE, replace(loan, entries=tuple(entries)))[
                    number
                ]
            except NotShown:
                judged[metas[number].recorder] = None
    assert judged == {4: Void(PayloadFault.NOT_OPENED), 1: None}


def test_an_event_of_another_list_is_refused() -> None:
    tradelines, _, _ = LARGE.lists
    assert fold_list(Member(4), MemberList.TRADELINES, tradelines) != bytes(32)
    with pytest.raises(NotOfList):
        fold_list(Member(4), MemberList.CLAIMS, tradelines)
    with pytest.raises(NotOfList):
        fold_list(Member(4), MemberList.TRADELINES, [replace(tradelines[0], event=9)])


def test_relations_are_asked_of_parties_holders_and_agents_that_wrote() -> None:
    loan = next(item for item in LARGE.tradelines if item.id == 4 << 32 | 1)
    sold = next(item for item in LARGE.tradelines if item.id == 1 << 32 | 1)
    assert kin(loan) == {(1, 4), (3, 4), (1, 3)}
    assert kin(sold) == {(1, 2), (1, 4), (2, 4)}
    external = replace(sold, debtor=0, entries=())
    assert kin(external) == frozenset()


def test_relations_that_nobody_could_look_up_are_refused() -> None:
    sold = next(item for item in LARGE.tradelines if item.id == 1 << 32 | 1)
    take = Meta(EntryClass.TAKE, Capacity.HOLDER, Status.ACCEPTED, Member(9), TradelineId(Member(1), 1))
    many = [replace(sold.entries[0], meta=bytes(replace(take, recorder=Member(n)))) for n in range(1, 700)]
    with pytest.raises(ProofError, match="pairs of members"):
        kin(replace(sold, entries=tuple(many)))
