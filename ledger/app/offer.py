"""An offer: what shows a financier, off chain, that an invoice is on the ledger once and under no second name.

An obligation's id is unique, but it is made from the seller's own tag key: a key built for it gives one invoice
many ids, and a rotated key gives it another. So the seller shows the invoice's tag under every tag key that it
ever registered, each with the proof that the key has no second tag; the financier holds that against the
document in its hand, and against its own index. A debtor checks what a creditor bills it for in the same way.

JSON (RFC 8785): `offer` 1, `chain_id`, `ledger`, `tradeline`, `obligation`, `creditor`, `number` (normalised),
`issued` (days since 1970-01-01), `tags`: `key` (records.md, section 8), `form` (its proof), `proof` (VRF).
"""

from dataclasses import dataclass
from enum import Enum
from typing import Self

from ledger.app.desk import Desk
from ledger.app.keys import read_tag_key
from ledger.app.opening import read_tradeline
from ledger.app.refusals import KeyUnfit
from ledger.app.vault import Private
from ledger.attest.canonical import Json, canonical, parse
from ledger.attest.fields import Fields, hex_text
from ledger.core.codes import EntryClass, KeyPurpose, Kind
from ledger.core.day import Day
from ledger.core.errors import BadContent, Refused
from ledger.core.ids import Member, ObligationId, TradelineId
from ledger.proof.commitment import Full
from ledger.proof.numbers import normal_or_none, normalise
from ledger.proof.obligation_id import invoice_alpha, obligation_id
from ledger.proof.scope import Place
from ledger.proof.tag_key_proof import WrongTagKeyProof, check_tag_key, prove_tag_key
from ledger.proof.vrf import TagKey, TagPublicKey, WrongProof

VERSION = 1


class Doubt(Enum):
    """Why an offer is not to be taken."""

    LEDGER = "it is of another ledger"
    DOCUMENT = "it is not of this document: number or issue day differ"
    KEYS = "its keys are not the tag keys that the registry lists for the creditor, all of them in order"
    FORM = "a key is not shown to give an invoice one tag"
    PROOF = "a tag is not of this invoice under its key"
    OBLIGATION = "no key gives the invoice this obligation id"
    UNRECORDED = "the ledger has no such obligation on this tradeline"
    TWICE = "the invoice is recorded under another tag key too"


class OfferRefused(Refused):
    """The offer does not show what it should; `doubt` says what."""

    def __init__(self, doubt: Doubt) -> None:
        super().__init__(f"the offer is refused: {doubt.value}")
        self.doubt = doubt


class NothingToOffer(Refused):
    """The member cannot offer this: it is no invoice of its own that it can open."""


@dataclass(frozen=True, slots=True)
class ShownTag:
    """The invoice's tag under one key: public key as registered, the key's proof of form, the tag's VRF proof."""

    key: bytes
    form: bytes
    proof: bytes

    @classmethod
    def of(cls, key: TagKey, alpha: bytes) -> Self:
        return cls(bytes(key.public), prove_tag_key(key), key.prove(alpha))

    @classmethod
    def read(cls, value: Json, path: str) -> Self:
        fields = Fields(value, path)
        shown = cls(fields.data("key"), fields.data("form"), fields.data("proof"))
        fields.close()
        return shown

    def json(self) -> dict[str, Json]:
        return {"key": hex_text(self.key), "form": hex_text(self.form), "proof": hex_text(self.proof)}

    def tag(self, alpha: bytes) -> bytes:
        """The only tag of `alpha` under this key, 32 bytes; ProofError or BadContent if key or tag are not shown."""
        public = TagPublicKey.from_bytes(self.key)
        check_tag_key(public, self.form)
        return public.verify(alpha, self.proof)


