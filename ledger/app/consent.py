"""Consents: a member's word that another may see of its history, given on chain as a salted commitment.

The chain shows that a member gave a consent, and when it withdrew it; to whom and for what, only who is shown
the opening. `commitment = keccak(D("consent") ‖ opening)`, opening = deterministic CBOR of `[salt, member,
reader, purpose, until]`.
"""

from dataclasses import dataclass

from ledger.app.desk import Desk
from ledger.app.ports import Registrations
from ledger.core.day import Day
from ledger.core.errors import BadContent, Refused
from ledger.core.ids import Commitment, Member
from ledger.proof import cbor
from ledger.proof.domains import domain
from ledger.proof.keccak import keccak256

_CONSENT = domain("consent")
_SALT_SIZE = 16


@dataclass(frozen=True, slots=True)
class Consent:
    """`member` lets `reader` see its history for `purpose`, up to and including the day `until`."""

    member: Member
    reader: Member
    purpose: str
    until: Day


class NoConsent(Refused):
    """No consent that stands covers this."""


def give_consent(desk: Desk, registrations: Registrations, consent: Consent) -> Commitment:
    """Stores the opening, then gives the consent on chain; the same one given again, while it stands, is one."""
    commitment = _held(desk, consent)
    if commitment is None:
        opening = _opening(consent, desk.entropy(_SALT_SIZE))
        commitment = commitment_of(opening)
        desk.vault.consents.put(consent.member, commitment, opening)
    if desk.directory.consent(commitment) is None:
        registrations.consent(commitment)
    return commitment


def withdraw_consent(desk: Desk, registrations: Registrations, commitment: Commitment) -> None:
    """Withdraws a consent for ever; harmless if it was withdrawn. NoConsent if it was never given."""
    stands = desk.directory.consent(commitment)
    if stands is None:
        raise NoConsent(f"consent {commitment.hex()} was never given")
    if stands:
        registrations.withdraw_consent(commitment)


def check_consent(desk: Desk, member: Member, reader: Member, purpose: str, today: Day) -> Commitment:
    """The commitment of a consent that covers this today and stands on chain; NoConsent."""
    for commitment, opening in desk.vault.consents.all(member):
        consent = read_opening(opening)
        covers = (consent.reader, consent.purpose) == (reader, purpose) and today <= consent.until
        if covers and desk.directory.consent(commitment):
            return commitment
    raise NoConsent(f"member {member} has not consented that member {reader} sees its history for {purpose}")


def consents_of(desk: Desk, member: Member) -> list[tuple[Commitment, Consent, bool]]:
    """Every consent that the member prepared, and whether it stands."""
    found = desk.vault.consents.all(member)
    return [(name, read_opening(opening), bool(desk.directory.consent(name))) for name, opening in found]


def commitment_of(opening: bytes) -> Commitment:
    """What stands on chain for an opening."""
    return Commitment(keccak256(_CONSENT + opening))


def read_opening(opening: bytes) -> Consent:
    """What an opening says; BadCbor or BadContent if it is none."""
    match cbor.decode(opening):
        case [bytes(), int(member), int(reader), str(purpose), int(until)]:
            return Consent(Member(member), Member(reader), purpose, Day(until))
    raise BadContent("consent", "[salt, member, reader, purpose, until]", opening.hex())


def _opening(consent: Consent, salt: bytes) -> bytes:
    return cbor.encode([salt, consent.member, consent.reader, consent.purpose, consent.until])


def _held(desk: Desk, consent: Consent) -> Commitment | None:
    """The same consent, prepared before and not withdrawn."""
    for commitment, opening in desk.vault.consents.all(consent.member):
        if read_opening(opening) == consent and desk.directory.consent(commitment) is not False:
            return commitment
    return None
