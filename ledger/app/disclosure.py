"""Disclosing one entry, apart from any dossier: a file that opens its commitment, and reading one.

JSON: `disclosure` 1, `chain_id`, `ledger`, then the entry's `commitment` and what opens it (records.md, section 5):
`facts` and `salt` with `h2`, or with `identity` and `identity_salt`.
"""

from dataclasses import dataclass

from ledger.app.desk import Desk
from ledger.app.opening import read_tradeline
from ledger.attest.canonical import Json, canonical, parse
from ledger.attest.fields import Fields, hex_text
from ledger.core.content import Facts, Identity
from ledger.core.errors import ProofError, Refused
from ledger.core.ids import Commitment, Member, TradelineId
from ledger.proof.commitment import Full, commit, facts_hash, identity_hash
from ledger.proof.content import decode_facts, decode_identity, encode_facts, encode_identity
from ledger.proof.scope import Place

VERSION = 1


class NotReadable(Refused):
    """The member cannot open the entry: it is on no tradeline of its own, or the key is not there or was erased."""


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What a disclosure opens: `identity` is None where only the facts are shown."""

    place: Place
    commitment: Commitment
    facts: Facts
    identity: Identity | None


def disclose(desk: Desk, member: Member, commitment: Commitment, *, with_identity: bool = False) -> bytes:
    """The file that opens one entry; names, numbers and digests only `with_identity`. NotReadable."""
    content = _content(desk, member, commitment)
    encoded = encode_identity(content.identity)
    place = desk.vault.place
    form: dict[str, Json] = {
        "disclosure": VERSION,
        "chain_id": place.chain_id,
        "ledger": hex_text(place.ledger),
        "commitment": hex_text(commitment),
        "facts": hex_text(encode_facts(content.facts)),
        "salt": hex_text(content.salts.facts),
    }
    if with_identity:
        form |= {"identity": hex_text(encoded), "identity_salt": hex_text(content.salts.identity)}
    else:
        form["h2"] = hex_text(identity_hash(content.salts.identity, encoded))
    return canonical(form)


def open_disclosure(data: bytes) -> Disclosed:
    """What a file discloses; ProofError unless it opens the commitment that it names."""
    fields = Fields(parse(data, exact=False), "$")
    fields.integer("disclosure", VERSION, VERSION)
    place = Place(fields.integer("chain_id", 1), fields.data("ledger", 20))
    commitment = Commitment(fields.data("commitment", 32))
    facts, salt = fields.data("facts"), fields.data("salt", 16)
    identity = None if fields.has("h2") else fields.data("identity")
    h2 = (
        fields.data("h2", 32)
        if identity is None
        else identity_hash(fields.data("identity_salt", 16), identity)
    )
    fields.close()
    if commit(facts_hash(salt, facts), h2) != commitment:
        raise ProofError(f"this does not open the commitment 0x{commitment.hex()}")
    named = None if identity is None else decode_identity(identity)
    return Disclosed(place, commitment, decode_facts(facts), named)


def _content(desk: Desk, member: Member, commitment: Commitment) -> Full:
    kept = desk.vault.contents.get(member, commitment)
    if kept is not None:
        return kept.content
    for tradeline in _tradelines(desk, member):
        for entry, reading in read_tradeline(desk, member, tradeline):
            if entry.commitment == commitment and isinstance(reading.shown, Full):
                return reading.shown
    raise NotReadable(f"member {member} cannot open an entry 0x{commitment.hex()}")


def _tradelines(desk: Desk, member: Member) -> dict[TradelineId, None]:
    index = desk.index
    held = (index.tradeline_of(one) for one in index.holdings_of(member))
    own = (*index.tradelines_of(member), *index.claims_on(member), *index.shared_with(member))
    return dict.fromkeys((*own, *(one for one in held if one is not None)))
