"""An offer is taken only if the invoice is on the ledger once, whatever keys its seller made for itself."""

from dataclasses import replace

import gmpy2  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.app import offer as offers
from ledger.app.keys import read_tag_key, register_key
from ledger.app.offer import (
    Doubt,
    NothingToOffer,
    Offer,
    OfferRefused,
    ShownTag,
    check_offer,
    make_offer,
)
from ledger.app.ports import SealedEntry
from ledger.app.refusals import KeyUnfit
from ledger.app.vault import Private
from ledger.core.codes import Capacity, EntryClass, KeyPurpose, Status
from ledger.core.errors import TradelineError
from ledger.core.ids import Member, ObligationId, TradelineId
from ledger.proof.meta import Meta
from ledger.proof.obligation_id import invoice_alpha, obligation_id
from ledger.proof.tag_key_proof import ROOTS, prove_tag_key
from ledger.proof.vrf import EXPONENT, TagKey, TagPublicKey, proof_to_hash
from tests.simulators.chain import SimulatedSender
from tests.unit.app.parties import TODAY, Someone, open_with_invoice, opening, some_tag_key


@pytest.fixture
def offered(seller, buyer) -> Offer:
    _, invoice = open_with_invoice(seller, 2)
    return make_offer(seller.desk, seller.number, invoice.obligation)


def doubt(reader: Someone, offer: Offer, number: str = "INV-1", issued: int = TODAY) -> Doubt | None:
    """Why the reader refuses the offer of this document; None if it takes it."""
    try:
        check_offer(reader.desk, Offer.from_bytes(bytes(offer)), number, issued)
    except OfferRefused as refused:
        return refused.doubt
    return None


def record_by_hand(someone: Someone, tradeline: TradelineId, tag: bytes) -> None:
    """What a seller sends that uses software of its own: an obligation under a tag of its choice."""
    meta = Meta(EntryClass.OBLIGATION, Capacity.CREDITOR, Status.PROPOSED, someone.number, tradeline)
    entry = SealedEntry(meta.handed_in(), tag, tag, bytes(256))
    chain = someone.chain
    sender = SimulatedSender(chain, chain.keys(someone.number, KeyPurpose.TRANSACTION)[-1].public)
    call = chain.call(0, chain.next_sequence(someone.number, 0), [entry])
    sender.submit(sender.sign(*call, sender.next_nonce())[1])


def rotate(someone: Someone) -> TagKey:
    """A second tag key, registered; the first one ends."""
    someone.chain.end_keys(someone.number, KeyPurpose.TAG)
    someone.vault.keys.put(someone.number, Private.TAG, 2, some_tag_key(7))
    register_key(someone.desk, someone.registrations, someone.number, Private.TAG)
    return read_tag_key(some_tag_key(7))


def test_an_offer_of_the_document_in_hand_is_taken_however_its_number_is_typed(lender, buyer, offered):
    for number in ("INV-1", "inv 0001", "I.N.V. 1"):
        assert doubt(lender, offered, number) is None
    assert doubt(buyer, offered) is None


def test_an_offer_of_another_document_is_refused(lender, offered):
    assert doubt(lender, offered, "INV-2") is Doubt.DOCUMENT
    assert doubt(lender, offered, "...") is Doubt.DOCUMENT
    assert doubt(lender, offered, issued=TODAY + 1) is Doubt.DOCUMENT


def test_an_offer_that_claims_another_document_is_refused(lender, offered):
    assert doubt(lender, replace(offered, number="inv.2"), "INV-2") is Doubt.PROOF
    assert doubt(lender, replace(offered, issued=TODAY + 1), issued=TODAY + 1) is Doubt.PROOF


def test_an_offer_of_another_ledger_is_refused(lender, offered):
    assert doubt(lender, replace(offered, place=replace(offered.place, chain_id=1))) is Doubt.LEDGER


def test_a_key_that_the_registry_does_not_list_for_the_creditor_is_refused(lender, seller, offered):
    other = read_tag_key(some_tag_key(8))
    alpha = invoice_alpha(seller.number, "INV-1", TODAY)
    forged = replace(
        offered,
        tags=(ShownTag.of(other, alpha),),
        obligation=obligation_id(seller.number, proof_to_hash(other.prove(alpha))),
    )
    record_by_hand(seller, offered.tradeline, proof_to_hash(other.prove(alpha)))
    for wrong in (
        forged,
        replace(offered, tags=()),
        replace(offered, tags=(*offered.tags, *forged.tags)),
        replace(offered, creditor=Member(2)),
        replace(offered, creditor=Member(9)),
    ):
        assert doubt(lender, wrong) is Doubt.KEYS


def test_an_obligation_or_a_tradeline_that_is_not_the_invoices_is_refused(seller, lender, offered):
    elsewhere = seller.send(opening(2, reference="another"))[0].tradeline
    assert doubt(lender, replace(offered, obligation=ObligationId(bytes(32)))) is Doubt.OBLIGATION
    assert doubt(lender, replace(offered, tradeline=elsewhere)) is Doubt.UNRECORDED


def test_an_invoice_that_is_not_recorded_is_refused(seller, lender, offered):
    alpha = invoice_alpha(seller.number, "INV-7", TODAY)
    tag = ShownTag.of(read_tag_key(some_tag_key(seller.number % 3)), alpha)
    promised = replace(
        offered, number="inv.7", tags=(tag,), obligation=obligation_id(seller.number, tag.tag(alpha))
    )
    assert doubt(lender, promised, "INV-7") is Doubt.UNRECORDED
    record_by_hand(seller, offered.tradeline, tag.tag(alpha))
    assert doubt(lender, promised, "INV-7") is None