@dataclass(frozen=True, slots=True)
class Offer:
    """One invoice offered; `number` in its normal form, `tags` one for each tag key of the creditor, oldest first."""

    place: Place
    tradeline: TradelineId
    obligation: ObligationId
    creditor: Member
    number: str
    issued: Day
    tags: tuple[ShownTag, ...]

    def __bytes__(self) -> bytes:
        return canonical(
            {
                "offer": VERSION,
                "chain_id": self.place.chain_id,
                "ledger": hex_text(self.place.ledger),
                "tradeline": hex_text(int(self.tradeline).to_bytes(8, "big")),
                "obligation": hex_text(self.obligation),
                "creditor": self.creditor,
                "number": self.number,
                "issued": self.issued,
                "tags": [tag.json() for tag in self.tags],
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The offer in a file, not checked yet; ProofError, or BadContent for a member or tradeline 0."""
        fields = Fields(parse(data), "$")
        fields.integer("offer", VERSION, VERSION)
        offer = cls(
            place=Place(fields.integer("chain_id", 1), fields.data("ledger", 20)),
            tradeline=TradelineId.from_int(int.from_bytes(fields.data("tradeline", 8), "big")),
            obligation=ObligationId(fields.data("obligation", 32)),
            creditor=Member(fields.integer("creditor", 1, 2**32 - 1)),
            number=fields.text("number"),
            issued=Day(fields.integer("issued", 0, 2**16 - 1)),
            tags=fields.list_of("tags", ShownTag.read),
        )
        fields.close()
        return offer


def make_offer(desk: Desk, member: Member, obligation: ObligationId) -> Offer:
    """The offer of an invoice by its creditor. NothingToOffer; KeyUnfit without every tag key it ever registered."""
    tradeline = desk.index.tradeline_of(obligation)
    if tradeline is None:
        raise NothingToOffer(f"the ledger has no obligation {obligation.hex()}")
    number, issued = _document(desk, member, tradeline, obligation)
    alpha = invoice_alpha(member, number, issued)
    tags = tuple(ShownTag.of(key, alpha) for key in _every_tag_key(desk, member))
    if obligation not in _ids(member, alpha, tags):
        raise NothingToOffer(f"member {member} is not the creditor of obligation {obligation.hex()}")
    return Offer(desk.vault.place, tradeline, obligation, member, number, issued, tags)


def check_offer(desk: Desk, offer: Offer, number: str, issued: Day) -> None:
    """OfferRefused unless the document of this number, as typed, and issue day is on the ledger once, as offered.

    As of the reader's index. That the obligation is assigned to nobody else is the contract's to say, when it
    is taken.
    """
    if offer.place != desk.vault.place:
        raise OfferRefused(Doubt.LEDGER)
    if (offer.number, offer.issued) != (normal_or_none(number), issued):
        raise OfferRefused(Doubt.DOCUMENT)
    registered = [key.public for key in desk.directory.keys(offer.creditor, KeyPurpose.TAG)]
    if not registered or [tag.key for tag in offer.tags] != registered:
        raise OfferRefused(Doubt.KEYS)
    try:
        ids = _ids(offer.creditor, invoice_alpha(offer.creditor, number, issued), offer.tags)
    except (WrongTagKeyProof, BadContent) as error:
        raise OfferRefused(Doubt.FORM) from error
    except WrongProof as error:
        raise OfferRefused(Doubt.PROOF) from error
    if offer.obligation not in ids:
        raise OfferRefused(Doubt.OBLIGATION)
    if desk.index.tradeline_of(offer.obligation) != offer.tradeline:
        raise OfferRefused(Doubt.UNRECORDED)
    if any(desk.index.tradeline_of(one) is not None for one in ids if one != offer.obligation):
        raise OfferRefused(Doubt.TWICE)


def _ids(creditor: Member, alpha: bytes, tags: tuple[ShownTag, ...]) -> list[ObligationId]:
    """What the invoice would be called under each key."""
    return [obligation_id(creditor, tag.tag(alpha)) for tag in tags]


def _document(
    desk: Desk, member: Member, tradeline: TradelineId, obligation: ObligationId
) -> tuple[str, Day]:
    """(normalised number, issue day) of an invoice as the member recorded it; NothingToOffer."""
    for entry, reading in read_tradeline(desk, member, tradeline):
        if entry.entry_class is EntryClass.OBLIGATION and entry.obligation == obligation:
            content = reading.shown
            if isinstance(content, Full) and content.facts.kind == Kind.INVOICE:
                day, number = content.facts.day, content.identity.number
                if day is not None and number is not None:
                    return normalise(number), Day(day)
    raise NothingToOffer(f"member {member} cannot open an invoice {obligation.hex()}")


def _every_tag_key(desk: Desk, member: Member) -> list[TagKey]:
    """The member's tag keys in the registry's order; KeyUnfit if the vault lacks one: its tags cannot be shown."""
    held = desk.vault.keys
    secrets = (held.get(member, Private.TAG, one) for one in held.generations(member, Private.TAG))
    keys = {bytes(key.public): key for key in map(read_tag_key, filter(None, secrets))}
    registered = [key.public for key in desk.directory.keys(member, KeyPurpose.TAG)]
    if not set(registered) <= set(keys):
        raise KeyUnfit(f"the vault has not every tag key that member {member} registered")
    return [keys[public] for public in registered]