def test_every_part_of_a_tag_must_be_shown(lender, offered):
    (tag,) = offered.tags
    for wrong in (b"", tag.form[:-1], bytes(len(tag.form))):
        assert doubt(lender, replace(offered, tags=(replace(tag, form=wrong),))) is Doubt.FORM
    for wrong in (b"", tag.proof[:-1], bytes(len(tag.proof))):
        assert doubt(lender, replace(offered, tags=(replace(tag, proof=wrong),))) is Doubt.PROOF


def test_after_a_rotation_the_old_keys_tag_is_shown_too(seller, lender, offered):
    rotate(seller)
    renewed = make_offer(seller.desk, seller.number, offered.obligation)
    assert doubt(lender, renewed) is None
    assert doubt(lender, offered) is Doubt.KEYS
    assert doubt(lender, replace(renewed, tags=renewed.tags[::-1])) is Doubt.KEYS


def test_an_invoice_recorded_again_under_a_new_key_is_refused_and_so_is_hiding_the_old_one(
    seller, lender, offered
):
    key = rotate(seller)
    tag = proof_to_hash(key.prove(invoice_alpha(seller.number, "INV-1", TODAY)))
    again = obligation_id(seller.number, tag)
    renewed = replace(make_offer(seller.desk, seller.number, offered.obligation), obligation=again)
    assert doubt(lender, renewed) is Doubt.UNRECORDED
    record_by_hand(seller, offered.tradeline, tag)
    assert doubt(lender, renewed) is Doubt.TWICE
    assert doubt(lender, replace(renewed, obligation=offered.obligation)) is Doubt.TWICE
    assert doubt(lender, replace(renewed, tags=renewed.tags[1:])) is Doubt.KEYS


class ManyTags:
    """A registered key whose modulus has a prime that is 1 modulo 65537: an input with one tag has 65537."""

    p = 917_519
    q = int(gmpy2.next_prime(1 << 2030))
    public = TagPublicKey(p * q)
    number = "M-65107"
    """One input in 65537 has a root modulo p; two seconds of counting found this one."""

    def root(self, number: int, which: int = 0) -> int:
        """A root modulo p q where there is one, else something; `which` of them."""
        unity = next(
            root for base in range(2, 99) if (root := pow(base, (self.p - 1) // EXPONENT, self.p)) != 1
        )
        of_p = pow(number, pow(EXPONENT, -1, (self.p - 1) // EXPONENT), self.p) * pow(unity, which, self.p)
        of_q = int(gmpy2.powmod(number, pow(EXPONENT, -1, self.q - 1), self.q))
        return of_q + self.q * ((of_p - of_q) * pow(self.q, -1, self.p) % self.p)

    def prove(self, alpha: bytes, which: int) -> bytes:
        return self.root(self.public.encoded(alpha), which).to_bytes(self.public.size, "big")


def test_a_key_with_many_tags_offers_one_invoice_twice_and_only_its_proof_of_form_stops_it(
    seller, buyer, lender, monkeypatch
):
    key = ManyTags()
    seller.chain.registered[seller.number, KeyPurpose.TAG] = []
    seller.chain.add_key(seller.number, KeyPurpose.TAG, bytes(key.public))
    tradeline = seller.send(opening(2))[0].tradeline
    alpha = invoice_alpha(seller.number, key.number, TODAY)
    form = prove_tag_key(key)  # type: ignore[arg-type]  # its best try
    assert len(form) == ROOTS * key.public.size
    made = []
    for which in (0, 1):
        proof = key.prove(alpha, which)
        tag = key.public.verify(alpha, proof)
        record_by_hand(seller, tradeline, tag)
        shown = ShownTag(bytes(key.public), form, proof)
        made.append(
            Offer(
                seller.vault.place,
                tradeline,
                obligation_id(seller.number, tag),
                seller.number,
                "m.65107",
                TODAY,
                (shown,),
            )
        )
    assert made[0].obligation != made[1].obligation
    assert [doubt(lender, one, key.number) for one in made] == [Doubt.FORM, Doubt.FORM]
    monkeypatch.setattr(offers, "check_tag_key", lambda public, proof: None)
    assert [doubt(lender, one, key.number) for one in made] == [None, None]


def test_only_the_creditor_of_an_invoice_with_all_its_keys_can_offer_it(seller, buyer, lender, offered):
    with pytest.raises(NothingToOffer):
        make_offer(buyer.desk, buyer.number, offered.obligation)
    with pytest.raises(NothingToOffer):
        make_offer(lender.desk, lender.number, offered.obligation)
    with pytest.raises(NothingToOffer):
        make_offer(seller.desk, seller.number, ObligationId(bytes(32)))
    make_offer(seller.desk, seller.number, offered.obligation)
    seller.chain.add_key(seller.number, KeyPurpose.TAG, bytes(read_tag_key(some_tag_key(8)).public))
    with pytest.raises(KeyUnfit):
        make_offer(seller.desk, seller.number, offered.obligation)


def test_an_offer_has_one_form(offered):
    data = bytes(offered)
    assert Offer.from_bytes(data) == offered
    for wrong in (data[:-1], data + b" ", data.replace(b'"offer":1', b'"offer":2'), b"{}", b"[]"):
        with pytest.raises(TradelineError):
            Offer.from_bytes(wrong)


@given(st.binary(max_size=200))
def test_any_bytes_for_an_offer_meet_the_projects_errors(data: bytes) -> None:
    with pytest.raises(TradelineError):
        Offer.from_bytes(data)
